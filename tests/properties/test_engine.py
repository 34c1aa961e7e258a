"""Whatever the plan and whatever the callee: `step` is total, pure and true to its own flow graph, and calls end."""

from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e, table as t
from ivrsim.core.effects import FIELDS
from ivrsim.core.platform import Platform
from ivrsim.core.run import ASKS, NO_TIMER, SAME_TIMER
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import step
from ivrsim.core.table import exits
from ivrsim.play.call import Call
from ivrsim.play.line import Line, replay
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
    hash_counts=st.booleans(),
    type_ahead=st.sampled_from(("drop", "keep")),
    catch_scope=st.sampled_from(("lexical", "until_end")),
    catch_own_hangup=st.booleans(),
    transfer_refused=st.sampled_from(("continue", "end")),
    transfer_no_timeout=st.sampled_from(("continue", "end")),
    transfer_timeout_scope=st.sampled_from(("overall", "leg")),
    record_timeout=st.sampled_from(("length", "silence")),
    http_error=st.sampled_from(("empty", "keep", "end_call")),
    amd_inbound=st.sampled_from(("live", "skip")),
    max_steps=st.just(300),
)
OTHERS = (e.SPOKE, e.TALK_ENDS, *e.TRANSFER.values(), e.Event("reply", " 7 "), e.NO_REPLY)
EVENTS = (e.LIVE, e.MACHINE, e.INBOUND, e.BUSY, e.HANG_UP, *[e.TIMER] * 12, *e.KEY.values(), *OTHERS)
events = st.lists(st.sampled_from(EVENTS), max_size=25)
answered = st.tuples(st.sampled_from((e.LIVE, e.MACHINE, e.INBOUND)), events).map(lambda pair: [pair[0], *pair[1]])


def walked(plan: t.Plan, happening: list[e.Event]) -> list[tuple[State, e.Event, State, int, tuple[Any, ...]]]:
    """Take every step by hand, with no memory; a question for the time is answered like the line does."""
    state, taken, now_ms, due_ms = RINGING, [], 0, 0
    for event in happening:
        if event is e.TIMER:
            now_ms = due_ms
        while True:
            following, timer_ms, effects = step(plan, state, event)
            taken.append((state, event, following, timer_ms, effects))
            state = following
            if timer_ms != ASKS:
                break
            event = e.Event("clock", str(NOON_MS + now_ms))
        due_ms = now_ms + timer_ms if timer_ms >= 0 else due_ms
    return taken


NOON_MS = Line(n.Dialplan())._start_ms
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
    for before, event, after, timer_ms, effects in walked(plan, happening):
        hash(after)
        assert type(after) is State
        assert timer_ms >= 0 or timer_ms in (NO_TIMER, SAME_TIMER, ASKS)
        assert 0 <= after.place < len(plan.table)
        assert after.variables == tuple(sorted(dict(after.variables).items()))
        for kind, element, *details in effects:
            assert len(details) == len(FIELDS[kind]), kind
            assert 0 <= element < len(plan.elements)
        if timer_ms == SAME_TIMER:
            assert after._replace(ahead=before.ahead) == before  # but for keys that the platform keeps
        if before.outcome:
            assert (after, timer_ms, effects) == (before, NO_TIMER, ())
        if after.outcome:
            assert timer_ms == NO_TIMER
        assert (after, timer_ms, effects) == step(plan, before, event)  # pure


@given(plans, platforms, answered)
def test_every_move_is_a_path_in_the_flow_graph(
    dialplan: n.Dialplan, platform: Platform, happening: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    reached = reached_from(plan)
    for before, event, after, _, _ in walked(plan, happening):
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
def test_a_replay_is_the_same_as_step_by_step(
    dialplan: n.Dialplan, platform: Platform, happening: list[e.Event]
) -> None:
    plan = compile_plan(dialplan, platform)
    taken = walked(plan, happening)
    told = [effect for *_, effects in taken for effect in effects]
    if {"ask", "http"} <= {effect[0] for effect in told}:
        return  # such a replay asks the web itself: tests/unit/ivrsim/core/test_step.py
    for _ in range(2):  # the second time from what is remembered
        transcript = replay(plan, happening)
        assert transcript.state == taken[-1][2]
        assert [(entry.kind, entry.element, *entry.details.values()) for entry in transcript] == told
        moments = [entry.at_ms for entry in transcript]
        assert moments == sorted(moments)


@given(
    plans,
    platforms,
    st.sampled_from(("live", "machine")),
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
@given(plans, platforms, st.sampled_from(("live", "machine", "busy", "no answer")), steps)
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
