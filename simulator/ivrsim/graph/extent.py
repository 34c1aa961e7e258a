"""How far calls come, if conditions and variables could have any value."""

from collections.abc import Iterable
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GOES_ON, GONE, LIVE, MACHINE, PARTY, SILENCE
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import ANYBODY
from ivrsim.graph.search import behind


class Reached(NamedTuple):
    """The places that calls get to: while nobody has hung up, and after somebody has hung up inside a catch."""

    on_the_line: frozenset[int]
    gone: frozenset[int]


def reached(plan: t.Plan) -> Reached:
    """Return the places that calls get to, on either side."""
    size = len(plan.table)
    found = behind(Flow(plan).both_sides(), (0,))
    gone = frozenset(place - size for place in found if place >= size)
    return Reached(frozenset(place for place in found if place < size), gone)


def reachable(
    plan: t.Plan,
    *,
    starts: Iterable[int] = (0,),
    without: Iterable[int] = (),
    catches: bool = True,
    as_written: bool = False,
) -> frozenset[int]:
    """Return the places that some call gets to.

    The way past a menu or a transfer that only a call without a callee takes counts only behind a catch of a hang-up.

    Args:
        plan: the plan.
        starts: where the call is, with the callee on the line; by default the ringing phone.
        without: places that the call must not pass; they are not reached.
        catches: whether a key or a hang-up that a catch catches counts as a way.
        as_written: whether a branch counts that a limit of digits, or a catch, forbids.
    """
    onward = Flow(plan).both_sides(catches=catches, as_written=as_written)
    size = len(plan.table)
    seen = bytearray(len(onward))
    for place in set(without):
        seen[place::size] = b"\1" * len(seen[place::size])
    found = behind(onward, starts, seen)
    return frozenset(found if len(onward) == size else [place % size for place in found])


def reachable_as_written(plan: t.Plan) -> frozenset[int]:
    """Return the places that some call would get to if nothing forbade branches.

    Rules look at a plan so. Of a branch that a limit of digits forbids another rule tells, and it is judged as well.
    """
    return reachable(plan, as_written=True)


def person_reaches(plan: t.Plan) -> frozenset[int]:
    """Return the places that a call gets to when a person answers, as plans are written: see `reachable_as_written`."""
    onward = Flow(plan).both_sides(ANYBODY & ~MACHINE, as_written=True)
    size = len(plan.table)
    return frozenset(number % size for number in behind(onward, (0,)))


def machine_reaches(plan: t.Plan, *, starts: Iterable[int] = (0,)) -> frozenset[int]:
    """Return the places that a call gets to when an answering machine answers: it presses no key.

    By default the call begins with the ringing phone.

    At an amd the call takes the machine's way. Before one, and where there is none, a machine answers like a person. It
    does not hang up; the plan's own hangup may be caught.
    """
    onward = Flow(plan).both_sides(GOES_ON | MACHINE | SILENCE | PARTY | GONE)
    size = len(plan.table)
    return frozenset(number % size for number in behind(onward, starts))


def reached_without_a_key(plan: t.Plan) -> frozenset[int]:
    """Return the places that a call gets to when whoever answers is taken for a person, and presses no key."""
    onward = Flow(plan).on_the_line(GOES_ON | LIVE | PARTY | SILENCE)
    return frozenset(behind(onward, (0,)))


def catching(plan: t.Plan, calls: Reached) -> set[int]:
    """Return the elements of the catches that may catch something."""
    flow = Flow(plan)
    return {edge.catch.element for edge in flow.caught() if edge.catch and edge.source in calls.on_the_line}
