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

GOES_ON: Final = 1
"""The plan goes on by itself: at once, when a prompt or a wait has ended, or when a web server has replied."""
LIVE: Final = 2
"""A person answered."""
MACHINE: Final = 4
"""An answering machine answered."""
INBOUND: Final = 8
"""A caller rang in, on a platform that then passes over amd."""
SILENCE: Final = 16
"""The callee stays silent: a menu's no-input, the end of a recording."""
PARTY: Final = 32
"""The other party of a transfer answers, refuses or lets it ring."""
KEY: Final = 64
"""The callee presses a key."""
GONE: Final = 128
"""The callee has hung up, so that what needs a callee is passed over."""

BY_ITSELF: Final = GOES_ON | LIVE | MACHINE | INBOUND
ON_THE_LINE: Final = BY_ITSELF | SILENCE | PARTY | KEY
"""All that can happen while nobody has hung up."""

NEEDS_CALLEE: Final = frozenset({t.Play, t.Pause, t.Enter, t.Collect, t.Record, t.Transfer})
"""What is passed over when the callee has hung up."""

_KINDS: Final[dict[type, tuple[tuple[str, int], ...]]] = {
    t.Finish: (),
    t.Unsupported: (),
    t.Detect: (("live", LIVE), ("machine", MACHINE), ("skip", INBOUND)),
    t.Play: (("next", GOES_ON | GONE), ("cut", KEY)),
    t.Pause: (("next", GOES_ON | GONE), ("cut", KEY)),
    t.Enter: (("next", GOES_ON), ("after", GONE)),
    t.Collect: (("exact", KEY), ("ranges", KEY), ("no_match", KEY), ("no_input", SILENCE), ("after", GONE)),
    t.Record: (("next", SILENCE | GONE),),  # in the background it goes on by itself
    t.Test: (("true", GOES_ON), ("false", GOES_ON)),
    t.Transfer: (("over", PARTY), ("refused", PARTY), ("unanswered", PARTY), ("next", GONE)),
    t.GotoDocument: (("documents", GOES_ON),),
}
"""By the field of an instruction that holds a way: who takes it. What is not listed has one way, `next`."""

_ALONE: Final = (("next", GOES_ON),)


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
    if type(instruction) is t.Record and not kinds & GONE:
        by = GOES_ON if instruction.background else SILENCE
        return [instruction.next] if kinds & by else []
    for field in _fields(type(instruction), kinds, plan):
        found += _exits_in(getattr(instruction, field))
    return found


def waits(instruction: t.Instruction) -> bool:
    """Whether a call may wait here while something happens to it: only then can a catch catch it."""
    kind = type(instruction)
    if kind is t.Play:
        return instruction.said is None or bool(instruction.said[0])  # type: ignore[union-attr]
    if kind is t.Record:
        return not instruction.background  # type: ignore[union-attr]
    if kind is t.Detect:
        return instruction.delay_ms > 0  # type: ignore[union-attr]
    if kind is t.Send:
        return instruction.kind == "tones"  # type: ignore[union-attr]
    return kind in (t.Pause, t.Collect, t.Transfer, t.Request)


def _fields(kind: type, kinds: int, plan: t.Plan) -> tuple[str, ...]:
    """The fields of an instruction of some type that hold ways of these kinds, on the plan's platform."""
    return _fields_of(kind, kinds, plan.platform.amd_inbound == "skip", plan.platform.barge_in)


@cache
def _fields_of(kind: type, kinds: int, passes_amd: bool, barge_in: bool) -> tuple[str, ...]:
    if kinds & GONE:
        kinds = GONE if kind in NEEDS_CALLEE else BY_ITSELF
    if not passes_amd:
        kinds &= ~INBOUND
    if not barge_in and kind in (t.Play, t.Pause):
        kinds &= ~KEY
    return tuple(field for field, by in _KINDS.get(kind, _ALONE) if by & kinds)


def _exits_in(value: Any) -> list[t.Exit]:
    """The exits that a field holds: one, several, by input, in ranges, or none."""
    if value is None:
        return []
    if isinstance(value, t.Exit):
        return [value]
    if isinstance(value, dict):
        return list(value.values())
    return [each.exit if isinstance(each, t.Range) else each for each in value]


def _getter(kind: type, kinds: int, plan: t.Plan) -> Callable[[Any], list[int]]:
    """A function from an instruction of some type to the places that ways of these kinds lead to."""
    fields = _fields(kind, kinds, plan)
    if kind is t.Record and not kinds & GONE:
        leaves = kinds & SILENCE, kinds & GOES_ON
        return lambda record: [record.next.to] if leaves[record.background] else []
    if not fields:
        return lambda _: []
    if {"cut", "documents", "exact"}.isdisjoint(fields):
        return _plain(fields)
    if kind is t.Play and len(fields) == 2:
        return lambda play: [play.next.to, play.cut.to] if play.cut else [play.next.to]
    if kind is t.Collect and kinds & KEY and kinds & SILENCE:
        return _menu
    return lambda instruction: [way.to for field in fields for way in _exits_in(getattr(instruction, field))]


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
