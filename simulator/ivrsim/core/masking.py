"""Hides secrets in a picture, wherever it would repeat them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.units import MASK

_SPACED: Final = re.compile(r"(?<!\d)\d(?:\s+\d(?!\d)){2,}")
"""Digits as text to speech reads them one by one: a code that nobody marked, as in a plan from XML."""


class Mask:
    """Masks what a plan marks as secret, digits that are read out one by one, and what somebody names.

    Attributes:
        shows: whether nothing is masked.
    """

    def __init__(self, plan: t.Plan, patterns: Iterable[re.Pattern[str]] = (), *, shows: bool = False) -> None:
        self.shows = shows
        self._patterns = (_SPACED, *patterns)
        self._secrets = frozenset() if shows else frozenset(filter(_tells, _marks(plan)))
        self._lengths = sorted({len(secret) for secret in self._secrets}, reverse=True)

    def masked(self, text: str) -> str:
        """The text with "[secret]" in the place of each secret, spaced out or not."""
        if self.shows:
            return text
        spots = [found.span() for pattern in self._patterns for found in pattern.finditer(text)]
        return _cover(text, [*spots, *self._repeats(text)])

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
    """What the plan marks as secret, without white space; a secret with a variable in it has no text to look for."""
    for instruction in plan.table:
        if isinstance(instruction, t.Play | t.Send):
            for secret, template in instruction.words.pieces:
                if secret and all(isinstance(piece, str) for piece in template):
                    yield "".join("".join(map(str, template)).split())


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
