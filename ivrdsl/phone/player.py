"""Writes what a person does at moments of the clock as statements of a call script, by playing them.

Theory of operation. What happens is tried on a copy of the call in the plainest way: the clock runs to the moment, and
the key is pressed then. A statement is written only if a call that takes it goes through the very same events at the
same times. So whatever a session has played, its script plays.
"""

from collections.abc import Iterator
from copy import copy
from itertools import islice
from typing import Any, Final

from ivrdsl.errors import StepFailed
from ivrsim.core.effects import ActsAt, Assumed, Prompt
from ivrsim.core.events import KEYS
from ivrsim.core.instructions.base import ANSWER, RECORDING
from ivrsim.play.call import Call
from ivrsim.proofs.witness import hear_statement
from ivrsim.script.statements import parse_line, time_text

_BESIDE: Final = (Assumed, ActsAt)
"""Notes that say on what a statement leans; they change nothing in the call."""
_PRESS: Final = "press "
HANG_UP: Final = "hang up"
RECORD: Final = "record"
_MOST_TOLD: Final = 25
"""Prompts and silences that are told between two acts; where a call goes round, more would help nobody."""
_MOMENTS: Final = 3
"""Moments at which something has happened last, from which a time may count."""


class Player:
    """A call, and the statements that play it.

    Args:
        call: the call.

    Attributes:
        call: the call after the statements.
        statements: a statement each.
    """

    def __init__(self, call: Call) -> None:
        self.call = call
        self.statements: list[str] = []
        self._before: Call | None = None
        """The call before the last statement, if that pressed keys when a menu listened."""

    def copied(self) -> "Player":
        """A player that goes its own way from here on."""
        other = copy(self)
        other.call, other.statements = self.call.copied(), list(self.statements)
        return other

    def run(self, statement: str) -> None:
        """Let the call take a statement, as it stands.

        Raises:
            StepFailed: it cannot happen; nothing has changed.
            ScriptError: it is none.
        """
        tried = self.call.copied()
        run_on(tried, statement)
        self._take(tried, statement)

    def come_to(self, moment_ms: int) -> None:
        """Let time pass in silence to a moment, in ms since the call began to ring."""
        reached = reached_at(self.call, moment_ms)
        self._listen(reached)
        if not self._is_as(reached, self.call):
            self.run(f"wait {time_text(reached.line.now_ms - self.call.line.now_ms)}")

    def listen_to(self, moment_ms: int) -> None:
        """Tell all that is heard to a moment; the clock of the script may stand before it then."""
        self._listen(reached_at(self.call, moment_ms))

    def act(self, act: str, moment_ms: int) -> None:
        """Let somebody do something at a moment.

        Args:
            act: "press 1", "hang up", "record" for the end of speech, or "transfer busy".
            moment_ms: when, in ms since the call began to ring.

        Raises:
            StepFailed: it cannot happen then, or no script can say it; nothing has changed.
        """
        tried = self.copied()
        tried._act(act, moment_ms)
        vars(self).update(vars(tried))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _act(self, act: str, moment_ms: int) -> None:
        reached = reached_at(self.call, moment_ms)
        self._listen(reached)
        goal = reached.copied()
        _do(goal, act)
        why = self._say(act, reached, goal)
        if why and not self._is_as(self.call, reached):
            self.come_to(moment_ms)  # what happens in this very moment comes first
            why = self._say(act, reached, goal)
        if why:
            raise StepFailed(why)

    def _say(self, act: str, reached: Call, goal: Call) -> str:
        """Say what is done, if a statement says just that; else return why none does."""
        why = f"{act}: no call script can say this at this moment"
        for statement, base in self._ways_to_say(act, reached):
            try:
                if self._leads_to(goal, statement, base):
                    return ""
            except StepFailed as failure:
                why = str(failure)
        return why

    def _leads_to(self, goal: Call, statement: str, base: "Player") -> bool:
        """Take a statement if a call with it is where another one is; whether it is."""
        tried = base.copied()
        tried.run(statement)
        if not self._is_as(goal, tried.call):
            return False
        vars(self).update(vars(tried))
        return True

    def _ways_to_say(self, act: str, reached: Call) -> Iterator[tuple[str, "Player"]]:
        """How a script may say what is done, the shortest first, and behind which statements."""
        now_ms, last_ms = reached.line.now_ms, self.call.line.now_ms
        if act.startswith(_PRESS) and self._before is not None:
            before = self.copied()
            before.call, before.statements = self._before, self.statements[:-1]
            yield f"{self.statements[-1]}{act.removeprefix(_PRESS)}", before
        if reached.line.waiting.awaits == RECORDING and act in (f"{_PRESS}#", HANG_UP, RECORD):
            then = "" if act == RECORD else f" then {act.removeprefix(_PRESS)}"
            for began_ms in dict.fromkeys((*_moments(reached), last_ms)):
                speaks = f" {time_text(now_ms - began_ms)}" if began_ms < now_ms else ""
                yield f"{RECORD}{speaks}{then}", self
        yield act, self
        if act.startswith(_PRESS) or act == HANG_UP:
            yield f"{act} at {time_text(max(now_ms - self.call.at_counts_from_ms, 0))}", self

    def _listen(self, reached: Call) -> None:
        """Tell what is heard until a call is where another one is, and the silences that lead on."""
        wanted, prompts = happened(reached), prompts_of(reached)
        for _ in range(_MOST_TOLD):
            new = islice(prompts, self.call.prompts_past, None)
            hears = islice(filter(None, map(hear_statement, new)), 1)
            is_there = len(happened(self.call)) == len(wanted)
            waits = () if is_there else ("expect hangup", "wait") if reached.ended_by == "dialplan" else ("wait",)
            if not any(self._hears(statement, wanted) for statement in (*hears, *waits)):
                return

    def _hears(self, statement: str, wanted: list[Any]) -> bool:
        """Take a statement if nothing but what is wanted happens by it; whether it does."""
        tried = self.call.copied()
        try:
            run_on(tried, statement)
        except StepFailed:
            return False
        done = happened(tried)
        if done != wanted[: len(done)]:
            return False
        self._take(tried, statement)
        return True

    def _take(self, call: Call, statement: str) -> None:
        pressed = statement.removeprefix(_PRESS)
        self._before = self.call if statement != pressed and not pressed.strip(KEYS) else None
        self.call = call
        self.statements.append(statement)

    @staticmethod
    def _is_as(one: Call, other: Call) -> bool:
        return one.line.now_ms == other.line.now_ms and happened(one) == happened(other)


