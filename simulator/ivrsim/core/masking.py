"""Hides secrets in every report of the engine that machines keep, wherever it would repeat them."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar

from ivrdsl.wording import codes
from ivrsim.core import table as t
from ivrsim.core.units import MASK

T = TypeVar("T")


class Mask:
    """Masks what plans mark as secret, codes that are spoken one by one, and what somebody names.

    Args:
        plans: whose marks count.
        marked: what else is marked, such as secrets that were put together during a call.
        patterns: what somebody names.
        shows: whether nothing is masked.

    Attributes:
        shows: likewise.
    """

    def __init__(
        self,
        *plans: t.Plan,
        marked: Iterable[str] = (),
        patterns: Iterable[re.Pattern[str]] = (),
        shows: bool = False,
    ) -> None:
        self.shows = shows
        self._patterns = tuple(patterns)
        bare = ("".join(each.split()) for each in chain(marked, *map(_marks, plans)))
        self._secrets = frozenset() if shows else frozenset(filter(_tells, bare))
        self._lengths = sorted({len(secret) for secret in self._secrets}, reverse=True)

    def masked(self, text: str) -> str:
        """The text with "[secret]" in the place of each secret, spaced out or not."""
        if self.shows:
            return text
        spots = [(span.start, span.end) for span in codes(text) if span.kind == "code"]
        spots += [found.span() for pattern in self._patterns for found in pattern.finditer(text)]
        return _cover(text, [*spots, *self._repeats(text)])

    def deep(self, value: T) -> T:
        """A value as JSON has it, with every text in it masked; names stay."""
        found: Any = value
        match value:
            case str():
                found = self.masked(value)
            case dict():
                found = {name: self.deep(each) for name, each in value.items()}
            case list():
                found = [self.deep(each) for each in value]
        return found  # type: ignore[no-any-return]

    def _repeats(self, text: str) -> list[tuple[int, int]]:
        """Where a text repeats what is marked. All secrets of one length are looked up at once: there may be many."""
        if not self._lengths:
            return []
        kept = [position for position, character in enumerate(text) if not character.isspace()]
        bare = "".join([text[position] for position in kept])
        return [
            (kept[start], kept[start + length - 1] + 1)
            for length in self._lengths
            for start in range(len(bare) - length + 1)
            if bare[start : start + length] in self._secrets
        ]


def _marks(plan: t.Plan) -> Iterable[str]:
    """What a plan marks as secret; a secret with a variable in it has no text to look for."""
    for instruction in plan.table:
        words = getattr(instruction, "words", None)
        for secret, template in words.pieces if words else ():
            if secret and all(isinstance(piece, str) for piece in template):
                yield "".join(map(str, template))


def _tells(secret: str) -> bool:
    """Whether a repeated text gives something away: one character alone does not."""
    return len(secret) > 1


def _cover(text: str, spots: Sequence[tuple[int, int]]) -> str:
    """The text with each spot masked, those that touch or overlap as one."""
    shown: list[str] = []
    end = -1
    for first, last in sorted(spots):
        if first == last:  # a pattern that matches nothing in particular
            continue
        if first > end:
            shown += (text[max(end, 0) : first], MASK)
        end = max(end, last)
    return "".join([*shown, text[end:]]) if shown else text
