"""A jump chain as rows of numbers over time, each a sum of others that are shifted: what the laws are worked out from.

A row says how likely a call comes to its node at each step. Where a law of several times leads to several nodes, a row
is put between them: a row of what leaves then. So each time of the law is taken once, not once for each node.

What leads to ends is not shifted one by one: many nodes have a law in common, such as that of a hang-up, and nothing
goes on from an end. An `Outlet` adds up what leaves for an end by one law; the law is applied to the sum.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ivrsim.chains.chain import Delay
from ivrsim.chains.laws.jumps import JumpChain
from ivrsim.graph.search import in_order


class Shift(NamedTuple):
    """What a row adds to another one: so many steps later, so many times as much."""

    steps: int
    factor: float
    row: int


class Outlet(NamedTuple):
    """What leaves for an end by one law of time: so much of each of these rows."""

    delay: int
    end: int
    sources: Sequence[tuple[int, float]]


class Shifts(NamedTuple):
    """What each row adds to others.

    Attributes:
        rows: the shifts from each row; the first are the nodes, by number, the others stand between nodes.
        order: the rows that have something, each after those that add to it in no time.
        outlets: what leaves for ends.
        longest: the greatest number of steps of a shift.
    """

    rows: Sequence[Sequence[Shift]]
    order: Sequence[int]
    outlets: Sequence[Outlet]
    longest: int


def shifts_of(chain: JumpChain) -> Shifts:
    """Return what the rows of a chain add to each other; what leads to where no call ends is left out."""
    rows: list[list[Shift]] = [[] for _ in chain.jumps]
    outlets: dict[tuple[int, int], list[tuple[int, float]]] = {}
    never = frozenset[int]().union(*(each.nodes for each in chain.endless))
    for node in reversed(chain.order):
        for delay, targets in _by_delay(chain, node).items():
            inner = {}
            for target, probability in targets.items():
                if chain.ends[target] >= 0:
                    outlets.setdefault((delay, chain.ends[target]), []).append((node, probability))
                elif target not in never:
                    inner[target] = probability
            if inner:
                _add(rows, node, chain.delays[delay], inner)
    return Shifts(
        rows,
        _ordered(rows, chain),
        [Outlet(delay, end, sources) for (delay, end), sources in outlets.items()],
        max((each.steps for row in rows for each in row), default=0),
    )


def _by_delay(chain: JumpChain, node: int) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = {}
    for jump in chain.jumps[node]:
        targets = found.setdefault(jump.delay, {})
        targets[jump.target] = targets.get(jump.target, 0.0) + jump.probability
    return found


def _add(rows: list[list[Shift]], node: int, delay: Delay, targets: dict[int, float]) -> None:
    """Add the shifts of one law to these nodes, by a row between them where that makes fewer shifts."""
    if len(delay) + len(targets) >= len(delay) * len(targets):
        rows[node] += [
            Shift(steps, share * probability, target)
            for target, probability in targets.items()
            for steps, share in delay
            if share
        ]
        return
    between = len(rows)
    rows.append([Shift(0, probability, target) for target, probability in targets.items()])
    rows[node] += [Shift(steps, share, between) for steps, share in delay if share]


def _ordered(rows: Sequence[Sequence[Shift]], chain: JumpChain) -> list[int]:
    """The rows that can have something, each after those that add to it in no time."""
    at_once = [[each.row for each in row if not each.steps] for row in rows]
    starts = [node for node in reversed(chain.order) if chain.jumps[node]]
    starts += range(len(chain.jumps), len(rows))
    return in_order(at_once, starts)
