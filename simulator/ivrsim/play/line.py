"""The line: the shell round `step` that has a clock, a log and bounds. `Call` moves it as a callee would.

The clock is virtual, in whole milliseconds, and moves only when something makes it: a callee's step, or a wait.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any, Final

from ivrdsl.errors import StepFailed
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.effects import Effect
from ivrsim.core.events import ANSWERS, HANG_UP, KEY, TIMER, Event
from ivrsim.core.memo import known_from, take
from ivrsim.core.platform import SPEAKING_RATE, Platform
from ivrsim.core.run import ASKS, NO_TIMER, SAME_TIMER
from ivrsim.core.state import RINGING, State
from ivrsim.core.variables import canonical, having
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import Web

NOON: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""When a call takes place if nobody says otherwise: a Monday at noon, UTC."""


_PASSED: Final = ("prompt", "listening", "wait", "goto", "goto xml", "recording", "transfer", "http", "tones")
"""Entries that say through which tags a call went, for people who look for a loop."""


class Line:
    """A call in progress, moved by events and by time.

    Args:
        plan: a dialplan, or one that `compile_plan` made ready.
        platform: whose quirks hold, when `plan` is not ready yet.
        variables: what is set before the call, by the platform's names: `{"contact.firstName": "Ann"}`.
        clock: when the call starts to ring.
        lines: the source line of each element, for transcripts.
        documents: the dialplans that gotoXML can lead to, by URL, when `plan` is not ready yet.
    """

    def __init__(
        self,
        plan: Dialplan | t.Plan,
        *,
        platform: Platform | None = None,
        variables: Mapping[str, str] | None = None,
        clock: datetime = NOON,
        lines: Sequence[int | None] = (),
        documents: Mapping[str, Dialplan] | None = None,
    ) -> None:
        self.plan = compile_plan(plan, platform, documents=documents)
        self.lines = lines
        self.web = Web()
        self.now_ms = 0
        self.due_ms: int | None = None
        """When the timer that runs will fire, or None."""
        self.log: list[Any] = []
        self.history: list[tuple[State, Event]] = []
        """What happened, each time with the state before it: from this a call's ways through the plan are found."""
        self.state = RINGING
        self._start_ms = round(clock.timestamp() * 1000)
        self._steps = 0
        self._known = known_from(self.plan, self.state)
        self._checkpoint: tuple[State, Hashable, int] | None = None
        self._since_decision = 0
        for name, value in (variables or {}).items():
            self.set_variable(name, value)

    # --- what a callee, or the world, can do -----------------------------------------------------------------------

    def set_variable(self, name: str, value: str) -> None:
        """Set a variable from outside, before the call is answered.

        Raises:
            StepFailed: the call was answered before.
        """
        if self.log:
            raise StepFailed(f"{name} can be set only before the call is answered")
        name, _ = canonical(name, self.plan.platform)
        self._be(self.state._replace(variables=having(self.state.variables, name, value)))

    def set_clock(self, clock: datetime) -> None:
        """Say when the call starts to ring, before it is answered.

        Raises:
            StepFailed: the call was answered before.
        """
        if self.log:
            raise StepFailed("the clock can be set only before the call is answered")
        self._start_ms = round(clock.timestamp() * 1000)

    def answer(self, by: str = "live") -> None:
        """Somebody answers: "live" or "machine"; or nobody does: "busy", "no answer"."""
        self.send(ANSWERS[by])

    def key(self, key: str) -> None:
        """The callee presses one key now."""
        self._note_decision()
        self.send(KEY[key])

    def hang_up(self) -> None:
        """The callee hangs up now."""
        self.send(HANG_UP)

    def send(self, event: Event) -> None:
        """Something happens to the call, now; what it asks then is answered at once."""
        following: Event | None = event
        while following is not None:
            entry = self._known.get(following) or take(self.plan, self.state, self._known, following)
            self.history.append((self.state, following))
            self.state, timer_ms, effects, self._known = entry
            if effects:
                self.log += (self.now_ms, effects)
            if timer_ms >= 0:
                self.due_ms = self.now_ms + timer_ms
            elif timer_ms == NO_TIMER:
                self.due_ms = None
            following = self._answer(timer_ms, effects)
            if following is not None and not self._may_go_on():
                return

    def _answer(self, timer_ms: int, effects: tuple[Effect, ...]) -> Event | None:
        """What the world says to a question that the call asks: what time it is, or what a web server replies."""
        if timer_ms == ASKS:
            self._note_decision()  # at another time of day the same state may lead elsewhere
            return Event("clock", str(self._start_ms + self.now_ms))
        if self.state.phase != "http":
            return None
        requests = [effect for effect in effects if effect[0] == "http"]
        if not requests:
            return None
        asked = self.web.situation
        reply = self.web.answer(*requests[-1][2:])
        if reply is not None:  # it takes no time, so this could go on for ever in one moment
            self._watch_for_loop((*asked, "asked"))
        return reply

    # --- time ------------------------------------------------------------------------------------------------------

    def run_to(self, at_ms: int, *, tie: bool = False) -> None:
        """Let time pass until `at_ms` ms, with every timer on the way; `tie`: one due just then fires too."""
        while self.due_ms is not None and (self.due_ms < at_ms or (tie and self.due_ms == at_ms)):
            self.fire()
        if not self.state.outcome:
            self._to(at_ms)

    def fire(self) -> None:
        """Let time pass until the timer that runs fires."""
        if self.due_ms is None:
            return
        if not self._to(self.due_ms):
            return
        decision = self.waiting.decides
        self.send(TIMER)
        if decision:
            self._note_decision()
        else:
            self._watch_for_loop()
        self._may_go_on()

    def run_on(self) -> bool:
        """Let the call go on until its next event, if it can without a decision of the callee; whether it could."""
        if self.due_ms is None or self.waiting.decides:
            return False
        self.fire()
        return True

    @property
    def waiting(self) -> t.Instruction:
        """The instruction at which the call waits."""
        return self.plan.table[self.state.place]

    @property
    def ended(self) -> bool:
        return bool(self.state.outcome)

    @property
    def situation(self) -> Hashable:
        """Everything that what happens next depends on, but for the time, when a timer has just begun."""
        return self.state, self.web.situation

    # --- copies -----------------------------------------------------------------------------------------------------

    def copied(self) -> "Line":
        """A line that goes its own way from here on."""
        other = copy(self)
        other.web = self.web.copied()
        other.log = list(self.log)
        other.history = list(self.history)
        return other

    def restore(self, earlier: "Line") -> None:
        """Be as an earlier copy of this line was. Transcripts that were made of this line see that, too."""
        log, history = self.log, self.history
        vars(self).update(vars(earlier.copied()))
        log[:], history[:] = self.log, self.history
        self.log, self.history = log, history

    # --- what is noted ----------------------------------------------------------------------------------------------

    def transcript(self) -> Transcript:
        """What happened so far."""
        return Transcript(self.plan, self.log, self.state, self.now_ms, self.lines)

    def assume(self, quirk: str) -> None:
        """Note that what a callee did leans on a quirk or on an estimate."""
        self.note(("assume", self.waiting.element, quirk, self.plan.platform.value(quirk)))

    def assume_lengths(self) -> None:
        """Note that a time leans on how long the prompts so far are thought to be."""
        sources = {effect[4] for effects in self.log[1::2] for effect in effects if effect[0] == "prompt"}
        if "tts" in sources:
            self.assume(SPEAKING_RATE)
        if sources - {"tts"}:
            self.assume("sound_ms")

    def note(self, effect: Effect) -> None:
        self.log += (self.now_ms, (effect,))

    def end(self, outcome: str, message: str) -> None:
        """End the call from outside of the plan: a loop, or a bound."""
        self.note(("error", self.waiting.element, outcome, message))
        self._be(self.state._replace(place=t.END, digits="", outcome=outcome))
        self.due_ms = None

    def _may_go_on(self) -> bool:
        """Count a step; False when the call has ended, if only by taking too many."""
        self._steps += 1
        if self._steps >= self.plan.platform.max_steps and not self.ended:
            self.end("limit", f"the call took {self._steps} steps; {self._recent()}")
        return not self.ended

    def _be(self, state: State) -> None:
        self.state = state
        self._known = known_from(self.plan, state)

    def _to(self, at_ms: int) -> bool:
        """Move the clock, unless that would pass the bound on virtual time."""
        limit_ms = self.plan.platform.max_duration_ms
        if at_ms > limit_ms:
            self.now_ms = limit_ms
            self.end("limit", f"the call lasts longer than {limit_ms // 60_000} minutes; {self._recent()}")
            return False
        self.now_ms = at_ms
        return True

    # --- loops [14.13] ----------------------------------------------------------------------------------------------

    def _note_decision(self) -> None:
        """The callee decided something, if only to stay silent: what follows is a new run."""
        self._checkpoint = None
        self._since_decision = 0

    def _watch_for_loop(self, web: Hashable = None) -> None:
        """End the call when it comes back to a state, with the same replies to come, and the callee decided nothing.

        `web` is what those depend on, if one is already on its way.
        Brent's way of finding a cycle: compare with one remembered state, which is renewed at steps 1, 2, 4, 8, ...
        """
        self._since_decision += 1
        if self.ended:
            return
        before = self._checkpoint
        if before is not None and before[0] == self.state and before[1] == (web or self.web.situation):
            self.end("loop", f"no key and no silence can end this: {self.labels(self.log[before[2] :])} repeat")
        elif self._since_decision & (self._since_decision - 1) == 0:
            self._checkpoint = self.state, web or self.web.situation, len(self.log)

    def _recent(self) -> str:
        return f"it goes round {self.labels(self.log[-40:])}"

    def labels(self, log: list[Any]) -> str:
        """The tags that a part of the log went through, in words."""
        passed = [effect[1] for effects in log[1::2] for effect in effects if effect[0] in _PASSED]
        return ", ".join(self.plan.elements[element].label for element in dict.fromkeys(passed)) or "nothing"


