"""What one event does to both plans in one moment: their steps, the values chosen for both, and what is noticed.

Theory of operation. A moment begins with an event on one side or on both. With time, timers that are due at once follow
in the same moment. Without time (`--ignore timing`), waits in which nothing can be noticed are passed over. A side that
has shown less than the other then goes on in silence until it has caught up. At the end both must have shown the same.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ivrsim.comparing.notice import UNKNOWN, Recordings, Seen, ending, in_rows, recorded, seen_of, translated
from ivrsim.comparing.sides import Side, TakenStep, given
from ivrsim.core.events import TIMER, Event
from ivrsim.core.instructions.base import DETECTION, PAUSE, TONES
from ivrsim.core.run import NO_TIMER, SAME_TIMER, Needs
from ivrsim.core.state import State
from ivrsim.core.step import Step
from ivrsim.search.domains import Domains
from ivrsim.search.liveness import CLOCK

MOST_STEPS = 1000
"""Steps that a moment may take; a loop that takes no time takes more."""

_SILENT = (PAUSE, DETECTION, TONES)
"""Where nothing but time passes."""

Chosen = tuple[tuple[str, str], ...]
Both = tuple[State, State]
Who = tuple[bool, bool]


class Moment(NamedTuple):
    """A moment of both calls, so far.

    Attributes:
        states: where they are.
        left_ms: how long they wait there; NO_TIMER where no timer runs.
        seen: what each has shown and the other has not.
        recordings: that both have made.
        taken: the steps, each with the side that took it (0 or 1).
        unlike: whether they differ in what nobody simulates.
    """

    states: Both
    left_ms: tuple[int, int]
    seen: tuple[tuple[Seen, ...], tuple[Seen, ...]] = ((), ())
    recordings: Recordings = ()
    taken: tuple[tuple[int, TakenStep], ...] = ()
    unlike: bool = False


class Difference(NamedTuple):
    """What somebody outside can notice.

    Attributes:
        old, new: the first thing that only one plan shows, or shows now; None where it shows nothing there.
        moment: in which it is noticed.
    """

    old: Seen | None
    new: Seen | None
    moment: Moment


class Endless(Exception):  # noqa: N818  # an outcome, never an error
    """A moment does not end: a loop takes no time, or nothing can ever be noticed again."""


class Moments:
    """Makes moments of two plans.

    Args:
        sides: the plans.
        domains: the values that matter to both.
        timing: whether time counts.
        wording: whether the texts of prompts count.
    """

    def __init__(self, sides: tuple[Side, Side], domains: Domains, *, timing: bool, wording: bool) -> None:
        self._sides = sides
        self._domains = domains
        self._timing = timing
        self._wording = wording
        first, second = (side.choices.moments for side in sides)
        self._clock = [str(moment) for moment in dict.fromkeys((*first.values, *second.values))]
        self.asks_clock = False
        """Whether a call asked for the time."""

    def after(self, begun: Moment, event: Event, who: Who, at_ms: int) -> Iterator[Moment | Difference]:
        """Yield what comes of an event, once for each choice of values from outside.

        Args:
            begun: where both calls are.
            event: what happens.
            who: the sides that it happens to.
            at_ms: when, in ms from where they are.

        Raises:
            Endless: the moment does not end.
        """
        yield from self._to_the_end(self._happens(_later(begun, at_ms), event, who))

    def after_timer_of(self, which: int, begun: Moment, event: Event, at_ms: int) -> Iterator[Moment | Difference]:
        """Yield what comes of an event in the millisecond in which both timers fire: one of them has fired before it.

        Args:
            which: the side whose timer comes first (quirk `timer_tie`).
            begun, event, at_ms: see `after`.

        Raises:
            Endless: the moment does not end.
        """
        todo = [*self._happens(_later(begun, at_ms), TIMER, (which == 0, which == 1))]
        while todo:
            moment = todo.pop()
            if moment.left_ms[which] == 0:
                todo += self._happens(moment, TIMER, (which == 0, which == 1))
            else:
                yield from self._to_the_end(self._happens(moment, event, (True, True)))

    def _to_the_end(self, begun: Iterable[Moment]) -> Iterator[Moment | Difference]:
        """Let moments go on until they end."""
        todo = [*begun]
        while todo:
            moment = todo.pop()
            going_on = self._due(moment) if self._timing else self._behind(moment)
            if going_on is None:
                old, new = (seen[0] if seen else None for seen in moment.seen)
                yield Difference(old, new, moment)
            elif any(going_on):
                todo += self._happens(moment, TIMER, going_on)
            else:
                yield moment

    # --- one event --------------------------------------------------------------------------------------------------

    def _happens(self, moment: Moment, event: Event, who: Who) -> Iterator[Moment]:
        if len(moment.taken) > MOST_STEPS:
            raise Endless
        for states, chosen, steps in self._with_each_value(moment.states, event, who, ()):
            yield self._next_moment(moment._replace(states=states), event, chosen, steps)

    def _with_each_value(
        self, states: Both, event: Event, who: Who, chosen: Chosen
    ) -> Iterator[tuple[Both, Chosen, tuple[Step | None, Step | None]]]:
        """The steps of both sides, once for each value of something that one of them is the first to read."""
        taken: list[Step | None] = []
        for which, (side, acts) in enumerate(zip(self._sides, who, strict=True)):
            try:
                taken.append(side.take(states[which], event) if acts else None)
            except Needs:
                open_ = self._open_clock(states[1 - which])
                break
        else:
            old, new = taken
            choice = self._open(states, (old, new))
            if choice is None:
                yield states, chosen, (old, new)
                return
            open_ = choice
        name, values = open_
        for value in values:
            both = given(states[0], name, value), given(states[1], name, value)
            yield from self._with_each_value(both, event, who, (*chosen, (name, value)))

    def _open_clock(self, other: State) -> tuple[str, list[str]]:
        """The time must be chosen now: its choices, or the one that the other side knows."""
        self.asks_clock = True
        elsewhere = dict(other.variables)
        return CLOCK, [elsewhere[CLOCK]] if CLOCK in elsewhere else self._clock

    def _open(self, states: Both, steps: tuple[Step | None, Step | None]) -> tuple[str, list[str]] | None:
        """A value from outside that must be chosen now, and its choices: one if the other side knows it already."""
        for which, step in enumerate(steps):
            if step is None:
                continue
            known = dict(states[which].variables)
            elsewhere = dict(states[1 - which].variables)
            for name in sorted(step.reads):
                if self._domains.is_outside(name) and name not in known:
                    return name, [elsewhere[name]] if name in elsewhere else self._domains.values(name)
        return None

    def _next_moment(
        self, moment: Moment, event: Event, chosen: Chosen, steps: tuple[Step | None, Step | None]
    ) -> Moment:
        """The moment after the steps of one or both sides."""
        states, left, taken = list(moment.states), list(moment.left_ms), list(moment.taken)
        shown: list[list[Seen]] = [[], []]
        for which, step in enumerate(steps):
            side = self._sides[which]
            if step is None:
                states[which] = side.reduced(states[which])
                continue
            if step.timer_ms != SAME_TIMER:
                left[which] = max(step.timer_ms, NO_TIMER)
            taken.append((which, TakenStep(moment.states[which], event, chosen, step)))
            shown[which] = seen_of(side.plan, step.effects, wording=self._wording)
            if step.state.outcome and not moment.states[which].outcome and step.state.hung_up != "plan":
                shown[which].append(ending(step.state.outcome))
            states[which] = side.reduced(step.state)
        both = (states[0], states[1])
        olds, news = [*moment.seen[0], *shown[0]], [*moment.seen[1], *shown[1]]
        recordings = recorded(olds, news, moment.recordings)
        old, new, unlike = _beyond_each_other(olds, translated(news, recordings))
        kept = _still_known(recordings, both)
        return Moment(both, (left[0], left[1]), (old, new), kept, tuple(taken), moment.unlike or unlike)

    # --- to its end -------------------------------------------------------------------------------------------------

    def _due(self, moment: Moment) -> Who | None:
        """The sides whose timers are due at once; None if the moment ends, and something differs in it."""
        due = moment.left_ms[0] == 0, moment.left_ms[1] == 0
        return due if any(due) or not any(moment.seen) else None

    def _behind(self, moment: Moment) -> Who | None:
        """Without time: the side that goes on, because it only waits or has shown less; None if it never can."""
        if moment.seen[0] and moment.seen[1]:
            return None
        for which, side in enumerate(self._sides):
            waits = side.plan.table[moment.states[which].place].awaits in _SILENT and moment.left_ms[which] >= 0
            if waits and not moment.states[which].outcome:
                return which == 0, which == 1
        if not any(moment.seen):
            return False, False
        behind = 1 if moment.seen[0] else 0
        passed = [taken for which, taken in moment.taken if which == behind]
        again = any(taken.step.state == moment.states[behind] for taken in passed[:-1])
        return None if moment.left_ms[behind] < 0 or again else (behind == 0, behind == 1)


def _later(moment: Moment, ms: int) -> Moment:
    """A moment some time later, if nothing happens until then."""
    old_ms, new_ms = (max(left_ms - ms, 0) if left_ms >= 0 else left_ms for left_ms in moment.left_ms)
    return moment._replace(left_ms=(old_ms, new_ms))


def _still_known(recordings: Recordings, states: Both) -> Recordings:
    """The recordings that a variable still leads to."""
    if not recordings:
        return ()
    old, new = (" ".join(value for _, value in state.variables) for state in states)
    return tuple((ours, theirs) for ours, theirs in recordings if ours in old or theirs in new)


def _beyond_each_other(old: list[Seen], new: list[Seen]) -> tuple[tuple[Seen, ...], tuple[Seen, ...], bool]:
    """What each side has shown beyond the other, row by row; and whether they differ in what nobody simulates."""
    ours, theirs = in_rows(old), in_rows(new)
    left: tuple[list[Seen], list[Seen]] = [], []
    unlike = False
    for row in sorted({seen.row for seen in (*ours, *theirs)}):
        one = [seen for seen in ours if seen.row == row]
        other = [seen for seen in theirs if seen.row == row]
        while one and other and one[0] == other[0]:
            del one[0], other[0]
        if row == UNKNOWN:
            unlike = bool(one or other)
            continue
        left[0].extend(one)
        left[1].extend(other)
    return tuple(left[0]), tuple(left[1]), unlike
