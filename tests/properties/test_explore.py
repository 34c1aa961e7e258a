"""The exploration against naive searches that share nothing with it but `step`, and against calls that really run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from hypothesis import HealthCheck, assume, given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.model.structs import replace
from ivrdsl.testing.callee import callees
from ivrdsl.testing.strategies import dialplans
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import effects as did, events as e, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.instructions.base import CONTROL
from ivrsim.core.platform import Platform
from ivrsim.core.run import SAME_TIMER, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import step
from ivrsim.graph.usage import reads
from ivrsim.play.call import Call
from ivrsim.play.line import NOON, Line
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import MOST_AHEAD
from ivrsim.search.explore import Exploration, Move, World, explore
from ivrsim.search.liveness import CLOCK, DETECTED, live
from tests.properties.test_flow import ANYTHING, dense, plans, platforms, played
from tests.sizes import draws

THOUSAND = draws(200, suppress_health_check=list(HealthCheck))
FEW = draws(60, suppress_health_check=list(HealthCheck))
SOME = draws(100, suppress_health_check=list(HealthCheck))

BOUNDS = Bounds(max_states=300)
"""States of an exploration that is compared; of one that has more, those that were found first are."""
MOST_NAIVE = 40
"""States from which a naive search still goes on."""
MOST_TICKS = 600
"""Milliseconds of calls that are looked at."""

# --- plans that look at what they are told ----------------------------------------------------------------------------

VALUE = st.sampled_from(("${call.lastinput}", "'${call.lastinput}'", "${x}", "'${x}'", "1", "2"))
CONDITION = st.sampled_from((
    "'${call.lastinput}' == '1'", "'${call.lastinput}' == 12", "'${x}' == '1'", "${x} < 2", "'${y}' != '12'",
    "'${call.lastinput}' == '*'", "'${x}' == '' && '${y}' == ''",
))  # fmt: skip
PRESSED = st.sampled_from(("1", "12", "4-6", "10-20", "*", "#", "0-9"))
BRANCHES = st.lists(PRESSED, max_size=3, unique=True)
LEAVES = st.one_of(
    st.builds(n.Say, st.sampled_from(("Hi.", "${x}", "")), name=st.none() | st.sampled_from("ab")),
    st.builds(n.Goto, st.sampled_from("ab")),
    st.builds(n.SetVar, st.sampled_from("xy"), VALUE),
    st.builds(n.Record, variable=st.sampled_from((None, "x"))),
    st.builds(n.Get, st.just("http://s"), variable=st.sampled_from((None, "x"))),
    st.just(n.Hangup()),
)
BODY = st.lists(LEAVES, max_size=2).map(tuple)


def _menu(name: str | None, longest: int | None, body: tuple[Any, ...], keys: list[str], bodies: list[Any]) -> n.Menu:
    branches = [n.Keypress(key, body=inside) for key, inside in zip(keys, bodies, strict=False)]
    return n.Menu(name, max_digits=longest, body=(*body, *branches))


MENUS = st.builds(
    _menu, st.none() | st.sampled_from("ab"), st.sampled_from((1, 1, 2, 3, None)), BODY, BRANCHES,
    st.lists(BODY, min_size=3, max_size=3),
)  # fmt: skip
CATCHES = st.builds(
    n.Catch, st.just("digit"), st.sampled_from("ab"), st.sampled_from("01*"), body=st.lists(MENUS | LEAVES).map(tuple)
) | st.builds(n.Catch, st.just("hangup"), st.sampled_from("ab"), body=st.lists(MENUS | LEAVES).map(tuple))
TESTS = st.builds(n.If, CONDITION, body=BODY)
ITEMS = st.one_of(MENUS, LEAVES, TESTS, MENUS, TESTS, CATCHES)
attentive = st.lists(ITEMS, min_size=1, max_size=5).map(lambda body: n.Dialplan("Root", body=tuple(body)))
"""Plans in which it matters what was entered: inputs of several keys, kept, compared and forgotten."""
small = attentive | dense | attentive | dialplans(max_depth=2, max_size=3)


# --- a naive search ---------------------------------------------------------------------------------------------------


class Raw(NamedTuple):
    """Where a call is, with everything that was ever set in it.

    Attributes:
        state: as `step` gave it.
        timer_ms: the timer that was started in it.
        playing: the prompt that plays.
        moment: the time, if the call was told it.
    """

    state: State
    timer_ms: int = -1
    playing: did.Prompt | None = None
    moment: str = ""


class Naive:
    """One event at a time: all keys, all answers, all replies; nothing is merged or forgotten.

    Args:
        plan: the plan.
        found: what is compared; tells which replies and moments there are, which is tested elsewhere.
    """

    def __init__(self, plan: t.Plan, found: Exploration) -> None:
        self.plan, self.found = plan, found
        self.moments = [str(moment) for moment in found.choices.moments.values]

    def events(self, raw: Raw) -> list[e.Event]:
        state = raw.state
        waiting = self.plan.table[state.place]
        if state.outcome:
            return []
        if isinstance(waiting, t.Ring):
            detects = any(isinstance(each, t.Detect) for each in self.plan.table)
            return [e.LIVE, e.MACHINE, *([e.UNSURE] if detects else []), e.BUSY, e.NO_ANSWER]
        if isinstance(waiting, t.Request):
            found = [event for event in self.found.choices.at(state) if event.kind in ("reply", "no reply")]
        else:
            found = []
            if isinstance(waiting, t.Transfer):
                found = [e.TALK_ENDS] if state.phase == "talk" else [*e.TRANSFER.values()]
            if isinstance(waiting, t.Record) and self.plan.platform.record_timeout == "silence":
                found = [e.SPOKE]
        found += [e.TIMER] if raw.timer_ms >= 0 else []
        return found if state.hung_up else [*found, *e.KEY.values(), e.HANG_UP]

    def after(self, raw: Raw, event: e.Event) -> Iterator[tuple[Raw, tuple[Effect, ...]]]:
        """What an event leads to: several, if the call asks for the time for the first time."""
        for moment in [raw.moment] if raw.moment else ["", *self.moments]:
            try:
                made = step(self.plan, raw.state, event)
            except Needs:
                if not moment:
                    continue
                made = step(self.plan, raw.state, event, Given(int(moment)))
            else:
                if moment and not raw.moment:
                    continue
            if made.timer_ms == SAME_TIMER:
                yield Raw(made.state, raw.timer_ms, raw.playing, moment), made.effects
            else:
                yield Raw(made.state, made.timer_ms, self.playing(made.state, made.effects), moment), made.effects

    def playing(self, state: State, effects: tuple[Effect, ...]) -> did.Prompt | None:
        heard = [effect for effect in effects if isinstance(effect, did.Prompt)]
        plays = isinstance(self.plan.table[state.place], t.Play) and not state.outcome
        return heard[-1] if plays else None


def following(found: Exploration, number: int, event: e.Event) -> list[tuple[Move, int]]:
    """What an exploration says about an event: the moves of the event that stands for it, at each moment."""
    if event.kind == "key":
        event = e.KEY[found.choices.standing_for(found.state(number), event.value)]
    if event == e.TRANSFER["no answer"]:  # as when the ringing times out
        event = e.TIMER
    moves = list(found.outgoing(number))
    if event.kind == "reply":  # where nobody keeps or tests a reply, one stands for all
        tried = {move.event for move, _ in moves if move.event.kind == "reply"}
        event = next(iter(tried)) if len(tried) == 1 else event
    return [(move, target) for move, target in moves if move.event == event]


def following_at(found: Exploration, number: int, event: e.Event, moment: str) -> list[tuple[Move, int]]:
    """Those of a call in which the time is known, or was not asked for."""
    moves = following(found, number, event)
    return [(move, target) for move, target in moves if dict(move.chosen).get(CLOCK, moment) == moment]


def shape(effects: tuple[Effect, ...]) -> list[tuple[str, int]]:
    """What an event did, but for words and values; and for the assumption that only forgotten inputs lead to."""
    return [(effect.kind, effect.element) for effect in effects if not assumes_input(effect)]


def assumes_input(effect: Effect) -> bool:
    """Whether it is the assumption that an input was there before."""
    return isinstance(effect, did.Assumed) and effect.quirk == "lastinput_on_timeout"


def assert_alike(found: Exploration, number: int, raw: Raw) -> None:
    """A state of the exploration is what is left of a real one: all but forgotten variables, and what inputs are."""
    state, kept = found.state(number), raw.state
    unset = state._replace(variables=(), digits="", detected="", ahead="")
    assert unset == kept._replace(variables=(), digits="", detected="", ahead="")
    assert (bool(state.digits), len(state.ahead)) == (bool(kept.digits), len(kept.ahead))
    assert {name for name, _ in state.variables} - {CLOCK} <= {name for name, _ in kept.variables}
    control = found.control(number)
    assert bool(control.playing) == bool(raw.playing)
    if not found.escapes:
        assert (control.timer_ms, control.playing) == (raw.timer_ms, raw.playing)


Depths = dict[int, int]
Edges = set[tuple[int, int]]


def searched(naive: Naive, most_depth: int) -> tuple[Depths, Edges, int, dict[tuple[int, str], int]]:
    """Search level by level, and follow on the exploration.

    Returns:
        For each state of the exploration, after how many events a call came there; the edges that calls took from
        above the last level; the last level; and for each place and outcome how many events lead there.
    """
    found = naive.found
    level = [(Raw(RINGING), 0)]
    seen = set(level)
    depths: Depths = {}
    edges: Edges = set()
    ends: dict[tuple[int, str], int] = {}
    depth = 0
    while True:
        for raw, number in level:
            assert_alike(found, number, raw)
            depths.setdefault(number, depth)
            ends.setdefault((raw.state.place, raw.state.outcome), depth)
        full = any(len(raw.state.ahead) >= MOST_AHEAD for raw, _ in level)
        if not level or depth >= most_depth or len(seen) > MOST_NAIVE or full:
            return depths, edges, depth, ends
        fresh = []
        for raw, number in level:
            for event in naive.events(raw):
                for after, effects in naive.after(raw, event):
                    ((move, target),) = following_at(found, number, event, after.moment)
                    assert shape(move.effects) == shape(effects)
                    edges.add((number, move.number))
                    if (after, target) not in seen:
                        seen.add((after, target))
                        fresh.append((after, target))
        level, depth = fresh, depth + 1


def depths_of(found: Exploration) -> Depths:
    """How many events lead to each state of an exploration."""
    depths = {0: 0}
    todo = [0]
    for number in todo:
        for _, target in found.outgoing(number):
            if target not in depths:
                depths[target] = depths[number] + 1
                todo.append(target)
    return depths


def looked_at(found: Exploration) -> int:
    """How many states the search went on from; those before them in its order are all that are as near."""
    return next(
        (each for each in range(len(found)) if not any(found.outgoing(each)) and not ended(found, each)), len(found)
    )


def ended(found: Exploration, number: int) -> bool:
    return bool(found.state(number).outcome)


def is_covered(plan: t.Plan, found: Exploration) -> bool:
    """Whether the exploration claims to cover all ways that calls go, and no value is given before the call."""
    names = {name for instruction in plan.table for name in reads(instruction) if name}
    given = any(name.startswith(("contact.", "call.")) and name != "call.lastinput" for name in names)
    return not given and all(escape.kind != CONTROL for escape in found.escapes)


def compare(plan: t.Plan, found: Exploration, naive: Naive) -> None:
    depths = depths_of(found)
    first = looked_at(found)
    most = depths[first] if first < len(found) else 10**9
    reached, edges, depth, ends = searched(naive, most)
    near = {number: at for number, at in depths.items() if at <= depth}
    assert reached == near
    nearest: dict[tuple[int, str], int] = {}
    for number, at in near.items():
        state = found.state(number)
        key = state.place, state.outcome
        nearest[key] = min(nearest.get(key, at), at)
    assert ends == nearest
    assert edges == {
        (number, move.number) for number, at in near.items() if at < depth for move, _ in found.outgoing(number)
    }


@THOUSAND
@given(small, platforms)
def test_a_naive_search_comes_to_the_same_states_by_as_many_events(dialplan: n.Dialplan, platform: Platform) -> None:
    plan = compile_plan(dialplan, platform)
    found = explore(plan, bounds=BOUNDS)
    assume(is_covered(plan, found))
    compare(plan, found, Naive(plan, found))


# --- simulated calls --------------------------------------------------------------------------------------------------


def events_of(line: Line) -> Iterator[tuple[State, e.Event, str]]:
    """What happened in a call: the state before, the event, and the time if the call asked for it then."""
    began_ms = round(NOON.timestamp() * 1000)
    moments = [at_ms for at_ms, move in zip(line.log[::3], line.log[2::3], strict=True) if move is not None]
    for at_ms, move, (state, event) in zip(moments, line.moves, line.history, strict=True):
        heard = event != e.SPOKE or line.plan.platform.record_timeout == "silence"  # else nobody listens to it
        if heard and not state.outcome:  # of several keys, one may end the call
            yield state, event, str(began_ms + at_ms) if move.asked else ""


def accepted(found: Exploration, numbers: set[int], event: e.Event, values: dict[str, str], moment: str) -> set[int]:
    """The states to which an event leads, with values from outside that are like those of a call."""
    reached = set()
    for number in numbers:
        for move, target in following(found, number, event):
            chosen = dict(move.chosen)
            told = chosen.pop(CLOCK, "")
            right = all(values.get(name) == value for name, value in chosen.items())
            if right and (not told or not moment or stands_for(found, told, moment)):
                reached.add(target)
    return reached


def stands_for(found: Exploration, told: str, moment: str) -> bool:
    """Whether a moment that was tried is like that of a call; where no plan asks for the day or hour, one is tried."""
    tried, asked = (datetime.fromtimestamp(int(each) / 1000, UTC) for each in (told, moment))
    moments = [datetime.fromtimestamp(each / 1000, UTC) for each in found.choices.moments.values]
    one_day = len({each.weekday() for each in moments}) == 1
    one_hour = len({each.hour for each in moments}) == 1
    return (one_day or tried.weekday() == asked.weekday()) and (one_hour or tried.hour == asked.hour)


def same_hour(told: str, moment: str) -> bool:
    """Whether the hour and the day of the week are the same: all that covered plans ask."""
    one, other = (datetime.fromtimestamp(int(each) / 1000, UTC) for each in (told, moment))
    return (one.hour, one.weekday()) == (other.hour, other.weekday())


@SOME
@given(attentive | dense, platforms, st.data())
def test_every_call_of_a_callee_is_in_the_exploration(
    dialplan: n.Dialplan, platform: Platform, data: st.DataObject
) -> None:
    """With the values that recipients have given, and with those of web servers among the ones that are tried."""
    plan = compile_plan(dialplan, platform)
    found = explore(plan, bounds=BOUNDS, world=World((e.LIVE, e.MACHINE, e.UNSURE, e.BUSY, e.NO_ANSWER, e.INBOUND)))
    assume(found.complete)
    assume(is_covered(plan, found))
    replies = [event.value for event in found_replies(found)]
    web = {"*": data.draw(st.sampled_from(replies))} if replies else {}
    call = Call(plan, web=web)
    data.draw(callees(plan, web=web)).play(call)
    numbers, moment = {0}, ""
    for state, event, told in events_of(call.line):
        moment = moment or told
        assume(not told or same_hour(told, moment))
        for number in numbers:
            assert (found.state(number).place, found.state(number).outcome) == (state.place, state.outcome)
        numbers = accepted(found, numbers, event, {}, moment)
        assert numbers, (state, event)


def found_replies(found: Exploration) -> list[e.Event]:
    return [move.event for move in found.moves if move.event.kind == "reply"]


# --- every millisecond ------------------------------------------------------------------------------------------------


def quick(plan: t.Plan) -> t.Plan:
    """The same plan with waits of a few ms; what nodes cannot say is put into the table."""
    changes: dict[type, dict[str, Any]] = {
        t.Pause: {"seconds": ("0.002",)},
        t.Record: {"timeout_ms": 2},
        t.Transfer: {"timeout_ms": 2},
        t.Collect: {"timeout_ms": 3, "interdigit_ms": 2},
        t.Detect: {"live_ms": 1, "machine_ms": 2, "unsure_ms": 0},
    }
    table = [replace(each, **changes.get(type(each), {})) for each in plan.table]
    return replace(plan, table=tuple(table), memory=[], graphs={})


QUICK = Platform(ms_per_character=1, sound_ms=2, http_timeout_ms=2)


class Ticking(NamedTuple):
    """A call in some millisecond: `left_ms` until the timer fires, negative where none runs."""

    raw: Raw
    left_ms: int


@FEW
@given(attentive | dense, platforms)
def test_a_grid_of_milliseconds_comes_to_the_same_states(dialplan: n.Dialplan, platform: Platform) -> None:
    """When a key comes, to the millisecond, leads nowhere else than that it comes before the timer or after it."""
    timings = {name: getattr(QUICK, name) for name in ("ms_per_character", "sound_ms", "http_timeout_ms")}
    plan = quick(compile_plan(dialplan, replace(platform, type_ahead="drop", **timings)))
    assume(not any(isinstance(each, t.Tones) for each in plan.table))
    found = explore(plan, bounds=BOUNDS)
    assume(found.complete)
    assume(is_covered(plan, found))
    naive = Naive(plan, found)
    assume(len(naive.moments) == 1)
    start = Ticking(Raw(RINGING), -1)
    seen = {(start, 0)}
    todo = [(start, 0)]
    for ticking, number in todo:
        if len(seen) > MOST_TICKS:
            break
        for after in every_millisecond(naive, found, ticking, number):
            if after not in seen:
                seen.add(after)
                todo.append(after)
    assume(len(seen) <= MOST_TICKS)
    assert {number for _, number in seen} == set(range(len(found)))
    assert {ticking.raw.state._replace(variables=(), digits="", detected="") for ticking, _ in seen} == {
        found.state(number)._replace(variables=(), digits="", detected="") for number in range(len(found))
    }


def every_millisecond(naive: Naive, found: Exploration, ticking: Ticking, number: int) -> Iterator[tuple[Ticking, int]]:
    """What can be in the next millisecond, or in this one after another event."""
    raw, left_ms = ticking
    if left_ms > 0:
        yield Ticking(raw, left_ms - 1), number
    for event in naive.events(raw):
        if event == e.TIMER and left_ms:
            continue
        for after, _ in naive.after(raw, event):
            ((move, target),) = following_at(found, number, event, after.moment)
            yield Ticking(after, left_ms if move.timer_ms == SAME_TIMER else after.timer_ms), target


# --- what is forgotten ------------------------------------------------------------------------------------------------


@SOME
@given(
    attentive | plans, platforms, st.sampled_from((e.LIVE, e.MACHINE, e.INBOUND)),
    st.lists(st.sampled_from(ANYTHING), max_size=12), st.lists(st.sampled_from(ANYTHING), max_size=12),
)  # fmt: skip
def test_what_is_forgotten_changes_nothing(
    dialplan: n.Dialplan, platform: Platform, by: e.Event, before: list[e.Event], events: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    keeps = live(plan).keeps
    state = played(plan, [by, *before])[-1][2]
    if state.outcome:
        return
    kept = tuple(pair for pair in state.variables if keeps(state.place, pair[0]))
    detected = state.detected if keeps(state.place, DETECTED) else ""
    known = played(plan, events, state)
    forgotten = played(plan, events, state._replace(variables=kept, detected=detected))
    for (*_, one, effects), (*_, other, others) in zip(known, forgotten, strict=False):
        assert (one.place, one.outcome) == (other.place, other.outcome)
        if one.outcome in ("loop", "limit"):  # it may take a round more or less to see that it is one
            assert set(unless_assumed(effects)) == set(unless_assumed(others))
        else:
            assert unless_assumed(effects) == unless_assumed(others)


def unless_assumed(effects: tuple[Effect, ...]) -> list[Effect]:
    """Effects, but for the assumption that an input was there before, and for which goto saw that it goes round."""
    return [
        effect
        for effect in effects
        if not assumes_input(effect) and not (isinstance(effect, did.Trouble) and effect.error in ("loop", "limit"))
    ]
