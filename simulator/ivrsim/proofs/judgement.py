"""Whether a call that was played breaks a claim: its statement fails in it, and the claim itself says so."""

from ivrsim.core.table import Plan
from ivrsim.proofs.property import Breach, Holds, Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.witness import Witness, failing, witness


def played(plan: Plan, way: Breach | Holds, each: Property, asked: Asked, *, told: bool) -> Witness:
    """Return the call of a way that breaks a claim.

    Args:
        plan: the plan.
        way: the way; one of what holds has one, too.
        each: the claim.
        asked: what is given before the call, and the lines of elements.
        told: whether the search was told what comes of tests. Then the call may go another way, if the claim can tell
            of any call whether it is broken.

    Raises:
        UnscriptableError: no script plays this way.
    """
    exact = not (told and each.conclusive)
    assert way.path is not None  # who asks has looked
    return witness(plan, way.path, world=asked.world, lines=asked.lines, exact=exact, answered=way.answered)


def breaking(plan: Plan, call: Witness, each: Property, way: Breach, asked: Asked) -> Witness | None:
    """Return a call that was played as one that breaks a claim, with what goes wrong in it; None if it does not.

    Args:
        plan: the plan.
        call: the call.
        each: the claim.
        way: of which the call is, with the statement that must fail in it.
        asked: what is given before the call, and what the claim is told.
    """
    judged = failing(plan, call, way.expect, asked.world) if way.expect else call.transcript
    if judged is None or (each.judges is not None and not each.judges(judged)):
        return None
    because = way.because if each.tells is None else each.tells(call.transcript, asked.options)
    return call._replace(because=because, expect=way.expect) if because else None
