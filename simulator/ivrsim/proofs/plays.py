"""Which prompts a call can play more often than some times: all prompts at once, in one walk along the edges.

Theory of operation. A number stands for what calls can have played when they come to a state. It has a bit for each
prompt, and a layer of such bits for each count. In layer n stand the prompts that some call has played at least n times
by then. A move that plays a prompt takes its bit from each layer to the next. States that lead to each other make a
group: what plays inside it plays as often as anybody likes. Groups are walked through in the order of flow, so each
edge is looked at once.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ivrsim.core.effects import Prompt
from ivrsim.graph.search import numbers_of
from ivrsim.proofs.edges import Edges
from ivrsim.search.explore import Move

_WIDEST: Final = 4096
"""Bits of a number at most, where one prompt does not take more."""


def played_by(move: Move) -> Counter[int]:
    """Return how often a move starts each prompt, by elements."""
    return Counter(effect.element for effect in move.effects if isinstance(effect, Prompt))


def played_more_than(most: int, edges: Edges, groups: list[list[int]], elements: Sequence[int]) -> list[int]:
    """Return the prompts that some way plays more than so many times, in order.

    Args:
        most: how often they may be played.
        edges: a graph of calls.
        groups: its nodes in groups that lead to each other; what a group leads to comes first.
        elements: the prompts that are looked at.
    """
    group_of = numbers_of(groups, len(edges))
    at_once = max(_WIDEST // (most + 1), 1)
    found: list[int] = []
    for begin in range(0, len(elements), at_once):
        layers = _Counts(edges.moves, elements[begin : begin + at_once], most + 1)
        found += layers.full(_all_played(edges, groups, group_of, layers))
    return sorted(found)


class _Counts:
    """Numbers that say which prompts were played how often.

    Args:
        moves: all moves, by their numbers.
        elements: the prompts, by their bits.
        count: how many layers there are.

    Attributes:
        width: bits of a layer.
        none: what stands below the first layer: every prompt was played at least no times.
        played: for each move, the bits, in all layers, of the prompts that it plays; of those that it plays again a
            second time, and so on.
    """

    def __init__(self, moves: Sequence[Move], elements: Sequence[int], count: int) -> None:
        self.width = len(elements)
        self.none = (1 << self.width) - 1
        self._elements = elements
        self._last = self.width * (count - 1)
        self._bits = {
            element: sum(1 << (bit + self.width * layer) for layer in range(count))
            for bit, element in enumerate(elements)
        }
        self.played = [self._played(move) for move in moves]

    def full(self, number: int) -> list[int]:
        """The prompts in the last layer."""
        return [element for bit, element in enumerate(self._elements) if number >> (self._last + bit) & 1]

    def _played(self, move: Move) -> list[int]:
        times = {element: count for element, count in played_by(move).items() if element in self._bits}
        rounds = range(max(times.values(), default=0))
        return [sum(self._bits[element] for element, count in times.items() if count > done) for done in rounds]


def _all_played(edges: Edges, groups: list[list[int]], group_of: Sequence[int], layers: _Counts) -> int:
    """What calls can have played by any moment."""
    played, width, none = layers.played, layers.width, layers.none
    came = [0] * len(groups)
    total = 0
    for number in range(len(groups) - 1, -1, -1):
        before = came[number] | _played_inside(edges, groups[number], number, group_of, played)
        total |= before
        for node in groups[number]:
            for label, target in edges.steps(node):
                after = before
                for bits in played[label]:
                    after |= (after << width | none) & bits
                came[group_of[target]] |= after
        came[number] = 0  # nobody comes back to it
    return total


def _played_inside(
    edges: Edges, members: Sequence[int], number: int, group_of: Sequence[int], played: Sequence[Sequence[int]]
) -> int:
    """What is played on ways that stay in a group, in all layers."""
    found = 0
    for node in members:
        for label, target in edges.steps(node):
            if played[label] and group_of[target] == number:
                found |= played[label][0]
    return found
