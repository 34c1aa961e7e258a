"""The jump chain of a chain: from which node to which, how likely, whatever the time; what ends, and what never does.

A class of nodes that nothing leads out of, and in which there is no end, is never left: calls that come there never
end. Nothing that leaves its nodes is followed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ivrdsl.errors import ArgumentError, IvrError
from ivrsim.chains.chain import Chain, ChainNode, Delay
from ivrsim.graph.search import Graph, components

SLACK: Final = 1e-9
"""How far from 1 the sum of probabilities may be."""


class ChainJump(NamedTuple):
    """A way from a node, whatever else may be the case there.

    Attributes:
        probability: of it, among all ways from the node; more than 0.
        delay: the number of the law of how long it takes.
        target: the number of the node that it leads to.
        marks: the numbers of the happenings that it brings.
    """

    probability: float
    delay: int
    target: int
    marks: tuple[int, ...]


Jumps = Sequence[Sequence[ChainJump]]
"""For each node, by number, the jumps from it."""


class EndlessClass(NamedTuple):
    """A class of nodes that is never left.

    Attributes:
        nodes: their numbers.
        marks: what happens there, without end: the numbers of the happenings.
    """

    nodes: frozenset[int]
    marks: frozenset[int]


class JumpChain(NamedTuple):
    """What calls can come to, from the start on.

    Attributes:
        jumps: from each node; none from an end, from a node that is never left, and from what no call comes to.
        order: the numbers of all nodes that calls come to; what a node leads to comes before it, but for circles.
        ends: for each node the number of the end that it is; -1 where it is none.
        endless: the classes of nodes that are never left.
        delays: the laws of time.
    """

    jumps: Jumps
    order: Sequence[int]
    ends: Sequence[int]
    endless: Sequence[EndlessClass]
    delays: Sequence[Delay]


def jump_chain(chain: Chain, start: int = 0) -> JumpChain:
    """Return what calls can come to.

    Args:
        chain: a chain all of whose shares are known.
        start: the number of the node in which calls begin.

    Raises:
        ArgumentError: a share of the chain is not known, or it has no such node.
        IvrError: the chain is wrong; see `jumps_of`.
    """
    if not 0 <= start < len(chain.nodes):
        raise ArgumentError(f"node {start} is not there: the chain has {len(chain.nodes)} nodes, from 0 on")
    jumps = jumps_of(chain)
    onward = [[jump.target for jump in each] for each in jumps]

    classes = components(onward, (start,))
    endless = [
        EndlessClass(frozenset(members), frozenset(_marks(jumps, members)))
        for members in classes
        if _is_endless(members, onward, chain.nodes)
    ]
    order = [number for members in classes for number in members]
    left = set(order).difference(*(each.nodes for each in endless))
    kept = [each if number in left else () for number, each in enumerate(jumps)]
    return JumpChain(kept, order, [node.end for node in chain.nodes], endless, chain.delays)


def jumps_of(chain: Chain) -> Jumps:
    """Return the jumps from each node.

    Raises:
        ArgumentError: a share of the chain is not known.
        IvrError: probabilities do not add up to 1, or a number of a node, a law, an end or a happening is wrong.
    """
    if not chain.is_known:
        raise ArgumentError("a chain with unknown shares has no single law: ask for bounds instead")
    _require_delays(chain.delays)
    return [_jumps_from(number, node, chain) for number, node in enumerate(chain.nodes)]


def _marks(jumps: Jumps, nodes: Iterable[int]) -> Iterator[int]:
    return (mark for node in nodes for jump in jumps[node] for mark in jump.marks)


def _jumps_from(number: int, node: ChainNode, chain: Chain) -> list[ChainJump]:
    if node.end >= 0:
        if node.options or node.end >= len(chain.ends):
            raise IvrError(f"node {number} of the chain is an end: it needs one of its {len(chain.ends)} ends, no ways")
        return []
    ways = [(option.low * way.probability, way) for option in node.options for way in option.ways]
    total = sum(probability for probability, _ in ways)
    if not abs(total - 1.0) <= SLACK or any(probability < 0.0 for probability, _ in ways):
        raise IvrError(f"node {number} of the chain: its probabilities add up to {total:g}, and have to add up to 1")
    nodes, delays, happenings = len(chain.nodes), len(chain.delays), len(chain.happenings)
    for _, way in ways:
        if not (0 <= way.target < nodes and 0 <= way.delay < delays):
            raise IvrError(f"node {number} of the chain leads to node {way.target} by law {way.delay}: there is none")
        if way.marks and not 0 <= min(way.marks) <= max(way.marks) < happenings:
            raise IvrError(f"node {number} of the chain has marks {way.marks}: there are {happenings} happenings")
    return [
        ChainJump(probability / total, way.delay, way.target, way.marks)
        for probability, way in ways
        if probability > 0.0
    ]


def _require_delays(delays: Sequence[Delay]) -> None:
    for number, delay in enumerate(delays):
        steps = [each for each, _ in delay]
        total = sum(probability for _, probability in delay)
        if not abs(total - 1.0) <= SLACK or any(probability < 0.0 for _, probability in delay):
            raise IvrError(f"law {number} of the chain adds up to {total:g}, and has to add up to 1")
        if steps[0] < 0 or any(one >= other for one, other in pairwise(steps)):
            raise IvrError(f"law {number} of the chain: its steps have to be 0 or more, each once, in ascending order")


def at_once(jumps: Jumps, delays: Sequence[Delay]) -> Graph:
    """Return where each node can lead in no time."""
    instant = [delay[0][0] == 0 for delay in delays]
    return [[jump.target for jump in each if instant[jump.delay]] for each in jumps]


def _is_endless(members: Sequence[int], onward: Graph, nodes: Sequence[ChainNode]) -> bool:
    inside = set(members)
    return nodes[members[0]].end < 0 and all(inside.issuperset(onward[number]) for number in members)
