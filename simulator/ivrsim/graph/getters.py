"""Where somebody leads the call, for all instructions of a class: functions made once, from its declarations."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import Any, Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import (
    GOES_ON,
    GONE,
    HANGS_UP,
    INBOUND,
    KEY,
    LIVE,
    MACHINE,
    PARTY,
    SILENCE,
    ExitField,
    held,
)
from ivrsim.core.platform import Platform

BY_ITSELF: Final = GOES_ON | LIVE | MACHINE | INBOUND
NOBODY_ACTS: Final = BY_ITSELF | SILENCE | PARTY
"""All that can happen while the callee does nothing."""
ON_THE_LINE: Final = NOBODY_ACTS | KEY
"""All that can happen while nobody has hung up."""
ANYBODY: Final = ON_THE_LINE | HANGS_UP | GONE

SETS: Final = "sets"
KEEPS: Final = "keeps"
CLEARS: Final = "clears"
"""What becomes of the variable that a place writes, on a way from there."""

Getter = Callable[[Any], list[int]]
"""Tells where an instruction leads."""


@lru_cache(maxsize=1024)
def getters(kinds: frozenset[type], who: int, platform: Platform, doing: str = "") -> Mapping[type, Getter]:
    """Return, for each class of instructions, a function that tells where somebody leads the call on a platform.

    Args:
        kinds: the classes.
        who: who takes the ways. With GONE, what needs a callee is passed over.
        platform: binds the quirks.
        doing: SETS, KEEPS or CLEARS for the ways alone on which that becomes of the variable that is written.
    """
    return {kind: _getter(_fields(kind, who, platform, doing)) for kind in kinds}


def _fields(kind: type[t.Instruction], who: int, platform: Platform, doing: str) -> tuple[str, ...]:
    """The fields of an instruction that hold these ways."""
    if who & GONE:
        who = GONE if kind.passed_by else who & BY_ITSELF
    taken = [way for way in kind.ways if way.taken_by(platform) & who]
    return tuple([way.field for way in taken if not doing or doing in _deeds(way, platform)])


def _deeds(way: ExitField, platform: Platform) -> tuple[str, ...]:
    """What may become of the variable of an instruction on a way from it."""
    if way.clears is not None and way.clears.holds(platform):
        return (CLEARS,)
    spares = not way.writes or (way.spares is not None and way.spares.holds(platform))
    return (*([SETS] if way.writes else []), *([KEEPS] if spares else []))


@cache
def _getter(fields: tuple[str, ...]) -> Getter:
    """A function from an instruction to the places that the exits in some of its fields lead to."""
    if not fields:
        return lambda _: []
    if {"cut", "documents", "exact", "ranges"}.isdisjoint(fields):
        return _plain(fields)
    if fields == ("next", "cut"):
        return lambda play: [play.next.to, play.cut.to] if play.cut else [play.next.to]
    if fields[:3] == ("exact", "ranges", "no_match"):
        return partial(_menu, fields[3:])
    return lambda instruction: [way.to for field in fields for way in held(getattr(instruction, field))]


def _menu(others: tuple[str, ...], menu: Any) -> list[int]:
    """Where a menu leads by keys, and by some fields that hold one exit each."""
    found = [way.to for way in menu.exact.values()]
    found += [taken.exit.to for taken in menu.ranges]
    found.append(menu.no_match.to)
    found += [getattr(menu, field).to for field in others]
    return found


def _plain(fields: tuple[str, ...]) -> Getter:
    """A getter for fields that hold one exit each: most instructions of a table, so this is made fast."""
    leads: Callable[[Any], Any] = attrgetter(*[f"{field}.to" for field in fields])
    if len(fields) == 1:
        return lambda instruction: [leads(instruction)]
    return lambda instruction: list(leads(instruction))
