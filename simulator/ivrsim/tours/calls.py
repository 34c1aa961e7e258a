"""A way as a call of a file: what the callee does, and as expectations what the simulator did then."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivrdsl.errors import IvrError, StepFailed
from ivrsim.core import table as t
from ivrsim.play.call import Call
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.paths import Path, actions
from ivrsim.proofs.witness import UnscriptableError, witness
from ivrsim.script.statements import parse_line, quoted
from ivrsim.search.explore import World
from ivrsim.tours.titles import last_place, title


class TourCall(NamedTuple):
    """A call of a set.

    Attributes:
        name: how it ends, and how it comes to that.
        place: the tag at which somebody acts last, in words.
        path: the way.
        statements: its call script, a statement each, with what to expect.
        transcript: what happens when it is played.
        actions: how many times the callee acts.
    """

    name: str
    place: str
    path: Path
    statements: tuple[str, ...]
    transcript: Transcript
    actions: int


def written(plan: t.Plan, path: Path, world: World, lines: Sequence[int | None] = ()) -> TourCall:
    """Write a way as a call that passes.

    Raises:
        UnscriptableError: no script plays it, or the call would end in an error or at a limit.
    """
    told = witness(plan, path, world=world, lines=lines)
    if told.transcript.ended_by in ("error", "limit"):
        raise UnscriptableError(f"the call ends in an error: {told.transcript.outcome}")
    statements = list(told.statements)
    if told.transcript.ended_by == "dialplan" and statements[-1].startswith("wait "):
        statements.pop()  # that the plan ends the call is expected instead
    call = Call(plan, lines=lines)
    for statement in statements:
        _say(call, statement)
    statements += [each for each in _expectations(told.transcript) if _holds(call, each)]
    transcript = call.transcript()
    if (transcript.outcome, transcript.duration_ms) != (told.transcript.outcome, told.transcript.duration_ms):
        raise UnscriptableError("with its expectations the script plays another call")
    count = sum(actions(act.move, plan) for act in path)
    name = title(plan, path, transcript.outcome)
    return TourCall(name, last_place(plan, path), path, tuple(statements), transcript, count)


def _say(call: Call, statement: str) -> None:
    for each in parse_line(statement, 1):
        each.run(call)


def _holds(call: Call, expectation: str) -> bool:
    """Whether an expectation can be written and holds: a value with a line break in it can not."""
    try:
        _say(call, expectation)
    except (IvrError, StepFailed):
        return False
    return True


def _expectations(transcript: Transcript) -> Iterator[str]:
    """What a call did, as statements."""
    if transcript.ended_by == "dialplan":
        yield "expect hangup"
    for name, value in transcript.stash.items():
        yield f"expect stash {name} = {quoted(value)}"
    for number in dict.fromkeys(entry.details["to"] for entry in transcript.of_kind("sms")):
        yield f"expect sms to {quoted(number)}"
    for number in dict.fromkeys(entry.details["number"] for entry in transcript.of_kind("dnc")):
        yield f"expect dnc {quoted(number)}"
    yield f"expect duration = {_time(transcript.duration_ms)}"


def _time(ms: int) -> str:
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + "s"
