"""Replies of web servers that take their time: when they come, and what may happen before."""

import pickle
from typing import Any

import pytest

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.xml.parse import from_xml
from ivrsim import ERROR, TIMEOUT, Call, Delayed, compile_plan
from ivrsim.play.web import Failure, Replies
from ivrsim.script.run import run_script
from tests.platforms import CHARACTERS

ASK = '<dialplan name="Root"><get varname="x">http://s/</get><play type="tts">It is ${x}.</play></dialplan>'
TWO = f"{ASK[:-11]}<get varname='y'>http://s/2</get><play type='tts'>And ${{y}}.</play></dialplan>"
MENU = """<dialplan name="Root"><menu name="m" maxDigits="1" timeout="3000"><play type="tts">Press 1.</play>
<keypress pressed="1"><get varname="x">http://s/</get><play type="tts">It is ${x}.</play></keypress>
</menu></dialplan>"""
CATCH = """<dialplan name="Root"><catch type="digit" value="0" goto="o"><get varname="x">http://s/</get></catch>
<play type="tts" name="o">Operator.</play><get varname="y">http://s/2</get><play type="tts">${y}</play></dialplan>"""


def call(xml: str, web: dict[str, Replies], **quirks: Any) -> Call:
    made = Call(from_xml(xml), platform=CHARACTERS.with_quirks(**quirks), web=web)
    made.answer()
    return made


def events(made: Call) -> list[tuple[int, str]]:
    kinds = ("http", "reply", "no reply", "prompt", "key", "ignored", "callee hung up")
    return [(entry.at_ms, entry.kind) for entry in made.transcript().of_kind(*kinds)]


@pytest.mark.parametrize(
    ("reply", "at_ms", "kind", "value"),
    [
        ("ok", 0, "reply", "ok"),
        (Delayed("ok", after_ms=0), 0, "reply", "ok"),
        (Delayed(" ok ", after_ms=3000), 3000, "reply", "ok"),
        (Delayed("ok", 1), 1, "reply", "ok"),
        (Delayed("ok", 9999), 9999, "reply", "ok"),
        (Delayed("ok", 10_000), 10_000, "no reply", ""),  # the platform gives up first
        (Delayed("ok", 10**15), 10_000, "no reply", ""),
        (Delayed(ERROR, 10_000), 10_000, "no reply", ""),
        (Delayed(ERROR, 2000), 2000, "no reply", ""),
        (TIMEOUT, 10_000, "no reply", ""),
        (lambda method, url: Delayed(method, 2500), 2500, "reply", "GET"),
    ],
)
def test_when_a_reply_comes(reply: Any, at_ms: int, kind: str, value: str) -> None:
    made = call(ASK, {"*": reply})
    assert made.hears("It is") == f"It is {value}."
    assert events(made)[1:] == [(at_ms, kind), (at_ms, "prompt")]
    late = at_ms == 10_000
    reasons = [entry.details["reason"] for entry in made.transcript().of_kind("no reply")]
    assert reasons == (["time-out"] if late else ["error"] if kind == "no reply" else [])
    assert ("http_timeout_ms" in {each.quirk for each in made.transcript().assumptions}) is late


def test_the_platform_says_when_a_reply_is_too_late() -> None:
    for timeout_ms, value in ((4000, ""), (4001, "ok")):
        made = call(ASK, {"*": Delayed("ok", 4000)}, http_timeout_ms=timeout_ms)
        assert made.hears("It is") == f"It is {value}."
        assert made.line.now_ms == 4000
    assert call(ASK, {"*": "ok"}, http_timeout_ms=0).hears("It is") == "It is ok."
    assert call(ASK, {"*": Delayed("ok", 1)}, http_timeout_ms=0).hears("It is") == "It is ."


