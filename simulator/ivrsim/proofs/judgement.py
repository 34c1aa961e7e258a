"""Whether a call that was played breaks a claim: its statement fails in it, and the claim itself says so."""

from ivrsim.core.table import Plan
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.witness import Witness, fails, witness


def played(plan: Plan, path: Path, each: Property, asked: Asked, *, told: bool) -> Witness:
    """Return the call of a way that breaks a claim.

    Args:
        plan: the plan.
        path: the way.
        each: the claim.
        asked: what is given before the call, and the lines of elements.
        told: whether the search was told what comes of tests. Then the call may go another way, if the claim can tell
            of any call whether it is broken.

    Raises:
        UnscriptableError: no script plays this way.
    """
    return witness(plan, path, world=asked.world, lines=asked.lines, exact=not (told and each.conclusive))


def breaks(plan: Plan, call: Witness, each: Property, expect: str, asked: Asked) -> bool:
    """Return whether a call that was played breaks a claim.

    Args:
        plan: the plan.
        call: the call.
        each: the claim.
        expect: the statement that must fail in it; "" for none.
        asked: what is given before the call.
    """
    if expect and not fails(plan, call, expect, asked.world):
        return False
    return each.judges is None or each.judges(call.transcript)
