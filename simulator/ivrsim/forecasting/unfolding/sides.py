"""Who may answer under a model of callers: each kind of other side, with its times in steps, and how likely it is.

The clock of `ivrsim.play` knows the same sides; here their times are rounded to steps.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivrsim.callers.model import Callers, Interval, Share, TimeLaw
from ivrsim.core.instructions.base import DETECTION
from ivrsim.core.parties import MAILBOX, PARTIES, PERSON, RECEPTIONIST, SCREENING
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.forecasting.unfolding.intents import opposite
from ivrsim.play.other_side import FULL, LISTENED, PERSON_COMES, OtherSide

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

    @property
    def is_known(self) -> bool:
        """Whether all its shares are."""
        return not any(isinstance(share, Interval) for share in self.law.values())


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
        at: steps from the beginning of a wait.
        what: what happens, as `ivrsim.play.other_side` names it; "" for nothing that a call would notice.
        hears: who listens from then on: the name of a party, or "".
    """

    at: int
    what: str
    hears: str


class SideAtWait(NamedTuple):
    """An other side, as it is when a wait begins. Sides that are alike from then on are one.

    Attributes:
        who: as the engine knows it, with times from then on; they are whole steps.
        turns: what happens there by itself.
    """

    who: OtherSide
    turns: tuple[Turn, ...]

    def later(self, steps: int, turn: int, detects: bool, platform: Platform, step_ms: int) -> "SideAtWait":
        """Return the side when another wait begins.

        Args:
            steps: how long this one has taken.
            turn: how many turns have come in it.
            detects: whether it may still be asked what the detector says.
            platform: of the plan.
            step_ms: how long a step is.
        """
        who, passed_ms = self.who, steps * step_ms
        beep_ms = max(_beep_ms(who, platform) - passed_ms, 0)
        after_ms = who.detected_after_ms
        if after_ms is not None:  # then the later of both is when the branch begins
            after_ms, beep_ms = max(after_ms - passed_ms, beep_ms, 0), 0
        turns = tuple([each._replace(at=each.at - steps) for each in self.turns[turn:]])
        comes = next((each.at * step_ms for each in turns if each.what == PERSON_COMES), None)
        came = any(each.what == PERSON_COMES for each in self.turns[:turn])
        return SideAtWait(
            OtherSide(
                PERSON if came else who.party,
                who.taken_for,
                detected_after_ms=after_ms if detects else None,
                greeting_ms=beep_ms if detects else 0,
                beep=True,
                passes_after_ms=comes,
            ),
            turns,
        )


def side_from(who: OtherSide, step_ms: int) -> SideAtWait:
    """Return an other side as it is at the moment of the answer."""
    turns: list[tuple[int, str, str]] = []
    if who.party is MAILBOX:
        turns.append((who.greeting_ms, "", MAILBOX.name))
        if who.full_after_ms is not None:
            turns.append((who.greeting_ms + who.full_after_ms, FULL, ""))
    if who.party is SCREENING:
        turns += [(who.greeting_ms, "", SCREENING.name), (who.listened_ms, LISTENED, "")]
    if who.party.passes and who.passes_after_ms is not None:
        turns.append((who.passes_after_ms, PERSON_COMES, PERSON.name))
    return SideAtWait(who, tuple([Turn(at_ms // step_ms, what, hears) for at_ms, what, hears in turns]))


def _beep_ms(side: OtherSide, platform: Platform) -> int:
    """When the branch for machines may begin; 0 where it is of no consequence."""
    if not side.taken_for or not side.counts_as_machine(platform):
        return 0
    return side.greeting_ms if side.beep else max(platform.greeting_ms, side.greeting_ms)


def _time(ms: str | int, step_ms: int) -> int | None:
    """A time of a law as whole steps, in ms; None for one that is nobody's."""
    if not isinstance(ms, int) or ms < 0:
        return None
    return in_steps(ms, step_ms) * step_ms
