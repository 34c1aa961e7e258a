"""Which ways of the flow are drawn, and as what."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GONE
from ivrsim.graph.components import behind
from ivrsim.graph.flow import Edge, Sides, both_sides, catches, edges
from ivrsim.graph.ways import ON_THE_LINE, exits_of
from ivrsim.picture.boxes import AFTER_HANG_UP, ALWAYS, CAUGHT, HUNG_UP, NEVER, NOWHERE, TAKEN


class Way(NamedTuple):
    """An edge of the flow, as it is drawn.

    Attributes:
        edge: from `flow.edges` or `flow.catches`.
        caught: whether it is a catch that takes the call there.
        kind: of the arrow.
    """

    edge: Edge
    caught: bool
    kind: str


def sides(plan: t.Plan) -> Sides:
    """Return the places that calls get to."""
    size = len(plan.table)
    found = behind(both_sides(plan), (0,))
    on_the_line = frozenset(place for place in found if place < size)
    return Sides(on_the_line, frozenset(place - size for place in found if place >= size))


def how_reached(calls: Sides, place: int) -> str:
    """Return how a place is reached, as `Box.reached` tells it."""
    if place in calls.on_the_line:
        return ALWAYS
    return AFTER_HANG_UP if place in calls.gone else NOWHERE


def leaving(plan: t.Plan, calls: Sides, *, everything: bool) -> list[list[Way]]:
    """Return, for each place, the ways that are drawn from there.

    Left out, unless `everything` is wanted, are the ways that no call can take. These are those that the platform rules
    out, and those for a call without a callee where no such call comes. From a place that no call gets to, the ways are
    drawn that it would have for a callee on the line.
    """
    found: list[list[Way]] = [[] for _ in plan.table]
    for place, here in groupby(edges(plan), attrgetter("source")):
        found[place] = list(_ways_from(plan, place, here, calls, everything))
    for edge in catches(plan):
        if edge.source in calls.on_the_line:
            found[edge.source].append(Way(edge, True, CAUGHT))
        elif everything or edge.source not in calls.gone:  # who has hung up is caught no more
            found[edge.source].append(Way(edge, True, NEVER))
    return found


def _ways_from(plan: t.Plan, place: int, here: Iterable[Edge], calls: Sides, everything: bool) -> Iterator[Way]:
    """The ways of one place."""
    alive = frozenset(exits_of(plan, place, ON_THE_LINE))
    gone = frozenset(exits_of(plan, place, GONE)) if place in calls.gone else frozenset()
    reached = how_reached(calls, place)
    for edge in here:
        way = t.Exit(edge.label, edge.target, edge.assumes)
        if reached == ALWAYS and way in alive:
            yield Way(edge, False, TAKEN)
        elif way in gone:
            yield Way(edge, False, HUNG_UP)
        elif everything or (reached == NOWHERE and way in alive):
            yield Way(edge, False, NEVER)
