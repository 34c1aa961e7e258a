"""The line: the shell round `step` that has a clock, a log and bounds. `Call` moves it as a callee would.

The clock is virtual, in whole milliseconds, and moves only when something makes it: a callee's step, or a wait.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any, Final

from ivrdsl.errors import StepFailed
from ivrsim.core import effects as did, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.events import ANSWERS, HANG_UP, KEY, TIMER, Event
from ivrsim.core.instructions.base import DETECTION, REPLY
from ivrsim.core.lengths import file_of
from ivrsim.core.memo import ControlState, Move, Values, memory_of
from ivrsim.core.parties import VERDICTS
from ivrsim.core.platform import Platform
from ivrsim.core.run import NO_TIMER, Given, Needs
from ivrsim.core.state import State
from ivrsim.core.variables import canonical
from ivrsim.play.other_side import OtherSide, closes_the_line
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import Web

NOON: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""When a call takes place if nobody says otherwise: a Monday at noon, UTC."""

PASSED: Final = (
    did.Prompt, did.Listening, did.Waiting, did.JumpedTo, did.GoesOnWith, did.Recording, did.Transferring,
    did.Requested, did.TonesSent,
)  # fmt: skip
"""Effects that say through which tags a call went, for people who look for a loop."""

LOOP: Final = "no key and no silence can end this: {} repeat"
IN_NO_TIME: Final = "it goes round in no time: {} repeat"
TOO_LONG: Final = "the call lasts longer than {} minutes; it goes round {}"
"""What is said of a call that ends because it would not end; {} stands for the tags that it goes through."""
MOMENTS_LOOKED_AT: Final = 20
"""How many of the last things that happened tell where a call goes round that ends at a bound."""


def length_leans_on(platform: Platform, prompt: did.Prompt) -> str:
    """Return the quirk that the length of a prompt leans on; "" for a sound whose length is known."""
    if prompt.source == "tts":
        return platform.speech
    known = {name for name, _ in platform.sounds_ms}
    return "sound_ms" if known.isdisjoint((prompt.text, file_of(prompt.text))) else ""


