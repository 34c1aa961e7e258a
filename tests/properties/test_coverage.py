"""Coverage adds up: in any order, whatever the plans and the calls; and what a call takes is in its plan's table."""

import json
from itertools import permutations

from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.testing.callee import callees
from ivrdsl.testing.strategies import dialplans
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform
from ivrsim.coverage.branches import branches, taken
from ivrsim.coverage.possible import possible
from ivrsim.coverage.shares import as_json, as_text, from_json
from ivrsim.coverage.tally import Coverage, Tally, shape, total
from ivrsim.play.call import Call
from tests.sizes import draws

MANY, SOME = draws(100), draws(40)
NAMES = ("a", "b", "c")
platforms = st.sampled_from(
    [
        Platform(),
        Platform(first_hash="end", type_ahead="keep", key_in_plain_play="cut", amd_inbound="skip"),
        Platform(barge_in=False, no_match="replay", no_timeout_branch="default", amd_delay_ms=2000),
        Platform(catch_scope="until_end", catch_own_hangup=True, http_error="end_call"),
    ]
)
CONDITIONS = (
    "${x} == 1", "1", "0", "${x} > ${y}", "'${contact.a}' == 'b'", "${call.lastinput} == 4", "${global.time.hour} > 13",
)  # fmt: skip
given_values = st.dictionaries(
    st.sampled_from(("x", "y", "attribute.x", "contact.a", "call.from")),
    st.sampled_from(("", "1", "2", "b", "-7")),
    max_size=3,
)
names = st.none() | st.sampled_from(NAMES)
leaves = st.one_of(
    st.builds(n.Say, st.just("Hello."), name=names),
    st.builds(n.Goto, st.sampled_from(NAMES), name=names),
    st.builds(n.Hangup, name=names),
    st.builds(n.Wait, st.just(1)),
    st.builds(n.Record, background=st.sampled_from((None, True))),
    st.builds(n.Transfer, st.just("2135550100"), continue_after=st.sampled_from((None, True))),
    st.builds(n.Get, st.just("http://s/"), variable=st.just("x")),
    st.builds(n.SetVar, st.sampled_from(("x", "y")), st.sampled_from(("1", "${x}", "${x} + 1", "${call.lastinput}"))),
)


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


@st.composite
def calls(draw: st.DrawFn, most: int = 3) -> tuple[t.Plan, list[Call]]:
    """A plan, and calls to it that drawn callees have made."""
    plan = draw(plans)
    made = []
    for _ in range(draw(st.integers(1, most))):
        variables = draw(given_values)
        call = Call(plan, variables=variables)
        draw(callees(plan, variables=variables)).play(call)
        made.append(call)
    return plan, made


def of(*made: Call, passed: bool = True) -> Coverage:
    tally = Tally()
    for call in made:
        tally.add(call.line, source="plan.xml", varies=False, passed=passed)
    return tally.coverage()


@MANY
@given(calls())
def test_what_a_call_takes_can_be_taken(drawn: tuple[t.Plan, list[Call]]) -> None:
    """Every way in a call's history is an exit or a catch of the table, and none of them is called unreachable."""
    plan, made = drawn
    known, reachable = {branch.id for branch in branches(plan)}, possible(plan)
    assert reachable <= known
    for call in made:
        for move in call.line.moves:
            ids = taken(plan, move)
            moments = {each for each in ids if ":" in each}
            assert ids - moments <= reachable
            assert moments & known <= reachable
            for place, way in move.ways:
                exits = [*t.exits(plan.table[place]), *(each.exit for each in plan.every_handler.values())]
                assert sum(way is each for each in exits) == 1
            assert bool(move.ways) or not ids - moments


@SOME
@given(calls())
def test_a_call_that_goes_on_covers_where_it_goes(drawn: tuple[t.Plan, list[Call]]) -> None:
    """While somebody is on the line, the tag at which a call waits is covered."""
    _, made = drawn
    for call in made:
        state = call.line.state
        (plan,) = of(call).plans
        if state.place > 1 and not state.hung_up and not state.outcome:
            assert f"n{call.line.plan.table[state.place].element}" in plan.passed


@draws(15)
@given(calls(), st.data())
def test_runs_add_up_in_any_order(drawn: tuple[t.Plan, list[Call]], data: st.DataObject) -> None:
    _, made = drawn
    passed = data.draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made)))
    runs = [of(call, passed=good) for call, good in zip(made, passed, strict=True)]
    sums = [total(order) for order in permutations(runs)]
    assert all(each == sums[0] for each in sums)
    (plan,) = sums[0].plans
    for name in ("passed", "failed"):
        parts = [set(getattr(run.plans[0], name)) for run in runs]
        assert set(getattr(plan, name)) == set().union(*parts)
    assert (plan.passed_calls, plan.failed_calls) == (sum(passed), len(passed) - sum(passed))
    share = plan.branches
    assert max(share.passed, share.failed) <= share.total
    assert 0 <= sums[0].percent <= 100
    if all(passed):
        assert of(*made) == sums[0]


@SOME
@given(calls(most=1))
def test_reports_can_be_written_and_read(drawn: tuple[t.Plan, list[Call]]) -> None:
    found = of(*drawn[1])
    assert from_json(json.loads(json.dumps(as_json(found)))) == found
    assert as_text(found).splitlines()[-1].endswith(("PASSED", "PASSED, some branches untested"))


@given(dialplans())
def test_a_plan_has_one_shape_however_it_was_read(plan: n.Dialplan) -> None:
    again = from_xml(to_xml(plan))
    assert shape(compile_plan(plan)) == shape(compile_plan(again))
