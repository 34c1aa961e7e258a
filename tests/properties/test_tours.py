"""`ivrdsl paths`: its calls pass, take whatever a search found, and are the same ones in every run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import event, given, strategies as st

from ivrdsl.errors import IvrError
from ivrdsl.files.load import Plans
from ivrdsl.model import nodes as n
from ivrdsl.testing.strategies import dialplans
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform
from ivrsim.core.variables import canonical
from ivrsim.coverage.branches import branches, taken
from ivrsim.coverage.possible import possible
from ivrsim.graph.usage import reads
from ivrsim.play.call import Call
from ivrsim.script.callfile import WrittenCall, parse_call_file, write_calls
from ivrsim.script.run import run_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING, OUTBOUND
from ivrsim.search.explore import Exploration, World, explore
from ivrsim.tours.goals import MOMENTS, ONCE, STATES, Goals, edges
from ivrsim.tours.paths import Tours, paths
from tests.sizes import draws

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(SHARED.glob("*/*.xml"))
EXAMPLES = [
    Path(__file__).resolve().parents[2] / "examples" / f"{name}.py" for name in ("one_time_code", "reminder", "survey")
]
NAMES = ("a", "b", "c")
CONDITIONS = ("${x} == 1", "'${contact.a}' == 'b'", "${call.lastinput} == 4", "${global.time.hour} > 13", "1")

platforms = st.sampled_from(
    [
        Platform(),
        Platform(first_hash="end", type_ahead="keep", key_in_plain_play="cut", timer_tie="timer"),
        Platform(barge_in=False, no_match="replay", no_timeout_branch="default", amd_delay_ms=2000),
        Platform(catch_scope="until_end", catch_own_hangup=True, http_error="end_call", record_timeout="silence"),
        Platform(key_gap_ms=0, ms_per_character=1, sound_ms=1),
    ]
)
names = st.none() | st.sampled_from(NAMES)
leaves = st.one_of(
    st.builds(n.Say, st.sampled_from(("Hello.", "The code is 2 5 1 7, bye.", "You said ${call.lastinput}."))),
    st.builds(n.Say, st.just("Again."), name=names),
    st.builds(n.Goto, st.sampled_from(NAMES), name=names),
    st.builds(n.Hangup, name=names),
    st.builds(n.Wait, st.sampled_from((1, 0.002))),
    st.builds(n.Record, variable=st.none() | st.just("x"), background=st.sampled_from((None, True))),
    st.builds(n.Transfer, st.just("2135550100"), continue_after=st.sampled_from((None, True))),
    st.builds(n.Get, st.just("http://s/[1]?q=*"), variable=st.just("x")),
    st.builds(n.SetVar, st.just("x"), st.sampled_from(("1", "${x}", "${x} + 1", "${call.lastinput}"))),
    st.builds(n.Stash, st.sampled_from(("kept", "two words", "a=b")), st.sampled_from(("1", 'a "quoted" one', "${x}"))),
    st.builds(n.Sms, st.just("Hello"), to=st.just("2135550101")),
    st.builds(n.Dnc, st.just("${call.number}")),
    st.builds(n.Dtmf, st.just("1w2")),
)  # fmt: skip


def containers(inside: st.SearchStrategy[n.Action]) -> st.SearchStrategy[n.Action]:
    bodies = st.lists(inside, max_size=3).map(tuple)
    keys = st.sampled_from(("1", "12", "4-6", "#", "*", "0"))
    pressed = st.one_of(st.builds(n.Keypress, keys, names, bodies), st.builds(n.NoInput, body=bodies))
    menus = st.lists(inside | pressed, max_size=5).map(tuple)
    return st.one_of(
        st.builds(n.Menu, names, max_digits=st.sampled_from((None, 1, 2)), body=menus),
        st.builds(n.If, st.sampled_from(CONDITIONS), body=bodies),
        st.builds(lambda live, machine: n.Amd(body=(n.Live(body=live), n.Machine(body=machine))), bodies, bodies),
        st.builds(n.Catch, st.just("hangup"), st.sampled_from(NAMES), body=bodies),
        st.builds(n.Catch, st.just("digit"), st.sampled_from(NAMES), st.sampled_from("01*"), body=bodies),
    )


bodies = st.lists(st.recursive(leaves, containers, max_leaves=12), min_size=1, max_size=5).map(tuple)
dense = st.builds(lambda body: n.Dialplan("Root", body=body), bodies)
plans = st.builds(compile_plan, dense | dialplans(max_depth=2, max_size=4), platforms)
worlds = st.sampled_from([World(), World(INCOMING), World(OUTBOUND, {"contact.a": "b"}, ("y",))])
kinds = st.sampled_from((ONCE, MOMENTS, STATES))


def played(plan: t.Plan, found: Tours) -> Iterator[Call]:
    """The calls, as they are read back from the file that they are written to; each passes."""
    if not found.calls:
        return
    kept = [WrittenCall(each.name, ("a note",), each.statements) for each in found.calls]
    file = parse_call_file(write_calls("a plan.xml", {}, kept, ["a note"]))
    assert [each.name for each in file.calls] == [each.name for each in found.calls]
    for each, told in zip(file.calls, found.calls, strict=True):
        call = Call(plan)
        assert run_script(call, each.statements) is None, told.statements
        assert call.ended_by not in ("error", "limit")
        assert (call.outcome, call.line.now_ms) == (told.transcript.outcome, told.transcript.duration_ms)
        yield call


def covered(plan: t.Plan, calls: Iterator[Call]) -> set[str]:
    return {each for call in calls for move in call.line.moves for each in taken(plan, move)}


def reachable(found: Exploration, goals: Goals) -> set[str]:
    """The branches that a search came to by moves that a passing call can make."""
    moves = (move for _, move, _ in edges(found) if not goals.refused[move.number])
    return {each for move in moves for each in taken(found.plan, move)}


def said(found: Exploration, made: Tours, each: str) -> bool:
    """Whether the calls leave out nothing but what no passing call can take."""
    refused = {reason for reason in Goals(found, each).refused if reason}
    return all(left.because in refused for left in made.left_out)


def missed(found: Exploration, made: Tours, each: str) -> set[str]:
    """The branches that the search came to, and no call."""
    return reachable(found, Goals(found, each)) - covered(found.plan, played(found.plan, made))


@draws(60)
@given(plans, worlds, kinds)
def test_the_calls_of_any_plan_pass_and_take_what_a_search_found(plan: t.Plan, world: World, each: str) -> None:
    found = explore(plan, world=world, bounds=Bounds(max_states=150))
    made = paths(found, each=each)
    whole, searched = made.complete, found.complete  # pytest would show all of a plan, if an assert named one
    assert whole == searched
    taken_all, said_all = made.taken == made.goals, said(found, made, each)
    assert taken_all == said_all
    missing = missed(found, made, each)
    event("all is said" if said_all else "something cannot be said")
    assert not missing or not said_all


@draws(60)
@given(plans, kinds)
def test_no_call_is_superfluous_and_names_differ(plan: t.Plan, each: str) -> None:
    found = explore(plan, bounds=Bounds(max_states=100))
    made = paths(found, each=each)
    goals = Goals(found, each)
    reached = [{goal for act in call.path for goal in goals.of(act.state, act.move, act.at_ms)} for call in made.calls]
    for number, own in enumerate(reached):
        others = set().union(*reached[:number], *reached[number + 1 :])
        alone, script = (own & goals.all) - others, made.calls[number].statements
        assert alone, script
    names = [call.name for call in made.calls]
    assert len(set(names)) == len(names)
    reached_in_all, taken_in_all = len(goals.all & set().union(*reached)), made.taken
    assert reached_in_all == taken_in_all


@draws(20)
@given(plans, kinds)
def test_calls_are_the_same_when_they_are_made_again(plan: t.Plan, each: str) -> None:
    first, again = (paths(explore(plan, bounds=Bounds(max_states=100)), each=each) for _ in range(2))
    texts, same = ([(call.name, call.statements) for call in made.calls] for made in (first, again))
    assert texts == same
    left_out, the_same = first.left_out, again.left_out
    assert left_out == the_same


# --- plans that somebody wrote ----------------------------------------------------------------------------------------

NOT_WHOLE = frozenset(
    (
        "api-samples/sendCallsIvr-java.xml",  # its goto names Live, and the menu is live
        "seed/2fa-java-sample.xml",
        "ivr-samples/SendSMS.xml",  # speaks an input, for which the search takes another one that is as good
    )
)
"""Plans of which not all can be taken, for a reason that is told."""


LATE = pytest.mark.nightly("each of its searches takes seconds")
SLOW = ("AfterHours1-a", "AfterHoursIfTag", "php-appointment_campaign_1", "NestedVariables")
"""Plans with thousands of states. Every run has others that say the same, and calls at every moment of drawn plans."""


@pytest.mark.parametrize("each", [ONCE, pytest.param(MOMENTS, marks=LATE)])
@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=LATE) if file.stem in SLOW else file for file in FILES],
    ids=lambda file: f"{file.parent.name}/{file.stem}",
)
def test_every_branch_of_the_corpus_is_taken(file: Path, each: str) -> None:
    try:
        plan = compile_plan(from_xml(file.read_bytes()))
    except IvrError:
        assert file.name == "2fa-raw.xml"
        return
    found = explore(plan)
    made = paths(found, each=each)
    missing, left_out, bound = missed(found, made, each), made.left_out, found.bound
    assert not bound
    assert not missing
    if f"{file.parent.name}/{file.name}" not in NOT_WHOLE:
        whole = made.taken == made.goals
        assert whole, left_out
        taken_by_calls, doubts = with_attributes(plan, each)
        untested = reachable_at_all(plan) - taken_by_calls
        assert not untested or doubts


def with_attributes(plan: t.Plan, each: str) -> tuple[set[str], set[str]]:
    """What calls take, and may not know: of recipients without attributes, and with all that the plan reads."""
    names = {canonical(name, plan.platform)[0] for row in plan.table for name in reads(row) if name}
    worlds = World(), World(attributes=tuple(sorted(name.removeprefix("attribute.") for name in names)))
    made = [paths(explore(plan, world=world), each=each) for world in worlds]
    taken_by_calls = {branch for found in made for branch in covered(plan, played(plan, found))}
    return taken_by_calls, {doubt for found in made for doubt in found.doubts}


def reachable_at_all(plan: t.Plan) -> set[str]:
    """The branches of which coverage thinks that some call can take them, but for a key while two parties talk."""
    known = possible(plan)
    return {branch.id for branch in branches(plan) if branch.id in known}


def test_the_corpus_is_there() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"there is no shared corpus beside the checkout ({SHARED.parent.name}/{SHARED.name})")
    assert len(FILES) >= 44


@pytest.mark.parametrize("each", [ONCE, MOMENTS, STATES])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_are_taken_whole(file: Path, each: str) -> None:
    parameters = {"code": "2517"} if file.stem == "one_time_code" else {"when": "on Friday"}
    name = {"one_time_code": "one_time_code", "reminder": "reminder", "survey": "dialplan"}[file.stem]
    loaded = Plans().load(f"{file}:{name}", parameters if name != "dialplan" else {})
    plan = compile_plan(loaded.plan)
    found = explore(plan)
    made = paths(found, each=each)
    reasons, doubts = {left.because for left in made.left_out}, made.doubts
    assert reasons <= {"no script says a key while the two parties of a transfer talk"}
    assert not doubts
    untested = reachable_at_all(plan) - covered(plan, played(plan, made))
    assert not untested
