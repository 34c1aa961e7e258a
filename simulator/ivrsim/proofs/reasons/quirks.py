"""On which quirk a call hangs that breaks a claim: the same callee is let act under the other readings."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import alternatives
from ivrsim.core.table import Plan
from ivrsim.play.call import call_given
from ivrsim.proofs.witness import Witness, as_tried
from ivrsim.script.run import passes
from ivrsim.script.statements import parse_script
from ivrsim.search.world import World


def saving(plan: Plan, call: Witness, expect: str, quirks: Sequence[str], world: World) -> Iterator[tuple[str, Any]]:
    """Yield the readings of quirks with which a callee who acts as in a call would not see the claim broken.

    Args:
        plan: the plan, on its platform.
        call: a call that breaks a claim.
        expect: the statement that fails in it.
        quirks: those that it leans on.
        world: what is given before the call.
    """
    statements = parse_script("\n".join([*as_tried(call.statements), expect]))
    for quirk in quirks:
        for value in alternatives(plan.platform, quirk):
            if passes(call_given(_on(plan, quirk, value), world.variables), statements)[0]:
                yield quirk, value


@lru_cache(maxsize=32)
def _on(plan: Plan, quirk: str, value: Any) -> Plan:
    """A plan under another reading of a quirk."""
    return compile_plan(plan.elements[0].node, plan.platform.with_quirks(**{quirk: value}))
