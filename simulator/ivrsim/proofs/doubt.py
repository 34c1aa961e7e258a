"""Why that nothing else happens than what was found is not proven."""

from typing import Final, NamedTuple

from ivrsim.core.events import TOLD_KINDS
from ivrsim.core.instructions.base import CONTROL, SENT, SPOKEN
from ivrsim.core.needs import CHANCE, CLOCK, LIMIT, TIME
from ivrsim.core.table import Plan
from ivrsim.core.variables import given_by_platform
from ivrsim.graph.usage import reads
from ivrsim.proofs.property import SECRET, PlanCalls, Property
from ivrsim.search.escape import Escape
from ivrsim.search.explore import Exploration, Move
from ivrsim.search.liveness import CLOCK as FORGOTTEN_TIME

_OPAQUE: Final = {"gotoXML": "what the other dialplan does", "unsupported": "what a tag does that is not simulated"}
"""Ends of a call beyond which the search sees nothing."""

_FORGOTTEN: Final = "the plan has too many states to remember all that a property of one's own may ask for"
_ROUND: Final = "a call may go round without a pause, at a test whose values nobody knows"
_OTHER_TIMES: Final = "the plan asks the clock for more than the hour and the day of the week"
_HOUR_PASSES: Final = "a call may pass the end of an hour between two looks at the clock"
_ASKED: Final = {
    CLOCK: _OTHER_TIMES,
    CHANCE: "the plan draws lots",
    LIMIT: "an expression is cut off by a limit",
    TIME: "an expression is cut off by a limit",
}


class Doubt(NamedTuple):
    """What leaves a claim open.

    Attributes:
        because: in words.
        place: of the instruction that leaves it open; -1 for none.
        escape: the use of a value that does, if one does.
        bound: whether a search came to its bound.
    """

    because: str
    place: int = -1
    escape: Escape | None = None
    bound: bool = False


def doubt_of(subject: PlanCalls, each: Property) -> Doubt | None:
    """Why a property may not hold in all calls although it holds in those that were found; None if it does."""
    found = subject.found
    if found.bound and not (found.only_ahead and each.keyless):
        return Doubt(found.bound, bound=True)
    for control in found.controls:
        if (what := _OPAQUE.get(control.state.outcome)) is not None:
            return Doubt(f"nobody knows {what}")
    if doubt := _of_times(found):
        return doubt
    if each.whole and any(not given_by_platform(name) for name in found.forgotten - {FORGOTTEN_TIME}):
        return Doubt(_FORGOTTEN)
    if each.whole and found.told and subject.circles(range(len(found)), _is_told):
        return Doubt(_ROUND)
    for place, what in found.asked.items():
        if SENT in each.leans_on or not _is_only_sent(subject.plan, place):
            return Doubt(_ASKED[what], place)
    for escape in found.escapes:
        if escape.kind == CONTROL or escape.kind in each.leans_on or _may_be_secret(subject, each, escape):
            return _of_escape(subject, escape)
    return None


def doubt_of_states(subject: PlanCalls) -> Doubt | None:
    """Why some call may come to a state that was not found, or by a way that was not; None if none does."""
    found = subject.found
    if found.bound:
        return Doubt(found.bound, bound=True)
    if doubt := _of_times(found):
        return doubt
    for place, what in found.asked.items():
        return Doubt(_ASKED[what], place)
    for escape in found.escapes:
        if escape.kind == CONTROL:
            return _of_escape(subject, escape)
    return None


def _of_times(found: Exploration) -> Doubt | None:
    """Why some moment may not have been tried; None if each was."""
    if not found.choices.moments.complete and any(move.asked for move in found.moves):
        return Doubt(_OTHER_TIMES, _asking(found))
    return Doubt(_HOUR_PASSES, _asking(found)) if found.asks_again else None


def _asking(found: Exploration) -> int:
    """The last place at which a call asks for the time, as far as one is known; -1 for none."""
    places = [place for move in found.moves if move.asked for place, _ in move.ways if reads(found.plan.table[place])]
    return max(places, default=-1)


def _of_escape(subject: PlanCalls, escape: Escape) -> Doubt:
    what = "an input" if escape.name in ("", "call.lastinput") else escape.name
    where = subject.label(subject.plan.table[escape.place].element)
    if escape.kind == SPOKEN:
        return Doubt(f"nobody knows what {what} says at {where}", escape.place, escape)
    return Doubt(f"{what} is used at {where} in a way that no list of values covers", escape.place, escape)


def _may_be_secret(subject: PlanCalls, each: Property, escape: Escape) -> bool:
    """Whether what is spoken may be a secret that no name and no words give away: to a pattern, or set by the plan."""
    if SECRET not in each.leans_on or escape.kind != SPOKEN:
        return False
    set_by_plan = escape.name in subject.found.forgotten and not given_by_platform(escape.name)
    return bool(subject.options.secrets) or (set_by_plan and escape.name not in subject.secrets.typed)


def _is_told(move: Move) -> bool:
    return move.event.kind in TOLD_KINDS


def _is_only_sent(plan: Plan, place: int) -> bool:
    """Whether what is worked out at a place goes into a report, where no call reads it."""
    return plan.table[place].deed == "stash"