class Line:
    """A call in progress, moved by events and by time.

    Args:
        plan: what is called, made ready by `compile_plan`.
        variables: what is set before the call, by the platform's names: `{"contact.firstName": "Ann"}`.
        clock: when the call starts to ring.
        lines: the source line of each element, for transcripts.
    """

    __slots__ = (
        "_clock", "_coming", "_lengths", "_memory", "_moments", "_start", "_steps", "_visited",
        "_web", "control", "due_ms", "lines", "log", "now_ms", "other_side", "plan", "values",
    )  # fmt: skip

    def __init__(
        self,
        plan: t.Plan,
        variables: Mapping[str, str] | None = None,
        clock: datetime = NOON,
        lines: Sequence[int | None] = (),
    ) -> None:
        self.plan = plan
        self.log: list[Any] = []
        """What happened: three items each, when (ms), the effects, and the move; None for what is noted beside."""
        self._memory = memory = plan.memory[0] if plan.memory else memory_of(plan)
        self.control = memory.ringing
        """Where the call is."""
        self._clock = clock
        self.lines = lines
        self.now_ms = self._steps = 0
        self.due_ms: int | None = None
        self._visited: dict[Hashable, int] = {}
        """Where the call was since the last decision, with the replies to come: the position of the log."""
        self._web: Web | None = None
        self._lengths: tuple[int, frozenset[str]] = 0, frozenset()
        """How much of the log was looked at for prompts, and what the lengths of those lean on."""
        self.other_side: OtherSide | None = None
        """Who it really is that has answered; None where that is of no consequence: then steps know all."""
        self._moments: tuple[tuple[int, str], ...] = ()
        """What comes from there by itself: when, and what."""
        self._coming: Event | None = None
        """The reply that is on its way, while the call waits for one: it comes when the call is due."""
        self.values: Values = ()
        self._start: Values = ()
        if variables:
            self.give(variables)

    # --- what a callee, or the world, can do -----------------------------------------------------------------------

    def give(self, variables: Mapping[str, str]) -> None:
        """Begin with variables, by the platform's names; nobody has answered yet."""
        self.control, self.values = self._memory.opening(variables)
        self._start = self.values

    def set_variable(self, name: str, value: str) -> None:
        """Set a variable from outside, before the call is answered.

        Raises:
            StepFailed: the call was answered before.
        """
        if self.log:
            raise StepFailed(f"{name} can be set only before the call is answered")
        known = dict(zip(self.control.names, self.values, strict=True))
        known[canonical(name, self.plan.platform)[0]] = value
        self.give(known)

    def set_clock(self, clock: datetime) -> None:
        """Say when the call starts to ring, before it is answered.

        Raises:
            StepFailed: the call was answered before.
        """
        if self.log:
            raise StepFailed("the clock can be set only before the call is answered")
        self._clock = clock

    def answer(self, by: str = "live") -> None:
        """Somebody answers: "live", "machine" or "unsure"; or nobody does: "busy", "no answer"."""
        self.send(ANSWERS[by])

    def answered_by(self, side: OtherSide) -> None:
        """A party answers, now."""
        if side.named:
            taken_for = side.taken_for if self.plan.detects() else ""
            side = side._replace(since_ms=self.now_ms, taken_for=taken_for)
            self.note(side.noted())
            self._moments = side.moments()
        self.other_side = side
        self.send(VERDICTS[side.taken_for or "person"])

    def key(self, key: str) -> None:
        """The callee presses one key now."""
        self._note_decision()
        self.send(KEY[key])

    def decide(self, event: Event) -> None:
        """Something happens that somebody decides: what follows is a new run."""
        self._note_decision()
        self.send(event)

    def hang_up(self) -> None:
        """The callee hangs up now."""
        self.send(HANG_UP)

    def send(self, event: Event) -> None:
        """Something happens to the call, now; what it asks then is answered, at once or later."""
        following: Event | None = event
        while following is not None:
            control, values = self.control, self.values
            move = control.moves.get(following) or self._memory.find(control, values, following)
            if move is None:
                move = self._take(following)
            if not self._goes(move, values):
                self._goes(self._take(following), values)
            following = self._reply() if self.control.state.phase == "http" else None

    def _goes(self, move: Move, values: Values) -> bool:
        """Go on by a move; False, and nothing is done, where it does not hold for this call."""
        effects, timer_ms = move.effects, move.timer_ms
        if move.pick is not None:
            values = move.pick(values + move.added)
        if move.says is not None:
            told = move.told(values)
            if told is None:
                return False
            effects, timer_ms = told
        self.control, self.values = move.target, values
        self.log += (self.now_ms, effects, move)
        if timer_ms >= 0:
            self.due_ms = self.now_ms + timer_ms
            if self.other_side is not None and move.target.waiting.awaits == DETECTION:
                self.due_ms = self.other_side.detected_ms(self.now_ms, self.plan.platform)
        elif timer_ms == NO_TIMER:
            self.due_ms = None
        return True

    def goes_again(self, name: Hashable) -> bool:
        """Do what a callee does, if it is known from here what comes of it; whether it was."""
        act = self.control.acts.get(name)
        if act is None or self._visited or self.other_side is not None:
            return False
        begin_ms, values = self.now_ms, self.values
        if act.fires:
            due_ms, platform = self.due_ms, self.plan.platform
            if due_ms is None or due_ms + act.later_ms > platform.max_duration_ms:
                return False
            if self._steps + act.fires >= platform.max_steps:
                return False
            begin_ms = due_ms
        for move in act.changes:
            values = move.after(values)
        last, log = act.last, self.log
        effects, timer_ms = last.effects, last.timer_ms
        if last.pick is not None:
            values = last.pick(values + last.added)
        if last.says is not None:
            told = last.told(values)
            if told is None:
                return False
            effects, timer_ms = told
        for later_ms, done, move in act.steps:
            log += (begin_ms + later_ms, done, move)
        self.now_ms = now_ms = begin_ms + act.later_ms
        log += (now_ms, effects, last)
        self.control, self.values = last.target, values
        if timer_ms >= 0:
            self.due_ms = now_ms + timer_ms
        elif timer_ms == NO_TIMER:
            self.due_ms = None
        self._steps += act.fires
        return True

    def remember(self, name: Hashable, control: ControlState, start: int) -> None:
        """Remember what came of something that a callee has done: from a control, and a position of the log, on."""
        if not self._visited and self.other_side is None:
            self._memory.remember_act(control, name, self.log[start:])

    def _take(self, event: Event) -> Move:
        """Take a step that no call has taken yet; what it needs to be told, it is."""
        try:
            return self._memory.take(self.control, self.values, event)
        except Needs:
            self._may_go_on()
            return self._memory.take(self.control, self.values, event, Given(self.start_ms + self.now_ms))

    def _reply(self) -> Event | None:
        """What a web server replies at once, if the call has just asked it; what it replies later is on its way."""
        request = next((effect for effect in reversed(self.log[-2]) if isinstance(effect, did.Requested)), None)
        if request is None:
            return None
        self._coming = None
        asked = self.web.situation
        reply, after_ms = self.web.answer(request.method, request.url)
        if reply is None:
            return None
        if after_ms:
            self._expect(reply, self.now_ms + after_ms)
            return None
        self._watch_for_loop((*asked, "asked"))  # it takes no time, so this could go on for ever in one moment
        return reply if self._may_go_on() else None

    def _expect(self, reply: Event, at_ms: int) -> None:
        """A reply is on its way; in the moment in which the platform gives up it is too late (assumed: not documented).

        Whatever else ends the wait, such as a hang-up, leaves it behind: the next request has a reply of its own.
        """
        if self.due_ms is not None and at_ms < self.due_ms:
            self._coming, self.due_ms = reply, at_ms

    # --- time ------------------------------------------------------------------------------------------------------

    def run_to(self, at_ms: int, *, tie: bool = False) -> None:
        """Let time pass until `at_ms` ms, with every timer and reply on the way; `tie`: one due just then comes too."""
        while self.due_ms is not None and (self.due_ms < at_ms or (tie and self.due_ms == at_ms)):
            self.fire()
        if self._moments and not self.ended and self._other_side_acts(at_ms):
            self.run_to(at_ms, tie=tie)
        elif not self.ended:
            self._to(at_ms)

    def fire(self) -> None:
        """Let time pass until the timer that runs fires, or until the reply comes that is on its way."""
        due_ms = self.due_ms
        if due_ms is None:
            return
        if self._moments and self._other_side_acts(due_ms):
            return
        if due_ms > self.plan.platform.max_duration_ms:
            self._to(due_ms)
            return
        self.now_ms = due_ms
        waiting = self.control.waiting
        self.send(TIMER if self._coming is None else self._reply_to_come or TIMER)
        if waiting.decides:
            self._note_decision()
        elif not self.control.waiting.decides and (self._steps or waiting.awaits != DETECTION):
            self._watch_for_loop()  # what waits for a decision does not go round, nor what begins by detecting
        self._steps += 1
        if self._steps >= self.plan.platform.max_steps:
            self._end_with_too_many()

    def _other_side_acts(self, until_ms: int) -> bool:
        """Let happen what comes from the other side by itself, up to a moment; whether it has closed the line."""
        assert self.other_side is not None
        until_ms = min(until_ms, self.plan.platform.max_duration_ms)
        while self.other_side_will_act and self._moments[0][0] <= until_ms:
            (at_ms, what), *later = self._moments
            self._moments = tuple(later)
            self.now_ms = max(at_ms, self.now_ms)
            what = self.other_side.comes_to(what, self.log, self.plan.platform)
            if what:
                self.note(did.OtherSideActs(self.waiting.element, what))
            if closes_the_line(what):
                self.hang_up()
                return True
        return False

    @property
    def next_moment_ms(self) -> int | None:
        """When something comes next from the other side by itself, in ms; None for never."""
        return self._moments[0][0] if self._moments else None

    @property
    def other_side_will_act(self) -> bool:
        """Whether something is still to come from the other side by itself."""
        return bool(self._moments) and not self.ended and not self.control.state.hung_up

    def run_on(self) -> bool:
        """Let the call go on until its next event, if it can without a decision of the callee; whether it could."""
        if self.due_ms is None or self.control.waiting.decides:
            return False
        self.fire()
        return True

    @property
    def waiting(self) -> t.Instruction:
        """The instruction at which the call waits."""
        return self.control.waiting

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
        return self._place, self._replies

    @property
    def _replies(self) -> Hashable:
        """What the replies to come depend on, with the one that is on its way."""
        return self._web and (self._web.situation, self._reply_to_come)

    @property
    def _reply_to_come(self) -> Event | None:
        """The reply that is on its way to where the call waits."""
        return self._coming if self._coming and self.control.state.phase == "http" else None

    @property
    def _place(self) -> tuple[State, tuple[str, ...], Values]:
        """Where the call is, as a value: two controls may be one that was forgotten."""
        return self.control.state, self.control.names, self.values

    @property
    def start_ms(self) -> int:
        """When it began to ring, in ms since 1970-01-01 UTC."""
        return round(self._clock.timestamp() * 1000)

    @property
    def given(self) -> dict[str, str]:
        """The variables that it began with."""
        moves = self.moves
        names = moves[0].source.names if moves else self.control.names
        return dict(zip(names, self._start, strict=True))

    @property
    def moves(self) -> list[Move]:
        """What happened, each as a move; from these a call's ways through the plan are told."""
        return self.moves_since(0)

    def moves_since(self, start: int) -> list[Move]:
        """What happened from a position of the log on, each as a move."""
        return [move for move in self.log[start + 2 :: 3] if move is not None]

    @property
    def history(self) -> list[tuple[State, Event]]:
        """What happened, each time with the state before it."""
        found = []
        values = self._start
        for move in self.moves:
            found.append((move.source.full(values), move.event))
            values = move.after(values)
        return found

    # --- copies -----------------------------------------------------------------------------------------------------

    def copied(self) -> "Line":
        """A line that goes its own way from here on."""
        other = copy(self)
        other._web = self._web and self._web.copied()
        other.log, other._visited = list(self.log), dict(self._visited)
        return other

    def restore(self, earlier: "Line") -> None:
        """Be as an earlier copy of this line was. Transcripts that were made of this line see that, too."""
        log = self.log
        log[:] = earlier.log
        for name in Line.__slots__:
            setattr(self, name, getattr(earlier, name))
        self.log, self._visited = log, dict(earlier._visited)
        self._web = earlier._web and earlier._web.copied()

    # --- what is noted ----------------------------------------------------------------------------------------------

    def transcript(self) -> Transcript:
        """What happened so far."""
        return Transcript(self.plan, self.log, self.control, self.values, self.now_ms, self.lines)

    def assume(self, quirk: str) -> None:
        """Note that what a callee did leans on a quirk or on an estimate."""
        self.note(did.Assumed(self.waiting.element, quirk, self.plan.platform.value(quirk)))

    def assume_lengths(self) -> None:
        """Note that a time leans on how long the prompts so far are thought to be."""
        found = self.lengths_lean_on()
        for quirk in (self.plan.platform.speech, "sound_ms"):
            if quirk in found:
                self.assume(quirk)

    def lengths_lean_on(self) -> frozenset[str]:
        """The quirks that the lengths of the prompts so far lean on; each part of the log is looked at once."""
        start, found = self._lengths
        if start < len(self.log):
            prompts = [effect for effect in self.effects(start) if isinstance(effect, did.Prompt)]
            found = found.union(length_leans_on(self.plan.platform, each) for each in prompts) - {""}
            self._lengths = len(self.log), found
        return found

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
        if self._steps >= self.plan.platform.max_steps:
            self._end_with_too_many()
        return not self.ended

    def _end_with_too_many(self) -> None:
        if not self.ended:
            self.end("limit", f"the call took {self._steps} steps; it goes round {self._recent()}")

    def _to(self, at_ms: int) -> bool:
        """Move the clock, unless that would pass the bound on virtual time."""
        limit_ms = self.plan.platform.max_duration_ms
        if at_ms > limit_ms:
            self.now_ms = limit_ms
            self.end("limit", TOO_LONG.format(limit_ms // 60_000, self._recent()))
            return False
        self.now_ms = at_ms
        return True

    # --- loops [14.13] ----------------------------------------------------------------------------------------------

    def _note_decision(self) -> None:
        """The callee decided something, if only to stay silent: what follows is a new run."""
        self._visited.clear()

    def _watch_for_loop(self, web: Hashable = None) -> None:
        """End the call when it comes back to a state, with the same replies to come, and nobody can lead it elsewhere.

        It ends at the first return. If somebody can, it goes on, as after a decision. Where it came round in no time it
        ends all the same: nobody has a moment to act in, and the web servers of a call answer as they did.

        `web` is what replies depend on, if one is already on its way.
        """
        if self.control.state.outcome:
            return
        situation = self._place, self._replies if web is None else web
        before = self._visited.get(situation)
        if before is None:
            self._visited[situation] = len(self.log)
            return
        around = self.labels(before)
        if not (self.other_side_will_act or self._somebody_acts_since(before)):
            self.end("loop", LOOP.format(around))
        elif self.log[before - 3] == self.now_ms:
            self.end("limit", IN_NO_TIME.format(around))
        else:
            self._note_decision()

    def _somebody_acts_since(self, start: int) -> bool:
        """Whether anything but a hang-up could lead a call elsewhere that has come round from a position of the log.

        That is a key which is taken, another party's answer, the time, or chance.
        """
        values = self.values
        for move in self.moves_since(start):
            waiting = move.source.waiting
            if move.asked or move.unforeseen or waiting.decides or waiting.awaits == REPLY:
                return True
            if any(self._leads_elsewhere(move, values, key) for key in KEY.values()):
                return True
            values = move.after(values)
        return False

    def _leads_elsewhere(self, move: Move, values: Values, event: Event) -> bool:
        """Whether a call goes another way than by a move if something else happens to it."""
        control = move.source
        try:
            other = self._memory.find(control, values, event) or self._memory.take(control, values, event)
        except Needs:
            return True
        return bool(other.ways) and other.target is not move.target

    def _recent(self) -> str:
        log = self.log  # a player notes apart what is assumed beside a move
        told = [
            at
            for at in range(0, len(log), 3)
            if log[at + 2] or any(type(each) is not did.Assumed for each in log[at + 1])
        ]
        return self.labels(told[-MOMENTS_LOOKED_AT] if len(told) > MOMENTS_LOOKED_AT else 0)

    def effects(self, start: int = 0) -> Iterator[Effect]:
        """What the call did, from a position of the log on."""
        for effects in self.log[start + 1 :: 3]:
            yield from effects

    def labels(self, start: int) -> str:
        """The tags that the call went through from a position of the log on, in words."""
        passed = [effect.element for effect in self.effects(start) if isinstance(effect, PASSED)]
        return ", ".join(self.plan.elements[element].label for element in dict.fromkeys(passed)) or "nothing"