def test_each_of_several_replies_has_its_own_time() -> None:
    made = call(TWO, {"*": [Delayed("1", 1000), Delayed(ERROR, 2000)]})
    made.expect_hangup()
    first = 1000 + 65 * len("It is 1.")
    assert events(made) == [
        (0, "http"), (1000, "reply"), (1000, "prompt"),
        (first, "http"), (first + 2000, "no reply"), (first + 2000, "prompt"),
    ]  # fmt: skip


def test_what_a_callee_can_do_meanwhile() -> None:
    made = call(MENU, {"*": Delayed("ok", 3000)})
    made.press("1")
    begun_ms = made.line.now_ms
    made.press("5", at_ms=1000)
    assert made.hears("It is") == "It is ok."
    assert events(made)[-3:] == [(begun_ms + 1000, "ignored"), (begun_ms + 3000, "reply"), (begun_ms + 3000, "prompt")]

    made = call(MENU, {"*": Delayed("ok", 3000)})
    made.press("1")
    made.hang_up(at_ms=2999)
    assert made.outcome == "callee hung up"
    assert "reply" not in dict(map(reversed, events(made)))


@pytest.mark.parametrize(
    ("tie", "kinds"), [("key", ["ignored", "reply", "prompt"]), ("timer", ["reply", "prompt", "ignored"])]
)
def test_a_key_in_the_millisecond_of_the_reply(tie: str, kinds: list[str]) -> None:
    made = call(ASK, {"*": Delayed("ok", 3000)}, timer_tie=tie)
    made.press("5", at_ms=3000)
    made.expect_hangup()
    assert [kind for at_ms, kind in events(made) if at_ms == 3000] == kinds
    assert "timer_tie" in {each.quirk for each in made.transcript().assumptions}


def test_a_hang_up_in_the_millisecond_of_the_reply_comes_first_as_before_any_timer() -> None:
    made = call(ASK, {"*": Delayed("ok", 3000)})
    made.hang_up(at_ms=3000)
    assert events(made) == [(0, "http"), (3000, "callee hung up")]


def test_a_wait_of_so_long_ends_with_the_reply() -> None:
    made = call(ASK, {"*": Delayed("ok", 3000)})
    made.wait(2999)
    assert events(made) == [(0, "http")]
    made.wait(1)
    assert events(made)[1] == (3000, "reply")


def test_a_key_that_is_caught_leaves_the_reply_behind() -> None:
    made = call(CATCH, {"*/2": TIMEOUT, "*": Delayed("ok", 3000)})
    made.press("0", at_ms=1000)
    made.expect_hangup()
    operator = 1000 + 65 * len("Operator.")
    assert events(made) == [
        (0, "http"), (1000, "key"), (1000, "prompt"), (operator, "http"), (operator + 10_000, "no reply"),
    ]  # fmt: skip


def test_keys_that_are_kept_for_the_next_menu() -> None:
    xml = ASK[:-11] + MENU[MENU.index("<menu") :]
    made = call(xml, {"*": [Delayed("ok", 3000), "menu"]}, type_ahead="keep")
    made.press("1", at_ms=500)
    made.hears("It is ok")
    assert made.hears("It is menu") == "It is menu."


def test_copies_tries_and_pickles_keep_what_is_on_its_way() -> None:
    made = call(ASK, {"*": [Delayed("ok", 3000), TIMEOUT]})
    made.wait(1000)
    copies = [made.copied(), pickle.loads(pickle.dumps(made))]
    assert made.attempt(lambda each: (each.hears("It is ok"), each.press("1"))) is False
    assert made.line.now_ms == 1000
    for each in (*copies, made):
        assert each.hears("It is") == "It is ok."
        assert each.line.now_ms == 3000


def test_calls_that_share_a_plan_share_no_reply() -> None:
    plan = compile_plan(from_xml(MENU), CHARACTERS)

    def ends_ms(*replies: Any) -> list[int]:
        found = []
        for reply in replies:
            made = Call(plan, web={"*": reply})
            made.answer()
            made.press("1")
            made.wait()
            found.append(made.line.now_ms - 65 * len(made.heard[-1]))
        return found

    pressed_ms = 65 * len("Press 1.")
    replies = [
        TIMEOUT,
        TIMEOUT,
        TIMEOUT,
        Delayed(ERROR, 2000),
        "ok",
        Delayed("ok", 3000),
        TIMEOUT,
        Delayed(ERROR, 2000),
    ]
    assert ends_ms(*replies) == [pressed_ms + ms for ms in (10_000, 10_000, 10_000, 2000, 0, 3000, 10_000, 2000)]


