"""The platform that counts characters plays every call as the default platform did before it measured words."""

from pathlib import Path

import pytest

from tests.conformance.cases import Case, cases, run, written
from tests.platforms import CHARACTERS

OLD = Path(__file__).with_name("characters-2026.txt")
_CASE = "=== "


def old_transcripts() -> dict[str, str]:
    """The transcripts as they were, by case."""
    found: dict[str, list[str]] = {}
    for line in OLD.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith(_CASE):
            found[line.removeprefix(_CASE).strip()] = lines = []
        else:
            lines.append(line)
    return {case: "".join(lines) for case, lines in found.items()}


OLD_TRANSCRIPTS = old_transcripts()
CASES = [case for case in cases() if case.id in OLD_TRANSCRIPTS]


def test_they_are_all_there() -> None:
    assert len(CASES) == len(OLD_TRANSCRIPTS) > 280


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_call_is_what_it_was_to_the_byte(case: Case) -> None:
    assert written(run(case, CHARACTERS)) == OLD_TRANSCRIPTS[case.id]
