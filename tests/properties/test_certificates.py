"""The certificate of each plan covers its calls, after it went through a file."""

import json
from typing import Any

from hypothesis import assume, given, strategies as st

from ivrdsl.errors import NodeError
from ivrsim.certificates.checker import examine
from ivrsim.certificates.reader import certificate_from
from ivrsim.compiling.compile import compile_plan
from ivrsim.proofs.certificate import NoCertificate, certificate_of
from ivrsim.proofs.question import Asked
from ivrsim.proofs.searches import Searches
from ivrsim.proofs.verdict import Verification
from ivrsim.search.bounds import Bounds
from ivrsim.search.covers import hole_in
from ivrsim.search.explore import World
from tests.properties.drawn import Drawn
from tests.sizes import draws

CALLS = 12
BOUNDS = Bounds(max_states=1500)
NO_VERDICTS = Verification(True, 0, 0, "", ())


def written(drawn: Drawn) -> tuple[Any, Any]:
    """The plan of a draw, compiled, and what the file of its certificate holds."""
    plan = compile_plan(drawn.plan, drawn.platform)
    data = certificate_of(Searches(plan, Asked(bounds=BOUNDS)), NO_VERDICTS)
    return plan, json.loads(json.dumps(data))


def check(seed: int, *, large: bool) -> None:
    try:
        drawn = Drawn(seed, large=large)
        plan, data = written(drawn)
    except (NodeError, NoCertificate):
        assume(False)
    certificate = certificate_from(data, plan, World())
    outcome = examine(certificate, plan, World(), calls=CALLS, seed=seed)
    assert outcome.outside is None, (outcome.outside.drawn.script, outcome.outside.hole, drawn.plan, drawn.platform)
    for _ in range(CALLS):
        call, did = drawn.call()
        assert hole_in(certificate, call.line.moves) is None, (did, drawn.plan, drawn.platform)


@draws(60, deadline=None)
@given(st.integers(0, 2**40))
def test_the_certificate_of_a_small_plan_covers_its_calls(seed: int) -> None:
    check(seed, large=False)


@draws(25, deadline=None)
@given(st.integers(0, 2**40))
def test_the_certificate_of_a_large_plan_covers_its_calls(seed: int) -> None:
    check(seed, large=True)