GOES_ROUND = '<dialplan name="Root"><get name="a" varname="x">http://s/</get>{}<goto>a</goto></dialplan>'


@pytest.mark.parametrize(
    ("xml", "replies", "outcome"),
    [
        (GOES_ROUND.format(""), Delayed("ok", 3000), "limit"),
        (
            GOES_ROUND.format('<if expr="${x} == 3"><hangup/></if>'),
            [Delayed("1", 1000), "2", Delayed("3", 1)],
            "hangup",
        ),
        # the last two are asked in one situation of the call and of the server, and differ in what is on its way
        (
            GOES_ROUND.format('<if expr="${x} == 2"><hangup/></if>'),
            [Delayed("1", 1000), Delayed("1", 1000), Delayed("2", 1000)],
            "hangup",
        ),
    ],
)
def test_a_web_server_is_asked_again_until_it_says_something_else(xml: str, replies: Any, outcome: str) -> None:
    made = call(xml, {"*": replies})
    made.line.run_to(20_000_000)
    assert made.outcome == outcome


def test_silence_that_goes_round_is_found() -> None:
    menu = '<menu name="m" maxDigits="1" timeout="1500"><get varname="x">http://s/</get></menu>'
    xml = f'<dialplan name="Root">{menu}<goto>m</goto></dialplan>'
    made = call(xml, {"*": Delayed("ok", 3000)})
    with pytest.raises(StepFailed, match="silence never ends this"):
        made.expect_end_in_silence()


def test_a_function_that_raises_is_named() -> None:
    def broken(method: str, url: str) -> Delayed:
        return Delayed("ok", -1)

    with pytest.raises(StepFailed, match=r"the reply function broken raised ArgumentError: Delayed: after_ms is -1"):
        call(ASK, {"*": broken})


@pytest.mark.parametrize(
    ("reply", "after_ms", "message"),
    [
        ("ok", -1, "after_ms is -1; expected whole ms, 0 or more"),
        ("ok", 1.5, "after_ms is 1.5; expected whole ms"),
        ("ok", "3s", "after_ms is '3s'; expected whole ms"),
        ("ok", True, "after_ms is True; expected whole ms"),
        ("ok", None, "after_ms is None; expected whole ms"),
        (TIMEOUT, 3000, "a TIMEOUT comes when the platform gives up: set http_timeout_ms instead"),
        (5, 3000, "reply is 5; expected text or ERROR"),
        (Failure("late"), 3000, "expected text or ERROR"),
        (Delayed("ok", 1), 3000, "expected text or ERROR"),
        (lambda method, url: "ok", 3000, "expected text or ERROR; a function returns its reply as Delayed itself"),
    ],
)
def test_what_is_no_delayed_reply(reply: Any, after_ms: Any, message: str) -> None:
    with pytest.raises(IvrError, match=message):
        Delayed(reply, after_ms)


def test_delayed_is_a_value() -> None:
    assert eval(repr(Delayed("ok", after_ms=3000))) == Delayed("ok", 3000)
    assert len({Delayed("ok", 1), Delayed("ok", 1), Delayed(Failure("error"), 1), Delayed(ERROR, 1)}) == 2


def test_in_a_script() -> None:
    made = Call(from_xml(TWO), platform=CHARACTERS)
    script = """
        http "*" -> "one" after 3s then error after 0.5s
        answer live
        expect duration = 0s
        hear "It is one"
        expect duration = 3s
        hear "And ."
        expect duration = 4.15s
        expect hangup
    """
    assert run_script(made, script) is None