def replay(plan: t.Plan, events: Iterable[Event], *, state: State = RINGING, clock: datetime = NOON) -> Transcript:
    """Run a call from its events alone: the fastest way, for many calls.

    Args:
        plan: a plan that is ready.
        events: what happens, in order; TIMER lets time pass until the running timer fires, everything else happens at
            the moment of the event before it. What comes after the end of the call is ignored.
        state: where the call starts.
        clock: when it starts.
    """
    known = known_from(plan, state)
    log: list[Any] = []
    note = log.append
    now_ms = due_ms = questions = 0
    for event in events:
        if event[0] == "timer":
            now_ms = due_ms
        try:
            state, timer_ms, effects, known = known[event]
        except KeyError:
            state, timer_ms, effects, known = take(plan, state, known, event)
        note(now_ms)
        note(effects)
        if timer_ms >= 0:
            due_ms = now_ms + timer_ms
        elif timer_ms == NO_TIMER:
            due_ms = now_ms
        else:
            while timer_ms == ASKS and questions < plan.platform.max_steps:
                questions += 1
                told = Event("clock", str(round(clock.timestamp() * 1000) + now_ms))
                state, timer_ms, effects, known = take(plan, state, known, told)
                log += (now_ms, effects)
            due_ms = now_ms + max(timer_ms, 0) if timer_ms != SAME_TIMER else due_ms
    return Transcript(plan, log, state, now_ms)
