"""Circles that may take no time, unrolled: a chain without them, in which calls end alike, and at the same times.

Theory of operation. A law of time that may be 0 steps is divided: what takes no time, and the rest. In a class of nodes
that lead to each other in no time, one node after the other is eliminated, as in `elimination`. Going round at once
only makes its other ways likelier. A way to it that takes no time becomes its ways. Nothing is subtracted.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ivrsim.chains.chain import AT_ONCE, Chain, ChainNode, ChainWay, Delay, Option
from ivrsim.chains.laws.jumps import Jumps, at_once
from ivrsim.graph.search import circles


class _Instant(NamedTuple):
    """The ways of a node: to nodes of its class in no time, and all others by law and target."""

    inside: dict[int, float]
    others: dict[tuple[Delay, int], float]

    def scale(self, factor: float) -> None:
        for node in self.inside:
            self.inside[node] *= factor
        for way in self.others:
            self.others[way] *= factor

    def replace(self, node: int, its: "_Instant") -> None:
        """Put the ways of a node in the place of the way to it."""
        share = self.inside.pop(node, 0.0)
        if share:
            for target, more in its.inside.items():
                self.inside[target] = self.inside.get(target, 0.0) + share * more
            for way, more in its.others.items():
                self.others[way] = self.others.get(way, 0.0) + share * more


class _Delays:
    """The laws of a chain, and more."""

    def __init__(self, delays: Sequence[Delay]) -> None:
        self.all = list(delays)
        self._numbers = {delay: number for number, delay in enumerate(delays)}

    def of(self, delay: Delay) -> int:
        """Return the number of a law."""
        number = self._numbers.setdefault(delay, len(self.all))
        if number == len(self.all):
            self.all.append(delay)
        return number


def unrolled(chain: Chain, jumps: Jumps) -> Chain:
    """Return a chain without circles that may take no time; happenings are not in it where they were.

    Args:
        chain: the chain.
        jumps: from each of its nodes.
    """
    rounds = circles(at_once(jumps, chain.delays), range(len(jumps)))
    if not rounds:
        return chain
    delays = _Delays(chain.delays)
    nodes = list(chain.nodes)
    for members in rounds:
        for node, ways in _eliminated(members, jumps, chain.delays).items():
            nodes[node] = _node(ways, delays)
    return chain._replace(nodes=nodes, delays=delays.all)


def _eliminated(members: Sequence[int], jumps: Jumps, delays: Sequence[Delay]) -> dict[int, _Instant]:
    """The ways of nodes that lead to each other in no time, without going round; {} where nothing else is possible."""
    inside = set(members)
    found = {node: _divided(node, inside, jumps, delays) for node in members}
    for place, node in enumerate(members):
        ways = found[node]
        ways.inside.pop(node, None)
        out = sum(ways.inside.values()) + sum(ways.others.values())
        if not out:
            return {}
        ways.scale(1.0 / out)
        for other in members[place + 1 :]:
            found[other].replace(node, ways)
    return found


def _divided(node: int, inside: set[int], jumps: Jumps, delays: Sequence[Delay]) -> _Instant:
    found = _Instant({}, {})
    for jump in jumps[node]:
        delay, target = delays[jump.delay], jump.target
        later = 1.0
        if delay[0][0] == 0 and target in inside:
            found.inside[target] = found.inside.get(target, 0.0) + jump.probability * delay[0][1]
            later = sum(share for _, share in delay[1:])
            delay = tuple((steps, share / later) for steps, share in delay[1:] if share)
        if delay:
            found.others[delay, target] = found.others.get((delay, target), 0.0) + jump.probability * later
    return found


def _node(ways: _Instant, delays: _Delays) -> ChainNode:
    at_once = delays.of(AT_ONCE)
    made = [ChainWay(share, at_once, target) for target, share in ways.inside.items()]
    made += [ChainWay(share, delays.of(delay), target) for (delay, target), share in ways.others.items()]
    return ChainNode((Option(1.0, 1.0, tuple(made)),))
