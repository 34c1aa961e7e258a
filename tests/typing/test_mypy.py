"""mypy --strict rejects wrong programs on the line that is wrong, and accepts right ones. It runs once."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.needs import library

pytestmark = pytest.mark.xdist_group("mypy")
HERE = Path(__file__).parent
_COMPLAINT = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: (?P<words>.*)$")
_EXPECTED = re.compile(r"# E: (?P<words>.+)$")


@cache
def complaints() -> dict[str, dict[int, str]]:
    """What mypy says: file name to line to words."""
    api = library("mypy.api", "dev")

    options = ["--strict", "--no-error-summary", "--no-pretty", "--hide-error-context", "--cache-dir=/dev/null"]
    out, failure, _ = api.run([*options, str(HERE / "right.py"), str(HERE / "wrong.py")])
    assert failure == ""
    found: dict[str, dict[int, str]] = {"right.py": {}, "wrong.py": {}}
    for line in out.splitlines():
        if match := _COMPLAINT.match(line):
            lines = found.setdefault(Path(match["file"]).name, {})
            lines[int(match["line"])] = lines.get(int(match["line"]), "") + match["words"]
    return found


def expected() -> dict[int, str]:
    lines = (HERE / "wrong.py").read_text().splitlines()
    return {number: match["words"] for number, line in enumerate(lines, 1) if (match := _EXPECTED.search(line))}


def test_there_are_wrong_programs() -> None:
    assert len(expected()) >= 25


def test_right_programs_are_accepted() -> None:
    assert complaints()["right.py"] == {}


def test_only_marked_lines_are_rejected() -> None:
    assert set(complaints()["wrong.py"]) == set(expected())


@pytest.mark.parametrize(("line", "words"), expected().items(), ids=lambda value: str(value))
def test_a_wrong_line_is_rejected_in_these_words(line: int, words: str) -> None:
    assert words in complaints()["wrong.py"].get(line, "mypy accepts it")
