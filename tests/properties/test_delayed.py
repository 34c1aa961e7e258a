"""Whatever the plan: replies that take their time shift a call and change nothing else, and no search is outlasted."""

import json
import pickle
from pathlib import Path
from typing import Any

from hypothesis import assume, example, given, strategies as st

from ivrdsl.errors import StepFailed
from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e
from ivrsim.coverage.tally import Coverage, Tally
from ivrsim.play.call import Call
from ivrsim.play.story import as_json, as_text
from ivrsim.play.web import ERROR, TIMEOUT, Answer, Delayed, Reply, Web
from ivrsim.proofs.longest import longest
from ivrsim.proofs.property import PlanCalls
from ivrsim.proofs.witness import witness
from ivrsim.script.statements import http_statement, parse_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.explore import World, explore
from tests.needs import later
from tests.platforms import CHARACTERS
from tests.sizes import draws

jsonschema = later("jsonschema", "dev")

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "schemas" / "simulate.schema.json").read_text())
TIMEOUT_MS = 2000
"""How long the platform waits here: short, so that times of menus and replies meet."""
PLATFORM = CHARACTERS.with_quirks(http_timeout_ms=TIMEOUT_MS, duplicate_names="first", dangling_goto="ignore")
VALUES = ("1", "2", "", "zz")

# --- plans that ask web servers, and say nothing of what they are told ----------------------------------------------

names = st.none() | st.sampled_from(("a", "b"))
leaves = st.one_of(
    st.builds(n.Say, st.just("Hi."), name=names),
    st.builds(n.Get, st.sampled_from(("http://s/1", "http://s/2")), variable=st.sampled_from(("x", "y")), name=names),
    st.builds(n.Get, st.sampled_from(("http://s/1", "http://s/2")), variable=st.sampled_from(("x", "y")), name=names),
    st.builds(n.Goto, st.sampled_from(("a", "b"))),
    st.builds(n.Wait, st.sampled_from((1, 3)), name=names),
    st.builds(n.Hangup, name=names),
    st.just(n.Sms("Hi", to="5551234")),
)


