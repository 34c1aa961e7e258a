"""What ends a wait, and when: the first of several things that may each happen at their own time."""

from collections.abc import Hashable
from typing import Final, NamedTuple

from ivrsim.chains.chain import Delay

NEVER: Final = -1
"""A time that does not come."""


class RaceRunner(NamedTuple):
    """Something that may happen, in place of which others of its race do not.

    Attributes:
        weight: how likely it is that it would be this one.
        steps: when it would happen, from the beginning of the wait; NEVER for nothing.
        tag: what it is.
    """

    weight: float
    steps: int
    tag: Hashable


class HangsUp(NamedTuple):
    """A person hangs up."""


class TimeIsUp(NamedTuple):
    """The timer fires.

    Attributes:
        tag: of the runner that would never come; None where one would have come later.
    """

    tag: Hashable


class TurnComes(NamedTuple):
    """Something happens at the other side by itself.

    Attributes:
        left: steps until the runner would have come; NEVER for never.
        tag: of the runner.
    """

    left: int
    tag: Hashable


HANGS_UP: Final = HangsUp()


class RaceFinish(NamedTuple):
    """What ends a wait.

    Attributes:
        probability: how likely it is.
        tag: what it is: of a runner, or a HangsUp, TimeIsUp or TurnComes.
        passed: how many of the cuts have passed by then.
        delay: when it is.
    """

    probability: float
    tag: Hashable
    passed: int
    delay: Delay


class Race(NamedTuple):
    """A wait.

    Attributes:
        timer: steps until its time is up; NEVER where no timer runs.
        turn: steps until something happens at the other side by itself, which comes before all else then; or NEVER.
        hazard: how likely a person hangs up in one step; at the beginning of the step, before what comes in the next.
        runners: what else may happen, one of these; their weights add up to 1. One that comes with the timer is late.
        cuts: steps at which something is reached that matters, such as the end of a word; sorted.
    """

    timer: int
    turn: int
    hazard: float
    runners: tuple[RaceRunner, ...]
    cuts: tuple[int, ...] = ()

    def finishes(self) -> list[RaceFinish]:
        """Return all that may end it, with the laws of when.

        Raises:
            ValueError: nothing ever does.
        """
        found: dict[tuple[Hashable, int], dict[int, float]] = {}
        last: dict[int, float] = {}
        for weight, steps, tag in self.runners:
            ends, what = self._first(steps, tag)
            if weight > 0:
                last[ends] = last.get(ends, 0.0) + weight
                _add(found, (what, self._passed(ends)), ends, weight * (1 - self.hazard) ** ends)
        if self.hazard:
            self._hang_ups(found, last)
        return [_finish(what, passed, law) for (what, passed), law in found.items() if any(law.values())]

    def _first(self, steps: int, tag: Hashable) -> tuple[int, Hashable]:
        """When it ends at last, and by what, if a runner would come then."""
        if self.turn != NEVER and all(self.turn <= each or each == NEVER for each in (self.timer, steps)):
            return self.turn, TurnComes(NEVER if steps == NEVER else steps - self.turn, tag)
        if steps != NEVER and (steps < self.timer or self.timer == NEVER):
            return steps, tag
        if self.timer == NEVER:
            raise ValueError("nothing ends this wait")
        return self.timer, TimeIsUp(tag if steps == NEVER else None)

    def _hang_ups(self, found: "dict[tuple[Hashable, int], dict[int, float]]", last: dict[int, float]) -> None:
        """Somebody hangs up in a step before the end, if the wait has not ended before."""
        there, survives = sum(last.values()), 1.0
        for step in range(max(last, default=0)):
            there -= last.get(step, 0.0)
            _add(found, (HANGS_UP, self._passed(step)), step, there * survives * self.hazard)
            survives *= 1 - self.hazard

    def _passed(self, steps: int) -> int:
        return sum(cut <= steps for cut in self.cuts)


def _add(found: "dict[tuple[Hashable, int], dict[int, float]]", key: tuple[Hashable, int], at: int, p: float) -> None:
    law = found.setdefault(key, {})
    law[at] = law.get(at, 0.0) + p


def _finish(what: Hashable, passed: int, law: dict[int, float]) -> RaceFinish:
    total = sum(law.values())
    return RaceFinish(total, what, passed, tuple([(at, p / total) for at, p in sorted(law.items()) if p]))
