"""Verdicts of a plan in which somebody has suppressed properties: for all of it, or at a tag.

Theory of operation. A property that is suppressed for the whole plan is asked as ever; that it does not hold is told
and not counted. One that is suppressed at a tag is asked without that tag, and then may hold. Either suppresses
nothing where the verdict would be the same without it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ivrsim.core.table import Plan
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.names import named
from ivrsim.proofs.property import Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.searches import Searches
from ivrsim.proofs.verdict import Verification
from ivrsim.proofs.verify import verdicts_from


class Suppressed(NamedTuple):
    """A property that is suppressed.

    Attributes:
        name: of the property, without its number.
        reason: why.
        covers: the elements at which it is; None for the whole plan.
    """

    name: str
    reason: str
    covers: range | None = None


def asked_with(asked: Asked, suppressed: Sequence[Suppressed]) -> Asked:
    """What is to be found out where properties are suppressed."""
    whole = {_name(each): each.reason or "no reason is given" for each in suppressed if each.covers is None}
    left_out = tuple((_name(each), each.covers) for each in suppressed if each.covers is not None)
    return asked._replace(suppressed=whole, options=asked.options._replace(left_out=left_out))


def unused(plan: Plan, asked: Asked, suppressed: Sequence[Suppressed], report: Verification) -> list[Suppressed]:
    """Return what suppresses nothing, of the properties that were asked for.

    Args:
        plan: the plan.
        asked: what was to be found out, as if nothing were suppressed.
        suppressed: what is.
        report: the verdicts.
    """
    properties = {each.name: each for each in asked.properties}
    told = {each.property: each for each in report.verdicts}
    kept = list(suppressed)
    for each in suppressed:
        name = _name(each)
        if name not in properties:
            continue
        others = list(kept)
        others.remove(each)
        if each.covers is None:
            idle = name not in told or not told[name].suppressed or each in others
        else:
            idle = _verdict(plan, asked, others, properties[name]) == _verdict(plan, asked, kept, properties[name])
        if idle:
            kept = others
    return [each for each, count in Counter(suppressed).items() for _ in range(count - kept.count(each))]


def _verdict(plan: Plan, asked: Asked, suppressed: Sequence[Suppressed], each: Property) -> tuple[str, str] | None:
    """What is said of one property, and why."""
    alone = asked_with(asked._replace(properties=(each,), witnesses=0), suppressed)
    verdicts = verdicts_from(Searches(plan, alone), alone).verdicts
    return (verdicts[0].verdict, verdicts[0].because) if verdicts else None


def _name(each: Suppressed) -> str:
    return named(BUILT_IN, each.name)[0].name
