"""The line: the shell round `step` that has a clock, a log and bounds. `Call` moves it as a callee would.

The clock is virtual, in whole milliseconds, and moves only when something makes it: a callee's step, or a wait.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ivrdsl.errors import StepFailed
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import effects as did, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.events import ANSWERS, HANG_UP, KEY, TIMER, Event
from ivrsim.core.memo import ControlState, Move, Values, memory_of
from ivrsim.core.platform import SPEAKING_RATE, Platform
from ivrsim.core.run import NO_TIMER, Given, Needs
from ivrsim.core.state import State
from ivrsim.core.variables import canonical, having
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import Web

NOON: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""When a call takes place if nobody says otherwise: a Monday at noon, UTC."""

_PASSED: Final = (
    did.Prompt, did.Listening, did.Waiting, did.JumpedTo, did.GoesOnWith, did.Recording, did.Transferring,
    did.Requested, did.TonesSent,
)  # fmt: skip
"""Effects that say through which tags a call went, for people who look for a loop."""


class Line:
    """A call in progress, moved by events and by time.

    Args:
        plan: a dialplan, or one that `compile_plan` made ready.
        platform: whose quirks hold, when `plan` is not ready yet.
        variables: what is set before the call, by the platform's names: `{"contact.firstName": "Ann"}`.
        clock: when the call starts to ring.
        lines: the source line of each element, for transcripts.
        documents: the dialplans that gotoXML can lead to, by URL, when `plan` is not ready yet.

    Attributes:
        now_ms: how long the call has lasted, in ms.
        due_ms: when the timer that runs will fire, or None.
        log: what happened: three items each, when (ms), the effects, and the move; None for what is noted beside.
        control, values: where the call is.
    """

    __slots__ = (
        "_checkpoint", "_clock", "_memory", "_since_decision", "_start", "_steps", "_web", "control", "due_ms", "lines",
        "log", "now_ms", "plan", "values",
    )  # fmt: skip

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
        self.plan = plan if isinstance(plan, t.Plan) else compile_plan(plan, platform, documents=documents)
        self.lines = lines
        self.now_ms = 0
        self.due_ms: int | None = None
        self.log: list[Any] = []
        self._memory = memory_of(self.plan)
        self.control: ControlState = self._memory.ringing
        self.values: Values = ()
        self._start: Values = ()
        self._web: Web | None = None
        self._clock = clock
        self._steps = 0
        self._checkpoint: tuple[ControlState, Values, Hashable, int] | None = None
        self._since_decision = 0
        if variables:
            self._set_variables(variables)

    # --- what a callee, or the world, can do -----------------------------------------------------------------------

    def set_variable(self, name: str, value: str) -> None:
        """Set a variable from outside, before the call is answered.

        Raises:
            StepFailed: the call was answered before.
        """
        self._set_variables({name: value})

    def set_clock(self, clock: datetime) -> None:
        """Say when the call starts to ring, before it is answered.

        Raises:
            StepFailed: the call was answered before.
        """
        if self.log:
            raise StepFailed("the clock can be set only before the call is answered")
        self._clock = clock

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
        values = self.values
        slot = self.control.slots.get(event)
        move: Move | None = None
        if slot is not None:
            move = slot.moves.get(() if slot.key is None else slot.key(values))
        if move is None:
            move = self._take(event)
        _, timer_ms, effects, _, target, build, _, asked, _, _ = move
        self.control = target
        if build is not None:
            self.values = build(values)
        self.log += (self.now_ms, effects, move)
        if timer_ms >= 0:
            self.due_ms = self.now_ms + timer_ms
        elif timer_ms == NO_TIMER:
            self.due_ms = None
        if asked:
            self._note_decision()  # at another time of day the same state may lead elsewhere
            self._may_go_on()
        if target.state.phase == "http":
            self._ask(effects)

    def _take(self, event: Event) -> Move:
        """Take a step that no call has taken yet; what it needs to be told, it is."""
        try:
            return self._memory.take(self.control, self.values, event)
        except Needs:
            now_ms = round(self._clock.timestamp() * 1000) + self.now_ms
            return self._memory.take(self.control, self.values, event, Given(now_ms))

    def _ask(self, effects: tuple[Effect, ...]) -> None:
        """A web server replies at once, if the call has just asked it."""
        request = next((effect for effect in reversed(effects) if isinstance(effect, did.Requested)), None)
        if request is None:
            return
        asked = self.web.situation
        reply = self.web.answer(request.method, request.url)
        if reply is not None:  # it takes no time, so this could go on for ever in one moment
            self._watch_for_loop((*asked, "asked"))
            if self._may_go_on():
                self.send(reply)

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
        return self.plan.table[self.control.state.place]

    @property
    def ended(self) -> bool:
        return bool(self.control.state.outcome)

    @property
    def state(self) -> State:
        """Where the call is, as `step` knows it."""
        return self.control.full(self.values)

    @property
    def web(self) -> Web:
        """The web servers that the call asks."""
        if self._web is None:
            self._web = Web()
        return self._web

    @web.setter
    def web(self, web: Web) -> None:
        self._web = web

    @property
    def situation(self) -> Hashable:
        """Everything that what happens next depends on, but for the time, when a timer has just begun."""
        return self.control, self.values, self._web and self._web.situation

    @property
    def moves(self) -> list[Move]:
        """What happened, each as a move; from these a call's ways through the plan are told."""
        return [move for move in self.log[2::3] if move is not None]

    @property
    def history(self) -> list[tuple[State, Event]]:
        """What happened, each time with the state before it."""
        found = []
        values = self._start
        for move in self.moves:
            found.append((move.source.full(values), move.event))
            values = values if move.build is None else move.build(values)
        return found

    # --- copies -----------------------------------------------------------------------------------------------------

    def copied(self) -> "Line":
        """A line that goes its own way from here on."""
        other = object.__new__(Line)
        for name in Line.__slots__:
            setattr(other, name, getattr(self, name))
        other._web = self._web and self._web.copied()
        other.log = list(self.log)
        return other

    def restore(self, earlier: "Line") -> None:
        """Be as an earlier copy of this line was. Transcripts that were made of this line see that, too."""
        log = self.log
        log[:] = earlier.log
        for name in Line.__slots__:
            setattr(self, name, getattr(earlier, name))
        self.log, self._web = log, earlier._web and earlier._web.copied()

    # --- what is noted ----------------------------------------------------------------------------------------------

    def transcript(self) -> Transcript:
        """What happened so far."""
        return Transcript(self.plan, self.log, (self.control, self.values), self.now_ms, self.lines)

    def assume(self, quirk: str) -> None:
        """Note that what a callee did leans on a quirk or on an estimate."""
        self.note(did.Assumed(self.waiting.element, quirk, self.plan.platform.value(quirk)))

    def assume_lengths(self) -> None:
        """Note that a time leans on how long the prompts so far are thought to be."""
        sources = {effect.source for effect in self.effects() if isinstance(effect, did.Prompt)}
        if "tts" in sources:
            self.assume(SPEAKING_RATE)
        if sources - {"tts"}:
            self.assume("sound_ms")

    def note(self, effect: Effect) -> None:
        self.log += (self.now_ms, (effect,), None)

    def end(self, outcome: str, message: str) -> None:
        """End the call from outside of the plan: a loop, or a bound."""
        self.note(did.Trouble(self.waiting.element, outcome, message))
        self.control, self.values = self._memory.enter(self.state._replace(place=t.END, digits="", outcome=outcome))
        self.due_ms = None

    def _may_go_on(self) -> bool:
        """Count a step; False when the call has ended, if only by taking too many."""
        self._steps += 1
        if self._steps >= self.plan.platform.max_steps and not self.ended:
            self.end("limit", f"the call took {self._steps} steps; {self._recent()}")
        return not self.ended

    def _set_variables(self, values: Mapping[str, str]) -> None:
        """Set variables before the call is answered.

        Raises:
            StepFailed: it was answered before.
        """
        variables = self.state.variables
        for name, value in values.items():
            if self.log:
                raise StepFailed(f"{name} can be set only before the call is answered")
            variables = having(variables, canonical(name, self.plan.platform)[0], value)
        self.control, self.values = self._memory.enter(self.control.state._replace(variables=variables))
        self._start = self.values

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
        if self.control.state.outcome:
            return
        web = web or (self._web and self._web.situation)
        before = self._checkpoint
        if before is not None and before[:3] == (self.control, self.values, web):
            self.end("loop", f"no key and no silence can end this: {self.labels(before[3])} repeat")
        elif self._since_decision & (self._since_decision - 1) == 0:
            self._checkpoint = self.control, self.values, web, len(self.log)

    def _recent(self) -> str:
        return f"it goes round {self.labels(max(len(self.log) - 60, 0))}"

    def effects(self, start: int = 0) -> Iterator[Effect]:
        """What the call did, from a position of the log on."""
        for effects in self.log[start + 1 :: 3]:
            yield from effects

    def labels(self, start: int) -> str:
        """The tags that the call went through from a position of the log on, in words."""
        passed = [effect.element for effect in self.effects(start) if isinstance(effect, _PASSED)]
        return ", ".join(self.plan.elements[element].label for element in dict.fromkeys(passed)) or "nothing"
