"""What a property remembers of a call, and which moves can still break it.

Theory of operation. A property is followed by a memory: a small value that each move turns into another one, until it
is BAD or the call ends. What a move makes of a memory is the same in all states. So it is worked out among the controls
(`edges`), once for each move and each memory with which some way through them comes. From there it is seen, too,
which moves lead on to what is wanted. A search among the states takes no others, and where there are none it is over
before it begins.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Final

from ivrdsl.model.structs import struct
from ivrsim.graph.search import Numbering, behind
from ivrsim.proofs.edges import Edges
from ivrsim.search.explore import Move

BAD: Final = "bad"
"""The memory of a call that has broken a property."""

Memory = Hashable
Advance = Callable[[Any, Move], Memory]

Wanted = Callable[[int, Memory], bool]
"""Which controls, with which memories, are looked for."""

Following = dict[int, list[int]]
"""For the number of a memory, what each move makes of it: the number of another one, or -1 where it may not move."""


@struct
class BrokenBy:
    """The memory of a call that a move has broken: one for each move, so that each has its own cheapest way."""

    move: int


class Memories:
    """The memories with which ways through controls come, by their numbers.

    Args:
        controls: the graph of controls.
        start: the control in which the ways begin, and the memory there, which is number 0.
        advance: what a move makes of a memory; BAD becomes BrokenBy, and then the way ends.
        allowed: for each move, whether it is made.
        look: is told of each control with a memory how many were found and looked at, and may end it by an exception.
    """

    def __init__(
        self,
        controls: Edges,
        start: tuple[int, Memory],
        advance: Advance,
        allowed: Sequence[int],
        look: Callable[[int, int], None],
    ) -> None:
        self._known: Numbering[Memory] = Numbering()
        self._pairs: Numbering[tuple[int, int]] = Numbering()
        """Controls with the numbers of memories."""
        self._steps: list[tuple[int, int, int]] = []
        """From which pair, by which move, to which pair."""
        self._moves = len(controls.moves)
        self._pairs.of((start[0], self._known.of(start[1])))
        for source in self._sources(look):
            self._spread(source, controls, advance, allowed)

    def __getitem__(self, number: int) -> Memory:
        """The memory with a number."""
        return self._known.all[number]

    def following(self, usable: Sequence[int], wanted: Wanted) -> Following:
        """Return what moves make of memories, as far as they can lead on to what is wanted.

        Args:
            usable: for each move, whether it counts.
            wanted: what is looked for.
        """
        pairs = self._pairs.all
        back: list[list[int]] = [[] for _ in pairs]
        for source, label, target in self._steps:
            if usable[label]:
                back[target].append(source)
        hopeful = bytearray(len(pairs))
        behind(back, [at for at, (control, index) in enumerate(pairs) if wanted(control, self[index])], hopeful)
        found: Following = {}
        for source, label, target in self._steps:
            if usable[label] and hopeful[target]:
                row = found.setdefault(pairs[source][1], [-1] * self._moves)
                row[label] = pairs[target][1]
        return found

    def _sources(self, look: Callable[[int, int], None]) -> Iterator[int]:
        """The numbers of all pairs, of which more come on the way."""
        pairs = self._pairs.all
        for source, _ in enumerate(pairs):
            look(len(pairs), source + 1)
            yield source

    def _spread(self, source: int, controls: Edges, advance: Advance, allowed: Sequence[int]) -> None:
        """Make all moves of a pair."""
        control, index = self._pairs.all[source]
        memory = self[index]
        if type(memory) is BrokenBy:
            return
        for label, target in controls.steps(control):
            if allowed[label]:
                after = advance(memory, controls.moves[label])
                number = self._known.of(BrokenBy(label) if after == BAD else after)
                self._steps.append((source, label, self._pairs.of((target, number))))


def is_broken(control: int, memory: Memory) -> bool:
    """Wants calls that have broken a property, wherever they are."""
    return type(memory) is BrokenBy


def is_any(control: int, memory: Memory) -> bool:
    """Wants all calls."""
    return True
