"""The ways that no call takes, each with a reason in words.

A reason says what the states of a search tell by themselves, and no more: they are all that calls come to.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GONE, HANGS_UP, INBOUND, KEY, LIVE, MACHINE, PARTY, SILENCE
from ivrsim.graph.flow import Edge, Flow
from ivrsim.search.explore import Exploration

_BY: Final = (
    (LIVE | MACHINE | INBOUND, "no answer of the phone leads there"),
    (KEY, "no key that may be pressed there leads there"),
    (SILENCE, "no silence leads there"),
    (PARTY, "nothing that comes of the transfer leads there"),
    (HANGS_UP, "nobody hangs up where this catch takes the call"),
    (GONE, "nobody has hung up when a call comes to it"),
)
"""Why a way is not taken that only these take; the first that fits."""
_NO_STATE: Final = "no state leads there"


class Untaken(NamedTuple):
    """A way that no call takes.

    Attributes:
        place: that it leaves.
        exit: the way.
        reason: why, in words.
    """

    place: int
    exit: t.Exit
    reason: str


def untaken(found: Exploration) -> Iterator[Untaken]:
    """Yield the ways of a plan that no call takes, if a search has found all states; by place."""
    flow, taken, places = Flow(found.plan), found.ways, found.places
    for place in range(len(found.plan.table)):
        edges: dict[t.Exit, list[Edge]] = {}
        for edge in flow.edges(place):
            if (place, edge.exit) not in taken:
                edges.setdefault(edge.exit, []).append(edge)
        for way, several in edges.items():
            yield Untaken(place, way, _reason(found.plan, several) if place in places else "no call comes to it")


def _reason(plan: t.Plan, edges: list[Edge]) -> str:
    """Why a way is not taken of a place that calls come to."""
    first, who = edges[0], 0
    for edge in edges:
        who |= edge.who
    if not who:
        return "the platform has nobody take it"
    if first.forbidden:
        return _forbidden(first.label, {handler.event for handler in plan.handlers[first.source]} - {"hangup"})
    if plan.table[first.source].asks and first.catch is None:
        return f"the condition was never {first.label} in any state"
    return next((reason for takers, reason in _BY if not who & ~takers), _NO_STATE)


def _forbidden(key: str, caught: set[str]) -> str:
    """Why no input takes a way; see `ivrsim.graph.limits`."""
    if key in caught:
        return "a catch takes the key"
    return f"a limit of digits{', or a catch,' * bool(caught)} keeps every input from it"
