"""Whatever the plan and whatever the callee: `step` is total, pure and true to its own flow graph, and calls end."""

from typing import Any, NamedTuple

from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e, table as t
from ivrsim.core.effects import KINDS, details_of
from ivrsim.core.platform import Platform
from ivrsim.core.run import EVERYTHING, NO_TIMER, NOTHING, SAME_TIMER, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, step
from ivrsim.core.table import exits
from ivrsim.play.call import Call
from ivrsim.play.entry import entry_of
from ivrsim.play.line import NOON, Line
from ivrsim.play.web import ERROR, TIMEOUT, Reply, Web
from tests.sizes import draws

MANY = draws(250)
"""The profile's number of examples, and never less than 500."""
NAMES = ("a", "b", "c", "B")
TEXTS = (
    "",
    "Hello.",
    "${x}",
    "${call.lastinput}!",
    "${x${call.lastinput}}",
    "${global.time} ${",
    "${contact.a}",
    "<b>5</b>",
    "😀 ä",
)
VALUES = (
    "",
    "1",
    "07",
    "word",
    "${x} + 1",
    "'${x}'",
    "${call.lastinput}",
    "5-4",
    "1 +",
    "[1]",
    "Date.now()",
    "${global.date.day}",
)
EXPRESSIONS = (
    "1 == 1",
    "0",
    "${x} == 1",
    "'${x}' == ''",
    "${x} > 3",
    "nonsense",
    "",
    "'a' = 'b'",
    "${global.time.hour} > 3",
    "${${x}}",
)
KEYS = ("0", "1", "12", "1-3", "2-15", "#", "*", "00-99")

names = st.none() | st.sampled_from(NAMES)
variables = st.sampled_from(("x", "y", "x${y}", "contact.a"))
leaves = st.one_of(
    st.builds(n.Say, st.sampled_from([text for text in TEXTS if text]), name=names),
    st.builds(n.PlaySound, st.sampled_from(("12", "${x}")), name=names),
    st.builds(n.PlayUrl, st.sampled_from(("http://s/1", "${x}")), name=names),
    st.builds(n.Goto, st.sampled_from((*NAMES, "Root", "nowhere")), name=names),
    st.builds(n.Hangup, name=names),
    st.builds(n.Wait, st.sampled_from((0, 1, 2.5, "${x}")), name=names),
    st.builds(n.SetVar, variables, st.sampled_from(VALUES), name=names),
    st.builds(n.Stash, variables, st.sampled_from(VALUES), name=names),
    st.builds(n.Record, variable=st.none() | variables, background=st.sampled_from((None, True)), name=names),
    st.builds(
        n.Transfer,
        st.sampled_from(("2135550100", "2135550100, ${x}")),
        continue_after=st.sampled_from((None, True)),
        mode=st.sampled_from((None, "waterfall")),
        timeout_s=st.sampled_from((None, 25)),
        name=names,
    ),
    st.builds(n.Get, st.sampled_from(("http://s/${x}", "http://s/late")), variable=st.none() | variables, name=names),
    st.builds(n.Post, st.just("http://s/down"), variable=variables, name=names),
    st.builds(lambda text, name: n.Sms(text, to="${call.callerid}", name=name), st.sampled_from(TEXTS[1:]), names),
    st.builds(n.Dnc, st.just("${call.callerid}"), name=names),
    st.builds(n.Dtmf, st.sampled_from(("1", "1ww")), name=names),
    st.builds(n.GotoXml, st.just("http://s/plan"), name=names),
    st.just(n.Gtalk("Hello.")),
)


def bodies(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inside, max_size=3).map(tuple)


def branches(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(n.Keypress, st.sampled_from(KEYS), name=names, body=bodies(inside)),
        st.builds(n.NoInput, name=names, body=bodies(inside)),
        st.builds(n.NoMatch, name=names, body=bodies(inside)),
    )


