"""How often calls come to each node, in plain Python: elimination without a subtraction (Grassmann, Taksar, Heyman).

Theory of operation. A node is eliminated: what came to it is divided among those that it leads to, as if it was not
there. How often a call stays in it is 1 over the sum of its ways out, so nothing is ever subtracted, and every number
keeps its digits, however small. Then the nodes come back in reverse, and each is given what came to it. Nodes with few
ways are eliminated first, which makes few new ways.
"""

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ivrsim.chains.laws.jumps import Jumps


class _Eliminated(NamedTuple):
    """A node that is eliminated: its share of what comes from each of the others, its ways out, and its stay."""

    node: int
    incoming: tuple[tuple[int, float], ...]
    outgoing: tuple[tuple[int, float], ...]
    stay: float


class Elimination:
    """A jump chain, eliminated once, for any number of starts.

    Args:
        jumps: from each node.
        order: the numbers of the nodes, or of some that nothing from outside leads to.
    """

    def __init__(self, jumps: Jumps, order: Iterable[int]) -> None:
        self._size = len(jumps)
        self._steps = _eliminated(jumps, order)

    def visits(self, arrivals: Sequence[float]) -> list[float]:
        """Return how often calls come to each node.

        Args:
            arrivals: how often they begin in it.
        """
        coming = list(arrivals)
        for step in self._steps:
            here = coming[step.node]
            if here:
                for target, share in step.outgoing:
                    coming[target] += here * share
        for step in reversed(self._steps):
            here = coming[step.node]
            for source, share in step.incoming:
                here += coming[source] * share
            coming[step.node] = here * step.stay
        return coming


def _eliminated(jumps: Jumps, order: Iterable[int]) -> list[_Eliminated]:
    """Eliminate all nodes that have ways; those without stay what they are given."""
    outgoing: dict[int, dict[int, float]] = {}
    incoming: dict[int, dict[int, float]] = {}
    for node in order:
        if jumps[node]:
            ways = outgoing[node] = {}
            for jump in jumps[node]:
                ways[jump.target] = ways.get(jump.target, 0.0) + jump.probability
    for node, ways in outgoing.items():
        for target, share in ways.items():
            if target in outgoing and target != node:
                incoming.setdefault(target, {})[node] = share
    queue = [(_work(node, incoming, outgoing), node) for node in outgoing]
    heapq.heapify(queue)
    steps = []
    while queue:
        work, node = heapq.heappop(queue)
        if node not in outgoing:
            continue
        if work < (now := _work(node, incoming, outgoing)):
            heapq.heappush(queue, (now, node))
            continue
        steps.append(_eliminate(node, incoming, outgoing))
    return steps


def _work(node: int, incoming: dict[int, dict[int, float]], outgoing: dict[int, dict[int, float]]) -> int:
    return len(incoming.get(node, ())) * len(outgoing[node])


def _eliminate(node: int, incoming: dict[int, dict[int, float]], outgoing: dict[int, dict[int, float]]) -> _Eliminated:
    ways = outgoing.pop(node)
    ways.pop(node, None)
    out = sum(ways.values())
    shares = tuple((target, share / out) for target, share in ways.items())
    sources = tuple(incoming.pop(node, {}).items())
    for source, share in sources:
        beside = outgoing[source]
        del beside[node]
        for target, onward in shares:
            beside[target] = beside.get(target, 0.0) + share * onward
            if target != source and target in outgoing:
                incoming.setdefault(target, {})[source] = beside[target]
    for target, _ in shares:
        if target in incoming:
            incoming[target].pop(node, None)
    return _Eliminated(node, sources, shares, 1.0 / out)
