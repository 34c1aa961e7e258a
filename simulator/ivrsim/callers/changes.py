"""Other numbers for a model of callers, as a file has them or a program writes them: one reader for both."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ivrsim.callers.checks import require_callers
from ivrsim.callers.model import Callers
from ivrsim.callers.notation.names import Name, dotted
from ivrsim.callers.notation.numbers import find, model_of, numbers_of
from ivrsim.callers.notation.ranges import refuse
from ivrsim.callers.notation.tables import GivenNumber, read_tables
from ivrsim.callers.profiles import PROFILES, Profile
from ivrsim.callers.sources import Sources

REPLY_AFTER_MS: Final = {500: 1.0}
"""How long a reply takes, where only its texts are said."""

_MINUTE: Final = ("price", "a_minute")
_LEG: Final = ("price", "transfer_a_minute")
_SINGLE: Final = {"menus": "menu", "transfers": "transfer"}
"""Sections of single ones by name, and the section of all others."""


def with_changes(callers: Callers, changes: Mapping[str, Any], *, unsourced: str = "given, no source") -> Callers:
    """Return callers with other numbers.

    Args:
        callers: the model that holds where nothing is said.
        changes: the numbers, nested and written as in a callers.toml: {"person": {"early": 0.1}}. Laws may have
            numbers as keys, and bounds may be pairs.
        unsourced: what is listed as the source of numbers that come without one.

    Raises:
        CallersError: a name that is not known, or a number that cannot be; the text names the nearest.
    """
    require_callers(callers)
    statements = read_tables(changes)
    numbers, sources = numbers_of(callers), Sources(callers)
    if statements.profile:
        _take_profile(PROFILES[statements.profile], numbers, sources)
    said = _read(statements.given, callers.step_ms)
    for each in statements.given:
        sources.say(each.name, each.source or unsourced)
    numbers = {**said, **numbers, **said}  # what is said now stands first: of two URLs that fit it is taken
    _complete(numbers, sources)
    if _MINUTE in said and dotted(_LEG) in sources.assumed and _LEG not in said:
        numbers[_LEG] = numbers[_MINUTE]
    sources.list_all(statements.sources, statements.assumed, statements.partly)
    changed = sources.put_into(model_of(callers, numbers))
    require_callers(changed)
    return changed


def _read(given: Iterable[GivenNumber], step_ms: int) -> dict[Name, Any]:
    """The numbers that are given. The step is read first, as laws are made of steps.

    Raises:
        CallersError: one is not written as it should be.
    """
    found: dict[Name, Any] = {}
    for each in sorted(given, key=lambda one: one.name != ("step_ms",)):
        number = find(each.name)
        assert number is not None  # what is read has a place
        found[each.name] = number.notation.read(each.name, each.value, step_ms)
        if each.name == ("step_ms",):
            step_ms = found[each.name]
            number.notation.require(each.name, step_ms)
    return found


def _take_profile(profile: Profile, numbers: dict[Name, Any], sources: Sources) -> None:
    """Put the numbers of a detector in the place of those that are there."""
    for name in [each for each in numbers if each[0] == "detector"]:
        verdicts = profile.detector[name[1]]
        numbers[name] = verdicts.shares if len(name) == 2 else verdicts.after_ms.get(name[3], {})
        sources.assume(name)
    sources.list_all(profile.sources, [], profile.assumed)


def _complete(numbers: dict[Name, Any], sources: Sources) -> None:
    """Give single menus and transfers, of which something is said, what holds for all others, and replies a time.

    Raises:
        CallersError: nothing is said of what a web server replies.
    """
    for name in list(numbers):
        if name[0] in _SINGLE:
            for rest in _needed(name[0]):
                missing, other = (*name[:2], *rest), (_SINGLE[name[0]], *rest)
                if missing not in numbers:
                    numbers[missing] = numbers[other]
                    sources.inherit(missing, other)
        elif name[0] == "replies":
            if (*name[:2], "texts") not in numbers:
                refuse(name[:2], 'lacks texts; expected, for instance, texts = { "yes" = 0.9, "no reply" = 0.1 }')
            if (*name[:2], "after_s") not in numbers:
                numbers[*name[:2], "after_s"] = REPLY_AFTER_MS
                sources.assume((*name[:2], "after_s"))


def _needed(section: str) -> Iterator[Name]:
    """What each of a section has, behind its name."""
    yield ()
    if section == "transfers":
        yield ("rings_s",)
        yield ("talks_s",)