def containers(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    limits = st.none() | st.integers(1, 4)
    otherwise = st.builds(lambda body: (n.Else(body=body),), bodies(inside)) | st.just(())
    expressions = st.sampled_from(EXPRESSIONS)
    return st.one_of(
        st.builds(
            n.Menu,
            names,
            max_digits=limits,
            timeout_ms=st.sampled_from((None, 1500, 4000)),
            body=bodies(inside | branches(inside)),
        ),
        st.builds(
            lambda x, name, body, last: n.If(x, name=name, body=(*body, *last)),
            expressions,
            names,
            bodies(inside),
            otherwise,
        ),
        st.builds(n.Equal, st.sampled_from(VALUES), expressions, name=names, body=bodies(inside)),
        st.builds(n.NotEqual, st.sampled_from(VALUES), expressions, name=names, body=bodies(inside)),
        st.builds(
            lambda name, live, machine: n.Amd(name, body=(n.Live(body=live), n.Machine(body=machine))),
            names,
            bodies(inside),
            bodies(inside),
        ),
        st.builds(n.Catch, st.just("hangup"), st.sampled_from(NAMES), name=names, body=bodies(inside)),
        st.builds(
            n.Catch, st.just("digit"), st.sampled_from(NAMES), st.sampled_from("0*"), name=names, body=bodies(inside)
        ),
    )


items = st.recursive(leaves, containers, max_leaves=12)
plans = st.builds(lambda body: n.Dialplan("Root", body=body), st.lists(items, max_size=5).map(tuple))
platforms = st.builds(
    Platform,
    no_match=st.sampled_from(("fallthrough", "replay", "end")),
    no_timeout_branch=st.sampled_from(("fallthrough", "default", "end")),
    undefined_variable=st.sampled_from(("empty", "literal", "error")),
    duplicate_names=st.sampled_from(("error", "first", "last")),
    dangling_goto=st.sampled_from(("end", "ignore")),
    js_error=st.sampled_from(("false", "end_call")),
    barge_in=st.booleans(),
    name_case_insensitive=st.booleans(),
    interdigit=st.sampled_from(("same", 0, 700)),
    default_max_digits=st.sampled_from(("none", 1)),
    first_hash=st.sampled_from(("branch", "end")),
    key_in_plain_play=st.sampled_from(("ignore", "cut")),
    amd_delay_ms=st.sampled_from((0, 800)),
    amd_unsure=st.sampled_from(("live", "machine")),
    greeting_ms=st.sampled_from((0, 8000)),
    hash_counts=st.booleans(),
    type_ahead=st.sampled_from(("drop", "keep")),
    catch_scope=st.sampled_from(("lexical", "until_end")),
    catch_own_hangup=st.booleans(),
    transfer_refused=st.sampled_from(("continue", "end")),
    transfer_no_timeout=st.sampled_from(("continue", "end")),
    transfer_timeout_scope=st.sampled_from(("overall", "leg")),
    record_timeout=st.sampled_from(("length", "silence")),
    background_recording=st.sampled_from(("at_once", "at_end")),
    keys_in_inner_branch=st.sampled_from(("cut", "ignore")),
    http_error=st.sampled_from(("empty", "keep", "end_call")),
    amd_inbound=st.sampled_from(("live", "skip")),
    max_steps=st.just(300),
)
OTHERS = (e.SPOKE, e.TALK_ENDS, *e.TRANSFER.values(), e.Event("reply", " 7 "), e.NO_REPLY)
EVENTS = (e.LIVE, e.MACHINE, e.UNSURE, e.INBOUND, e.BUSY, e.HANG_UP, *[e.TIMER] * 12, *e.KEY.values(), *OTHERS)
events = st.lists(st.sampled_from(EVENTS), max_size=25)
answered = st.tuples(st.sampled_from((e.LIVE, e.MACHINE, e.UNSURE, e.INBOUND)), events).map(
    lambda pair: [pair[0], *pair[1]]
)


class Walked(NamedTuple):
    """A step that was taken by hand.

    Attributes:
        before: the state that it was taken in.
        world: NOTHING, or the time where the step needs it.
        at_ms: when it happened.
    """

    before: State
    event: e.Event
    world: Given
    at_ms: int
    made: Step


def walked(plan: t.Plan, happening: list[e.Event]) -> list[Walked]:
    """Take every step by hand, with no memory; one that needs the time is told it like the line does."""
    state, taken, now_ms, due_ms = RINGING, [], 0, 0
    for event in happening:
        if event is e.TIMER:
            now_ms = due_ms
        world = NOTHING
        try:
            made = step(plan, state, event)
        except Needs:
            world = Given(NOON_MS + now_ms)
            made = step(plan, state, event, world)
        taken.append(Walked(state, event, world, now_ms, made))
        state = made.state
        due_ms = now_ms + made.timer_ms if made.timer_ms >= 0 else due_ms
    return taken


NOON_MS = round(NOON.timestamp() * 1000)
MOVES_ALONE = ("hangup", "end of plan", "transferred")
WEB: dict[str, Reply] = {"*/late": TIMEOUT, "*/down": ERROR, "*": " 7 "}


def reached_from(plan: t.Plan) -> list[set[int]]:
    """For each place, every place that some path of edges leads to; plans here are small."""
    onward: list[set[int]] = [set() for _ in plan.table]
    for place, instruction in enumerate(plan.table):
        onward[place] |= {way.to for way in exits(instruction)}
    outlive = plan.every_handler.values() if plan.platform.catch_scope == "until_end" else ()
    for place, handlers in enumerate(plan.handlers):
        onward[place] |= {handler.exit.to for handler in (*handlers, *outlive)}
    changed = True
    while changed:
        changed = False
        for found in onward:
            more = found.union(*(onward[place] for place in found))
            changed |= len(more) > len(found)
            found |= more
    return onward


@MANY
@given(plans, platforms, events | answered)
def test_step_is_total_and_says_what_it_means(
    dialplan: n.Dialplan, platform: Platform, happening: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    for before, event, world, _, made in walked(plan, happening):
        after, timer_ms, effects = made[:3]
        hash(after)
        assert type(after) is State
        assert timer_ms >= 0 or timer_ms in (NO_TIMER, SAME_TIMER)
        assert 0 <= after.place < len(plan.table)
        assert after.variables == tuple(sorted(dict(after.variables).items()))
        for effect in effects:
            assert type(effect) is KINDS[effect.kind]
            assert tuple(effect.details) == details_of(type(effect))
            assert 0 <= effect.element < len(plan.elements)
        if timer_ms == SAME_TIMER:
            assert after._replace(ahead=before.ahead) == before  # but for keys that the platform keeps
        if before.outcome:
            assert made == Step(before, NO_TIMER, ())
        if after.outcome:
            assert timer_ms == NO_TIMER
        assert made == step(plan, before, event, world)  # pure
        if world is NOTHING:
            assert made == step(plan, before, event, Given(NOON_MS))  # what the time does not decide


@MANY
@given(plans, platforms, events | answered)
def test_the_ways_of_a_step_lead_from_where_it_was_to_where_it_is(
    dialplan: n.Dialplan, platform: Platform, happening: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    for before, _, _, _, made in walked(plan, happening):
        place = before.place
        for left, way in made.ways:
            assert left == place
            exits = [*t.exits(plan.table[left]), *(each.exit for each in plan.every_handler.values())]
            assert any(way is each for each in exits)
            place = way.to
        assert made.state.place == place or made.state.outcome


@MANY
@given(plans, platforms, events | answered, st.data())
def test_what_a_step_says_that_it_reads_and_writes_is_all_that_it_does(
    dialplan: n.Dialplan, platform: Platform, happening: list[e.Event], data: st.DataObject
) -> None:
    """Other values of what it did not read change nothing; and what it did not write stays."""
    plan = compile_plan(dialplan, platform)
    for before, event, world, _, made in walked(plan, happening):
        known, after = dict(before.variables), dict(made.state.variables)
        for name in known.keys() | after.keys():
            assert name in made.writes or known.get(name) == after.get(name)
        free = sorted(known) if EVERYTHING not in made.reads else []
        others = {name: data.draw(st.sampled_from(VALUES)) for name in free if name not in made.reads}
        variables = tuple(sorted({**known, **others}.items()))
        other = step(plan, before._replace(variables=variables), event, world)
        kept = {name: value for name, value in others.items() if name not in made.writes}
        assert other.state == made.state._replace(variables=tuple(sorted({**after, **kept}.items())))
        assert other[1:] == made[1:]


@given(plans, platforms, answered)
def test_every_move_is_a_path_in_the_flow_graph(
    dialplan: n.Dialplan, platform: Platform, happening: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    reached = reached_from(plan)
    for before, event, _, _, made in walked(plan, happening):
        after = made.state
        if after.place != before.place and not after.outcome:
            assert after.place in reached[before.place], (before.place, event, after.place)
        if after.outcome in MOVES_ALONE and not before.outcome:
            ends = {
                i
                for i, instruction in enumerate(plan.table)
                if isinstance(instruction, t.Finish) and instruction.outcome == after.outcome
            }
            assert ends & (reached[before.place] | {before.place})


@given(plans, platforms, answered)
def test_a_line_is_the_same_as_step_by_step(dialplan: n.Dialplan, platform: Platform, happening: list[e.Event]) -> None:
    plan = compile_plan(dialplan, platform)
    taken = walked(plan, happening)
    told = [entry_of(each.at_ms, effect) for each in taken for effect in each.made.effects]
    for _ in range(2):  # the second time from what is remembered
        line = Line(plan)
        line.web = Web({"*": TIMEOUT})  # what it replies is among the events
        for event in happening:
            if event is e.TIMER and line.due_ms is not None:
                line.now_ms = line.due_ms
            line.send(event)
        transcript = line.transcript()
        assert transcript.state == line.state == taken[-1].made.state
        assert list(transcript) == told
        assert line.history == [(each.before, each.event) for each in taken]
        assert [(move.effects, move.ways, move.timer_ms) for move in line.moves] == [
            (each.made.effects, each.made.ways, each.made.timer_ms) for each in taken
        ]
        assert [move.asked for move in line.moves] == [each.world is not NOTHING for each in taken]
        moments = [entry.at_ms for entry in transcript]
        assert moments == sorted(moments)


@given(
    plans,
    platforms,
    st.sampled_from(("live", "machine", "unsure")),
    st.lists(st.sampled_from((*e.KEYS, "talk", "fire", "to")), max_size=12),
)
def test_a_line_ends_or_waits_and_its_time_never_runs_backwards(
    dialplan: n.Dialplan, platform: Platform, by: str, moves: list[str]
) -> None:
    line = Line(compile_plan(dialplan, platform))
    line.web = Web(WEB)
    line.answer(by)
    last_ms = line.now_ms
    for move in [*moves, *["fire"] * (platform.max_steps + 5)]:
        if line.ended:
            break
        if move == "to":
            line.run_to(line.now_ms + 700)
        elif move in e.KEYS:
            line.key(move)
        elif move == "talk":
            line.send(e.TRANSFER["answered"])
            line.send(e.TALK_ENDS)
        else:
            line.fire()
        assert line.now_ms >= last_ms
        assert line.due_ms is None or line.due_ms >= line.now_ms
        last_ms = line.now_ms
    assert line.ended
    assert line.due_ms is None
    assert line.now_ms <= platform.max_duration_ms
    moments = [entry.at_ms for entry in line.transcript()]
    assert moments == sorted(moments)


steps = st.lists(
    st.one_of(
        st.sampled_from(("wait", "hang up", "expect hangup")).map(lambda what: (what, None)),
        st.tuples(st.just("hear"), st.sampled_from(("Hello", "!", "5", "x"))),
        st.tuples(st.just("press"), st.text(e.KEYS, min_size=1, max_size=3)),
        st.tuples(st.just("press at"), st.integers(0, 9000)),
        st.tuples(st.just("wait ms"), st.integers(0, 9000)),
        st.tuples(st.just("transfer"), st.sampled_from(tuple(e.TRANSFER))),
        st.tuples(st.just("record"), st.sampled_from(("", "#", "hang up"))),
    ),
    max_size=8,
)


@MANY
@given(plans, platforms, st.sampled_from(("live", "machine", "unsure", "busy", "no answer")), steps)
def test_a_callee_can_do_anything_and_only_steps_fail(
    dialplan: n.Dialplan, platform: Platform, by: str, doing: list[tuple[str, Any]]
) -> None:
    call = Call(dialplan, platform=platform, web=WEB)
    call.answer(by)
    for what, value in doing:
        before_ms = call.line.now_ms
        try:
            match what:
                case "wait" | "wait ms":
                    call.wait(value)
                case "hang up":
                    call.hang_up()
                case "expect hangup":
                    call.expect_hangup()
                case "hear":
                    call.hears(value)
                case "press":
                    call.press(value)
                case "transfer":
                    call.transfer(value, talk_ms=5000)
                case "record":
                    call.record(4000, then=value)
                case "press at":
                    call.press("1", at_ms=value)
        except StepFailed:
            pass
        except IvrError as error:
            raise AssertionError(f"{what} {value}: {error}") from error
        assert call.line.now_ms >= before_ms
    list(call.transcript())
    assert call.ended_by in ("dialplan", "callee", "limit", "error", None)
