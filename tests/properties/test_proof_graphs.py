"""What proofs find in flat arrays and among controls, against naive searches of the same states, and against `step`."""

import heapq
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.testing.strategies import dialplans
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.effects import CatchTaken, Input, Prompt, Unmatched
from ivrsim.core.events import KEY, KEYS, TIMER
from ivrsim.core.instructions.base import KEYS as LISTENS
from ivrsim.core.platform import Platform
from ivrsim.core.run import SAME_TIMER
from ivrsim.core.state import State
from ivrsim.core.variables import LAST_INPUT
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import anything, by_callee, taken_for
from ivrsim.proofs.plays import played_by, played_more_than
from ivrsim.proofs.presses import Presses
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.bounds import Bounds
from ivrsim.search.explore import Exploration, Move, World, explore, told
from ivrsim.search.liveness import live
from tests.properties.test_flow import dense, platforms
from tests.properties.test_verify import GIVEN, telling
from tests.sizes import draws

FEW = draws(60)
MAX_STATES = 400
plans = telling | dense | dialplans(max_depth=2, max_size=4)


def calls_of(dialplan: n.Dialplan, platform: Platform) -> PlanCalls:
    plan = compile_plan(dialplan, platform)
    return PlanCalls(explore(plan, world=World(variables=GIVEN), bounds=Bounds(max_states=MAX_STATES)))


# --- naive searches -------------------------------------------------------------------------------------------------

Advance = Callable[[Any, Move], Any]


def least(calls: PlanCalls, advance: Advance, allows: Allows, *, plain: bool) -> int | None:
    """What the cheapest way to BAD costs, in a search of all states with all memories."""
    search = calls.search
    heap: list[tuple[int, int, int, Any]] = [(0, 0, 0, 0)]
    done = set()
    serial = 0
    while heap:
        cost, _, state, memory = heapq.heappop(heap)
        if memory == BAD:
            return cost
        if (state, memory) in done:
            continue
        done.add((state, memory))
        for move, target in calls.found.outgoing(state):
            if allows(move) and (search.plain[move.number] or not plain):
                serial += 1
                heapq.heappush(heap, (cost + search.prices[move.number], serial, target, advance(memory, move)))
    return None


def reaches(found: Exploration, start: int, allows: Allows) -> Iterator[int]:
    """The states that a state leads to by one move or more."""
    seen = set()
    todo = [start]
    for state in todo:
        for move, target in found.outgoing(state):
            if allows(move) and target not in seen:
                seen.add(target)
                todo.append(target)
                yield target


def plays_at_most(calls: PlanCalls, element: int, most: int) -> bool:
    """Whether no way plays a prompt more than so many times."""

    def count(played: int, move: Move) -> object:
        after = played + sum(isinstance(each, Prompt) and each.element == element for each in move.effects)
        return BAD if after > most else after

    return least(calls, count, anything, plain=False) is None


# --- against these --------------------------------------------------------------------------------------------------


@FEW
@given(plans, st.just(Platform()) | platforms, st.integers(0, 3))
def test_prompts_that_are_counted_at_once_are_those_that_are_counted_one_by_one(
    dialplan: n.Dialplan, platform: Platform, most: int
) -> None:
    calls = calls_of(dialplan, platform)
    elements = sorted({element for move in calls.found.moves for element in played_by(move)})
    often = played_more_than(most, calls.search.states, calls.groups, elements)
    assert often == [element for element in elements if not plays_at_most(calls, element, most)]


def kept_until(kind: str, bad: str) -> Advance:
    """Remembers that something happened; something else is bad after it."""

    def advance(memory: int, move: Move) -> object:
        kinds = [effect.kind for effect in move.effects]
        if memory and bad in kinds:
            return BAD
        return int(memory or kind in kinds)

    return advance


KINDS = ("key", "no input", "callee hung up", "prompt", "set", "goto", "input", "transfer", "ignored")
CALLEES = (anything, PlanCalls.person, PlanCalls.stays, taken_for("machine"), PlanCalls.silent)


