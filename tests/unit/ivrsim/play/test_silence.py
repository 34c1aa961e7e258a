"""Silent gaps: which silences of a call are findings, how long they are, and how a report tells them."""

import json
from pathlib import Path
from typing import Any

import pytest

from ivrdsl import Dialplan, Get, Say, spell
from ivrdsl.xml.parse import from_xml
from ivrsim.play.call import Call
from ivrsim.play.story import as_json, as_text
from ivrsim.script.run import run_script
from tests.needs import later
from tests.platforms import CHARACTERS

jsonschema = later("jsonschema", "dev")

SCHEMA = json.loads((Path(__file__).resolve().parents[4] / "schemas" / "simulate.schema.json").read_text())
GET = '<get varname="x">http://s/</get>'
HI = '<play type="tts">Hi.</play>'
MENU = '<menu name="m" maxDigits="1" timeout="3000">{}<keypress pressed="1">{}</keypress></menu>'


def played(body: str, script: str, **quirks: Any) -> Call:
    call = Call(from_xml(f'<dialplan name="Root">{body}</dialplan>'), platform=CHARACTERS.with_quirks(**quirks))
    assert run_script(call, script) is None
    return call


def gaps(body: str, script: str, **quirks: Any) -> list[tuple[int, int]]:
    return [each[:2] for each in played(body, script, **quirks).transcript().silent_gaps]


@pytest.mark.parametrize(
    ("body", "script", "expected"),
    [
        # over four seconds, from the end of the prompt before to the beginning of the next
        (HI + GET + HI, 'http "*" -> "" after 4s; answer live; expect hangup', []),
        (HI + GET + HI, 'http "*" -> "" after 4001ms; answer live; expect hangup', [(195, 4001)]),
        (HI + GET + HI, 'http "*" -> error after 5s; answer live; expect hangup', [(195, 5000)]),
        (HI + GET + HI, 'http "*" -> timeout; answer live; expect hangup', [(195, 10_000)]),
        (HI + GET + HI, 'http "*" -> "" after 12s; answer live; expect hangup', [(195, 10_000)]),
        (GET, 'http "*" -> "" after 5s; answer live; expect hangup', [(0, 5000)]),
        (HI + GET, 'http "*" -> timeout; answer machine; expect hangup', [(195, 10_000)]),
        # several requests are one silence, unless something is heard in between
        (GET + GET + HI, 'http "*" -> "" after 3s; answer live; expect hangup', [(0, 6000)]),
        (GET + HI + GET, 'http "*" -> "" after 3s; answer live; expect hangup', []),
        (GET + '<play type="tts">\U0001f44d %</play>' + GET, 'http "*" -> "" after 3s; answer live; expect hangup', []),
        (GET + HI + GET, 'http "*" -> "" after 5s; answer live; expect hangup', [(0, 5000), (5195, 5000)]),
        (GET + "<dtmf>1</dtmf>" + GET, 'http "*" -> "" after 3s; answer live; expect hangup', []),
        (GET + "<dtmf>1ww</dtmf>" + HI, 'http "*" -> "" after 1s; answer live; expect hangup', []),
        (GET + '<play type="tts">...</play>' + GET, 'http "*" -> "" after 3s; answer live; expect hangup', [(0, 6195)]),
        # what waits besides counts along; a wait alone was meant
        ("<wait>9</wait>", "answer live; expect hangup", []),
        ("<wait>9</wait>" + GET, 'http "*" -> ""; answer live; expect hangup', []),
        ("<wait>3</wait>" + GET, 'http "*" -> "" after 2s; answer live; expect hangup', [(0, 5000)]),
        (GET + "<wait>3</wait>" + HI, 'http "*" -> "" after 2s; answer live; expect hangup', [(0, 5000)]),
        # a menu that listens is no silence, nor is what was pressed there
        (GET + MENU.format("", ""), 'http "*" -> "" after 3s; answer live; wait; expect hangup', []),
        (MENU.format(HI, "") + GET, 'http "*" -> "" after 3s; answer live; wait; expect hangup', []),
        (MENU.format(HI, GET), 'http "*" -> "" after 5s; answer live; press 1; expect hangup', [(195, 5000)]),
        (MENU.format(HI, GET), 'http "*" -> "" after 5s; answer live; press 1 at 100ms; expect hangup', [(100, 5000)]),
        (MENU.format(HI + GET, ""), 'http "*" -> "" after 5s; answer live; press 1; expect hangup', [(195, 5000)]),
        # a key that is lost is no sound
        (GET, 'http "*" -> "" after 5s; answer live; press 1 at 2s; expect hangup', [(0, 5000)]),
        # in a recording the callee speaks, in a transfer a phone rings
        (GET + "<record/>" + GET, 'http "*" -> "" after 3s; answer live; record 9s then #; expect hangup', []),
        ("<record/>" + GET, 'http "*" -> "" after 5s; answer live; record 9s then #; expect hangup', [(9000, 5000)]),
        ('<record background="true"/>' + GET, 'http "*" -> "" after 5s; answer live; expect hangup', [(0, 5000)]),
        (
            '<transfer continue-after="true" timeout="20">2135550000</transfer>' + GET,
            'http "*" -> "" after 5s; answer live; transfer no answer; expect hangup',
            [(20_000, 5000)],
        ),
        # a callee who gives up
        (GET + HI, 'http "*" -> "" after 9s; answer live; hang up at 4s', []),
        (GET + HI, 'http "*" -> "" after 9s; answer live; hang up at 4.5s', [(0, 4500)]),
        (GET + HI, 'http "*" -> "" after 9s; answer live; wait 5s', [(0, 5000)]),
        (HI + GET, 'http "*" -> "" after 9s; answer live; hang up at 0.1s', []),
        # nobody is there
        (GET, "answer busy", []),
        (
            '<catch type="hangup" goto="h">' + HI + '</catch><setvar varname="z" name="h">1</setvar>' + GET,
            'http "*" -> timeout; answer live; hang up; wait',
            [],
        ),
        # a key that is caught leaves the request behind, and is no sound
        (
            '<catch type="digit" value="5" goto="h">'
            + GET
            + "</catch><hangup/>"
            + '<get varname="x" name="h">http://s/2</get>',
            'http "*" -> "" after 3s; answer live; press 5 at 2s; expect hangup',
            [(0, 5000)],
        ),
    ],
)
def test_which_silences_are_gaps(body: str, script: str, expected: list[tuple[int, int]]) -> None:
    assert gaps(body, script) == expected


