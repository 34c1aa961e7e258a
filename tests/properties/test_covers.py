"""Every call is covered by the search at every step, also where no verdict would show a hole."""

from hypothesis import assume, given, strategies as st

from ivrdsl.errors import NodeError
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.instructions.base import CONTROL
from ivrsim.proofs.question import Asked
from ivrsim.proofs.searches import Searches
from ivrsim.search.bounds import Bounds
from ivrsim.search.covers import hole_in
from tests.properties.drawn import Drawn
from tests.sizes import draws

MAX_STATES = 600
CALLS = 6


def check(seed: int, *, large: bool) -> None:
    try:
        drawn = Drawn(seed, large=large)
    except NodeError:
        return
    searches = Searches(compile_plan(drawn.plan, drawn.platform), Asked(bounds=Bounds(max_states=MAX_STATES)))
    more, calls = searches.more.subject.found, searches.calls.found
    less = searches.refinement.calls(frozenset()).subject.found
    exact = not calls.asked and not calls.asks_again and all(each.kind != CONTROL for each in calls.escapes)
    checked = [found for found in (more, less, *([calls] if exact else [])) if found.complete]
    assume(checked)
    for _ in range(CALLS):
        call, did = drawn.call()
        for found in checked:
            hole = hole_in(found, call.line.moves)
            assert hole is None, (
                hole,
                did,
                "exact" if found is calls else "more" if found is more else "less",
                drawn.plan,
                drawn.platform,
            )


@draws(400, deadline=None)
@given(st.integers(0, 2**40))
def test_every_call_to_a_small_plan_is_covered_at_every_step(seed: int) -> None:
    check(seed, large=False)


@draws(100, deadline=None)
@given(st.integers(0, 2**40))
def test_every_call_to_a_large_plan_is_covered_at_every_step(seed: int) -> None:
    check(seed, large=True)
