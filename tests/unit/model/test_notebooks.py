"""What notebooks show: plans as pictures, calls as tables, and the plain text where that cannot be."""

import re
from base64 import b64decode
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from lxml import etree, html

from ivrdsl import Dialplan, Hangup, Keypress, Menu, NoInput, Say, Secret, from_xml, spell
from ivrsim import Call, as_svg, draw

PLAN = Dialplan("Root")[
    Menu("live", max_digits=1, timeout_ms=3500)[
        Say("Your code is ", spell("2517"), " and ", Secret("7"), ", <b>press</b> 1."),
        Keypress("1")[Say("\u202etxen")],
        NoInput()[Hangup()],
    ]
]


def cells(call: Any) -> list[list[str]]:
    return [[each.text_content() for each in row] for row in html.fromstring(call._repr_html_()).iter("tr")]


def drawn(plan: Dialplan) -> bytes:
    """The drawing that a notebook shows."""
    shown = html.fromstring(plan._repr_html_() or "")
    kind, _, data = shown.find("img").get("src").partition(",")
    assert kind == "data:image/svg+xml;base64"
    return b64decode(data)


def test_a_plan_is_a_picture() -> None:
    svg = drawn(PLAN)
    assert svg.decode() == as_svg(draw(PLAN))
    assert etree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert 'alt="dialplan &quot;Root&quot;: 5 cards' in (PLAN._repr_html_() or "")


def test_an_odd_plan_is_a_picture_too() -> None:
    assert b"blink is not simulated" in drawn(from_xml("<dialplan><blink/></dialplan>"))
    assert b"end of plan" in drawn(Dialplan())


def test_a_call_is_a_table_in_the_words_of_simulate() -> None:
    call = Call(PLAN)
    call.answer()
    call.press("1")
    call.wait()
    rows = cells(call)
    assert rows[0] == ["time", "what happens", "where"]
    assert rows[1] == ["0.000 s", "a person answers", ""]
    assert rows[2][1:] == ['"Your code is [secret] and [secret], press 1."', "play"]
    assert [row[1] for row in rows].count("callee presses 1") == 1
    assert any("ended by the dialplan after" in row[1] for row in rows)
    assert ["", "times: with stand-ins for secret words", ""] in rows
    assert not re.search("2517|2 5 1 7|\u202e", call._repr_html_() or "")
    assert cells(call.transcript()) == rows


def test_times_and_places_stay_on_one_line() -> None:
    call = Call(PLAN)
    call.answer("live")
    row = re.findall(r"<tr>(.*?)</tr>", call._repr_html_() or "")[1]
    assert ["nowrap" in each for each in re.findall(r"<td[^>]*>", row)] == [True, False, True]


def test_the_table_ends_with_what_a_call_assumes() -> None:
    call = Call(PLAN)
    call.answer()
    call.press("5")
    assert ["", 'assumed: no_match=fallthrough   [menu "live"]', ""] in cells(call)


def test_a_call_that_has_not_begun_is_a_table_too() -> None:
    assert cells(Call(PLAN))[0][0] == "time"
    assert Call.__new__(Call)._repr_html_() is None


@pytest.mark.parametrize(
    ("module", "name", "show"),
    [
        ("ivrsim.picture.notebook", "plan_as_html", lambda: PLAN._repr_html_()),
        ("ivrsim.play.notebook", "call_as_html", lambda: Call(PLAN)._repr_html_()),
    ],
)
def test_what_goes_wrong_is_left_to_the_plain_text(
    module: str, name: str, show: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RecursionError

    assert show() is not None
    monkeypatch.setattr(import_module(module), name, broken)
    assert show() is None
