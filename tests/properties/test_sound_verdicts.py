"""No call does what is PROVED not to happen: plans drawn at random, and calls with values of every kind."""

from collections import Counter
from collections.abc import Callable

from hypothesis import given, strategies as st

from ivrdsl.errors import NodeError
from ivrdsl.model.structs import replace
from ivrsim.compiling.compile import compile_plan
from ivrsim.play.call import Call
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.own import never
from ivrsim.proofs.property import MAX_PLAYS
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import PROVED, VACUOUS
from ivrsim.proofs.verify import verify
from ivrsim.search.bounds import Bounds
from tests.properties.drawn import Drawn
from tests.sizes import draws

NO_TRANSFER = replace(never(lambda entry: entry.kind == "transfer", name="no transfer"), leans_on=())
"""It asks for no texts: what is only spoken decides nothing."""
MAX_STATES = 1500
CALLS = 20


def _most_plays(call: Call) -> int:
    return max(Counter(entry.element for entry in call.transcript().of_kind("prompt")).values(), default=0)


CLAIMS: dict[str, Callable[[Call], bool]] = {
    NO_TRANSFER.name: lambda call: not call.transcript().of_kind("transfer"),
    "no-call-ends-in-error": lambda call: not call.outcome.startswith("error"),
    "no-javascript-error": lambda call: (
        not any("javascript" in entry.details["error"] for entry in call.transcript().of_kind("error"))
    ),
    "no-unset-variable": lambda call: all(
        entry.details["variable"].startswith("contact.") for entry in call.transcript().of_kind("undefined")
    ),  # contact fields are taken to be there
    "at-most-5-plays": lambda call: _most_plays(call) <= MAX_PLAYS,
    "every-call-ends": lambda call: call.outcome not in ("unfinished", "loop", "limit"),
    "no-loop-without-callee": lambda call: call.outcome not in ("loop", "limit"),
}
"""What each property says of one call, judged by the call alone."""


@draws(120, deadline=None)
@given(st.integers(0, 2**40))
def test_no_call_does_what_is_proven_not_to_happen(seed: int) -> None:
    try:
        drawn = Drawn(seed)
    except NodeError:
        return
    plan = compile_plan(drawn.plan, drawn.platform)
    report = verify(plan, asked=Asked((NO_TRANSFER, *BUILT_IN), bounds=Bounds(max_states=MAX_STATES), witnesses=0))
    proven = {each.name for each in report.verdicts if each.verdict in (PROVED, VACUOUS)} & set(CLAIMS)
    for _ in range(CALLS if proven else 0):
        call, did = drawn.call()
        assert {name for name in proven if not CLAIMS[name](call)} == set(), (did, drawn.plan)
