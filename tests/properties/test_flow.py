"""The analyses of the flow graph against naive searches, and against calls that really run."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.testing.strategies import dialplans
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import effects as did, events as e, table as t
from ivrsim.core.instructions.base import GOES_ON, GONE, KEY, LIVE, MACHINE, PARTY, SILENCE
from ivrsim.core.platform import Platform
from ivrsim.core.run import Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, step
from ivrsim.core.variables import canonical
from ivrsim.graph.cycles import AFTER_SILENCE, KEYS, NOTHING, cycles
from ivrsim.graph.extent import machine_reaches, reachable, reached_without_a_key
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF, NOBODY_ACTS, ON_THE_LINE
from ivrsim.graph.search import circles, components, turned_round
from ivrsim.graph.unset import NEVER, unset_reads, unset_way
from ivrsim.graph.usage import reads
from tests.sizes import draws

MANY = draws(150)
NAMES = ("a", "b", "c")
TEXTS = ("Hello.", "${x}", "${y} and ${call.lastinput}", "${x${y}}", "")
VALUES = ("1", "${x} + 1", "${y}", "word", "${global.time.hour}")

names = st.none() | st.sampled_from(NAMES)
variables = st.sampled_from(("x", "y", "x${y}", "call.lastinput"))
leaves = st.one_of(
    st.builds(n.Say, st.sampled_from(TEXTS), name=names),
    st.builds(n.Goto, st.sampled_from(NAMES), name=names),
    st.builds(n.SetVar, variables, st.sampled_from(VALUES), name=names),
    st.builds(n.Stash, st.just("s"), st.sampled_from(VALUES), name=names),
    st.builds(n.Get, st.just("http://s/${x}"), variable=st.none() | variables, name=names),
    st.builds(n.Record, variable=st.none() | variables, background=st.sampled_from((None, True)), name=names),
    st.builds(n.Transfer, st.just("${y}"), continue_after=st.sampled_from((None, True)), name=names),
    st.builds(n.Dtmf, st.sampled_from(("1", "1ww"))),
    st.builds(n.Hangup, name=names),
    st.builds(n.Wait, st.just(1)),
)


def containers(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    bodies = st.lists(inside, max_size=3).map(tuple)
    branches = st.one_of(
        st.builds(n.Keypress, st.sampled_from(("1", "0", "12", "4-6")), name=names, body=bodies),
        st.builds(n.NoInput, body=bodies),
        st.builds(n.NoMatch, body=bodies),
    )
    return st.one_of(
        st.builds(n.Menu, names, max_digits=st.just(1), body=st.lists(inside | branches, max_size=4).map(tuple)),
        st.builds(n.If, st.sampled_from(("${x} == 1", "1", "${y}")), name=names, body=bodies),
        st.builds(lambda live, machine: n.Amd(body=(n.Live(body=live), n.Machine(body=machine))), bodies, bodies),
        st.builds(n.Catch, st.just("hangup"), st.sampled_from(NAMES), body=bodies),
        st.builds(n.Catch, st.just("digit"), st.sampled_from(NAMES), st.just("0"), body=bodies),
    )


dense = st.builds(
    lambda body: n.Dialplan("Root", body=body),
    st.lists(st.recursive(leaves, containers, max_leaves=12), min_size=1, max_size=5).map(tuple),
)
"""Plans of few names and variables, so that gotos meet and variables are set on some ways."""
plans = dense | dialplans(max_depth=2, max_size=4)
platforms = st.builds(
    Platform,
    duplicate_names=st.sampled_from(("error", "first")),
    barge_in=st.booleans(),
    type_ahead=st.sampled_from(("drop", "keep")),
    background_recording=st.sampled_from(("at_once", "at_end")),
    keys_in_inner_branch=st.sampled_from(("cut", "ignore")),
    key_in_plain_play=st.sampled_from(("ignore", "cut")),
    no_match=st.sampled_from(("fallthrough", "replay")),
    catch_scope=st.sampled_from(("lexical", "until_end")),
    catch_own_hangup=st.booleans(),
    amd_inbound=st.sampled_from(("live", "skip")),
    amd_delay_ms=st.sampled_from((0, 800)),
    amd_unsure=st.sampled_from(("live", "machine")),
    greeting_ms=st.sampled_from((0, 8000)),
    first_hash=st.sampled_from(("branch", "end")),
    http_error=st.sampled_from(("empty", "keep")),
    lastinput_on_timeout=st.sampled_from(("keep", "clear")),
)
PASSIVE = (*[e.TIMER] * 8, e.Event("reply", "1"), e.NO_REPLY, *e.TRANSFER.values(), e.TALK_ENDS, e.SPOKE)
ANYTHING = (*PASSIVE, *[e.KEY[key] for key in "0145#"], e.HANG_UP)
Taken = list[tuple[State, e.Event, State, tuple[did.Effect, ...]]]


def played(plan: t.Plan, events: Iterable[e.Event], state: State = RINGING) -> Taken:
    """Take steps; one that needs the time is told it."""
    taken: Taken = []
    for event in events:
        made = stepped(plan, state, event, 1_000_000_000_000)
        taken.append((state, event, made.state, made.effects))
        state = made.state
    return taken


def stepped(plan: t.Plan, state: State, event: e.Event, now_ms: int) -> Step:
    """Take a step; if it needs the time, with that."""
    try:
        return step(plan, state, event)
    except Needs:
        return step(plan, state, event, Given(now_ms))


def elements(plan: t.Plan, places: Iterable[int]) -> set[int]:
    return {plan.table[place].element for place in places}


def naive(onward: list[list[int]], starts: Iterable[int], without: Iterable[int] = ()) -> set[int]:
    """What the starts lead to, by going over all edges until nothing is new."""
    found = set(starts) - set(without)
    while True:
        more = {to for place in found for to in onward[place]} - set(without) - found
        if not more:
            return found
        found |= more


def rounds(onward: list[list[int]], inside: set[int]) -> set[frozenset[int]]:
    """Components with a way round, by asking each place what it leads to."""
    leads = {place: naive(onward, onward[place]) for place in inside}
    return {
        frozenset(other for other in inside if other in leads[place] and place in leads[other])
        for place in inside
        if place in leads[place]
    }


@MANY
@given(
    plans,
    platforms,
    st.sampled_from((e.LIVE, e.MACHINE, e.UNSURE, e.INBOUND)),
    st.lists(st.sampled_from(ANYTHING), max_size=25),
)
def test_what_a_call_gets_to_is_reachable(
    dialplan: n.Dialplan, platform: Platform, by: e.Event, events: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    found = reachable(plan)
    known = elements(plan, found)
    for _, _, after, effects in played(plan, [by, *events]):
        assert after.outcome or after.place in found
        assert {effect.element for effect in effects if not isinstance(effect, did.CatchTaken)} <= known | {0}
    assert all(reachable(plan, starts=(place,)) <= found for place in sorted(found)[:5] if not plan.every_handler)


@given(plans, platforms, st.integers(0, 20))
def test_reachable_is_what_a_naive_search_finds(dialplan: n.Dialplan, platform: Platform, barred: int) -> None:
    plan = compile_plan(dialplan, platform)
    size = len(plan.table)
    onward = Flow(plan).both_sides()
    assert reachable(plan) == {place % size for place in naive(onward, {0})}
    wall = barred % size
    without = {place % size for place in naive(onward, {0}, {wall, size + wall})}
    assert reachable(plan, without=(wall,)) == without
    assert reachable(plan, catches=False, as_written=True) == naive(Flow(plan).ways(ON_THE_LINE), {0})
    assert reachable(plan) <= reachable(plan, as_written=True)
    every = [[way.to for way in t.exits(instruction)] for instruction in plan.table]
    assert reachable(plan, catches=False) <= naive(every, {0})
    back = turned_round(every)
    assert sorted((a, b) for a, targets in enumerate(every) for b in targets) == sorted(
        (a, b) for b, sources in enumerate(back) for a in sources
    )


@given(plans, platforms)
def test_each_exit_is_taken_by_somebody(dialplan: n.Dialplan, platform: Platform) -> None:
    plan = compile_plan(dialplan, platform)
    flow = Flow(plan)
    kinds = [flow.ways(kind) for kind in (BY_ITSELF, SILENCE, PARTY, KEY, GONE | BY_ITSELF)]
    for place, instruction in enumerate(plan.table):
        told = {way.to for way in t.exits(instruction)}
        if type(instruction) is t.Detect and platform.amd_inbound != "skip":
            told -= {instruction.skip.to} - {instruction.live.to, instruction.machine.to}
        if type(instruction) in (t.Play, t.Pause) and not platform.barge_in:
            told = {instruction.next.to}  # type: ignore[union-attr]
        assert {to for kind in kinds for to in kind[place]} == told
        edges = [edge for edge in flow.edges(place) if edge.catch is None]
        for kind in (BY_ITSELF, SILENCE, KEY, ON_THE_LINE):
            taken = [edge.target for edge in edges if edge.who & kind and not edge.gone]
            assert taken == flow.at(place, kind) == flow.ways(kind, [place])[place]
        assert [edge.target for edge in edges if edge.gone] == flow.at(place, GONE | BY_ITSELF)


graphs = st.integers(1, 9).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, size - 1), max_size=3), min_size=size, max_size=size)
)


@MANY
@given(graphs)
def test_components_are_those_of_a_naive_search(onward: list[list[int]]) -> None:
    found = components(onward, range(len(onward)))
    assert sorted(place for members in found for place in members) == list(range(len(onward)))
    assert {frozenset(members) for members in circles(onward, range(len(onward)))} == rounds(
        onward, set(range(len(onward)))
    )
    closed: set[int] = set()
    for members in found:  # what a component leads to has come before it
        closed |= set(members)
        assert {to for place in members for to in onward[place]} <= closed


@MANY
@given(plans, platforms)
def test_cycles_are_those_of_a_naive_search(dialplan: n.Dialplan, platform: Platform) -> None:
    plan = compile_plan(dialplan, platform)
    found = [cycle for cycle in cycles(plan) if not cycle.after_hang_up]
    flow = Flow(plan)
    alive = flow.on_the_line()
    there = naive(alive, {0})
    known: set[frozenset[int]] = set()
    deaf = [place for place in range(len(plan.table)) if not flow.listens(place)]
    for needs, onward in (
        (NOTHING, flow.ways(BY_ITSELF, deaf)),
        (AFTER_SILENCE, flow.ways(NOBODY_ACTS)),
        (KEYS, alive),
    ):
        expected = rounds(onward, there)
        assert {frozenset(cycle.places) for cycle in found if cycle.needs == needs} == expected - known
        known |= expected
    size = len(plan.table)
    both = flow.both_sides(as_written=True)
    gone = {frozenset(place - size for place in each) for each in rounds(both, naive(both, {0})) if min(each) >= size}
    assert {frozenset(cycle.places) for cycle in cycles(plan) if cycle.after_hang_up} == gone


@given(plans, platforms, st.lists(st.sampled_from(PASSIVE), max_size=25))
def test_what_runs_in_a_circle_is_a_cycle(dialplan: n.Dialplan, platform: Platform, events: list[e.Event]) -> None:
    plan = compile_plan(dialplan, platform)
    if played(plan, [e.LIVE, *events])[-1][2].outcome == "loop":
        assert any(cycle.needs == NOTHING for cycle in cycles(plan))


@MANY
@given(plans, platforms, st.lists(st.sampled_from(PASSIVE), max_size=25))
def test_a_machine_gets_nowhere_else(dialplan: n.Dialplan, platform: Platform, events: list[e.Event]) -> None:
    plan = compile_plan(dialplan, platform)
    reached = elements(plan, machine_reaches(plan))
    assert machine_reaches(plan) >= naive(Flow(plan).ways(GOES_ON | MACHINE | SILENCE | PARTY), {0})
    for _, _, after, effects in played(plan, [e.MACHINE, *events]):
        assert {effect.element for effect in effects} <= reached | {0}
        assert after.outcome or after.place in machine_reaches(plan)


@MANY
@given(plans, platforms, st.lists(st.sampled_from(PASSIVE), max_size=25))
def test_who_presses_no_key_gets_nowhere_else(dialplan: n.Dialplan, platform: Platform, events: list[e.Event]) -> None:
    plan = compile_plan(dialplan, platform)
    reached = reached_without_a_key(plan)
    assert reached >= naive(Flow(plan).ways(GOES_ON | LIVE | SILENCE | PARTY), {0})
    for _, _, after, effects in played(plan, [e.LIVE, *events]):
        assert {effect.element for effect in effects} <= elements(plan, reached) | {0}
        assert after.outcome or after.place in reached


def undefined(plan: t.Plan, taken: Taken) -> set[tuple[int, str]]:
    """What calls really read without its being set, as element and name."""
    done = (effect for *_, effects in taken for effect in effects)
    return {(effect.element, effect.variable) for effect in done if isinstance(effect, did.ReadUnset)}


@MANY
@given(dense, platforms, st.lists(st.sampled_from(ANYTHING), max_size=25))
def test_what_a_call_finds_unset_is_told(dialplan: n.Dialplan, platform: Platform, events: list[e.Event]) -> None:
    plan = compile_plan(dialplan, platform)
    made = any(None in reads(instruction) for instruction in plan.table)
    told = {(plan.table[each.place].element, each.name) for each in unset_reads(plan)}
    if any(type(i) is t.Assign and len(i.variable) > 1 for i in plan.table) or made:
        return  # names that are made during the call are not looked for
    happened = undefined(plan, played(plan, [e.LIVE, *events]))
    assert {pair for pair in happened if not pair[1].startswith("global.")} <= told


@MANY
@given(dense, platforms)
def test_an_unset_read_has_a_way_without_a_write(dialplan: n.Dialplan, platform: Platform) -> None:
    plan = compile_plan(dialplan, platform)
    size = len(plan.table)
    onward = Flow(plan).both_sides(as_written=True)
    found = unset_reads(plan)
    assert found == sorted(set(found))
    there = reachable(plan, as_written=True)
    told = {(each.place, each.name) for each in found}
    for place in there:
        for name in {canonical(raw, platform)[0] for raw in reads(plan.table[place]) if raw is not None}:
            if name in ("x", "y", "call.lastinput"):
                assert ((place, name) in told) is bool(unset_way(plan, place, name)), (place, name)
    for each in found:
        way = unset_way(plan, each.place, each.name)
        assert way[-1] == each.place
        for here, to in pairwise(way):
            sides = [here, size + here] if len(onward) > size else [here]
            assert any(to == target % size for side in sides for target in onward[side])
            if type(plan.table[here]) is t.Assign:
                assert plan.table[here].variable != (each.name,)  # type: ignore[union-attr]
        if each.certainty == NEVER:
            assert not _may_have_been_set(plan, each.place, each.name)


def _may_have_been_set(plan: t.Plan, place: int, name: str) -> bool:
    """Whether a setvar of the variable leads to a place, by a naive search; other writers are not looked at."""
    onward = Flow(plan).on_the_line()
    writers = [
        at
        for at in naive(onward, {0})
        if type(plan.table[at]) is t.Assign and plan.table[at].variable == (name,)  # type: ignore[attr-defined]
    ]
    return any(place in naive(onward, onward[at]) for at in writers)
