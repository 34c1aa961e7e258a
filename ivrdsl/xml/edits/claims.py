"""Which changes can be made together: a sorted list of the characters that are taken.

Spans in the list overlap nowhere, so only the two neighbours of a new span can be in its way.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable
from itertools import pairwise

from ivrdsl.xml.edits.changes import Change, Draft
from ivrdsl.xml.edits.scan import Span


class Claims:
    """What accepted repairs have taken. Mutable, because a copy for each of 100,000 repairs would take hours."""

    def __init__(self) -> None:
        self._claimed: list[Span] = []
        self._relied_on: list[Span] = []
        self._added: set[tuple[int, str]] = set()

    def admit(self, draft: Draft) -> bool:
        """Take what the repair needs, all or nothing; False if something of it is taken."""
        relied_on = {change.relies_on for change in draft.changes if change.relies_on is not None}
        claims = [change.claim for change in draft.changes]
        if self._added & draft.added or _meet(self._claimed, claims) or _meet(self._claimed, relied_on):
            return False
        if _meet(self._relied_on, claims):
            return False
        self._added |= draft.added
        for claim in claims:
            insort(self._claimed, claim)
        for span in relied_on:
            at = bisect_right(self._relied_on, span)
            if not at or self._relied_on[at - 1] != span:
                self._relied_on.insert(at, span)
        return True


def agree(changes: Iterable[Change]) -> bool:
    """Whether the changes of one repair leave each other alone."""
    claims = sorted(change.claim for change in changes)
    return not any(_overlap(one, other) for one, other in pairwise(claims))


def _meet(taken: list[Span], spans: Iterable[Span]) -> bool:
    for span in spans:
        at = bisect_right(taken, span)
        if any(_overlap(span, other) for other in taken[max(0, at - 1) : at + 1]):
            return True
    return False


def _overlap(one: Span, other: Span) -> bool:
    """Whether they share a character, or one is a point inside the other; points at its ends are outside."""
    return one.start < other.end and other.start < one.end
