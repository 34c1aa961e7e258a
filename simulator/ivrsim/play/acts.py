"""Acts of a callee that take their time: keys at their moments, the talk of a transfer, a recording.

Here is how they let time pass, and what must not happen on the way.
"""

from typing import Final

from ivrsim.core.effects import Input, NothingEntered
from ivrsim.core.events import HANG_UP, SPOKE, TALK_ENDS, TRANSFER
from ivrsim.core.instructions.base import ANSWER
from ivrsim.core.units import seconds
from ivrsim.play.failure import fail
from ivrsim.play.line import Line

SILENCE: Final = object()
"""What names silence among the acts of a callee; those that press keys are named by these."""

TALK_MS: Final = 60_000
"""How long the two parties of a transfer talk if nobody says otherwise."""

_DECIDED: Final = (Input, NothingEntered)
"""Effects that say that a menu has decided."""


def run_on_to(line: Line, awaited: str, failure: str) -> None:
    """Let the call go on, without a decision of the callee, until it waits for something (`Instruction.awaits`).

    Raises:
        StepFailed: it does not come to one; the text is `failure`.
    """
    while line.control.waiting.awaits != awaited:
        if line.due_ms is None or line.control.waiting.decides:
            fail(line, failure)
        line.fire()


def let_time_pass_to(line: Line, moment_ms: int, step: str) -> None:
    """Move the clock for a key; no timer of a menu may run out on the way.

    Args:
        line: the call.
        moment_ms: when the key comes.
        step: what comes then, for the error.

    Raises:
        StepFailed: a timer runs out before, the call ends before, or nobody has answered.
    """
    line.assume_lengths()
    timer_first = line.plan.platform.timer_tie == "timer"
    while line.due_ms is not None and line.due_ms <= moment_ms:
        if line.due_ms == moment_ms:
            line.assume("timer_tie")
            if not timer_first:
                break
        elif line.waiting.decides:
            fail(line, f"{step} comes at {seconds(moment_ms)}, but the menu's timer runs out at {seconds(line.due_ms)}")
        line.fire()
    if line.ended or line.waiting.awaits == ANSWER:
        fail(line, f"{step} cannot happen")
    line.run_to(moment_ms)


def press_all(line: Line, keys: str) -> None:
    """Press keys, the first one now.

    Raises:
        StepFailed: a timer runs out between two of them, one is left over after the menu decided, or the call went on
            or ended before one of them.
    """
    before = len(line.log)
    line.key(keys[0])
    for position in range(1, len(keys)):
        if line.plan.platform.type_ahead == "drop":
            _require_more_keys(line, before, keys, position)
        if not line.ended:
            _let_gap_pass(line, keys)
        if line.ended:
            fail(line, f"press {keys}: the call ended before the key {keys[position]} could be pressed")
        before = len(line.log)
        line.key(keys[position])


def _require_more_keys(line: Line, before: int, keys: str, position: int) -> None:
    """Fail if the keys so far have led the call on: the next ones are meant for where it was."""
    key, so_far = keys[position], keys[:position]
    if _decided_since(line, before):
        fail(line, f"the key {key} is left over: the menu had decided after {so_far}")
    if line.moves_since(before)[0].ways and not line.ended and not line.state.digits:
        fail(line, f"press {keys}: the call went on after {so_far}, before the key {key} could be pressed")


def _let_gap_pass(line: Line, keys: str) -> None:
    line.assume("key_gap_ms")
    moment_ms = line.now_ms + line.plan.platform.key_gap_ms
    due_ms = line.due_ms
    if line.waiting.decides and due_ms is not None and due_ms <= moment_ms:
        if due_ms == moment_ms:
            line.assume("timer_tie")
        if due_ms < moment_ms or line.plan.platform.timer_tie == "timer":
            fail(line, f"press {keys}: the menu's timer runs out between two keys")
    line.run_to(moment_ms)


def _decided_since(line: Line, position: int) -> bool:
    return any(isinstance(effect, _DECIDED) for effect in line.effects(position))


def stay_silent(line: Line) -> None:
    """Let time pass to the next thing that silence causes; see `Call.wait`."""
    silence_matters = False
    while not silence_matters and line.due_ms is not None:
        silence_matters = line.control.waiting.decides
        line.fire()


def conclude_transfer(line: Line, outcome: str, talk_ms: int, then: str) -> None:
    """Say what comes of the transfer at which the call waits; see `Call.transfer`."""
    if outcome == "no answer":
        line.fire()
    else:
        line.decide(TRANSFER[outcome])
    if outcome == "answered":
        line.run_to(line.now_ms + talk_ms)
        if not line.control.state.hung_up:  # the other side may have closed the line meanwhile
            line.send(HANG_UP if then else TALK_ENDS)


def speak(line: Line, ms: int, then: str) -> None:
    """Speak into the recording at which the call waits; see `Call.record`.

    Raises:
        StepFailed: the recording ends before `ms`, and something was to be done then.
    """
    place = line.state.place
    line.run_to(line.now_ms + ms)
    if then and line.state.place != place:
        fail(line, f"the recording ended before {then}")
    if then == "#":
        line.key("#")
    elif then:
        line.hang_up()
    elif not line.control.state.hung_up:
        line.send(SPOKE)
        while line.state.place == place and not line.ended:
            line.fire()
