"""Where variables are set before they are read, and how many expressions a plan works out."""

from collections.abc import Iterator
from typing import Final

from ivrsim.core.variables import canonical, given_by_platform
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.graph.usage import variables
from ivrsim.proofs.property import PlanCalls

_MOST_SHOWN: Final = 6
"""Variables about which a reason of its own is told."""


def why_none_is_unset(subject: PlanCalls) -> Iterator[Reason]:
    """Each variable that is read, and what sets it before."""
    plan, world = subject.plan, subject.found.world
    usage = variables(plan, sorted(subject.found.places))
    given = {canonical(name, plan.platform)[0] for name in (*world.variables, *world.attributes)}
    outside = [name for name in usage.read if given_by_platform(name) or name.startswith("global.") or name in given]
    others = sorted(set(usage.read) - set(outside))
    for name in others[:_MOST_SHOWN]:
        writers = sorted({plan.table[place].element for place in (*usage.written.get(name, ()), *usage.written_any)})
        if writers:
            yield reason(f"{name} is read only where it has been set by ", *listed(writers, last=" or "))
    if rest := others[_MOST_SHOWN:]:
        yield reason(f"{len(rest)} more variables are read only where they have been set")
    if outside:
        yield reason(f"taken to be there: {', '.join(sorted(outside))}")


def why_no_expression_fails(subject: PlanCalls) -> Iterator[Reason]:
    """How many expressions calls come to."""
    table = subject.plan.table
    found = sorted({table[place].element for place in subject.found.places if table[place].javascript})
    if found:
        words = (
            "the one expression that calls come to works" if len(found) == 1 else f"all {len(found)} expressions work"
        )
        yield reason(f"{words}: ", *listed(found))
    else:
        yield reason("calls come to no expression")
