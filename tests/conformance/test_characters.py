"""The platform that counts characters plays every call as the default platform did before it measured words."""

from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.conformance.cases import case_of, cases, run, written
from tests.platforms import CHARACTERS

OLD = Path(__file__).with_name("characters-2026.txt")
_CASE = "=== "
_SCRIPT = "> "
"""Before a line of a script as it was; where there is none, it is what it was."""
_NEWER: Final = ("assumption: amd_machine_delay_ms=same ", "assumption: greeting_ms=0 ")
"""Quirks that were not known then, with the readings that say what was taken for granted."""


class OldCall(NamedTuple):
    """A call as it was: a line "=== topic/case", its script if that is another one now, and its transcript."""

    case: str
    script: str
    transcript: str


def old_calls() -> list[OldCall]:
    return [_read(part) for part in OLD.read_text(encoding="utf-8").removeprefix(_CASE).split(f"\n{_CASE}")]


def _read(part: str) -> OldCall:
    case, *lines = part.rstrip("\n").split("\n")
    script = [line.removeprefix(_SCRIPT) for line in lines if line.startswith(_SCRIPT)]
    return OldCall(case, "\n".join(script), "\n".join(lines[len(script) :]) + "\n")


CASES = {case.id: case for case in cases()}
OLD_CALLS = old_calls()


def test_they_are_all_there() -> None:
    assert len(OLD_CALLS) > 280
    assert 20 < sum(bool(each.script) for each in OLD_CALLS) < 40


@pytest.mark.parametrize("old", OLD_CALLS, ids=lambda old: old.case)
def test_a_call_is_what_it_was_to_the_byte(old: OldCall) -> None:
    case = CASES[old.case]
    played = run(case_of(case.folder, old.script) if old.script else case, CHARACTERS)
    assert [line for line in written(played).splitlines(keepends=True) if not line.startswith(_NEWER)] == [
        *old.transcript.splitlines(keepends=True)
    ]
