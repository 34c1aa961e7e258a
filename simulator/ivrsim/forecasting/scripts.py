"""A course through a chain as a call script, which plays on the engine.

Times of a chain are rounded to steps, those of a call are not. So what somebody does comes as long after its wait has
begun as in the chain, but before the wait's own timer fires.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from ivrdsl.errors import StepFailed
from ivrsim.chains.course import Course, CourseStep
from ivrsim.core.events import SPOKE, TALK_ENDS, TRANSFER
from ivrsim.core.table import Plan
from ivrsim.forecasting.unfolding.sides import Turn
from ivrsim.forecasting.unfolding.spots import Act
from ivrsim.forecasting.unfolding.unfold import Unfolding
from ivrsim.play.line import Line
from ivrsim.play.other_side import OtherSide, closes_the_line
from ivrsim.play.party import PartyOptions
from ivrsim.play.web import ERROR, TIMEOUT, Delayed, Failure
from ivrsim.script.statements import http_statement, party_statement, quoted, time_text
from ivrsim.search.liveness import CLOCK

ANY_SERVER: Final = "*"
"""The pattern of all URLs: the replies of a course come in turn."""


class CourseAct:
    """What is done in a course, and how many steps after its wait has begun."""

    def __init__(self, act: Act, steps: int, turn: Turn | None = None, *, asks: bool = False) -> None:
        self.kind, self.value = act[0], act[-1]
        self.name = act[1] if len(act) > 2 else ""
        self.steps = steps
        self.turn = turn
        """What the other side does by itself."""
        self.asks = asks
        """Whether a web server has been asked, and has not replied."""


def script_of(unfolding: Unfolding, course: Course) -> list[str]:
    """Return the statements of a call that takes a course; [] where nobody can bring it about.

    Args:
        unfolding: of the chain.
        course: a way through it.
    """
    acts = [_act(unfolding, step) for step in course.steps]
    if any(act.kind in ("told", "cut off") for act in acts) or any(map(_is_mute, pairwise(acts))):
        return []
    writer = _CourseWriter(unfolding, acts)
    try:
        return writer.written()
    except StepFailed:  # rounded
        return []


def _act(unfolding: Unfolding, step: CourseStep) -> CourseAct:
    act = unfolding.branch(step.node, step.option, step.way).act or ("",)
    spot = unfolding.spots.all[step.node]
    if spot.kind != "wait":
        return CourseAct(act, step.delay)
    number, head = spot.of
    turn = unfolding.sides.all[head.side].turns[head.turn] if act[0] == "turn" else None
    goes_on = turn is not None and not closes_the_line(act[1])
    asks = unfolding.found.control(number).state.phase == "http" and not goes_on
    steps = step.delay + (head.passed if act[0] in ("reply", "no reply") else 0)  # the other side may act meanwhile
    return CourseAct(act, steps, turn, asks=asks)


def _is_mute(acts: tuple[CourseAct, CourseAct]) -> bool:
    """Whether somebody does something after the words of a recording, while it waits for more: no script says that."""
    return acts[0].kind == "spoke" and acts[1].kind != "timer"


class _CourseWriter:
    """Plays a course, and writes down what is done."""

    def __init__(self, unfolding: Unfolding, acts: list[CourseAct]) -> None:
        self._unfolding = unfolding
        self._plan: Plan = unfolding.found.plan
        self._acts = acts
        self._step_ms = unfolding.step_ms
        self._line = Line(self._plan)
        self._done_ms = 0
        self._begun_ms = 0
        self._talks = self._spoke = False
        self._written: list[str] = []

    def written(self) -> list[str]:
        """The statements."""
        self._written = list(self._settings())
        for act in self._acts:
            self._play(act)
        if not self._line.ended:
            return []
        self._has_talked()
        self._wait_until(self._line.now_ms)
        return self._written

    def _settings(self) -> Iterator[str]:
        """What is so before the phone rings."""
        for name, value in self._unfolding.found.world.variables.items():
            self._line.set_variable(name, value)
            yield f"set {name} = {quoted(value)}"
        for act in self._acts:
            if act.kind == "chosen" and act.name == CLOCK:
                moment = datetime.fromtimestamp(int(act.value) / 1000, UTC)
                self._line.set_clock(moment)
                yield f'set clock = "{moment:%Y-%m-%dT%H:%M:%SZ}"'
            elif act.kind == "chosen":
                self._line.set_variable(act.name, act.value)
                yield f"set {act.name} = {quoted(act.value)}"
        replies = list(self._replies())
        if replies:
            self._line.web.add(ANY_SERVER, replies)
            yield http_statement(ANY_SERVER, replies)

    def _replies(self) -> Iterator[Delayed | Failure]:
        for act in self._acts:
            if act.kind == "reply":
                yield Delayed(act.value, act.steps * self._step_ms)
            elif act.kind == "no reply":
                yield Delayed(ERROR, act.steps * self._step_ms)
            elif act.asks:
                yield TIMEOUT

    def _play(self, act: CourseAct) -> None:
        line = self._line
        at_ms = self._begun_ms + act.steps * self._step_ms
        match act.kind:
            case "side":
                side = self._unfolding.sides.all[int(act.value)].who
                self._written.append(_answer(side))
                line.answered_by(side)
                self._done_ms = line.now_ms
            case "unanswered":
                self._written.append(f"answer {act.value}")
                line.answer(act.value)
                self._done_ms = line.now_ms
            case "timer" | "reply" | "no reply":
                line.fire()
                if self._spoke:  # `record` goes on until the recording ends
                    self._done_ms, self._spoke = line.now_ms, False
            case "turn":
                moment_ms = line.next_moment_ms if act.turn is not None and act.turn.what else None
                line.run_to(at_ms if moment_ms is None else moment_ms)
            case "key":
                self._come_to(at_ms)
                self._say(f"press {act.value} at 0s")
                line.key(act.value)
            case "hang up":
                self._come_to(at_ms)
                self._say("hang up")
                line.hang_up()
            case "transfer":
                self._come_to(at_ms)
                self._wait_until(line.now_ms)
                if act.value != "answered":
                    self._say(f"transfer {act.value}")
                self._talks = act.value == "answered"
                line.decide(TRANSFER[act.value])
            case "talk ends":
                line.run_to(at_ms)
                self._has_talked()
                line.send(TALK_ENDS)
            case "spoke":
                self._come_to(at_ms)
                self._wait_until(self._begun_ms)
                self._say(f"record {time_text(line.now_ms - self._begun_ms)}")
                line.send(SPOKE)
                self._spoke = True
            case _:
                return
        self._begun_ms = line.now_ms

    def _has_talked(self) -> None:
        """Write down how long a transfer was talked in, if one was."""
        if self._talks:
            self._talks = False
            self._say(f"transfer answered {time_text(self._line.now_ms - self._done_ms)}")

    def _come_to(self, at_ms: int) -> None:
        """Let time pass until something is done, which comes before the timer that runs."""
        due_ms = self._line.due_ms
        if due_ms is not None and at_ms >= due_ms:
            at_ms = max(due_ms - 1, self._line.now_ms)
        self._line.run_to(at_ms)

    def _wait_until(self, at_ms: int) -> None:
        if at_ms > self._done_ms:
            self._written.append(f"wait {time_text(at_ms - self._done_ms)}")
            self._done_ms = at_ms

    def _say(self, statement: str) -> None:
        """Write a statement of what is done now."""
        if not statement.startswith(("transfer answered", "record")):
            self._wait_until(self._line.now_ms)
        self._written.append(statement)
        self._done_ms = self._line.now_ms


def _answer(side: OtherSide) -> str:
    """The statement with which an other side answers."""
    said: PartyOptions = {}
    if side.taken_for:
        said["taken_for"] = side.taken_for
    if side.detected_after_ms is not None:
        said["after_ms"] = side.detected_after_ms
    if "greeting" in side.party.options:
        said["greeting_ms"] = side.greeting_ms
    if side.full_after_ms is not None:
        said["full_after_ms"] = side.full_after_ms
    if "no beep" in side.party.options and not side.beep:
        said["beep"] = False
    if "hears name for" in side.party.options:
        said["hears_name_ms"] = side.hears_name_ms
    if side.passes_after_ms is not None:
        said["passes_after_ms"] = side.passes_after_ms
    return party_statement(side.party, said)