@FEW
@given(plans, st.just(Platform()) | platforms, st.sampled_from(KINDS), st.sampled_from(KINDS), st.sampled_from(CALLEES))
def test_the_cheapest_way_costs_what_a_search_of_everything_finds(
    dialplan: n.Dialplan, platform: Platform, kind: str, bad: str, allows: Allows
) -> None:
    calls = calls_of(dialplan, platform)
    advance = kept_until(kind, bad)
    path = calls.search.cheapest(0, advance, allows=allows)
    costs = [least(calls, advance, allows, plain=plain) for plain in (True, False)]
    assert (None if path is None else calls.search.cost(path)) == next(
        (each for each in costs if each is not None), None
    )
    if path is not None:
        memory: object = 0
        for act in path:
            assert allows(act.move)
            assert any(move is act.move for move, _ in calls.found.outgoing(act.state))
            memory = advance(memory, act.move)
        assert memory == BAD


@FEW
@given(plans, st.just(Platform()) | platforms)
def test_ways_to_all_moves_at_once_are_the_ways_to_each(dialplan: n.Dialplan, platform: Platform) -> None:
    calls = calls_of(dialplan, platform)
    labels = range(0, len(calls.found.moves), 3)
    found = calls.search.to_each(labels, allows=calls.person)
    for label in labels:
        move = calls.found.moves[label]
        calls.search.looks = 0  # each is a search of its own
        assert found.get(label) == calls.search.to_move(lambda each, move=move: each is move, allows=calls.person)


@FEW
@given(plans, st.just(Platform()) | platforms, st.sampled_from((anything, lambda move: not by_callee(move))))
def test_circles_are_the_states_that_lead_back_to_themselves(
    dialplan: n.Dialplan, platform: Platform, allows: Allows
) -> None:
    calls = calls_of(dialplan, platform)
    around = {state for members in calls.circles(range(len(calls.found)), allows) for state in members}

    def counts(move: Move) -> bool:
        return allows(move) and move.timer_ms != SAME_TIMER

    assert around == {state for state in range(len(calls.found)) if state in reaches(calls.found, state, counts)}


# --- against `step` -------------------------------------------------------------------------------------------------


class Stepping:
    """What comes of keys, by taking the steps."""

    def __init__(self, calls: PlanCalls) -> None:
        self.plan = calls.plan

    def caught(self, state: State, key: str) -> bool:
        return any(isinstance(effect, CatchTaken) for effect in told(self.plan, state, KEY[key])[0].effects)

    def is_answered(self, state: State, keys: str) -> bool:
        """Whether something comes of pressing keys where a menu listens."""
        if keys == "#" and self.ends_input(state):
            return True
        place, effects = state.place, []
        for key in keys:
            if state.place != place:
                return False
            made = told(self.plan, state, KEY[key])[0]
            if made.timer_ms == SAME_TIMER:
                return False
            state = made.state
            effects += made.effects
        if state.place == place and state.digits:
            effects += told(self.plan, state, TIMER)[0].effects
        menu = self.plan.menu_at(place)
        assert menu is not None
        asks = not menu.no_match.assumes and live(self.plan).keeps(menu.no_match.to, LAST_INPUT)
        return asks or not any(isinstance(effect, Unmatched) for effect in effects)

    def ends_input(self, state: State) -> bool:
        for digit in "0123456789":
            after = told(self.plan, state, KEY[digit])[0].state
            if after.place == state.place and after.digits:
                return any(isinstance(effect, Input) for effect in told(self.plan, after, KEY["#"])[0].effects)
        return False


@FEW
@given(telling | dense, st.just(Platform()) | platforms, st.sampled_from(("12", "99", "03", "7")))
def test_what_the_search_knows_of_keys_is_what_steps_do(dialplan: n.Dialplan, platform: Platform, two: str) -> None:
    calls = calls_of(dialplan, platform)
    if not calls.found.complete or any(move.chosen for move in calls.found.moves):
        return  # what was not looked at is not known; a value that is chosen by the search is none for a step
    stepping, pressing = Stepping(calls), Presses(calls.found, calls.search.states)
    among_controls = Presses(calls.found, calls.search.controls)
    for number in range(0, len(calls.found), 1 + len(calls.found) // 40):
        state, control = calls.found.state(number), calls.found.control(number)
        for key in KEYS if not state.outcome else ():
            assert (True in pressing.caught(number, key)) is stepping.caught(state, key)
            assert pressing.caught(number, key) <= among_controls.caught(control.number, key)
        if calls.plan.table[state.place].awaits == LISTENS and not state.outcome:
            for keys in (*KEYS, two):
                (reason,) = pressing.reasons(number, keys)
                assert (reason == "") is stepping.is_answered(state, keys), (keys, reason, state)
                assert reason in among_controls.reasons(control.number, keys)