def containers(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    bodies = st.lists(inside, max_size=2).map(tuple)
    branches = st.builds(n.Keypress, st.sampled_from(("1", "2")), body=bodies) | st.builds(n.NoInput, body=bodies)
    tests = st.sampled_from(("'${x}' == '1'", "'${y}' == '2'"))
    return st.one_of(
        st.builds(n.If, tests, name=names, body=bodies),
        st.builds(n.Menu, names, max_digits=st.just(1), timeout_ms=st.just(1500), body=st.lists(
            inside | branches, max_size=3).map(tuple)),
        st.builds(n.Catch, st.just("hangup"), st.just("b"), body=bodies),
        st.builds(n.Catch, st.just("digit"), st.just("b"), st.just("2"), body=bodies),
    )  # fmt: skip


plans = st.lists(st.recursive(leaves, containers, max_leaves=8), max_size=5).map(
    lambda body: compile_plan(n.Dialplan("Root", body=tuple(body)), PLATFORM)
)


contents = st.sampled_from(VALUES) | st.just(ERROR)
delays = st.sampled_from((0, 1, 500, 1000, 1499, 1500, 1501, TIMEOUT_MS - 1, TIMEOUT_MS, TIMEOUT_MS + 1))
delays |= st.integers(0, TIMEOUT_MS + 500)
replies: st.SearchStrategy[Reply] = st.builds(Delayed, contents, delays) | contents | st.just(TIMEOUT)

Act = tuple[str, int]
acts = st.lists(st.tuples(st.sampled_from(("1", "2", "#", "hang up", "wait")), st.integers(0, 3000)), max_size=6)


def play(plan: Any, web: Web, callee: list[Act]) -> Call:
    """A call in which things are done so long after each other, and then nothing more; not beyond ten minutes."""
    call = Call(plan)
    call.line.web = web
    call.answer()
    for act, later_ms in callee:
        call.line.run_to(call.line.now_ms + later_ms)
        if act == "hang up":
            call.line.hang_up()
        elif act != "wait" and not call.line.ended:
            call.line.key(act)
    while call.line.due_ms is not None and call.line.due_ms < 600_000:
        call.line.fire()
    return call


# --- scripts --------------------------------------------------------------------------------------------------------


scripted: st.SearchStrategy[Any] = st.builds(Delayed, st.text() | st.just(ERROR), st.integers(0, 10**11))
scripted |= st.sampled_from((ERROR, TIMEOUT)) | st.text()


@given(st.text(), st.lists(scripted, min_size=1, max_size=4))
@example("*", [Delayed(" after 3s then timeout", 3)])
@example("'\"\\;#", [Delayed('" after 1s', 10**11), ERROR, TIMEOUT])
def test_what_is_written_of_replies_is_read_as_it_was(pattern: str, several: list[Any]) -> None:
    call = Call(n.Dialplan("Root"))
    (statement,) = parse_script(http_statement(pattern, several))
    statement.run(call)
    ((read, found),) = call.line.web._replies
    assert read == _flat(pattern)
    assert [_told(each) for each in found] == [_told(_flat(each)) for each in several]


def _flat(text: Any) -> Any:
    """A text as a script can say it: with line breaks as blanks."""
    if isinstance(text, Delayed):
        return Delayed(_flat(text.reply), text.after_ms)
    return " ".join(text.split()) if isinstance(text, str) and text.splitlines() not in ([], [text]) else text


def _told(reply: Any) -> Answer:
    return Web({"*": reply}).answer("GET", "u")


# --- one call -------------------------------------------------------------------------------------------------------


@draws(200)
@given(plans, st.lists(contents, min_size=1, max_size=3), st.integers(1, TIMEOUT_MS - 1))
def test_a_call_with_slow_replies_is_the_quick_call_shifted(plan: Any, several: list[Any], after_ms: int) -> None:
    quick = play(plan, Web({"*": several}), [])
    slow = play(plan, Web({"*": [Delayed(each, after_ms) for each in several]}), [])
    shifted, asked = [], 0
    for entry in quick.transcript():
        asked += entry.kind in ("reply", "no reply")
        shifted.append(entry._replace(at_ms=entry.at_ms + asked * after_ms))
    found = list(slow.transcript())
    if quick.ended_by in ("limit", None) or slow.ended_by in ("limit", None):
        common = min(len(found), len(shifted)) - 2  # without how the one and the other notice that they go round
        assert found[: max(common, 0)] == shifted[: max(common, 0)]
    else:
        assert found == shifted
        assert slow.outcome == quick.outcome
        assert slow.line.now_ms == quick.line.now_ms + asked * after_ms
        assert covered(slow) == covered(quick)


def covered(call: Call) -> Coverage:
    """What a call takes of its plan."""
    tally = Tally()
    tally.add(call.line, source="", varies=False, passed=True)
    return tally.coverage()


@draws(200)
@given(plans, st.lists(replies, min_size=1, max_size=4), acts)
def test_replies_come_when_they_say(plan: Any, several: list[Any], callee: list[Act]) -> None:
    """Each request ends with its own reply in its own time, with the time-out, or by what the callee does before."""
    call = play(plan, Web({"*": several}), callee)
    waiting: tuple[int, Answer] | None = None
    asked = 0
    log = call.line.log
    for at_ms, effects, move in zip(log[::3], log[1::3], log[2::3], strict=True):
        if waiting is not None and move is not None and move.timer_ms != -2:
            since_ms, answer = waiting
            in_time = answer.event is not None and (answer.after_ms == 0 or answer.after_ms < TIMEOUT_MS)
            if move.event.kind in ("reply", "no reply"):
                assert (move.event, at_ms - since_ms) == (answer.event, answer.after_ms)
                assert in_time
            elif move.event == e.TIMER:
                assert not in_time
                assert at_ms - since_ms == TIMEOUT_MS
            else:
                assert at_ms - since_ms <= (answer.after_ms if in_time else TIMEOUT_MS)
            waiting = None
        for effect in effects:
            if effect.kind == "http":
                waiting = at_ms, _told(several[min(asked, len(several) - 1)])
                asked += 1


@draws(100)
@given(plans, st.lists(replies, min_size=1, max_size=3), acts, acts)
def test_calls_share_nothing_but_what_is_known_of_the_plan(
    plan: Any, several: list[Any], callee: list[Act], other: list[Act]
) -> None:
    def story(web: list[Any], callee: list[Act], anew: Any) -> tuple[str, int, list[Any]]:
        call = play(anew, Web({"*": web}), callee)
        return call.outcome, call.line.now_ms, list(call.transcript())

    expected = story(several, callee, pickle.loads(pickle.dumps(plan)))
    for web, who in ((several, other), ([TIMEOUT], callee), (several[::-1], callee), (several, callee)):
        found = story(web, who, plan)
    assert found == expected


MENU = n.Menu(max_digits=1, timeout_ms=1500, body=(n.NoInput(body=(n.Say("Hi."),)),))
ASKS_FIRST = compile_plan(n.Dialplan("Root", body=(n.Get("http://s/1", variable="x"), MENU, MENU)), PLATFORM)


@draws(100)
@given(plans, st.lists(replies, min_size=1, max_size=3), st.lists(st.sampled_from(("1", "wait")), max_size=5))
@example(ASKS_FIRST, [Delayed("1", 500)], ["wait", "wait"])
def test_acts_that_are_done_again_know_no_reply(plan: Any, several: list[Any], callee: list[str]) -> None:
    """A callee's acts are remembered by the plan: what came of them in one call is no matter in another."""

    def story(anew: Any, web: list[Any]) -> list[Any]:
        call = Call(anew, web={"*": web})
        call.answer()
        for act in callee:
            call.attempt((lambda each: each.wait()) if act == "wait" else lambda each: each.press("1"))
        return [*call.transcript(), call.line.now_ms, call.outcome]

    mixed = [
        story(plan, web) for web in ([TIMEOUT], [TIMEOUT], several, [Delayed(ERROR, 700)], several, ["1"], several)
    ]
    alone = story(pickle.loads(pickle.dumps(plan)), several)
    assert mixed[2] == mixed[4] == mixed[6] == alone


@draws(100)
@given(plans, st.lists(replies, min_size=1, max_size=3), acts, st.integers(0, 5))
def test_a_copy_at_any_moment_goes_on_as_the_call_does(
    plan: Any, several: list[Any], callee: list[Act], at: int
) -> None:
    call = Call(plan, web={"*": several})
    call.answer()
    call.line.run_to(at * 700)
    for each in (call.copied(), pickle.loads(pickle.dumps(call))):
        each.line.run_to(60_000)
        assert each.line.ended or each.line.now_ms == 60_000
    before = list(call.transcript())

    def fails(tried: Call) -> None:
        tried.line.run_to(50_000)
        raise StepFailed("never")

    assert call.attempt(fails) is False
    assert list(call.transcript()) == before
    copied = call.copied()
    call.line.run_to(60_000)
    copied.line.run_to(60_000)
    assert list(copied.transcript()) == list(call.transcript())


@draws(100)
@given(plans, st.lists(replies, min_size=1, max_size=4), acts)
def test_every_report_is_as_its_schema_says_and_gaps_are_silent(
    plan: Any, several: list[Any], callee: list[Act]
) -> None:
    transcript = play(plan, Web({"*": several}), callee).transcript()
    told = as_json(transcript)
    jsonschema.validate(told, SCHEMA)
    gaps = transcript.silent_gaps
    assert len(told.get("silent_gaps", [])) == len(gaps) == as_text(transcript).count("silent: from")
    heard = [(each.at_ms, each.at_ms + each.details["duration_ms"]) for each in transcript.of_kind("prompt")]
    cuts = [each.at_ms for each in transcript.of_kind("cut", "key", "listening", "input", "no input")]
    requests = [each.at_ms for each in transcript.of_kind("http")]
    end_ms = 0
    for gap in gaps:
        assert gap.at_ms >= end_ms
        end_ms = gap.at_ms + gap.duration_ms
        assert end_ms <= transcript.duration_ms
        assert gap.duration_ms > 4000
        assert any(gap.at_ms <= asked < end_ms for asked in requests)
        assert not any(gap.at_ms < start < end_ms for start, _ in heard)
        assert not any(start < gap.at_ms < end and not any(start <= cut <= gap.at_ms for cut in cuts)
                       for start, end in heard)  # fmt: skip


# --- searches -------------------------------------------------------------------------------------------------------


@draws(80)
@given(plans, st.data())
def test_no_call_is_longer_than_a_search_says(plan: Any, data: st.DataObject) -> None:
    found = explore(plan, bounds=Bounds(max_states=500), world=World(answers=(e.LIVE,)))
    assume(found.complete and not found.escapes)
    bound = longest(PlanCalls(found))
    for _ in range(5):
        call = play(plan, Web({"*": data.draw(st.lists(replies, min_size=1, max_size=6))}), data.draw(acts))
        if bound.ms is not None:
            assert call.ended_by is not None
            assert call.line.now_ms <= bound.ms
    if bound.ms is not None:
        shown = witness(plan, bound.path)
        assert shown.transcript.duration_ms == bound.ms


def test_the_slowest_reply_comes_just_before_the_platform_gives_up() -> None:
    waits = n.If("'${x}' == '1'", body=(n.Wait(5),))
    plan = compile_plan(n.Dialplan("Root", body=(n.Get("http://s/1", variable="x"), waits)), PLATFORM)
    assert longest(PlanCalls(explore(plan))).ms == TIMEOUT_MS - 1 + 5000


@draws(50)
@given(plans)
def test_a_slow_reply_is_said_in_the_script_of_the_call_that_needs_it(plan: Any) -> None:
    found = explore(plan, bounds=Bounds(max_states=300), world=World(answers=(e.LIVE,)))
    assume(found.complete)
    for state in range(len(found)):
        for move, _ in found.outgoing(state):
            if move.source.state.phase == "http" and move.event.kind == "reply":
                path = PlanCalls(found).search.to_move(lambda each, move=move: each is move)  # type: ignore[misc]
                assert path is not None
                late = (*path[:-1], path[-1]._replace(at_ms=TIMEOUT_MS - 1))
                shown, quick = witness(plan, late), witness(plan, path)
                assert f"after {TIMEOUT_MS - 1}ms" in shown.script
                assert "after" not in quick.script
                assert shown.transcript.duration_ms == quick.transcript.duration_ms + TIMEOUT_MS - 1
                return
