"""The ways of a chain as a search for the likeliest call needs them: with costs in the place of probabilities."""

from collections.abc import Sequence
from heapq import heappop, heappush
from math import inf, log
from typing import NamedTuple

from ivrsim.chains.chain import Chain, ChainWay, Delay

Points = tuple[tuple[float, int], ...]
"""The delays of a way that matter, each as its cost and its steps, the likeliest first."""


class Arc(NamedTuple):
    """A way on from a node, as the search needs it. A cost is the logarithm of a probability, negative.

    Attributes:
        target: the node that it leads to.
        option, way: its numbers.
        cost: of taking it, however long that takes.
        added: how many of the happenings that are counted it brings; 0 where time is.
        points: its delays.
    """

    target: int
    option: int
    way: int
    cost: float
    added: int
    points: Points


def arcs_of(chain: Chain, counts: frozenset[int] | None, sign: int) -> list[list[Arc]]:
    """Return the ways of each node that can be taken.

    Args:
        chain: the chain.
        counts: the happenings that are counted; None where time is.
        sign: 1 where less of it is better than more, -1 where more is.
    """
    points = [_points(delay, sign) if counts is None else _likeliest(delay) for delay in chain.delays]
    return [
        [
            Arc(way.target, option_number, way_number, -log(share), _count(way, counts), points[way.delay])
            for option_number, option in enumerate(node.options)
            for way_number, way in enumerate(option.ways)
            if (share := option.high * way.probability) > 0.0
        ]
        for node in chain.nodes
    ]


def _count(way: ChainWay, counts: frozenset[int] | None) -> int:
    return sum(mark in counts for mark in way.marks) if counts and way.marks else 0


def _points(delay: Delay, sign: int) -> Points:
    """The points of a law that are not both less likely and no better than another one; the likeliest first."""
    kept: list[tuple[float, int]] = []
    for steps, likely in sorted(delay, key=lambda point: (-point[1], sign * point[0])):
        if likely > 0.0 and (not kept or sign * steps < sign * kept[-1][1]):
            kept.append((-log(likely), steps))
    return tuple(kept)


def _likeliest(delay: Delay) -> Points:
    """The likeliest point of a law, at no cost: it makes no difference how long it takes."""
    steps, _ = max(delay, key=lambda point: (point[1], -point[0]))
    return ((0.0, steps),)


def costs_to(chain: Chain, arcs: Sequence[Sequence[Arc]], ends: frozenset[int]) -> list[float]:
    """Return the least cost from each node to an end that is meant; infinite where none can be reached."""
    into: list[list[tuple[int, float]]] = [[] for _ in chain.nodes]
    for node, each in enumerate(arcs):
        for arc in each:
            into[arc.target].append((node, arc.cost + arc.points[0][0]))
    rest = [inf] * len(chain.nodes)
    heap = [(0.0, number) for number, node in enumerate(chain.nodes) if node.end in ends]
    while heap:
        cost, number = heappop(heap)
        if cost < rest[number]:
            rest[number] = cost
            for before, more in into[number]:
                if cost + more < rest[before]:
                    heappush(heap, (cost + more, before))
    return rest
