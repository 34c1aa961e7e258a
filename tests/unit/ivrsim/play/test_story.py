"""Transcripts for people and for programs, on the one-time-code call."""

import json
from pathlib import Path
from typing import Any

import pytest

from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, Secret, Stash, spell
from ivrdsl.xml.parse import from_xml
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.story import as_json, as_text
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script
from tests.needs import later
from tests.platforms import CHARACTERS

jsonschema = later("jsonschema", "dev")

SCHEMA = json.loads((Path(__file__).resolve().parents[4] / "schemas" / "simulate.schema.json").read_text())

PLAN = Dialplan("Root")[
    Amd(live=Goto("live"), machine=Goto("hangup")),
    Menu("live", max_digits=1, timeout_ms=3500)[
        Say("Your code is ", spell("2517"), ", press 1 to repeat.", voice="female1"),
        Keypress("1")[Stash("repeated", "yes"), Goto("live")],
        NoInput()[Hangup()],
    ],
    Hangup(name="hangup"),
]
LINES = [1, 2, 2, 2, 2, 2, 3, 4, 5, 5, 5, 6, 6, 8]


def played(script: str, plan: Dialplan = PLAN, lines: list[int] = LINES) -> tuple[Call, Failed | None]:
    call = Call(plan, platform=CHARACTERS, lines=lines)
    return call, run_script(call, parse_script(script))


def data(script: str, *, show_secrets: bool = False, plan: Dialplan = PLAN) -> dict[str, Any]:
    call, failed = played(script, plan)
    found = as_json(call.transcript(), failed, show_secrets=show_secrets)
    jsonschema.validate(found, SCHEMA)
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


STORY = """\
    0.000 s  a person answers
    0.000 s  taken for a person   [amd, line 2]
    0.000 s  goto live   [goto, line 2]
    0.000 s  "Your code is 2 5 1 7, press 1 to repeat."   [play, line 4]
    2.600 s  listens for 3.5 s   [menu "live", line 3]
    2.600 s  callee presses 1
    2.600 s  input 1
    2.600 s  stash repeated = yes   [stash, line 5]
    2.600 s  goto live   [goto, line 5]
    2.600 s  "Your code is 2 5 1 7, press 1 to repeat."   [play, line 4]
    5.200 s  listens for 3.5 s   [menu "live", line 3]
    8.700 s  silence: no input   [menu "live", line 3]
    8.700 s  hangup   [hangup, line 6]
             ended by the dialplan after 8.7 s: hangup
             assumed: amd_delay_ms=0   [amd]"""


def test_the_story_for_people() -> None:
    call, failed = played("answer live; hear 'code is 2 5 1 7'; press 1; hear '2 5 1 7'; wait; expect hangup")
    assert as_text(call.transcript(), failed) == STORY


def test_the_story_of_a_failure() -> None:
    call, failed = played("answer live\nhear 'your pin'")
    assert as_text(call.transcript(), failed).splitlines()[-3:] == [
        "             assumed: amd_delay_ms=0   [amd]",
        "failed: hear 'your pin'    (script line 2)",
        '        "your pin" was not heard; the nearest was "Your code is 2 5 1 7, press 1 to repeat."'
        ' (at 2.6 s menu "live" waits for a key)',
    ]


def test_the_story_of_an_open_call() -> None:
    call, failed = played("answer live", lines=[])
    text = as_text(call.transcript(), failed)
    assert "the call goes on: the script left it open after 0 s" in text
    assert "[amd]" in text


def test_the_data() -> None:
    found = data("answer live; hear 'code'; wait; expect hangup")
    assert (found["version"], found["outcome"], found["ended_by"], found["failed"]) == (1, "hangup", "dialplan", None)
    assert found["duration_ms"] == 6100
    assert found["assumptions"] == [{"quirk": "amd_delay_ms", "value": "0", "node": 'dialplan "Root" > amd'}]
    assert found["entries"][-1] == {
        "at_ms": 6100,
        "kind": "hangup",
        "line": 6,
        "node": 'dialplan "Root" > menu "live" > keypress timeout > hangup',
    }


@pytest.mark.parametrize(
    "script",
    [
        "answer live; hear 'code'; press 1 at 1s; wait",
        "answer machine; expect hangup",
        "answer live; hang up at 1s",
        "answer busy",
        "answer no answer",
        "wait",
        "answer live; hear 'nothing like it'",
        "answer live; press 11",
        "answer live; expect assumption no_match",
    ],
)
def test_the_data_is_as_the_schema_says(script: str) -> None:
    data(script)


@pytest.mark.parametrize(
    "xml",
    [
        '<play type="tts">${x} ${global.date}</play><if expr="("><hangup/></if><equal var="1" expr="1"/>',
        "<goto>nowhere</goto>",
        '<play name="a" type="tts">x</play><play name="a" type="tts">x</play><goto>a</goto>',
        "<wait>soon</wait>",
        '<play name="a" type="tts">x</play><goto>a</goto>',
        "<nonsense/>",
        '<menu maxdigits="1"><play type="url">http://x</play><keypress pressed="1"/></menu>'
        '<setvar varname="x">1+1</setvar>',
    ],
)
def test_the_data_of_every_outcome(xml: str) -> None:
    data("answer live; wait", plan=from_xml(f"<dialplan>{xml}</dialplan>"))


# --- secrets ---------------------------------------------------------------------------------------------------------

MASKED = "Your code is [secret], press 1 to repeat."


def test_secrets_are_masked() -> None:
    found = data("answer live; hear 'code is'; press 1; hear 'code'; wait")
    assert found["heard"] == [MASKED, MASKED]
    assert [entry["text"] for entry in found["entries"] if entry["kind"] == "prompt"] == [MASKED, MASKED]
    assert "2 5 1 7" not in json.dumps(found)
    assert "2517" not in json.dumps(found)


def test_secrets_are_masked_in_the_message_of_a_failure() -> None:
    found = data("answer live; hear 'Your code is X'")
    assert MASKED in found["failed"]["message"]
    assert "2 5 1 7" not in json.dumps(found)


def test_secrets_are_shown_when_asked_for() -> None:
    found = data("answer live; hear 'code'; hang up", show_secrets=True)
    assert found["heard"] == ["Your code is 2 5 1 7, press 1 to repeat."]


def test_a_secret_alone_and_two_in_one_prompt() -> None:
    plan = Dialplan("Root")[Say(Secret("red fox")), Say("A ", Secret("one"), " B ", Secret("two"), " C")]
    assert data("answer live; expect hangup", plan=plan)["heard"] == ["[secret]", "A [secret] B [secret] C"]


def test_the_same_words_said_openly_elsewhere_do_not_unmask() -> None:
    plan = Dialplan("Root")[Say("Code ", Secret("7")), Say("Code 7")]
    assert data("answer live; expect hangup", plan=plan)["heard"] == ["Code [secret]", "Code 7"]


def test_a_failed_statement_does_not_tell_the_secret() -> None:
    found = data("answer live; hear '2 5 1 7 again'")
    assert "2 5 1 7" not in json.dumps(found["failed"])


def test_a_variable_that_holds_a_secret_is_masked() -> None:
    plan = Dialplan("Root")[Say("Code ", Secret("${attribute}"))]
    call = Call(plan, variables={"attribute": "9 9 1"})
    call.answer()
    found = as_json(call.transcript())
    assert found["heard"] == ["Code [secret]"]
    assert "9 9 1" not in json.dumps(found["variables"])
