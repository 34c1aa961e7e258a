"""`assert_budget` in a pytest of its own: what passes, what fails, and what a failure says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ivrdsl import Dialplan, Goto, Hangup, IvrError, Keypress, Menu, NoInput, Say, spell
from ivrdsl.testing import assert_budget
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Interval
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from tests.plugin.conftest import Ran

CODE = Dialplan()[
    Menu("code", max_digits=1, timeout_ms=3500)[
        Say("Your code is ", spell("2517"), ". Press 1 to repeat.", name="main"),
        Keypress("1")[Goto("code")],
        NoInput()[Hangup()],
    ],
]


def test_budgets_that_hold_pass_and_are_returned() -> None:
    one, other = assert_budget(CODE, "mean duration < 3m", "P(person hears secret) > 0.5")
    assert (one.verdict, one.name, other.verdict) == ("HOLDS", "duration", "HOLDS")
    assert 0.5 < other.figure.low == other.figure.high < 1
    assert assert_budget(compile_plan(CODE), "mean plays of main >= 1")
    assert assert_budget(lambda: CODE, 'P(person hears "to repeat") > 0.5', goals=["to repeat"])


def test_a_failure_has_the_figure_and_the_script_without_the_code() -> None:
    with pytest.raises(AssertionError) as failed:
        assert_budget(CODE, "mean duration < 3m", "P(plays of main > 1) < 0.001")
    story = str(failed.value)
    assert "HOLDS      mean duration < 3m: it is " in story
    assert re.search(r"BROKEN     P\(plays of main > 1\) < 0\.001: it is [0-9.]+ %, [0-9.]+ points too much", story)
    assert "the commonest call that spends it takes " in story
    assert "call script\n      answer " in story
    assert "2517" not in re.sub(r"\D", "", story)
    script = [line.strip() for line in story.partition("call script\n")[2].splitlines()]
    assert any(line.startswith("press 1") for line in script), script


def test_what_is_undecided_fails_and_says_why() -> None:
    with pytest.raises(AssertionError, match=r"UNDECIDED .*it is unknown: there are more than 1 states"):
        assert_budget(CODE, "mean duration < 3m", max_states=1)
    platform = Platform()
    callers = usual_callers(platform)
    open_ = callers._replace(parties={"person": Interval(0.1, 0.9), "mailbox": Interval(0.1, 0.9)})
    with pytest.raises(AssertionError, match=r"UNDECIDED .*between 10 % and 90 %: nobody\s+knows who answers"):
        assert_budget(CODE, "P(answered by person) > 0.5", callers=open_)


def test_callers_are_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "callers.toml").write_text("[parties]\nperson = 1.0\n", "utf-8")
    assert assert_budget(CODE, "P(answered by person) >= 1", callers=tmp_path / "callers.toml")
    assert assert_budget(CODE, "P(answered by person) >= 1", callers="callers.toml", folders=[tmp_path])
    with pytest.raises(IvrError, match=r"none\.toml"):
        assert_budget(CODE, "P(answered by person) >= 1", callers="none.toml")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"budgets": ()}, "budgets is \\(\\)"),
        ({"budgets": (7,)}, "a budget is 7"),
        ({"budgets": ("mean x < 1",)}, "no quantity 'x'"),
        ({"budgets": ("cheap",)}, "a comparison is missing"),
        ({"budgets": ("mean keys < 9",), "goals": "text"}, "goals is 'text'"),
        ({"budgets": ("mean keys < 9",), "callers": 7}, "callers is 7"),
    ],
)
def test_what_is_no_budget_is_refused(arguments: dict[str, Any], told: str) -> None:
    rest = {name: value for name, value in arguments.items() if name != "budgets"}
    with pytest.raises(IvrError, match=told):
        assert_budget(CODE, *arguments["budgets"], **rest)


def test_pytest_shows_it_without_the_code(run: Callable[..., Ran]) -> None:
    test = """
from ivrdsl import Dialplan, Hangup, Say, spell
from ivrdsl.testing import assert_budget

def test_it():
    plan = Dialplan()[Say("Your code is ", spell("2517"), "."), Hangup()]
    assert_budget(plan, "mean duration < 1s")
"""
    code, output = run({"test_it.py": test}, "test_it.py")
    assert code == 1
    assert "BROKEN     mean duration < 1s: it is " in output
    assert "2517" not in output
    told = output.partition("___ test_it ___")[2].partition("short test summary")[0]
    assert set(re.findall(r"^\S*?(\w+\.py):\d+: ", told, re.M)) == {"test_it.py"}, told


def test_the_project_says_what_a_test_does_not(run: Callable[..., Ran]) -> None:
    project = """
[tool.ivrdsl.plans.code]
file = "code.py:code"
[tool.ivrdsl.forecast]
callers = "callers.toml"
budgets = "P(answered by person) >= 1"
"""
    plan = """
from ivrdsl import Dialplan, Hangup, Say
code = Dialplan()[Say("Hello there."), Hangup()]
"""
    test = """
from ivrdsl.testing import assert_budget

def test_it():
    (found,) = assert_budget("code")
    assert found.figure.low == 1
"""
    files = {
        "pyproject.toml": project,
        "code.py": plan,
        "callers.toml": "[parties]\nperson = 1.0\n",
        "test_it.py": test,
    }
    code, output = run(files, "test_it.py")
    assert code == 0, output
