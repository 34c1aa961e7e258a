"""Steps that fail: each failure says what the call is doing."""

from typing import Final, NamedTuple, NoReturn

from ivrdsl.errors import StepFailed
from ivrsim.core.instructions.base import ANSWER, KEYS, PROMPT, RECORDING, TRANSFER
from ivrsim.core.units import seconds
from ivrsim.play.line import Line


class Failed(NamedTuple):
    """The statement of a script that failed.

    Attributes:
        line: the script's line.
        statement: as it was written.
        message: what the call was doing, and the nearest thing heard.
    """

    line: int
    statement: str
    message: str


def fail(line: Line, message: str) -> NoReturn:
    """Fail a step of the callee.

    Raises:
        StepFailed: always; its text is the message and what the call is doing.
    """
    raise StepFailed(f"{message} ({doing(line)})")


def doing(line: Line) -> str:
    """What a call is doing, in words."""
    waiting, at = line.waiting, f"at {seconds(line.now_ms)}"
    label = line.plan.elements[waiting.element].label
    if line.ended:
        return f"{at} the call has ended: {line.state.outcome}"
    if waiting.awaits == ANSWER:
        return "the phone rings"
    does = _DOES.get(waiting.awaits)
    return f"{at} {label} {does}" if does else f"{at} the call is in {label}"


_DOES: Final = {KEYS: "waits for a key", PROMPT: "plays", RECORDING: "records", TRANSFER: "is being connected"}
