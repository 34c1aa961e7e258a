"""Which variables have just the values that a search has found, so that none of these stands for others."""

from ivrsim.core.variables import LAST_INPUT, canonical, given_by_platform
from ivrsim.graph.usage import as_kept, reads, works_out, writes
from ivrsim.search.explore import Exploration


def inexact_names(found: Exploration) -> frozenset[str] | None:
    """Return the variables with values that stand for others, or are told, by the names under which they are kept.

    None is all: where a name is put together it may be any.
    """
    plan = found.plan
    given = {canonical(name, plan.platform)[0] for name in found.world.variables}
    inexact = {LAST_INPUT, *found.outside, *found.forgotten, *found.computed}
    inexact |= {name.removeprefix("attribute.") for name in found.world.attributes}
    sources: dict[str, set[str]] = {}
    for place, each in enumerate(plan.table):
        names = as_kept(reads(each), plan.platform)
        inexact |= {name for name in names if _comes_from_outside(name)} - given
        is_worked_out = works_out(each) and place not in found.told and place not in found.asked
        for name in as_kept(writes(each), plan.platform):
            sources.setdefault(name, set()).update(names if is_worked_out else {LAST_INPUT})
    if "" in sources or "" in inexact or any("" in names for names in sources.values()):
        return None
    while more := {name for name, names in sources.items() if name not in inexact and names & inexact}:
        inexact |= more
    return frozenset(inexact)


def _comes_from_outside(name: str) -> bool:
    return given_by_platform(name) or name.startswith(("global.", "attribute."))
