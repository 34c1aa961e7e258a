"""Which variables may be unset, and which may be set, at each number of a graph: sets flow along the ways of calls.

Theory of operation. A set of variables is one number, a bit for each. What may still be unset flows from the start,
less what a way sets; where ways meet, it is what any of them left unset. Numbers are taken in the order of the flow,
and again only where something new has come. So a plan whose loops are entered at their heads is done in one go. What
may be set needs no repetition: nothing is taken back, so the members of a strongly connected component share it.
"""

from collections.abc import Iterator, Mapping, Sequence

from ivrsim.graph.flow import WrittenFlow
from ivrsim.graph.search import components

Bits = Mapping[int, int]
"""For some numbers of a graph, a set of variables."""


def may_be_unset(flow: WrittenFlow, order: Sequence[int], sets: Bits, clears: int, everything: int) -> list[int]:
    """Return, for each number of a graph, the variables that may be unset there.

    Args:
        flow: the graph.
        order: the numbers that calls get to, each before what it leads to, but for ways back.
        sets: what its places write.
        clears: what a way that clears makes unset.
        everything: all variables: unset at the start.
    """
    found = [0] * len(flow.plain)
    found[0] = everything
    rank = {number: index for index, number in enumerate(order)}
    fresh = bytearray(b"\1" * len(found))
    again = True
    while again:
        again = False
        for number in order:
            if not fresh[number]:
                continue
            fresh[number] = 0
            for targets, bits in _leaving(flow, number, found[number], sets, clears):
                for target in targets:
                    before = found[target]
                    if bits is not before and bits | before != before:
                        found[target] = bits | before if before else bits
                        fresh[target] = 1
                        again = again or rank[target] <= rank[number]
    return found


def _leaving(
    flow: WrittenFlow, number: int, unset: int, sets: Bits, clears: int
) -> Iterator[tuple[Sequence[int], int]]:
    """Where a call goes from a number, and what may be unset on the way."""
    yield flow.plain[number], unset
    if number in flow.setting:
        yield flow.setting[number], unset & ~sets.get(number, 0)
    if number in flow.clearing:
        yield flow.clearing[number], unset | clears


def may_be_set(flow: WrittenFlow, onward: Sequence[Sequence[int]], sets: Bits) -> list[int]:
    """Return, for each number of a graph, the variables that some way to there sets.

    Args:
        flow: the graph; onward: all its ways.
        sets: what its places write.
    """
    parts = components(onward, (0,))
    part_of = [-1] * len(onward)
    for index, members in enumerate(parts):
        for number in members:
            part_of[number] = index
    found = [0] * len(parts)
    for index in range(len(parts) - 1, -1, -1):  # what comes first in the flow was found last
        inner = found[index]
        for number in parts[index]:
            if number in sets and any(part_of[target] == index for target in flow.setting.get(number, ())):
                inner |= sets[number]
        found[index] = inner
        for number in parts[index]:
            for target in onward[number]:
                found[part_of[target]] |= inner
            for target in flow.setting.get(number, ()):
                if part_of[target] != index:
                    found[part_of[target]] |= inner | sets.get(number, 0)
    return [found[part] if part >= 0 else 0 for part in part_of]
