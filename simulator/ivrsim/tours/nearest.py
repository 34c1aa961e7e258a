"""The nearest open goals from a position of a walk.

What can be done at a position never changes, and what is done stays done. So a position in which nothing is open any
more is passed over from then on.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from ivrsim.graph.search import CheapestFirst, Numbering
from ivrsim.proofs.paths import PathStep
from ivrsim.search.explore import Move

MOST_LOOKED_AT: Final = 2000
"""Positions that are looked at for the nearest open goal."""


FRESH: Final = -1
"""The moment of a wait in which nothing has happened yet."""


class WalkPosition(NamedTuple):
    """Where a call is.

    Attributes:
        state: the number of the state.
        since_ms: when the last lost key of this wait came; FRESH if there was none.
    """

    state: int
    since_ms: int = FRESH


Kind = Callable[[Move], bool]
"""Which moves are looked for."""
Onward = Iterable[tuple[WalkPosition, int, PathStep]]
"""Where a callee can come to from a position, for what price, and by which act."""


class Nearest:
    """Looks for what is nearest to one position.

    Args:
        start: the position.
        onward: what can be done at a position to come elsewhere.
        open_goal: the best act of a kind at a position that reaches an open goal; None if there is none: that stays so.
    """

    def __init__(
        self,
        start: WalkPosition,
        onward: Callable[[WalkPosition], Onward],
        open_goal: Callable[[WalkPosition, Kind], PathStep | None],
    ) -> None:
        nodes: Numbering[WalkPosition] = Numbering()
        self._nodes = nodes
        self._open_goal = open_goal
        self._search = CheapestFirst(
            nodes.of(start),
            lambda number: ((nodes.of(to), price, act) for to, price, act in onward(nodes.all[number])),
        )
        self._coming = islice(self._search, MOST_LOOKED_AT)
        self._seen: list[int] = []
        self._passed: dict[Kind, int] = {}

    def find(self, kind: Kind) -> tuple[int, PathStep] | None:
        """Return the nearest position with an open goal of a kind, as a number, and the act; None if none is near."""
        for position in range(self._passed.get(kind, 0), MOST_LOOKED_AT):
            if position == len(self._seen) and not self._see():
                break
            number = self._seen[position]
            act = self._open_goal(self._nodes.all[number], kind)
            self._passed[kind] = position + (act is None)
            if act is not None:
                return number, act
        return None

    def _see(self) -> bool:
        found = next(self._coming, None)
        if found is not None:
            self._seen.append(found[0])
        return found is not None

    def before(self, number: int) -> tuple[int, PathStep] | None:
        """Return the position before one that was found, and the act that leads on from there; None at the start."""
        return self._search.came.get(number)

    def way(self, number: int) -> Iterator[PathStep]:
        """Return the acts to a position that was found."""
        return (act for _, act in self._search.way(number))


class Rooted:
    """Ways from the ringing phone to places of a tree: what they have in common is made, and closed, once.

    Args:
        before: the place before a place, and the act that leads from there; None at the root.
        close: is told of each act of a way that is taken, once.
    """

    def __init__(
        self,
        before: Callable[[int], tuple[int, PathStep] | None],
        close: Callable[[PathStep], None],
    ) -> None:
        self._before = before
        self._close = close
        self._ways: dict[int, tuple[PathStep, ...]] = {}

    def way(self, place: int) -> tuple[PathStep, ...]:
        """Return the way to a place. What it reaches is closed."""
        steps: list[tuple[int, PathStep]] = []
        here = place
        while here not in self._ways and (step := self._before(here)) is not None:
            steps.append((here, step[1]))
            here = step[0]
        way = self._ways.get(here, ())
        for there, act in reversed(steps):
            self._close(act)
            way = (*way, act)
            self._ways[there] = way
        return way
