"""The examples are what they teach: their calls pass, checks and proofs find no error, and no fault goes unnoticed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivrdsl import check, load
from ivrdsl.findings.finding import NOTE
from tests.processes import ivrdsl

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "examples").glob("*.call"))


def test_pytest_examples_passes(run_in: Callable[..., tuple[int, str]]) -> None:
    code, output = run_in(ROOT, "examples", "-v")
    assert code == 0, output
    assert output.count(" PASSED") == sum(script.read_text().count("\ncall ") for script in SCRIPTS) > 15
    for script in SCRIPTS:
        assert f"examples/{script.name}::" in output


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.stem))
def test_the_examples_are_clean(script: Path) -> None:
    assert [finding for finding in check(load(script.with_suffix(".py"))) if finding.severity != NOTE] == []


@pytest.mark.parametrize("plan", ["one_time_code.py:one_time_code", "reminder.py:reminder", "survey.py"])
def test_no_fault_in_an_example_goes_unnoticed(plan: str) -> None:
    done = ivrdsl("mutate", plan, "--verify", folder=ROOT / "examples")
    assert done.code == 0, done.output
    assert "survive" not in done.output


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.stem))
def test_no_error_is_broken_in_an_example_and_its_warnings_are_shown(script: Path) -> None:
    done = ivrdsl("verify", script.with_suffix(".py").name, "--preset", "default", folder=ROOT / "examples")
    assert done.code == 0, done.output
    assert "at-most-5-plays (warning)" in done.output
