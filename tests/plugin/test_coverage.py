"""`--ivr-cov`: what the calls of a session covered, of call scripts and of `dial`, and what sessions add up to."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.needs import later
from tests.plugin.conftest import ROOT, Ran
from tests.processes import ivrdsl

jsonschema = later("jsonschema", "dev")

Run = Callable[..., Ran]

CALLS = """\
dialplan menu.py:ask name="dear Ann"
call "a person presses 1"
  answer live
  press 1
  hear "Thank you"
  expect hangup
"""
WRONG = """\
dialplan menu.py:ask
call "a person presses 7"
  answer live
  press 7
  hear "Thank you"
"""
DIALS = """
import pytest
from menu import ask

@pytest.fixture
def ringing(dial):
    return dial("menu.py:ask", parameters={"name": "Bob"})

def test_silence(ringing):
    ringing.answer("live")
    ringing.wait()
    assert ringing.heard[-1] == "Goodbye."

def test_nodes(dial, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    dial(ask("Eve")).answer("busy")

@pytest.mark.skip
def test_skipped(dial):
    dial("menu.py:ask").answer("live")

def test_gives_up(dial):
    call = dial("menu.py:ask")
    call.answer("live")
    call.press("*")
    pytest.skip("half way")

@pytest.mark.xfail(strict=True)
def test_fails_as_it_should(dial):
    dial("menu.py:ask").answer("live")
    assert False
"""
DRAWN = """
from hypothesis import HealthCheck, given, settings
from ivrdsl.testing import callees

@settings(max_examples=60, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(callee=callees("menu.py:ask"))
def test_any_callee(dial, callee):
    callee.play(dial("menu.py:ask"))
"""


NOT_DIALLED = """
from hypothesis import given, settings
from hypothesis.stateful import invariant
from ivrdsl.testing import CallMachine, callees
from ivrsim.play.call import Call
from menu import ask

QUIET = settings(max_examples=30, derandomize=True, database=None, deadline=None, stateful_step_count=20)

@QUIET
@given(callees(ask))
def test_callees(callee):
    callee.play(Call(ask()))

class Watching(CallMachine):
    plan = "menu.py:ask"
    parameters = {"name": "Ann"}

    @invariant()
    def nothing_is_wrong(self):
        assert self.call is not None

TestWatching = Watching.TestCase
TestWatching.settings = QUIET
"""


def report(text: str) -> str:
    """The part of a session's output that is about coverage."""
    return text.partition("coverage of dialplans")[2]


def test_nothing_is_said_unless_somebody_asks(run: Run) -> None:
    assert "coverage" not in run({"good.call": CALLS}).output


def test_call_scripts_and_dialled_calls_count_together(run: Run) -> None:
    ran = run({"good.call": CALLS, "test_dials.py": DIALS}, "--ivr-cov")
    assert ran.code == 0, ran.output
    told = report(ran.output)
    assert "menu.py:ask: 2 calls\n" in told
    assert 'dialplan "Root": 1 call\n' in told
    line = next(line for line in told.partition("menu.py:ask")[2].splitlines() if 'menu "ask" ' in line)
    assert line.split("  ")[-1] == "key 2; a key that no branch takes; # as the first key; * as the first key"
    assert "line 9 " in told
    assert "untested" in told
    assert "PASSED, some branches untested" in told


def test_failing_tests_are_counted_apart(run: Run) -> None:
    ran = run({"good.call": CALLS, "wrong.call": WRONG}, "--ivr-cov")
    assert ran.code == 1
    told = report(ran.output)
    assert "menu.py:ask: 2 calls, 1 failed" in told
    assert "by failing calls only" in told.splitlines()[told.splitlines().index("  by failing calls only")]
    rest = told.partition("by failing calls only")[2]
    assert "a key that no branch takes" in rest
    assert ": FAILED" in rest


def test_callees_that_hypothesis_draws_count_when_they_are_dialled(run: Run) -> None:
    told = report(run({"test_drawn.py": DRAWN}, "--ivr-cov").output)
    calls = int(told.partition("menu.py:ask: ")[2].split()[0])
    assert 60 <= calls <= 70  # each once, though it is dialled and played
    assert "key 2" not in told


def test_callees_and_machines_that_dial_by_themselves_count_too(run: Run) -> None:
    told = report(run({"test_drawn.py": NOT_DIALLED}, "--ivr-cov").output)
    assert int(told.partition('dialplan "Root": ')[2].split()[0]) >= 10
    assert int(told.partition("menu.py:ask: ")[2].split()[0]) >= 10
    assert "key 2" not in told
    assert "line 13 " in told or 'play "circle"' not in told


@pytest.mark.parametrize(
    ("percent", "code", "told"),
    [("30", 0, "PASSED, some"), ("99.5", 1, "less than 99.5 %: FAILED"), ("0", 0, "PASSED")],
)
def test_too_little_fails_the_session(run: Run, percent: str, code: int, told: str) -> None:
    ran = run({"good.call": CALLS}, "--ivr-cov-fail-under", percent)
    assert (ran.code, told in ran.output) == (code, True)
    assert "1 passed" in ran.output


def test_a_session_without_calls_covers_nothing(run: Run) -> None:
    ran = run({"test_none.py": "def test_it(): pass"}, "--ivr-cov-fail-under=1")
    assert ran.code == 1
    assert "no plan was called\n0.0 % of 0 branches, less than 1 %: FAILED" in ran.output
    assert "no plan was called" not in run({}, "--ivr-cov-fail-under=1", "--collect-only").output


def test_two_sessions_add_up(run: Run, run_in: Run, tmp_path: Path) -> None:
    run({"good.call": CALLS, "test_dials.py": DIALS}, "good.call", "--ivr-cov-save", "one.json")
    run_in(tmp_path, "test_dials.py::test_silence", "--ivr-cov-save", "two.json")
    both = run_in(tmp_path, "good.call", "test_dials.py::test_silence", "--ivr-cov-save", "both.json")
    assert "added to both.json" in both.output
    run_in(tmp_path, "good.call", "--ivr-cov-save", "after.json")
    run_in(tmp_path, "test_dials.py::test_silence", "--ivr-cov-save", "after.json")
    schema = json.loads((ROOT / "schemas" / "cover.schema.json").read_text(encoding="utf-8"))
    data = {each: json.loads((tmp_path / f"{each}.json").read_text()) for each in ("one", "two", "both", "after")}
    for each in data.values():
        jsonschema.validate(each, schema)
    combined = cover(tmp_path, "--combine", "one.json", "two.json", "--json")
    assert json.loads(combined) == data["both"] == data["after"]
    assert data["one"] != data["both"]


def cover(folder: Path, *words: str) -> str:
    return ivrdsl("cover", *words, folder=folder).output


def test_sessions_at_the_same_time_lose_nothing(run: Run, tmp_path: Path) -> None:
    """Many processes add to one file at once: every call is in it afterwards."""
    run({"good.call": CALLS}, "--ivr-cov-save", "first.json")
    add = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'simulator')!r}]; "
        "from ivrdsl.files.coverage import read, save; first = read('first.json'); "
        "[save('sum.json', first) for _ in range(20)]"
    )
    running = [subprocess.Popen([sys.executable, "-c", add], cwd=tmp_path) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0] * 4
    (plan,) = json.loads((tmp_path / "sum.json").read_text())["plans"]
    assert plan["calls"] == {"passed": 80, "failed": 0}
    assert {item["passed"] for item in plan["items"]} == {0, 80}
    assert [path.name for path in tmp_path.glob(".ivrdsl*")] == []


