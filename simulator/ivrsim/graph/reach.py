"""Where calls of a plan get to, exit by exit, if conditions and variables could have any value.

`ivrsim.graph.flow` answers the same for places. Here a menu's exit counts only if pressing its key takes it. A limit of
digits, or a catch, may forbid that, and then what only this exit leads to is never reached.
"""

from ivrsim.core import table as t
from ivrsim.core.events import KEY, TIMER
from ivrsim.core.instructions.base import GONE
from ivrsim.core.run import SOME_TIME
from ivrsim.core.state import State
from ivrsim.core.step import step
from ivrsim.graph.flow import Sides, caught
from ivrsim.graph.ways import ON_THE_LINE, exits_of

Ways = tuple[tuple[int, t.Exit], ...]
"""The exits that a step took, each with the place that it left."""


def sides(plan: t.Plan) -> Sides:
    """Walk from the ringing phone along every exit that can be taken."""
    ways = caught(plan)
    seen = {(0, False): None}
    todo = [(0, False)]
    while todo:
        place, gone = todo.pop()
        kinds = GONE if gone else ON_THE_LINE
        found = [(way.to, gone) for way in exits_of(plan, place, kinds) if gone or can_take(plan, place, way)]
        if not gone:
            found += [(to, False) for to in ways.key.get(place, ())]
            found += [(to, True) for to in ways.hang_up.get(place, ())]
        new = [each for each in dict.fromkeys(found) if each not in seen]
        seen.update(dict.fromkeys(new))
        todo += new
    return Sides(frozenset(place for place, gone in seen if not gone), frozenset(place for place, gone in seen if gone))


def exits_at(plan: t.Plan, place: int, *, on_the_line: bool = True, gone: bool = True) -> list[t.Exit]:
    """Return the exits at a place that count on these sides; what is passed over counts only where that is a way."""
    counted = exits_of(plan, place, ON_THE_LINE)
    found = counted if on_the_line else []
    if gone:
        passing = exits_of(plan, place, GONE)
        if plan.table[place].passed_by:
            passing = [way for way in passing if not any(way is each for each in counted)]
        found = [*found, *passing]
    return found


def can_take(plan: t.Plan, place: int, way: t.Exit) -> bool:
    """Whether a callee on the line can make a call at this place take this exit."""
    instruction = plan.table[place]
    if isinstance(instruction, t.Collect):
        keys = [key for key, each in instruction.exact.items() if each is way]
        return not keys or _can_be_entered(plan, place, keys[0], way)
    return not (isinstance(instruction, t.Play) and way is instruction.cut and not instruction.waits())


def _can_be_entered(plan: t.Plan, place: int, keys: str, way: t.Exit) -> bool:
    """Whether pressing these keys at a menu takes a branch: a limit of digits, or a catch, may forbid it."""
    state = State(place)
    for key in keys:
        made = step(plan, state, KEY[key], SOME_TIME)
        if made.ways:
            return first_of(made.ways, place) is way
        state = made.state
    return first_of(step(plan, state, TIMER, SOME_TIME).ways, place) is way


def catching(plan: t.Plan, reached: Sides) -> set[int]:
    """Return the elements of the catches that may catch something."""
    ways = caught(plan)
    found: set[int] = set()
    for by_place in (ways.key, ways.hang_up):
        for place, targets in by_place.items():
            if place not in reached.on_the_line:
                continue
            instruction = plan.table[place]
            own = [plan.every_handler[instruction.element]] if isinstance(instruction, t.Guard) else []
            found |= {each.element for each in (*plan.handlers[place], *own) if each.exit.to in targets}
    return found


def first_of(ways: Ways, place: int) -> t.Exit | None:
    """Return the exit by which a step left a place; None if it did not."""
    return ways[0][1] if ways and ways[0][0] == place else None
