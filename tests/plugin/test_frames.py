"""What pytest shows of an error: the test's own line, and nothing of ours."""

from collections.abc import Callable

import pytest

TESTS = """
import pytest
from ivrdsl import Dialplan, Menu, Keypress, Say, Goto, load, spell, check
from ivrsim import Call, Platform, World, compile_plan, verify, run_script, draw
from ivrdsl.testing import assert_proved

SAID = Say("Your code is ", spell("2517"), ".")
PLAN = Dialplan("Root")[Menu("code", max_digits=1)[SAID, Keypress("1")[Goto("code")]]]

def begun():
    made = Call(PLAN)
    made.answer()
    return made

def test_plan():
    Call("menu.py")

def test_option():
    Call(PLAN, variable={})

def test_key():
    begun().press(1)

def test_time():
    begun().wait("2s")

def test_platform():
    Platform(no_mach="end")

def test_world():
    World(variables={"contact.A": 1})

def test_dial_option(dial):
    dial(PLAN, parameter={})

def test_dial_parameters(dial):
    dial("menu.py:ask", parameters={"name": 3})

def test_dial_of_no_plan(dial):
    dial("men.py")

def test_dial_of_a_function(dial):
    def made(code): ...
    dial(made)

def test_dial_of_none(dial):
    dial(None)

def test_load():
    load("menu.py:as")

def test_verify():
    verify("menu.py")

def test_proved():
    assert_proved(PLAN, "every-call-end")

def test_script():
    run_script(begun(), "pres 1; wiat")

def test_node():
    Keypress("x")

def test_draw():
    draw(PLAN, evrything=True)

def test_heard():
    begun().hears("your code")
"""
LINES = {
    "test_plan": ('Call("menu.py")', "write load('menu.py')"),
    "test_option": ("Call(PLAN, variable={})", 'did you mean "variables"?'),
    "test_key": ("begun().press(1)", 'write press("1")'),
    "test_time": ('begun().wait("2s")', "write 2000"),
    "test_platform": ('Platform(no_mach="end")', 'did you mean "no_match"?'),
    "test_world": ('World(variables={"contact.A": 1})', "write '1'"),
    "test_dial_option": ("dial(PLAN, parameter={})", 'did you mean "parameters"?'),
    "test_dial_parameters": ('dial("menu.py:ask", parameters={"name": 3})', "dial: parameters['name'] is 3"),
    "test_dial_of_no_plan": ('dial("men.py")', 'did you mean "menu.py"?'),
    "test_dial_of_a_function": ("dial(made)", "which takes arguments; give a function without: lambda: made(...)"),
    "test_dial_of_none": ("dial(None)", "the plan is None; expected a Dialplan"),
    "test_load": ('load("menu.py:as")', "menu.py has no 'as'"),
    "test_verify": ('verify("menu.py")', "write load('menu.py')"),
    "test_proved": ('assert_proved(PLAN, "every-call-end")', "there is no property 'every-call-end'"),
    "test_script": ('run_script(begun(), "pres 1; wiat")', 'the script:1:9: found `wiat`; did you mean "wait"?'),
    "test_node": ('Keypress("x")', "Keypress"),
    "test_draw": ("draw(PLAN, evrything=True)", 'did you mean "everything"?'),
    "test_heard": ('begun().hears("your code")', "in other letter case"),
}


def test_a_test_that_fails_shows_its_own_line_and_none_of_ours(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run({"test_doors.py": TESTS})
    assert code == 1
    reports = {part.split(" ", 1)[0]: part for part in output.split("\n_")[0:] for part in [part.strip("_ \n")]}
    for name, (line, told) in LINES.items():
        report = reports[name]
        assert f">       {line}" in report or f">   {line}" in report, report
        assert told in report, report
    for ours in (
        "findings/arguments.py",
        "ivrsim/play",
        "ivrsim/compiling",
        "ivrsim/core",
        "ivrdsl/testing",
        "<string>",
    ):
        assert ours not in output
    assert "2517" not in output


def test_all_lines_are_there_for_who_wants_them(run: Callable[..., tuple[int, str]]) -> None:
    _, output = run({"test_doors.py": TESTS}, "--full-trace", "-k", "test_time")
    assert "ivrsim/play/call.py" in output


BUG = """
from ivrsim import Call
from ivrdsl import Dialplan, Say

def test_a_bug_of_ours(monkeypatch):
    monkeypatch.setattr("ivrsim.play.line.Line.send", None)
    Call(Dialplan()[Say("x")]).answer()

def test_a_users_own_function_between_ours():
    def reply(method, url):
        return 1 / 0
    from ivrdsl import Get
    call = Call(Dialplan()[Get("https://a.example/", variable="x")], web={"*": reply})
    call.answer()
"""


def test_a_bug_of_ours_keeps_our_lines_and_users_lines_stay(run: Callable[..., tuple[int, str]]) -> None:
    _, output = run({"test_bug.py": BUG}, "-k", "bug_of_ours")
    assert "ivrsim/play/call.py" in output
    _, output = run({"test_bug.py": BUG}, "-k", "users_own")
    assert ">       call.answer()" in output
    assert "return 1 / 0" in output
    assert "ivrsim/play" not in output


ASSERTIONS = """
from ivrsim import Call
from ivrdsl import Dialplan, Hangup, Say, spell

PLAN = Dialplan("Root")[Say("Your code is ", spell("2517"), "."), Hangup()]

def test_a_transcript():
    call = Call(PLAN)
    call.answer()
    assert call.transcript().outcome == "hangup"

def test_a_call():
    call = Call(PLAN)
    call.answer()
    assert call.ended_by == "dialplan"
"""


@pytest.mark.parametrize("name", ["test_a_transcript", "test_a_call"])
def test_an_assertion_shows_the_call_with_its_secrets_masked(run: Callable[..., tuple[int, str]], name: str) -> None:
    code, output = run({"test_assertions.py": ASSERTIONS}, "-k", name)
    assert code == 1
    assert "a person answers" in output
    assert name == "test_a_transcript" or 'where None = <Call to dialplan "Root": at 0 s play plays; heard' in output
    assert "[secret]" in output
    assert "2517" not in output
    assert "2 5 1 7" not in output
