"""Who makes a call take an exit: the plan itself, a silent callee, a key, somebody else, or that the callee is gone.

`exits` lists all ways on from an instruction. Most questions are about some of them: what a machine hears is what time
and silence lead to. A skipped menu's way is taken only after the callee has hung up inside a catch. Each way is told
apart here, once, by the field that holds it; `ivrsim.core.step` takes the same fields.
"""

from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from typing import Any, Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import (
    GOES_ON,
    GONE,
    INBOUND,
    KEY,
    LIVE,
    MACHINE,
    PARTY,
    SILENCE,
    held,
)

BY_ITSELF: Final = GOES_ON | LIVE | MACHINE | INBOUND
ON_THE_LINE: Final = BY_ITSELF | SILENCE | PARTY | KEY
"""All that can happen while nobody has hung up."""


def ways(plan: t.Plan, kinds: int, places: Iterable[int] | None = None) -> list[list[int]]:
    """Return, for each place, the places to which somebody of these kinds leads the call.

    Args:
        plan: the plan; what its platform rules out is left out.
        kinds: who may take a way, e.g. `GOES_ON | SILENCE`. With GONE, the callee has hung up before: what needs no
            callee runs as ever, and the rest is passed over.
        places: the places to look at, when not all; others lead nowhere.
    """
    getters = {kind: _getter(kind, kinds, plan) for kind in {type(instruction) for instruction in plan.table}}
    if places is None:
        return [getters[type(instruction)](instruction) for instruction in plan.table]
    found: list[list[int]] = [[] for _ in plan.table]
    for place in places:
        instruction = plan.table[place]
        found[place] = getters[type(instruction)](instruction)
    return found


def exits_of(plan: t.Plan, place: int, kinds: int) -> list[t.Exit]:
    """Return the exits at one place that somebody of these kinds takes."""
    instruction = plan.table[place]
    found: list[t.Exit] = []
    for field in _fields(type(instruction), kinds, plan):
        found += held(getattr(instruction, field))
    return found


def _fields(kind: type, kinds: int, plan: t.Plan) -> tuple[str, ...]:
    """The fields of an instruction of some type that hold ways of these kinds, on the plan's platform."""
    return _fields_of(kind, kinds, plan.platform.amd_inbound == "skip", plan.platform.barge_in)


@cache
def _fields_of(kind: type, kinds: int, passes_amd: bool, barge_in: bool) -> tuple[str, ...]:
    declared: type[t.Instruction] = kind
    if kinds & GONE:
        kinds = GONE if declared.passed_by else BY_ITSELF
    if not passes_amd:
        kinds &= ~INBOUND
    return tuple(way.field for way in declared.ways if way.by & kinds and (barge_in or way.field != "cut"))


def _getter(kind: type[Any], kinds: int, plan: t.Plan) -> Callable[[Any], list[int]]:
    """A function from an instruction of some type to the places that ways of these kinds lead to."""
    fields = _fields(kind, kinds, plan)
    if not fields:
        return lambda _: []
    if {"cut", "documents", "exact"}.isdisjoint(fields):
        return _plain(fields)
    if fields == ("next", "cut"):
        return lambda play: [play.next.to, play.cut.to] if play.cut else [play.next.to]
    if fields == ("exact", "ranges", "no_match", "no_input"):
        return _menu
    return lambda instruction: [way.to for field in fields for way in held(getattr(instruction, field))]


def _menu(menu: t.Collect) -> list[int]:
    """Where a menu leads by keys and silence."""
    found = [way.to for way in menu.exact.values()]
    found += [taken.exit.to for taken in menu.ranges]
    found += (menu.no_match.to, menu.no_input.to)
    return found


def _plain(fields: tuple[str, ...]) -> Callable[[Any], list[int]]:
    """A getter for fields that hold one exit each: most instructions of a table, so this is made fast."""
    leads: Callable[[Any], Any] = attrgetter(*[f"{field}.to" for field in fields])
    if len(fields) == 1:
        return lambda instruction: [leads(instruction)]
    return lambda instruction: list(leads(instruction))
