"""The prompts that who answers comes to first."""

from collections.abc import Iterable

from ivrsim.core.effects import Prompt
from ivrsim.core.units import seconds
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.search.explore import Move


def first_words(moves: Iterable[Move], longest_ms: int) -> Reason:
    """The prompts that may be the first ones, and when one begins at the latest."""
    found = prompts_of(moves)
    words = listed(found, last=" or ") if found else ["the other party of a transfer"]
    return reason("the first words are those of ", *words, f", {seconds(longest_ms)} after the answer at the latest")


def prompts_of(moves: Iterable[Move]) -> list[int]:
    """The prompts that moves start, by their elements."""
    return sorted({each.element for move in moves for each in move.effects if isinstance(each, Prompt)})
