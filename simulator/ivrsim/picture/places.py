"""Which instructions have boxes of their own: some only pass the call on."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.graph.flow import Edge
from ivrsim.graph.search import circles
from ivrsim.picture.arrows import Way

PASSING: Final = "passing"
"""What is drawn so: gotos, beginnings of menus and catches, and notes that a quirk matters. No callee notices them."""

Ways = Sequence[Sequence[Way]]


class End(NamedTuple):
    """Where an arrow ends that leads to an instruction without a box.

    Attributes:
        place: of the box that the call comes to.
        assumes: the quirks on the way there.
    """

    place: int
    assumes: tuple[str, ...]


def boxed(plan: t.Plan, ways: Ways) -> set[int]:
    """Return the places that have boxes: all but those that pass the call on and have one way out.

    What would be lost keeps its box: a tag to which nothing leads, and instructions that pass a call round in a circle.

    Args:
        plan: the plan.
        ways: those that are drawn, by place.
    """
    coming = _coming(plan, ways)
    passing = {
        place: leaving[0].edge.target
        for place, leaving in enumerate(ways)
        if _passes(plan, place, leaving) and (coming[place] or not _begins_a_tag(plan, place))
    }
    return set(range(len(plan.table))) - set(passing) | _circling(passing, len(ways))


def ends(ways: Ways, boxes: set[int]) -> dict[int, End]:
    """Return, for each place without a box, where arrows end that lead to it."""
    found: dict[int, End] = {}
    for start in range(len(ways)):
        path: list[Edge] = []
        here = start
        while here not in boxes and here not in found:
            path.append(ways[here][0].edge)
            here = path[-1].target
        end = found.get(here, End(here, ()))
        for edge in reversed(path):
            end = End(end.place, joined(edge.assumes, end.assumes))
            found[edge.source] = end
    return found


def joined(first: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """The quirks of two ways, one behind the other, each once."""
    return (*first, *(quirk for quirk in more if quirk not in first)) if more else first


def _passes(plan: t.Plan, place: int, leaving: Sequence[Way]) -> bool:
    return plan.table[place].drawn == PASSING and len(leaving) == 1


def _begins_a_tag(plan: t.Plan, place: int) -> bool:
    return plan.starts[plan.table[place].element] == place


def _coming(plan: t.Plan, ways: Ways) -> list[int]:
    """How many ways lead to each place.

    Those of some instructions are not counted, because they are not drawn at all: they are no tags, pass the call on,
    and nothing leads to them. An example is what follows an amd whose branches both jump.
    """
    coming = [0] * len(plan.table)
    for leaving in ways:
        for way in leaving:
            coming[way.edge.target] += 1
    loose = [
        place
        for place, leaving in enumerate(ways)
        if not coming[place] and _passes(plan, place, leaving) and not _begins_a_tag(plan, place)
    ]
    for place in loose:
        target = ways[place][0].edge.target
        coming[target] -= 1
        if not coming[target] and _passes(plan, target, ways[target]) and not _begins_a_tag(plan, target):
            loose.append(target)
    return coming


def _circling(onward: Mapping[int, int], size: int) -> set[int]:
    """The places that lead round in a circle, when each leads to one other."""
    graph = [[onward[place]] if place in onward else [] for place in range(size)]
    return {place for circle in circles(graph, onward) for place in circle}
