"""Steps that fail: each failure says what the call is doing."""

from typing import NamedTuple, NoReturn

from ivrdsl.errors import StepFailed
from ivrsim.core import table as t
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
    match waiting:
        case t.Ring():
            return "the phone rings"
        case t.Collect():
            return f"{at} {label} waits for a key"
        case t.Play():
            return f"{at} {label} plays"
        case t.Record():
            return f"{at} {label} records"
        case t.Transfer():
            return f"{at} {label} is being connected"
        case _:
            return f"{at} the call is in {label}"
