"""Who may answer under a model of callers: each kind of other side, with its times in steps, and how likely it is.

The clock of `ivrsim.play` knows the same sides; here their times are rounded to steps.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivrsim.core.instructions.base import DETECTION
from ivrsim.core.parties import MAILBOX, PARTIES, PERSON, RECEPTIONIST, SCREENING
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.forecasting.callers import Callers, Share, TimeLaw
from ivrsim.forecasting.intents import opposite
from ivrsim.play.other_side import BEEP, FULL, LISTENED, PERSON_COMES, OtherSide

UNTIMED: Final[TimeLaw] = {-1: 1.0}
"""Stands for a time that is nobody's: the platform says it, or it never comes."""


class Part(NamedTuple):
    """Something of who answers that has a share or a law of its own.

    Attributes:
        name: dotted, as in a file of callers.
        law: values and their shares; the shares of one law are known, or are those of an interval.
    """

    name: str
    law: Mapping[Any, Share]


def in_steps(ms: int, step_ms: int) -> int:
    """A time in steps: the nearest whole number of them; one at least, where any time passes."""
    steps = (ms + step_ms // 2) // step_ms
    return steps or int(ms > 0)


def parts_of(party: str, verdict: str, callers: Callers, plan: Plan) -> list[Part]:
    """Return what makes up one kind of other side, in the order in which `side_of` takes it."""
    timed = has_times(plan)
    after = callers.detector[party].after_ms.get(verdict, {}) if party in callers.detector and timed else {}
    parts = [Part(f"detector.{party}.after.{verdict}", after or UNTIMED)]
    if party == MAILBOX.name and timed:
        box = callers.mailbox
        parts += [
            Part("mailbox.greeting", box.greeting_ms),
            Part("mailbox.beep", {"yes": box.beep, "no": opposite(box.beep)}),
            Part("mailbox.full_after", box.full_after_ms or UNTIMED),
        ]
    elif party == SCREENING.name:
        asks = callers.screening
        parts += [
            Part("screening.greeting", asks.greeting_ms),
            Part("screening.listens", asks.listens_ms),
            Part("screening.passes", {"yes": asks.passes, "no": opposite(asks.passes)}),
            Part("screening.passes_after", asks.passes_after_ms or UNTIMED),
        ]
    elif party == RECEPTIONIST.name:
        desk = callers.receptionist
        parts += [
            Part("receptionist.passes", {"yes": desk.passes, "no": opposite(desk.passes)}),
            Part("receptionist.passes_after", desk.passes_after_ms or UNTIMED),
        ]
    return parts


def side_of(party: str, verdict: str, chosen: tuple[str | int, ...], plan: Plan, step_ms: int) -> OtherSide:
    """Return an other side. Its times are in ms, and whole steps.

    Args:
        party: who.
        verdict: what the detector says; of a plan that asks none it is "".
        chosen: a value of each part.
        plan: the plan.
        step_ms: how long a step is.
    """
    side = OtherSide(PARTIES[party], verdict if plan.detects() else "", detected_after_ms=_time(chosen[0], step_ms))
    match chosen[1:]:
        case greeting, beep, full:
            greeting_ms = _time(greeting, step_ms) or 0
            return side._replace(greeting_ms=greeting_ms, beep=beep == "yes", full_after_ms=_time(full, step_ms))
        case greeting, listens, passes, passes_after:
            greeting_ms, listens_ms = _time(greeting, step_ms) or 0, _time(listens, step_ms) or step_ms
            later_ms = _time(passes_after, step_ms) or step_ms
            comes_ms = greeting_ms + later_ms if passes == "yes" else None
            return side._replace(greeting_ms=greeting_ms, hears_name_ms=listens_ms, passes_after_ms=comes_ms)
        case passes, passes_after:
            return side._replace(passes_after_ms=(_time(passes_after, step_ms) or step_ms) if passes == "yes" else None)
        case _:
            return side


def once_settled(side: OtherSide) -> OtherSide:
    """Return what is left of an other side once nothing hangs on how long ago it answered."""
    after_ms = None if side.detected_after_ms is None else 0
    party = side.party if side.passes_after_ms is None else PERSON
    return OtherSide(party, side.taken_for, detected_after_ms=after_ms, beep=True)


def has_times(plan: Plan) -> bool:
    """Whether mailboxes and detectors take their time; not where a plan's detection takes none on its platform."""
    detecting = [each for each in plan.table if each.awaits == DETECTION]
    return not detecting or any(
        each.delay_ms(verdict)  # type: ignore[attr-defined]  # what awaits detection has it
        for each in detecting
        for verdict in ("live", "machine", "unsure")
    )


def hears_at_once(side: OtherSide) -> str:
    """Who listens from the moment of the answer on; "" while nobody does."""
    return side.party.name if side.party.hears else ""


class Turn(NamedTuple):
    """A moment from which on something is otherwise at the other side.

    Attributes:
        at: steps after the answer.
        what: what happens, as `ivrsim.play.other_side` names it; "" for nothing but the next.
        hears: who listens from then on: the name of a party, or "".
    """

    at: int
    what: str
    hears: str


def turns_of(side: OtherSide, step_ms: int) -> tuple[Turn, ...]:
    """Return what happens at the other side by itself, in order."""
    turns: list[tuple[int, str, str]] = []
    if side.party is MAILBOX:
        turns.append((side.greeting_ms, BEEP if side.beep else "", MAILBOX.name))
        if side.full_after_ms is not None:
            turns.append((side.greeting_ms + side.full_after_ms, FULL, ""))
    if side.party is SCREENING:
        turns += [(side.greeting_ms, "", SCREENING.name), (side.listened_ms, LISTENED, "")]
    if side.party.passes and side.passes_after_ms is not None:
        turns.append((side.passes_after_ms, PERSON_COMES, PERSON.name))
    return tuple([Turn(at_ms // step_ms, what, hears) for at_ms, what, hears in turns])


def settled(side: OtherSide, turns: tuple[Turn, ...], platform: Platform, step_ms: int) -> int:
    """From how many steps after the answer on nothing hangs any more on how long ago that was."""
    known_ms = [side.detected_after_ms or 0]
    if side.taken_for and side.counts_as_machine(platform):
        known_ms.append(side.greeting_ms if side.beep else max(platform.greeting_ms, side.greeting_ms))
    return max([in_steps(max(known_ms), step_ms), *(turn.at for turn in turns)])


def _time(ms: str | int, step_ms: int) -> int | None:
    """A time of a law as whole steps, in ms; None for one that is nobody's."""
    if not isinstance(ms, int) or ms < 0:
        return None
    return in_steps(ms, step_ms) * step_ms
