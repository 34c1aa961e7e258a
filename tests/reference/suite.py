"""The cases of tests/conformance, played once: examples of all that can happen in a call, and who does it."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from ivrsim import as_text
from ivrsim.play.transcript import Transcript
from tests.conformance.cases import Case, cases, run
from tests.reference.page import fence


class PlayedCase(NamedTuple):
    """A case and what came of it."""

    case: Case
    transcript: Transcript

    @property
    def plan(self) -> str:
        return (self.case.folder / "dialplan.xml").read_text(encoding="utf-8").strip()

    @property
    def script(self) -> str:
        """The script without its header."""
        lines = self.case.script.splitlines()
        return "\n".join(line for line in lines if not line.startswith("#")).strip()

    @property
    def size(self) -> tuple[int, int, str]:
        """How much there is to read; cases with quirks come last."""
        return len(self.case.quirks), len(self.plan) + len(self.script) + 40 * len(list(self.transcript)), self.case.id

    def as_example(self) -> str:
        """The plan, the script, and what happens, for a page."""
        given = [f"--quirk {key}={str(value).lower()}" for key, value in self.case.quirks.items()]
        told = f"On a platform with `{' '.join(given)}`. " if given else ""
        parts = [self.case.about, fence("xml", self.plan), f"{told}The script:", fence("text", self.script)]
        return "\n\n".join([*parts, "The call:", fence("text", as_text(self.transcript))])


@cache
def suite() -> tuple[PlayedCase, ...]:
    """Every case that the engine plays, the smallest first."""
    played = (PlayedCase(case, run(case).transcript) for case in cases() if not case.bug)
    return tuple(sorted(played, key=lambda each: each.size))


@cache
def quirks_of_nodes() -> dict[str, frozenset[str]]:
    """For each class of node the quirks that calls of the suite were seen to lean on at one."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in suite():
        for assumption in each.transcript.assumptions:
            found[_class(each, assumption.element)].add(assumption.quirk)
    return {name: frozenset(quirks) for name, quirks in found.items()}


@cache
def entries_of_nodes() -> dict[str, frozenset[str]]:
    """For each class of node the kinds of entries that it was seen to tell."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in suite():
        for entry in each.transcript:
            found[_class(each, entry.element)].add(str(entry.kind))
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _class(each: PlayedCase, element: int) -> str:
    return type(each.transcript.plan.elements[element].node).__name__
