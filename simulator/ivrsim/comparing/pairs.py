"""The search for the shortest call that tells two plans apart: over pairs of states, one of each plan.

Theory of operation. Both plans hear the same callee, so a pair is where both calls wait, with how long each still
waits. The next thing is an event, or that the timer which is due first fires, on one side or on both (`moments`). All
twelve keys are pressed, and inputs that neither menu tells apart become one. Both sides keep the same digits, so that
what is spoken or stored of them agrees where it should. When a key was accepted by one side and changed nothing on the
other, how long the other still waits depends on the millisecond. Then some of them are tried: a difference that is
found is real, and where none is found nothing is proven. Pairs from which the tables alone show that all goes the same
way (`likeness`) are not followed; that is why a small change in a large plan is compared quickly.

The search takes the cheapest pair first: fewest actions of the callee, then fewest interruptions of a prompt, then the
least time.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrdsl.model.structs import field, struct
from ivrsim.comparing.coupling import Coupling
from ivrsim.comparing.likeness import Likeness
from ivrsim.comparing.moments import Difference, Endless, Moment, Moments, Who
from ivrsim.comparing.notice import translate
from ivrsim.comparing.sides import Side, TakenStep
from ivrsim.core.effects import Input, NothingEntered
from ivrsim.core.events import HANG_UP, KEY, TIMER, Event
from ivrsim.core.instructions.base import PROMPT
from ivrsim.core.run import NO_TIMER, SAME_TIMER
from ivrsim.core.state import State
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.search import CheapestFirst, Numbering
from ivrsim.proofs.paths import actions_in, price_of
from ivrsim.search.bounds import ENDED, Bounds, Watch
from ivrsim.search.choices import MOST_AHEAD

BOTH: Final[Who] = (True, True)
_WATCHED: Final = 64  # pairs between two calls of Watch


class PairStep(NamedTuple):
    """One event of a way through pairs.

    Attributes:
        event: what happens to both calls; TIMER for silence.
        at_ms: how long after the event before.
        taken: the steps of both plans, each with 0 for the old plan or 1 for the new one.
    """

    event: Event
    at_ms: int
    taken: tuple[tuple[int, TakenStep], ...]


class Found(NamedTuple):
    """A way to a difference.

    Attributes:
        acts: the events, from the ringing phone on.
        difference: what is noticed then.
        actions: of the callee, on this way.
    """

    acts: tuple[PairStep, ...]
    difference: Difference
    actions: int


@struct(frozen=False)
class SearchOutcome:
    """What a search came to.

    Attributes:
        pairs: how many pairs of states it looked at.
        bound: the bound that ended it; "" if nothing did.
        doubts: why no difference found would be no proof.
    """

    pairs: int = 0
    bound: str = ""
    doubts: dict[str, None] = field(default_factory=dict)


class PairSearch:
    """Looks for differences, the cheapest first.

    Args:
        sides: the plans.
        moments: makes the moments of both.
        likeness, coupling: what is known of them beside the search.
        timing: whether time counts.
    """

    def __init__(
        self, sides: tuple[Side, Side], moments: Moments, likeness: Likeness, coupling: Coupling, *, timing: bool
    ) -> None:
        self._sides = sides
        self._moments = moments
        self._likeness = likeness
        self._coupling = coupling
        self._timing = timing
        self._words: dict[tuple[int, str, int, str], str] = {}
        self._unsure: set[Moment] = set()
        self._timers_first = [side.plan.platform.timer_tie == "timer" for side in sides]
        self._ties_differ = timing and self._timers_first[0] != self._timers_first[1]
        self.tally = SearchOutcome()

    def differences(self, start: Moment, bounds: Bounds, watch: Watch | None) -> Iterator[Found]:
        """Yield ways to differences, the cheapest first; after the last one `tally` says whether they are all."""
        nodes: Numbering[Moment | Difference] = Numbering()

        def onward(number: int) -> Iterator[tuple[int, int, PairStep]]:
            node = nodes.all[number]
            if not isinstance(node, Difference):
                yield from ((nodes.of(after), cost, act) for act, cost, after in self._onward(node))

        search = CheapestFirst(nodes.of(start), onward)
        for number, cost in search:
            node = nodes.all[number]
            if isinstance(node, Difference):
                yield Found(tuple([act for _, act in search.way(number)]), node, actions_in(cost))
                continue
            self.tally.pairs += 1
            if self._is_over(bounds, watch, len(search)):
                return
        if not all(side.choices.complete for side in self._sides):
            self.tally.bound = "a menu tells too many different inputs apart"

    def _is_over(self, bounds: Bounds, watch: Watch | None, known: int) -> bool:
        pairs, steps = self.tally.pairs, sum(side.steps for side in self._sides)
        self.tally.bound = bounds.over(pairs, steps, things="pairs of states")
        if watch is not None and pairs % _WATCHED == 0 and (why := watch(known, pairs)):
            self.tally.bound = f"{ENDED} after {pairs:,} pairs of states: {why}"
        return bool(self.tally.bound)

    # --- what follows a pair ----------------------------------------------------------------------------------------

    def _onward(self, pair: Moment) -> Iterator[tuple[PairStep, int, Moment | Difference]]:
        """What can happen to a pair, what it costs, and what it leads to."""
        if all(state.outcome for state in pair.states) or self._goes_the_same_way(pair):
            return
        if pair in self._unsure:
            self._doubt("a key that one plan takes and the other ignores leaves them waiting for different times")
        for event, at_ms, afters in self._happening(pair):
            try:
                for after in afters:
                    moment = after.moment if isinstance(after, Difference) else after
                    act = PairStep(event, at_ms, moment.taken)
                    yield act, self._cost(act), self._settle(pair, moment, after)
            except Endless:
                self._doubt("a loop takes no time, or goes on in silence without end")

    def _settle(self, pair: Moment, moment: Moment, after: Moment | Difference) -> Moment | Difference:
        """What follows an event, as the pair that stands for it; what both did is noted."""
        if isinstance(after, Difference):
            return after
        passed: tuple[list[int], list[int]] = [], []
        entered: tuple[list[str], list[str]] = [], []
        for which, taken in moment.taken:
            passed[which].extend(taken.passed)
            entered[which].extend(each.digits for each in taken.step.effects if isinstance(each, Input))
            if _is_silent_after_input(taken):
                self._coupling.kept_through_silence()
        self._coupling.stepped(*passed)
        self._coupling.entered(*entered)
        if moment.unlike:
            self._doubt("the plans come to something that is not simulated, and say other things there")
        settled = Moment(self._with_one_input(moment.states), moment.left_ms, recordings=moment.recordings)
        if self._timing and _left_alone(pair, moment):
            self._unsure.add(settled)
        return settled

    def _doubt(self, reason: str) -> None:
        self.tally.doubts[reason] = None

    def _goes_the_same_way(self, pair: Moment) -> bool:
        """Whether all that can follow is the same, as the tables show."""
        old, new = pair.states
        if pair.recordings:
            names = tuple((name, translate(value, pair.recordings)) for name, value in new.variables)
            new = new._replace(variables=names)
        if (self._timing and pair.left_ms[0] != pair.left_ms[1]) or not self._likeness.states(old, new):
            return False
        self._coupling.relied(old, new)
        return True

    def _with_one_input(self, states: tuple[State, State]) -> tuple[State, State]:
        """Both states with digits that stand for all inputs which neither menu tells apart from theirs."""
        old, new = states
        if not old.digits and not new.digits:
            return states
        found = [side.representative(state) for side, state in zip(self._sides, states, strict=True)]
        if old.digits != new.digits:
            self._coupling.entered([old.digits], [new.digits])
            return old._replace(digits=found[0]), new._replace(digits=found[1])
        digits = self._words.setdefault((old.place, found[0], new.place, found[1]), old.digits)
        return old._replace(digits=digits), new._replace(digits=digits)

    # --- events -----------------------------------------------------------------------------------------------------

    def _happening(self, pair: Moment) -> Iterator[tuple[Event, int, Iterator[Moment | Difference]]]:
        """What can happen to a pair, when, and what comes of it."""
        for event, who, at_ms in self._events(pair):
            yield event, at_ms, self._moments.after(pair, event, who, at_ms)
        due_ms = pair.left_ms[0]
        if self._ties_differ and due_ms == pair.left_ms[1] and due_ms > 0:
            first = self._timers_first.index(True)
            for event in self._by_somebody(pair.states):
                if event.kind == "key":
                    yield event, due_ms, self._moments.after_timer_of(first, pair, event, due_ms)

    def _events(self, pair: Moment) -> Iterator[tuple[Event, Who, int]]:
        """What can happen, to which sides, and when; silence first."""
        running = [ms for ms in pair.left_ms if ms != NO_TIMER]
        if running:
            if self._timing:
                due_ms = min(running)
                yield TIMER, (pair.left_ms[0] == due_ms, pair.left_ms[1] == due_ms), due_ms
            else:
                yield TIMER, (pair.left_ms[0] >= 0, pair.left_ms[1] >= 0), 0
        for event in self._by_somebody(pair.states):
            yield event, BOTH, 0
            if self._timing:
                for at_ms in self._moments_for(pair, event):
                    yield event, BOTH, at_ms

    def _by_somebody(self, states: tuple[State, State]) -> list[Event]:
        """What the callee, another party or a server can do; a class of keys may have several members here."""
        found: dict[Event, None] = {}
        for side, state in zip(self._sides, states, strict=True):
            found |= dict.fromkeys(each for each in side.choices.at(state) if each.kind not in ("key", "timer"))
        there = [state for state in states if not state.hung_up and not state.outcome]
        if states[0].place == 0 or not there:
            return list(found)
        found.pop(HANG_UP, None)
        keys: Sequence[Event] = list(KEY.values())
        if max(len(state.ahead) for state in states) >= MOST_AHEAD:
            self._doubt(f"more than {MOST_AHEAD} keys may be pressed before a menu listens")
            keys = ()
        return [*found, *keys, HANG_UP]

    def _moments_for(self, pair: Moment, event: Event) -> list[int]:
        """The moments, beside the first, at which an event must be tried that only one side accepts."""
        running = [ms - first for ms, first in zip(pair.left_ms, self._timers_first, strict=True) if ms > 0]
        if event.kind not in ("key", "hang up", "spoke") or not running:
            return []
        timers = [side.timer_after(state, event) for side, state in zip(self._sides, pair.states, strict=True)]
        ignored = [timer_ms == SAME_TIMER for timer_ms in timers]
        if ignored[0] == ignored[1]:
            return []
        deaf = 0 if ignored[0] else 1
        if pair.left_ms[deaf] < 0 or timers[1 - deaf] < 0:
            return []
        last_ms = min(running)
        meets_ms = pair.left_ms[deaf] - timers[1 - deaf]
        tried = (meets_ms - 1, meets_ms, meets_ms + 1, last_ms // 2, last_ms)
        return sorted({ms for ms in tried if 0 < ms <= last_ms})

    def _cost(self, act: PairStep) -> int:
        """What an event costs, as `ivrsim.proofs.paths` counts it: silence is an action where the callee decides."""
        interrupts = False
        decides = False
        waited_ms = 0
        for which, taken in act.taken:
            waiting = self._sides[which].plan.table[taken.state.place]
            if taken.event == TIMER:
                decides |= waiting.decides
                waited_ms += 0 if self._timing else 1
            elif taken.event.kind in ("key", "hang up", "spoke"):
                interrupts |= waiting.awaits == PROMPT and taken.step.timer_ms != SAME_TIMER
        by_callee = act.event.kind not in ("timer", "reply", "no reply", "talk ends")
        moved = act.event.kind in ("key", "hang up", "spoke")
        return price_of(int(by_callee or decides), int(moved), int(interrupts), act.at_ms + waited_ms)


def _is_silent_after_input(taken: TakenStep) -> bool:
    """Whether a menu heard nothing in a step, and there was an earlier input."""
    effects = taken.step.effects
    before = any(name == LAST_INPUT for name, _ in taken.state.variables) or any(
        type(each) is Input for each in effects
    )
    return before and any(type(each) is NothingEntered for each in effects)


def _left_alone(pair: Moment, moment: Moment) -> bool:
    """Whether one side went on waiting while the other began anew: how long it still waits is a matter of ms."""
    first = dict(reversed(moment.taken))
    if len(first) < 2 or any(taken.event == TIMER for taken in first.values()):
        return False
    ignored = [first[which].step.timer_ms == SAME_TIMER for which in (0, 1)]
    if ignored[0] == ignored[1]:
        return False
    deaf = 0 if ignored[0] else 1
    return pair.left_ms[deaf] > 0 and moment.left_ms[1 - deaf] >= 0
