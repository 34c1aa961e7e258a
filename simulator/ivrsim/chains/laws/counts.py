"""How often something happens in a call: the whole law, with its tail.

Theory of operation. Between two marks calls go round in nodes without any; linear equations say where they come out: at
the next mark, or where none can come any more. So each count follows from the one before. Means and mean squares are
those of times (`moments`), in a chain where each mark takes one step and nothing else takes time.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from math import fsum, inf
from typing import Final, NamedTuple

from ivrsim.chains.laws.jumps import JumpChain
from ivrsim.chains.laws.moments import Equations, JumpEquations, no_sums, sums_of

MOST_TIMES: Final = 100_000
"""The greatest count of a law; what lies beyond has its mass and its mean."""


class CountLaw(NamedTuple):
    """How often something happens in a call.

    Attributes:
        law: how likely it happens never, once, twice and so on.
        mean: how often it happens on average; infinite where `forever` is not 0.
        square: the mean square, likewise.
        beyond: how likely it happens more often than `law` says, but not without end.
        beyond_mean: how often it happens then, on average; 0.0 where nothing is beyond.
        forever: how likely it happens without end, in calls that never end.
    """

    law: Sequence[float]
    mean: float
    square: float
    beyond: float
    beyond_mean: float
    forever: float

    @property
    def at_least_once(self) -> float:
        """How likely it happens at all."""
        return sum(self.law[1:]) + self.beyond + self.forever


class Counts:
    """The laws of counts in a chain.

    Args:
        chain: the jump chain.
        start: the node in which calls begin.
        equations: of the chain.
    """

    def __init__(self, chain: JumpChain, start: int, equations: JumpEquations) -> None:
        self._chain = chain
        self._start = start
        self._equations = equations
        self._by_mark: dict[int, list[tuple[int, int]]] = {}
        for node in chain.order:
            for place, jump in enumerate(chain.jumps[node]):
                for mark in jump.marks:
                    self._by_mark.setdefault(mark, []).append((node, place))
        self._last = [node for node in chain.order if not chain.jumps[node]]

    def means(self, happenings: int) -> list[float]:
        """Return how often each of so many happenings comes on average; infinite where it can come without end."""
        arrivals = [0.0] * len(self._chain.jumps)
        arrivals[self._start] = 1.0
        visits = self._equations.visits(arrivals)
        found = [0.0] * happenings
        for mark, jumps in self._by_mark.items():
            found[mark] = fsum(visits[node] * self._chain.jumps[node][place].probability for node, place in jumps)
        for endless in self._chain.endless:
            for mark in endless.marks:
                found[mark] = inf
        return found

    def at_least_once(self, happenings: Collection[int]) -> float:
        """Return how likely any of these happenings comes at all."""
        between = self._between(happenings)
        arrivals = [0.0] * len(self._chain.jumps)
        arrivals[self._start] = 1.0
        visits = between.equations.visits(arrivals)
        once = fsum(visits[each.source] * each.probability for each in between.marked)
        return once + between.forever(visits)

    def law(self, happenings: Collection[int], tail: float) -> CountLaw:
        """Return how often any of these happenings come, until less than a tail is left."""
        between = self._between(happenings)
        coming: _Coming = {0: {self._start: 1.0}}
        whole = self._outcome(between, coming)
        law: list[float] = []
        while coming and len(law) <= MOST_TIMES and sum(map(_mass, coming.values())) > tail:
            law.append(between.finished(between.visits(len(law), coming)))
        rest = self._outcome(between, coming)
        return CountLaw(
            law,
            inf if whole.forever else whole.times,
            inf if whole.forever else whole.squares,
            rest.finished,
            rest.times / rest.finished if rest.finished else 0.0,
            whole.forever,
        )

    def _between(self, happenings: Collection[int]) -> "_Between":
        times = Counter(way for mark in happenings for way in self._by_mark.get(mark, ()))
        jumps = {(node, place): self._chain.jumps[node][place] for node, place in times}
        marked = [_Marked(way[0], jump.probability, jump.target, times[way]) for way, jump in jumps.items()]
        forever = {node for each in self._chain.endless if not each.marks.isdisjoint(happenings) for node in each.nodes}
        return _Between(
            marked,
            self._equations.until(times),
            len(self._chain.jumps),
            [node for node in self._last if node not in forever],
            [node for node in self._last if node in forever],
        )

    def _outcome(self, between: "_Between", coming: "_Coming") -> "_Outcome":
        """What becomes of calls that come to nodes, after so many times."""
        begins = no_sums(len(self._chain.jumps))
        for times, nodes in coming.items():
            for node, mass in nodes.items():
                begins.add(node, times, mass)
        marked = between.marked
        most = max((each.times for each in marked), default=0)
        sums = sums_of(_Timed(self._equations, marked), [((times, 1.0),) for times in range(most + 1)], begins)
        ending, counts, squares = (fsum(each[node] for node in between.final) for each in sums)
        return _Outcome(ending, counts, squares, between.forever(sums.visits))


class _Marked(NamedTuple):
    """A jump with marks: it makes something happen so many times."""

    source: int
    probability: float
    target: int
    times: int


class _Outcome(NamedTuple):
    """Of calls that finish: how likely, and sums of counts and of their squares; how likely others go on for ever."""

    finished: float
    times: float
    squares: float
    forever: float


_Coming = dict[int, dict[int, float]]
"""How likely calls come to a node by a mark, by how often something has happened by then, and by node."""


class _Timed:
    """The equations of a chain in which a mark takes one step, and nothing else takes time."""

    def __init__(self, equations: Equations, marked: Sequence[_Marked]) -> None:
        self._marked = marked
        self._equations = equations

    def visits(self, arrivals: Sequence[float]) -> list[float]:
        return self._equations.visits(arrivals)

    def onward(self, visits: Sequence[float], factors: Sequence[float]) -> list[float]:
        coming = [0.0] * len(visits)
        for source, probability, target, times in self._marked:
            coming[target] += visits[source] * probability * factors[times]
        return coming


class _Between(NamedTuple):
    """The way of calls from one mark to the next.

    Attributes:
        marked: the jumps with marks.
        equations: of the chain up to the next mark.
        size: how many nodes there are.
        final: nodes in which calls end, or go round for ever without a mark.
        endless: nodes that are never left, and in which there is one mark after the other.
    """

    marked: Sequence[_Marked]
    equations: Equations
    size: int
    final: Sequence[int]
    endless: Sequence[int]

    def visits(self, times: int, coming: _Coming) -> list[float]:
        """Return how often calls with so many marks come to each node, and note where they come by the next mark."""
        arrivals = [0.0] * self.size
        for node, mass in coming.pop(times, {}).items():
            arrivals[node] = mass
        visits = self.equations.visits(arrivals)
        for source, probability, target, more in self.marked:
            if mass := visits[source] * probability:
                nodes = coming.setdefault(times + more, {})
                nodes[target] = nodes.get(target, 0.0) + mass
        return visits

    def finished(self, visits: Sequence[float]) -> float:
        """Return how likely calls have no next mark."""
        return fsum(visits[node] for node in self.final)

    def forever(self, visits: Sequence[float]) -> float:
        """Return how likely marks come without end."""
        return fsum(visits[node] for node in self.endless)


def _mass(nodes: dict[int, float]) -> float:
    return sum(nodes.values())
