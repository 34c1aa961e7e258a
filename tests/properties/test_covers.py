"""Every call is covered by the search at every step, also where no verdict would show a hole."""

from hypothesis import assume, given, strategies as st

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.instructions.base import CONTROL
from ivrsim.core.parties import VERDICTS
from ivrsim.play.call import Call
from ivrsim.proofs.question import Asked
from ivrsim.proofs.searches import Searches
from ivrsim.script.parties import drawn_party
from ivrsim.script.run import run_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.covers import hole_in
from tests.properties.drawn import Drawn
from tests.sizes import draws

MAX_STATES = 600
CALLS = 6


def check(seed: int, *, large: bool, parties: bool = False) -> None:
    try:
        drawn = Drawn(seed, large=large)
    except NodeError:
        return
    if parties:
        drawn.plan = asking(drawn)
    searches = Searches(compile_plan(drawn.plan, drawn.platform), Asked(bounds=Bounds(max_states=MAX_STATES)))
    more, calls = searches.more.subject.found, searches.calls.found
    less = searches.refinement.calls(frozenset()).subject.found
    exact = not calls.asked and not calls.asks_again and all(each.kind != CONTROL for each in calls.escapes)
    checked = [found for found in (more, less, *([calls] if exact else [])) if found.complete]
    assume(checked)
    for _ in range(CALLS):
        call, did = drawn.call(lambda call: somebody(call, drawn)) if parties else drawn.call()
        for found in checked:
            hole = hole_in(found, call.line.moves)
            assert hole is None, (
                hole,
                did,
                "exact" if found is calls else "more" if found is more else "less",
                drawn.plan,
                drawn.platform,
            )


def asking(drawn: Drawn) -> n.Dialplan:
    """A plan that asks who answers, and goes on for all; at times it asks when something has been said."""
    said = n.Say("Hello, this is the library that calls."), n.Wait(drawn.one(1, 9))
    asks = n.Amd(live=n.SetVar("a", "7"), machine=n.SetVar("a", drawn.one("7", "no")))
    caught = n.Catch("hangup", "e")[said] if drawn.random.random() < 0.3 else said[0]
    return n.Dialplan("R")[*drawn.one((asks, caught), (*said, asks), (asks, *said, asks)), *drawn.plan.body]


def somebody(call: Call, drawn: Drawn) -> None:
    """A party answers, whatever the detector says of it."""
    statement = drawn_party(drawn.random.choice, tuple(VERDICTS))
    assert run_script(call, statement) is None, statement


@draws(200, deadline=None)
@given(st.integers(0, 2**40))
def test_whoever_answers_is_covered_at_every_step(seed: int) -> None:
    """A party only takes events away, and gives them moments."""
    check(seed, large=False, parties=True)


@draws(400, deadline=None)
@given(st.integers(0, 2**40))
def test_every_call_to_a_small_plan_is_covered_at_every_step(seed: int) -> None:
    check(seed, large=False)


@draws(100, deadline=None)
@given(st.integers(0, 2**40))
def test_every_call_to_a_large_plan_is_covered_at_every_step(seed: int) -> None:
    check(seed, large=True)
