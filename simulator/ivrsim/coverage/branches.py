"""What of a plan a call can cover: its nodes, the ways between its instructions, keys, timers and conditions.

Theory of operation. Every exit of the table is a branch, known by its place and its number among the exits there,
because two exits may lead to the same place. Some moments matter and share an exit with others: silence after a key,
`#` as the first key of a menu, the end of a recording by its time limit. Which branches an event takes is told by
`ivrsim.core.step`, and never worked out here; whether a menu can take a key at all is found by pressing it.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.events import KEY, Event
from ivrsim.core.instructions import base
from ivrsim.core.memo import Move
from ivrsim.core.run import SAME_TIMER, SOME_TIME
from ivrsim.core.state import State
from ivrsim.core.step import Ways, step
from ivrsim.graph.extent import reached
from ivrsim.graph.flow import Flow
from ivrsim.graph.limits import first_of

NODES: Final = "nodes"
EDGES: Final = base.EDGE
KEYS: Final = base.BY_KEY
TIMERS: Final = base.BY_TIMER
CONDITIONS: Final = base.BY_CONDITION

_SYMBOLS: Final = "#*"


class Branch(NamedTuple):
    """Something of a plan that calls cover or leave out.

    Attributes:
        id: what it is called in data: "n4" a node, "c4" a catch, "7.1" an exit by its place and number, "7:#" a
            moment at a place. It holds for plans of one shape.
        group: NODES, KEYS, TIMERS, CONDITIONS, or EDGES for every other way.
        edge: whether it is a way of the flow, of whatever group.
        element: the tag that it belongs to.
        label: what takes it, in words; "" for a node.
    """

    id: str
    group: str
    edge: bool
    element: int
    label: str


def branches(plan: t.Plan) -> list[Branch]:
    """Return all branches of a plan; those that no call can take are among them.

    What is no branch of this plan on its platform is left out. Such is a key that cuts a prompt where no menu listens
    while it speaks. Such is also the way past a menu for a callee who has hung up, where no catch lets the call go on.
    """
    flow, gone = Flow(plan), reached(plan).gone
    found = [Branch(f"n{element}", NODES, False, element, "") for element in _owners(plan)]
    for place, instruction in enumerate(plan.table):
        counted = counting(flow, place, gone=place in gone)
        for number, way in enumerate(t.exits(instruction)):
            if number in counted:
                group, label = instruction.shows(way)
                found.append(Branch(f"{place}.{number}", group, True, instruction.element, label))
        found += moments(plan, place)
    found += [
        Branch(f"c{element}", EDGES, True, element, f"catches {_event(handler)}")
        for element, handler in plan.every_handler.items()
    ]
    return found


def counting(
    flow: Flow, place: int, *, on_the_line: bool = True, gone: bool = True, possible: bool = False
) -> set[int]:
    """Return the numbers of the exits at a place that count.

    Args:
        flow: the plan's.
        place: the place.
        on_the_line, gone: on which sides. What is passed over after a hang-up counts only where that is a way.
        possible: whether those are left out that a limit of digits, or a catch, forbids.
    """
    edges = [edge for edge in flow.edges(place) if edge.who and edge.catch is None]
    alive = {edge.number: edge for edge in edges if not edge.gone}
    found = {number for number, edge in alive.items() if edge.possible or not possible} if on_the_line else set()
    if gone:
        passing = flow.plan.table[place].passed_by
        found |= {edge.number for edge in edges if edge.gone and not (passing and edge.number in alive)}
    return found


def _event(handler: t.Handler) -> str:
    return "a hang-up" if handler.event == "hangup" else f"key {handler.event}"


def _owners(plan: t.Plan) -> list[int]:
    """The elements that have instructions of their own; a keypress, say, is only a way to what stands in it."""
    return sorted({instruction.element for instruction in plan.table})


def moments(plan: t.Plan, place: int) -> Iterator[Branch]:
    """Yield the moments at a place that share an exit with others."""
    instruction = plan.table[place]
    element = instruction.element
    if instruction.awaits == base.KEYS:
        yield from _moments_of_menu(plan, place)
    elif instruction.awaits == base.RECORDING:
        yield Branch(f"{place}:timer", TIMERS, False, element, "the time limit")
        yield Branch(f"{place}:#", KEYS, False, element, "# ends it")
    elif instruction.awaits == base.REPLY:
        yield Branch(f"{place}:timer", TIMERS, False, element, "no reply in time")


def _moments_of_menu(plan: t.Plan, place: int) -> Iterator[Branch]:
    menu = plan.menu_at(place)
    assert menu is not None
    for key in _SYMBOLS:
        way = first_of(step(plan, State(place), KEY[key], SOME_TIME).ways, place)
        if key not in menu.exact and any(way is each for each in t.exits(menu)):
            yield Branch(f"{place}:{key}", KEYS, False, menu.element, f"{key} as the first key")
            if way is menu.no_input:  # else the exit itself says that silence was tried
                yield Branch(f"{place}:silence", TIMERS, False, menu.element, "the time without a key")
    if step(plan, State(place), KEY["0"], SOME_TIME).state.digits:
        yield Branch(f"{place}:digits", TIMERS, False, menu.element, "silence after a key")


# --- what a call covers -----------------------------------------------------------------------------------------------


def taken(plan: t.Plan, move: Move) -> frozenset[str]:
    """Return the ids of the branches that a move takes."""
    return _taken_by(plan, move.source.state, move.event, move.ways, ignored=move.timer_ms == SAME_TIMER)


def _taken_by(plan: t.Plan, state: State, event: Event, ways: Ways, *, ignored: bool) -> frozenset[str]:
    """The branches of a step.

    Args:
        ways: the exits that it took.
        ignored: whether the event changed nothing.
    """
    found = _ids_of_ways(plan, state, event, ways)
    moment = None if ignored else _moment(plan, state, event, ways)
    return frozenset(found if moment is None else [*found, moment])


def _ids_of_ways(plan: t.Plan, state: State, event: Event, ways: Ways) -> set[str]:
    """The exits, catches and nodes; what is passed over because nobody is there is not covered by that."""
    found: set[str] = set()
    gone = bool(state.hung_up) or event.kind == "hang up"
    handlers = {id(handler.exit): handler for handler in plan.every_handler.values()}
    for place, way in ways:
        instruction = plan.table[place]
        handler = handlers.get(id(way))
        if handler is not None:
            found.add(f"c{handler.element}")
            gone |= handler.event == "hangup"
        else:
            found |= _ids_of_exit(plan, place, way, gone=gone)
        if place == 0:
            found.add(f"n{instruction.element}")
        there = plan.table[way.to]
        if not (gone and there.passed_by):
            found.add(f"n{there.element}")
    return found


def _ids_of_exit(plan: t.Plan, place: int, way: t.Exit, *, gone: bool) -> set[str]:
    instruction = plan.table[place]
    passed_over = gone and instruction.passed_by
    if passed_over and any(way is each.exit and each.who for each in Flow(plan).edges(place) if not each.gone):
        return set()
    return {f"{place}.{number}" for number, each in enumerate(t.exits(instruction)) if each is way}


def _moment(plan: t.Plan, state: State, event: Event, ways: Ways) -> str | None:
    awaits = plan.table[state.place].awaits
    if event.kind == "timer":
        if awaits == base.KEYS:
            return f"{state.place}:{'digits' if state.digits else 'silence'}"
        return f"{state.place}:timer" if awaits in (base.RECORDING, base.REPLY) else None
    if event.kind != "key" or event.value not in _SYMBOLS:
        return None
    if awaits == base.RECORDING:
        taken = first_of(ways, state.place)
        return f"{state.place}:#" if any(taken is way for way in t.exits(plan.table[state.place])) else None
    return _symbol(plan, state, event.value, ways)


def _symbol(plan: t.Plan, state: State, key: str, ways: Ways) -> str | None:
    """`#` or `*` as the first key of a menu that has no branch for it; it may cut a prompt on its way there."""
    for place, way in ways[:2]:
        menu = plan.menu_at(place)
        if menu is not None:
            first = key not in menu.exact and not (place == state.place and state.digits)
            return f"{place}:{key}" if first and any(way is each for each in t.exits(menu)) else None
    return None
