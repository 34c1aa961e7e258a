"""Plans that tests and files of calls name as their project does."""

from collections.abc import Callable

from tests.plugin.conftest import Ran

SETTINGS = """
[tool.ivrdsl.plans.code]
file = "plans/code.py:make"
parameters = {code = "2517"}
set = {"contact.firstName" = "Ann"}
quirks = {no_match = "replay"}
properties = "plans/props.py"
verify.max-plays = 2

[tool.ivrdsl.plans.ring]
file = "plans/ring.xml"
inbound = true
attributes = ["userid"]
"""
CODE = """
from ivrdsl import CONTACT, Dialplan, Goto, Keypress, Menu, NoInput, Hangup, Say, spell

def make(code):
    return Dialplan()[
        Say(f"Hello {CONTACT.first_name}."),
        Menu("m", max_digits=1)[
            Say("Your code is ", spell(code)), Keypress("1")[Goto("m")], NoInput()[Hangup()]
        ],
    ]
"""
PROPS = """
from ivrsim import never

no_transfer = never(lambda entry: entry.kind == "transfer")
"""
RING = """<dialplan><if expr="'${userid}' == '7'"><play type="tts">Seven.</play></if><hangup/></dialplan>"""
TESTS = """
import pytest
from ivrdsl.testing import assert_proved
from ivrdsl import IvrError

def test_dial(dial):
    call = dial("code")
    call.answer()
    call.hears("Hello Ann.")
    call.hears("2517")
    call.press("5")
    call.hears("2517")  # the menu again, as the plan's platform has it

def test_dial_otherwise(dial):
    call = dial("code", parameters={"code": "0042"}, variables={"contact.firstName": "Bob"})
    call.answer()
    call.hears("Hello Bob.")
    call.hears("0042")

def test_files_are_what_they_were(dial):
    call = dial("plans/code.py:make", parameters={"code": "1"})
    call.answer()
    call.press("5")
    call.expect_end_in_silence()
    assert call.ended_by == "dialplan"

def test_no_such_plan(dial):
    with pytest.raises(IvrError, match='did you mean "code"'):
        dial("coed")

def test_proofs():
    assert_proved("code", "no-transfer")
    assert_proved("ring", "every-branch-can-be-taken")  # with the attribute
    verdict = assert_proved("ring", "every-call-ends")
    assert "answer inbound" in verdict.witnesses[0].statements

def test_bounds_and_options():
    with pytest.raises(AssertionError, match="no prompt is played more than 2 times"):
        assert_proved("code", "at-most-N-plays")
    with pytest.raises(AssertionError, match="every-call-ends"):
        assert_proved("code", "every-call-ends", max_states=1)

def test_no_such_property():
    with pytest.raises(IvrError, match="no-transfer"):
        assert_proved("code", "never-heard-of")
    with pytest.raises(IvrError, match="there is no property"):
        assert_proved("ring", "no-transfer")
"""
CALLS = """dialplan code
call "by name"
  answer live
  hear "Hello Ann."
  hear "2 5 1 7"
  press 5
  hear "2 5 1 7"
"""

FILES = {
    "pyproject.toml": SETTINGS,
    "plans/code.py": CODE,
    "plans/props.py": PROPS,
    "plans/ring.xml": RING,
    "tests/test_it.py": TESTS,
    "tests/by_name.call": CALLS,
}


def test_tests_and_files_of_calls_name_plans(run: Callable[..., Ran]) -> None:
    code, output = run(FILES)
    assert "8 passed" in output
    assert code == 0


def test_what_the_session_is_told_stands_in_front(run: Callable[..., Ran]) -> None:
    code, output = run(FILES, "--ivr-quirk", "no_match=fallthrough", "tests/by_name.call")
    assert "1 failed" in output
    assert code == 1
    ini = {"pytest.ini": "[pytest]\nivr_quirks = no_match=fallthrough\n"}
    assert run({**FILES, **ini}, "tests/by_name.call").code == 0


def test_a_plan_that_nobody_has_named_is_told_where_it_is_called(run: Callable[..., Ran]) -> None:
    code, output = run({**FILES, "tests/by_name.call": CALLS.replace("dialplan code", "dialplan coed")})
    assert "tests/by_name.call:1:10: coed: there is no such file" in output
    assert 'did you mean "code"?' in output
    assert code == 2


def test_coverage_counts_calls_by_name(run: Callable[..., Ran]) -> None:
    output = run(FILES, "--ivr-cov", "tests/by_name.call").output
    assert "plans/code.py:make with no_match=replay: 1 call" in output
