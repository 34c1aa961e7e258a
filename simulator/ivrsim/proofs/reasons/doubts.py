"""What would decide a claim that is left open: what a call needs that breaks it, what was tried, which option helps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from ivrsim.core import table as t
from ivrsim.core.events import TOLD_KINDS
from ivrsim.core.template import source_of
from ivrsim.core.variables import LAST_INPUT, canonical, given_by_platform
from ivrsim.graph.reason import Reason, reason, shortened
from ivrsim.graph.usage import reads
from ivrsim.proofs.doubt import Doubt
from ivrsim.proofs.paths import Path, PathStep
from ivrsim.search.explore import Exploration
from ivrsim.search.forgotten import counted

_MOST_SHOWN: Final = 3
_MOST_VALUES: Final = 6
_LONGEST: Final = 20
"""Characters of a value between quotes."""


def deciders(found: Exploration, doubt: Doubt, way: Path | None, tried: Exploration | None) -> list[Reason]:
    """Return what would decide a claim.

    Args:
        found: the first search.
        doubt: what leaves the claim open.
        way: among more calls than there are, one that breaks it, if that is known.
        tried: the search with values that were made for the plan, if there is one.
    """
    if doubt.bound:
        return list(_of_bound(found))
    needed = list(dict.fromkeys(_needs(found, way or (), tried or found)))
    if needed:
        return needed
    if doubt.escape is not None:
        return list(_of_use(found, doubt.escape.place, doubt.escape.name))
    return list(_of_use(found, doubt.place, "")) if doubt.place >= 0 else []


def conditions(found: Exploration, way: Path) -> str:
    """Return what a way takes for granted of tests and assignments, in words; "" for nothing."""
    told = list(dict.fromkeys(_needed(found, act) for act in way if act.move.event.kind in TOLD_KINDS))
    more = f" and {len(told) - _MOST_SHOWN} more such things" if len(told) > _MOST_SHOWN else ""
    return " and ".join(told[:_MOST_SHOWN]) + more


# --- a bound --------------------------------------------------------------------------------------------------------


def _of_bound(found: Exploration) -> Iterator[Reason]:
    """How far a search came, and what makes its states so many."""
    if found.only_ahead:
        yield reason("--quirk type_ahead=drop decides it: then no key is kept that is pressed before a menu listens")
        return
    followed = len(found.arrays[0]) - 1
    yield reason(f"the search found {len(found):,} states, and followed {followed:,} of them")
    several = [(name, count) for name, count in _value_counts(found) if count > 1][:_MOST_SHOWN]
    if several:
        yield reason(f"most of them differ in {', '.join(f'{name} ({count:,} values)' for name, count in several)}")
    for name, count in several:
        if name in counted(found.plan) and count > _MANY:
            words = f"{name} counts: if nothing ends that, no bound is large enough"
            yield reason(words, element=_writer(found, name))
        elif given_by_platform(name):
            yield reason(_set(name))


_MANY: Final = 100
"""Values from which on a counter is worth a word."""


@lru_cache(maxsize=4)
def _value_counts(found: Exploration) -> list[tuple[str, int]]:
    """The variables that states remember, with how many values each has, the most first."""
    values: dict[str, set[str]] = {}
    for state in range(len(found)):
        for name, value in found.state(state).variables:
            values.setdefault(name, set()).add(value)
    return Counter({name: len(each) for name, each in values.items()}).most_common()


def _writer(found: Exploration, name: str) -> int:
    """The first tag that sets a variable; -1 for none."""
    for each in found.plan.table:
        if type(each) is t.Assign and canonical(source_of(each.variable), found.plan.platform)[0] == name:
            return each.element
    return -1


# --- what nobody knows ----------------------------------------------------------------------------------------------


def _needs(found: Exploration, way: Path, tried: Exploration) -> Iterator[Reason]:
    """What would have to be true for a way to be a call's, with what was tried for that."""
    for act in way:
        if act.move.event.kind in TOLD_KINDS:
            place = act.move.source.state.place
            names = _names_at(found, place)
            known = [text for name in names if (text := _values_of(tried, name))]
            words = f" would have to {_outcome(act)}, and no value that was tried makes it so"
            yield reason(_element(found, place), words, f": {'; '.join(known)}" if known else "")
            yield from (reason(_set(name)) for name in names if given_by_platform(name))


def _needed(found: Exploration, act: PathStep) -> str:
    """What has to come of a test or an assignment, in words."""
    place, event = act.move.source.state.place, act.move.event
    text = _text_at(found, place)
    if event.kind == "cut off":
        return f"{text} is cut off by a limit of JavaScript"
    if found.plan.table[place].asks:
        return f"{text} fails" if event.value == "fails" else f"{text} is {event.value}"
    return f"{text} gives a value such as {_value(event.value)}"


def _outcome(act: PathStep) -> str:
    """What has to come of it, as what the tag would have to do."""
    event = act.move.event
    if event.kind == "cut off":
        return "be cut off by a limit of JavaScript"
    known = {"fails": "fail", "true": "be true", "false": "be false"}
    return known.get(event.value, f"give a value such as {_value(event.value)}")


def _value(value: str) -> str:
    """A value in words; one with blanks at an end stands between quotes."""
    plain = shortened(value)
    return (
        (plain if plain == value or len(plain) < len(value.strip()) else f"'{value[:_LONGEST]}'")
        if value
        else "nothing"
    )


def _of_use(found: Exploration, place: int, name: str) -> Iterator[Reason]:
    """A use of a value that nobody knows."""
    text = _text_at(found, place)
    yield reason(f"it hangs on {f'what comes of {text}' if text else f'what {name} is'} at ", _element(found, place))
    if given_by_platform(name):
        yield reason(_set(name))


def _set(name: str) -> str:
    return f"--set {name}=VALUE makes that value known"


def _text_at(found: Exploration, place: int) -> str:
    """What is worked out at a place, as it is written; "" for nothing."""
    instruction: Any = found.plan.table[place]
    if instruction.asks and instruction.value is not None:
        word = "differs from" if instruction.negated else "equals"
        return shortened(f"{source_of(instruction.expression)} {word} {source_of(instruction.value)}")
    return shortened(source_of(instruction.program()))


def _names_at(found: Exploration, place: int) -> list[str]:
    """The variables that are looked at in a place, by the names under which they are kept."""
    names = [name for name in reads(found.plan.table[place]) if name]
    return list(dict.fromkeys(canonical(name, found.plan.platform)[0] for name in names))


def _values_of(tried: Exploration, name: str) -> str:
    """The values with which a variable from outside was tried, in words; "" for one that is not, or for inputs."""
    if name == LAST_INPUT or name not in tried.outside:
        return ""
    values: Sequence[str] = list(dict.fromkeys(map(_value, tried.values_of(name))))
    more = f" and {len(values) - _MOST_VALUES} more" if len(values) > _MOST_VALUES else ""
    return f"{name} = {', '.join(values[:_MOST_VALUES])}{more}"


def _element(found: Exploration, place: int) -> int:
    return found.plan.table[place].element
