"""Which exits of a plan no key can take, because a limit of digits or a catch forbids it.

For most menus that is out of the question. For the others it is found by pressing: what a menu does, only `step` knows.
"""

from ivrsim.core import table as t
from ivrsim.core.events import KEY, TIMER
from ivrsim.core.run import SOME_TIME
from ivrsim.core.state import State

Ways = tuple[tuple[int, t.Exit], ...]
"""The exits that a step took, each with the place that it left."""


def forbidden(plan: t.Plan, place: int) -> tuple[t.Exit, ...]:
    """Return the exits at a place that its declarations offer, and that no callee can make the call take."""
    known = plan.graphs.setdefault("forbidden", {})
    if place not in known:
        caught = {each.event for each in plan.handlers[place]} - {"hangup"}
        doubts = plan.table[place].doubts(caught)
        known[place] = tuple(
            [way for way, inputs in doubts if not any(takes(plan, place, way, keys) for keys in inputs)]
        )
    found: tuple[t.Exit, ...] = known[place]
    return found


def takes(plan: t.Plan, place: int, way: t.Exit, keys: str) -> bool:
    """Return whether pressing these keys at a menu takes an exit."""
    from ivrsim.core.step import step  # most plans leave no doubt, and a check starts faster without it

    state = State(place)
    for key in keys:
        if key not in KEY:
            return False
        made = step(plan, state, KEY[key], SOME_TIME)
        if made.ways:
            return first_of(made.ways, place) is way
        state = made.state
    return first_of(step(plan, state, TIMER, SOME_TIME).ways, place) is way


def first_of(ways: Ways, place: int) -> t.Exit | None:
    """Return the exit by which a step left a place; None if it did not."""
    return ways[0][1] if ways and ways[0][0] == place else None
