"""The fixture `dial`, and what a failing test shows."""

from collections.abc import Callable

PASSING = """
from datetime import UTC, datetime
from pathlib import Path

from ivrdsl import CONTACT, Dialplan, Get, GotoXml, Hangup, Say, Stash, Var
from ivrsim.compiling.compile import compile_plan
from ivrsim.play.story import as_text

PLAN = Dialplan()[
    Get("http://x/${user}", "reply"),
    Say(f"{CONTACT.first_name}: {Var('reply')}"),
    Say("${global.time.hour}"),
    GotoXml("http://next"),
]

def test_everything_that_a_call_takes(dial):
    call = dial(
        PLAN,
        variables={"contact.firstName": "Ann", "attribute.user": "7"},
        web={"http://x/*": lambda method, url: f"{method} {url[-1]}"},
        clock=datetime(2026, 3, 2, 15, tzinfo=UTC),
        documents={"http://next": Dialplan()[Say("The next plan."), Hangup()]},
    )
    call.answer("live")
    call.hears("Ann: GET")
    call.hears("3")
    call.hears("The next plan.")
    call.expect_hangup()
    assert call.ended_by == "dialplan"

def test_plans_come_in_many_ways(dial):
    for plan in ("menu.py", "menu.py:ask", Path("menu.py"), "beside.xml", lambda: PLAN, compile_plan(PLAN)):
        assert dial(plan).outcome == "unfinished"
    call = dial("menu.py:ask", parameters={"name": "Bob"})
    call.answer()
    assert call.hears("Hello") == "Hello Bob, press 1."
    assert "line 7" in as_text(call.transcript())
"""
FAILING = """
import pytest
from ivrdsl import StepFailed

def helper(call):
    call.press("1")

def test_a_step_that_fails(dial):
    call = dial("menu.py")
    call.answer("live")
    call.wait()
    call.wait()
    helper(call)

def test_an_assertion_that_fails(dial):
    first, second = dial("menu.py"), dial("menu.py")
    first.answer("live")
    second.answer("busy")
    assert first.ended_by == "callee"

def test_a_plan_that_is_not_there(dial):
    dial("menu.py:nothing")

def test_that_passes(dial):
    with pytest.raises(StepFailed, match="no menu listens"):
        dial("menu.py").press("1")

def test_without_a_call():
    assert False
"""


def test_dial(run: Callable[..., tuple[int, str]]) -> None:
    beside = "<dialplan><hangup/></dialplan>"
    code, output = run({"deep/test_it.py": PASSING, "deep/beside.xml": beside})
    assert "2 passed" in output, output
    assert code == 0


def test_a_failing_test_shows_its_calls(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run({"test_it.py": FAILING})
    assert code == 1
    assert "4 failed, 1 passed" in output
    step, assertion, missing, none = output.partition("FAILURES")[2].split("\n____")[1:]
    assert "no menu listens, so 1 cannot be pressed (at" in step
    assert "- transcript -" in step
    assert "silence: no input" in step
    assert "test_it.py:6: " in step
    assert "call.py" not in step
    assert "transcript of call 1" in assertion
    assert "transcript of call 2" in assertion
    assert "nobody answers: busy" in assertion
    assert "menu.py has no 'nothing'; name one of its plans" in missing
    assert "transcript" not in none.partition("short test summary")[0]


def test_the_fixture_is_documented(run: Callable[..., tuple[int, str]]) -> None:
    _, output = run({}, "--fixtures")
    assert "dial -- " in output
    assert "Make calls to plans" in output
