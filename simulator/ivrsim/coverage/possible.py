"""Which branches of a plan some call can take, as far as that can be known."""

from collections.abc import Iterable, Iterator
from math import prod
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL
from ivrsim.core.variables import canonical
from ivrsim.coverage.branches import counting, moments, taken
from ivrsim.graph.extent import catching, reached
from ivrsim.graph.flow import Flow
from ivrsim.graph.unset import comes_from_outside, unset_reads
from ivrsim.graph.usage import reads, variables
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING, OUTBOUND, moments_of
from ivrsim.search.domains import Domains
from ivrsim.search.explore import Exploration, World, explore

_BOUNDS: Final = Bounds(max_states=5_000)
"""Where the search for what no call can take ends."""
MAX_COMBINATIONS: Final = 64
"""Combinations of values from outside that are searched."""


def possible(plan: t.Plan) -> frozenset[str]:
    """Return the ids of the branches that some call may take; of the others it is sure that no call can.

    The table alone rules out what no exit leads to. An exact search rules out what conditions, variables and inputs
    never lead to; where it is not exact, or finds no end, the table alone decides.
    """
    found = _by_table(plan)
    searched = _by_search(plan)
    return found if searched is None else found & searched


def _by_table(plan: t.Plan) -> frozenset[str]:
    flow, calls = Flow(plan), reached(plan)
    found: set[str] = set()
    for place, instruction in enumerate(plan.table):
        here, gone = place in calls.on_the_line, place in calls.gone
        if here or (gone and not instruction.passed_by):
            found.add(f"n{instruction.element}")
        counted = counting(flow, place, on_the_line=here, gone=gone, possible=True)
        found |= {f"{place}.{number}" for number in counted}
        if here:
            found |= {moment.id for moment in moments(plan, place)}
    return frozenset(found | {f"c{element}" for element in catching(plan, calls)})


def _by_search(plan: t.Plan) -> frozenset[str] | None:
    """The branches that an exact search takes; None where it cannot be exact.

    A variable that the plan reads may have no value when the call begins, or may be given one: both are searched. That
    of one that every call sets before it is read does not matter.
    """
    read = {name for row in plan.table for name in reads(row)}
    if None in read or plan.platform.undefined_variable != "empty":
        return None  # a name that is put together in the call may be any variable's; and being unset may be a value
    names = sorted({canonical(name, plan.platform)[0].removeprefix("attribute.") for name in read if name})
    given = tuple(names if variables(plan).written_any else _may_be_given(plan, names))
    found: set[str] = set()
    for attributes in dict.fromkeys([(), given]):
        domains = Domains([plan], attributes)
        if not _may_be_exact(plan, domains, names, attributes):
            return None
        world = World(answers=(*OUTBOUND, *INCOMING), attributes=attributes)
        searched = explore(plan, world=world, bounds=_BOUNDS, domains=domains)
        if not searched.complete:
            return None
        found.update(*_steps(searched))
    return frozenset(found)


def _may_be_given(plan: t.Plan, names: Iterable[str]) -> Iterator[str]:
    """The variables that some call may read before it has set them."""
    unset = {each.name.removeprefix("attribute.") for each in unset_reads(plan)}
    return (name for name in names if name in unset or comes_from_outside(name))


def _may_be_exact(plan: t.Plan, domains: Domains, names: Iterable[str], attributes: Iterable[str]) -> bool:
    """Whether a search that is complete leaves out no call: asked before it, because it may take long."""
    tried = prod(len(domains.values(name)) for name in names if domains.is_outside(name) or name in attributes)
    if tried > MAX_COMBINATIONS or any(
        domains.values(name) != domains.values(f"attribute.{name}") for name in attributes
    ):
        return False  # not all that a recipient's attribute is compared with would be tried
    escapes = any(escape.kind == CONTROL for found in domains.escapes for escape in found)
    return not escapes and moments_of(plan).complete


def _steps(searched: Exploration) -> Iterator[frozenset[str]]:
    """What each step that was found takes."""
    seen: set[tuple[int, int]] = set()
    for number in range(len(searched)):
        control = searched.control(number)
        for move, _ in searched.outgoing(number):
            if (control.number, move.number) not in seen:
                seen.add((control.number, move.number))
                yield taken(searched.plan, move)
