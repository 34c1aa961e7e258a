"""`pytest examples/` collects the call scripts there, and all of them pass; `ivrdsl check` finds nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivrdsl import check, load
from ivrdsl.findings.finding import NOTE

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
