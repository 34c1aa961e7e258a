"""Which ways of the flow are drawn, and as what."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.graph.extent import Reached
from ivrsim.graph.flow import Edge, Flow
from ivrsim.picture.boxes import AFTER_HANG_UP, ALWAYS, CAUGHT, HUNG_UP, NEVER, NOWHERE, TAKEN


class Way(NamedTuple):
    """An edge of the flow, as it is drawn: with the kind of its arrow."""

    edge: Edge
    kind: str


def how_reached(calls: Reached, place: int) -> str:
    """Return how a place is reached, as `Box.reached` tells it."""
    if place in calls.on_the_line:
        return ALWAYS
    return AFTER_HANG_UP if place in calls.gone else NOWHERE


def leaving(plan: t.Plan, calls: Reached, *, everything: bool) -> list[list[Way]]:
    """Return, for each place, the ways that are drawn from there.

    Left out, unless `everything` is wanted, are ways that no call can take. These are those that the platform rules
    out, and those for a call without a callee where no such call comes. A branch that a limit of digits forbids is
    drawn: somebody wrote it. From a place that no call gets to, the ways are drawn that it would have for a callee on
    the line.
    """
    flow = Flow(plan)
    return [list(_ways_from(flow, place, calls, everything)) for place in range(flow.size)]


def _ways_from(flow: Flow, place: int, calls: Reached, everything: bool) -> Iterator[Way]:
    """The ways of one place: an arrow for each exit, on whichever side a call takes it, and one for each catch."""
    reached = how_reached(calls, place)
    catches = []
    for number, sides in groupby(flow.edges(place), attrgetter("number")):
        edges = list(sides)
        if number < 0:
            catches = edges
        elif way := _way_of_exit(edges, reached, hung_up=place in calls.gone, everything=everything):
            yield way
    for edge in catches:
        if reached == ALWAYS:
            yield Way(edge, CAUGHT)
        elif everything or reached == NOWHERE:  # who has hung up is caught no more
            yield Way(edge, NEVER)


def _way_of_exit(edges: list[Edge], reached: str, *, hung_up: bool, everything: bool) -> Way | None:
    """How an exit is drawn that is an edge with the callee on the line, one after a hang-up, or both."""
    alive = next((edge for edge in edges if not edge.gone and edge.who), None)
    if alive is not None and alive.possible and reached == ALWAYS:
        return Way(alive, TAKEN)
    if hung_up and any(edge.gone for edge in edges):
        return Way(edges[0], HUNG_UP)
    drawn = everything or (alive is not None and reached != AFTER_HANG_UP)
    return Way(edges[0], NEVER) if drawn else None
