"""Finds the commonest call of some kind: the most probable single way from the start of a chain to an end.

The search is best first, over a node and how much a call has by then. Of two beginnings that lead to a node, one that
is less likely and has no more can be forgotten: whatever comes after it, the other is the better one. How likely an end
is at most from each node on is worked out before, and leads the search (A*).
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from math import exp, inf, log
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrsim.chains.arcs import Arc, arcs_of, costs_to
from ivrsim.chains.chain import Chain
from ivrsim.chains.course import Course, CourseGoal, CourseStep, course_of

MAX_LABELS: Final = 1_000_000
"""Beginnings of calls that a search looks at."""
RARE: Final = 1e-3
"""A call that is so much less likely than the commonest one does not stand for a mean."""


Value = Callable[[int, int], float]
"""What a call has, by the number of its end and how much it has of what is counted: never less where that is more."""


def own_amount(end: int, amount: int) -> float:
    """How much a call has of what is counted."""
    return amount


class _Label(NamedTuple):
    """A beginning of a call.

    Attributes:
        node: where it is.
        cost: the logarithm of its probability, negative.
        amount: how much it has of what is counted.
        parent: the number of the label before it; -1 at the start.
        arc: the way that led here; None at the start.
        steps: how long that way took.
    """

    node: int
    cost: float
    amount: int
    parent: int
    arc: Arc | None
    steps: int


def commonest(chain: Chain, goal: CourseGoal, *, start: int = 0, max_labels: int = MAX_LABELS) -> Course | None:
    """The most probable call of those that are meant; None if there is none.

    Where happenings are counted, it is the most probable way, however long its steps take, and these take as long as is
    likeliest.

    Args:
        chain: the chain.
        goal: which calls are meant.
        start: the node in which calls begin.
        max_labels: how many beginnings of calls are looked at.

    Raises:
        IvrError: it was not found among so many.
    """
    if not goal.limits:
        return None
    search = _Search(chain, goal.counts, goal.limits, at_most=goal.at_most, cap=max(goal.limits.values()))
    for number in search.labels(start, max_labels):
        label = search.found[number]
        end = chain.nodes[label.node].end
        if end >= 0 and goal.is_met(end, label.amount):
            return search.course(number)
    return None


def weightiest(
    chain: Chain,
    counts: frozenset[int] | None = None,
    value: Value = own_amount,
    *,
    start: int = 0,
    rare: float = RARE,
    max_labels: int = MAX_LABELS,
) -> Course | None:
    """The call that adds most to a mean: the greatest product of how likely it is and how much it has.

    Only calls are asked that are not too rare; None if none of those has anything.

    Args:
        chain: the chain.
        counts: the happenings that are counted; None for steps of time.
        value: what the mean is of.
        start: the node in which calls begin.
        rare: how much less likely than the commonest call another one may be.
        max_labels: see `commonest`.

    Raises:
        IvrError: there are too many beginnings of calls.
    """
    search = _Search(chain, counts, range(len(chain.ends)), at_most=False, cap=None)
    best, most = -1, 0.0
    for number in search.labels(start, max_labels):
        label = search.found[number]
        rarity = label.cost + search.rest[label.node] - search.rest[start]
        if rarity > -log(rare):
            break
        end = chain.nodes[label.node].end
        weight = value(end, label.amount) * exp(-rarity) if end >= 0 else 0.0
        if weight > most:
            best, most = number, weight
    return search.course(best) if best >= 0 else None


_Entry = tuple[float, int, int, int, int]
"""What waits: its bound, what it has, the number of its label, that of its arc, and that of a delay of it."""


class _Search:
    """Beginnings of calls on a chain, the likeliest first; but those that cannot lead to a better call than others.

    Args:
        chain: the chain.
        counts: the happenings that are counted; None for steps of time.
        ends: the numbers of the ends that are meant.
        at_most: whether less is better than more.
        cap: the amount from which on more makes no difference, or of which a call may have no more; None for neither.

    Attributes:
        found: the beginnings, in the order in which they were found.
        rest: for each node, the least cost from there to an end that is meant.
    """

    def __init__(
        self, chain: Chain, counts: frozenset[int] | None, ends: Iterable[int], *, at_most: bool, cap: int | None
    ) -> None:
        self._chain = chain
        self._sign = 1 if at_most else -1
        self._cap = cap
        self._is_time = counts is None
        self._arcs = arcs_of(chain, counts, self._sign)
        self._best: list[float] = [inf] * len(chain.nodes)
        self._heap: list[_Entry] = []
        self.rest = costs_to(chain, self._arcs, frozenset(ends))
        self.found: list[_Label] = []

    def labels(self, start: int, most: int) -> Iterator[int]:
        """Yield the numbers of beginnings, of calls that begin in a node.

        Raises:
            IvrError: there are more than `most`.
        """
        if self.rest[start] == inf:
            return
        yield from self._keep(_Label(start, 0.0, 0, -1, None, 0))
        while self._heap:
            _, _, parent, number, point = heappop(self._heap)
            arc = self._arcs[self.found[parent].node][number]
            self._push(parent, number, point + 1)
            cost, steps = arc.points[point]
            before = self.found[parent]
            amount = self._sum(before.amount, arc, steps)
            yield from self._keep(_Label(arc.target, before.cost + arc.cost + cost, amount, parent, arc, steps))
            if len(self.found) > most:
                raise IvrError(f"the commonest call is not among {most:,} beginnings of calls that were looked at")

    def course(self, number: int) -> Course:
        """The call of a beginning that has come to an end."""
        end = self._chain.nodes[self.found[number].node].end
        steps: list[CourseStep] = []
        while (label := self.found[number]).arc is not None:
            number = label.parent
            steps.append(CourseStep(self.found[number].node, label.arc.option, label.arc.way, label.steps))
        steps.reverse()
        return course_of(self._chain, steps, end)

    def _keep(self, label: _Label) -> Iterator[int]:
        """Keep a beginning, unless one that is as likely has come to its node with as good an amount."""
        if not self._is_better(label.node, label.amount):
            return
        self._best[label.node] = self._sign * label.amount
        self.found.append(label)
        number = len(self.found) - 1
        for arc in range(len(self._arcs[label.node])):
            self._push(number, arc, 0)
        yield number

    def _push(self, parent: int, number: int, point: int) -> None:
        """Remember a way on, with the likeliest of its delays, from one on, that may lead to a better call."""
        before = self.found[parent]
        arc = self._arcs[before.node][number]
        if self.rest[arc.target] == inf:
            return
        for later in range(point, len(arc.points)):
            cost, steps = arc.points[later]
            amount = self._sum(before.amount, arc, steps)
            if self._is_better(arc.target, amount):
                bound = before.cost + arc.cost + cost + self.rest[arc.target]
                heappush(self._heap, (bound, self._sign * amount, parent, number, later))
                return

    def _sum(self, amount: int, arc: Arc, steps: int) -> int:
        total = amount + (steps if self._is_time else arc.added)
        return total if self._cap is None or self._sign > 0 else min(total, self._cap)

    def _is_better(self, node: int, amount: int) -> bool:
        is_too_much = self._sign > 0 and self._cap is not None and amount > self._cap
        return not is_too_much and self._sign * amount < self._best[node]