def test_detection_of_machines_counts_along() -> None:
    body = '<amd><live><goto>g</goto></live><machine/></amd><get varname="x" name="g">http://s/</get>'
    script = 'http "*" -> "" after 2s; answer live; expect hangup'
    assert gaps(body, script) == []
    assert gaps(body, script, amd_delay_ms=2500) == [(0, 4500)]


def test_a_report_says_where_why_and_how_to_mend() -> None:
    call = played(HI + GET, 'http "*" -> "" after 5s; answer live; expect hangup')
    told = as_json(call.transcript())
    jsonschema.validate(told, SCHEMA)
    (gap,) = told["silent_gaps"]
    assert (gap["at_ms"], gap["duration_ms"]) == (195, 5000)
    assert gap["node"].endswith("get")
    assert "hangs up" in gap["why"]
    assert "reply sooner" in gap["fix"]
    lines = [line.strip() for line in as_text(call.transcript()).splitlines()]
    assert "silent: from 0.195 s on the callee hears nothing for 5 s   [get]" in lines
    assert [line.split()[0] for line in lines if line.startswith(("silent", "why", "fix"))] == [
        "silent:",
        "why:",
        "fix:",
    ]


def test_a_call_without_a_gap_is_told_as_ever() -> None:
    call = played(HI + GET, 'http "*" -> ""; answer live; expect hangup')
    told = as_json(call.transcript())
    jsonschema.validate(told, SCHEMA)
    assert "silent_gaps" not in told
    assert "silent" not in as_text(call.transcript())


def test_a_report_that_masks_tells_the_gap_of_the_call_with_stand_ins() -> None:
    plan = Dialplan("Root")[Say("Your code is ", spell("1111"), "."), Get("http://s/"), Say("Bye.")]
    call = Call(plan)
    assert run_script(call, 'http "*" -> "" after 5s; answer live; expect hangup') is None
    told, shown = (as_json(call.transcript(), show_secrets=shows) for shows in (False, True))
    for each in (told, shown):
        asked = next(entry for entry in each["entries"] if entry["kind"] == "http")
        (gap,) = each["silent_gaps"]
        assert (gap["at_ms"], gap["duration_ms"]) == (asked["at_ms"], 5000)
    assert told["silent_gaps"] != shown["silent_gaps"]