def run_on(call: Call, statement: str) -> None:
    """Let a call take a statement.

    Raises:
        StepFailed: it cannot happen.
        ScriptError: it is none.
    """
    for each in parse_line(statement, 1):
        each.run(call)


def reached_at(call: Call, moment_ms: int) -> Call:
    """A copy of a call to which nobody does anything until a moment."""
    reached = call.copied()
    line = reached.line
    if not line.ended and line.waiting.awaits != ANSWER and moment_ms >= line.now_ms:
        line.run_to(moment_ms, tie=True)
    return reached


def happened(call: Call) -> list[Any]:
    """What happened in a call, and when; on what its statements lean is left out."""
    log = iter(call.line.log)
    return [
        (at_ms, effects, None if move is None else move.event)
        for at_ms, effects, move in zip(log, log, log, strict=True)
        if move is not None or not all(isinstance(effect, _BESIDE) for effect in effects)
    ]


def prompts_of(call: Call) -> list[Prompt]:
    """The prompts that have begun in a call."""
    return [effect for effect in call.line.effects() if isinstance(effect, Prompt)]


def _do(call: Call, act: str) -> None:
    """Do something to a call, now."""
    line = call.line
    if line.ended or line.waiting.awaits == ANSWER:
        run_on(call, act)  # which says why it cannot happen
    elif act == HANG_UP:
        line.hang_up()
    elif act.startswith(_PRESS):
        line.key(act.removeprefix(_PRESS))
    else:
        run_on(call, act)


def _moments(call: Call) -> list[int]:
    """When something has happened last, the latest first."""
    return list(dict.fromkeys(reversed(call.line.log[::3])))[:_MOMENTS]