def test_a_plan_that_changed_is_counted_anew(run: Run, run_in: Run, tmp_path: Path) -> None:
    script = CALLS.replace('menu.py:ask name="dear Ann"', "menu.py")
    run({"good.call": script}, "--ivr-cov-save", "sum.json")
    menu = tmp_path / "menu.py"
    menu.write_text(menu.read_text(encoding="utf-8").replace('Keypress("2")', 'Keypress("3")'), encoding="utf-8")
    run_in(tmp_path, "--ivr-cov-save", "sum.json")
    (plan,) = json.loads((tmp_path / "sum.json").read_text())["plans"]
    assert plan["calls"]["passed"] == 1
    assert "key 3" in [item["label"] for item in plan["items"]]


BAD = [
    (["--ivr-cov-fail-under=101"], "--ivr-cov-fail-under: 101 is not a percentage from 0 to 100"),
    (["--ivr-cov-fail-under=-1"], "--ivr-cov-fail-under: -1 is not a percentage"),
    (["--ivr-cov-fail-under=nan"], "--ivr-cov-fail-under: nan is not a percentage"),
    (["--ivr-cov-fail-under=all"], "invalid float value: 'all'"),
    (["--ivr-cov-save=."], "--ivr-cov-save:"),
    (["--ivr-cov-save=nowhere/data.json"], "there is no such folder"),
    (["--ivr-cov-save=menu.py"], "holds no coverage data"),
    (["--ivr-cov-save=empty.json"], "holds no coverage data"),
    (["--ivr-cov-save=other.json"], "holds no coverage data: the file has no version"),
]


@pytest.mark.parametrize(("options", "message"), BAD, ids=lambda value: value[0] if isinstance(value, list) else "")
def test_bad_options_end_the_session_before_it_begins(run: Run, options: list[str], message: str) -> None:
    ran = run({"good.call": CALLS, "empty.json": "", "other.json": "{}"}, *options)
    assert ran.code == 4
    assert message in ran.output
    assert "Traceback" not in ran.output
    assert "passed" not in ran.output


def test_the_plugin_loads_nothing_for_it_until_it_is_asked(run: Run) -> None:
    look = "import sys\ndef test_it(): assert not [m for m in sys.modules if 'coverage' in m and 'ivr' in m]\n"
    assert run({"test_look.py": look}, fresh=True).code == 0
    assert run({"test_look.py": look}, "--ivr-cov", fresh=True).code == 1
