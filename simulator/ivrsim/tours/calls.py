"""A way as a call of a file: what the callee does, and as expectations what the simulator did then."""

from collections.abc import Iterator, Sequence
from operator import add, or_
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError, StepFailed
from ivrsim.core import table as t
from ivrsim.core.effects import Excluded, MessageSent, Stashed
from ivrsim.play.call import Call
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.beginnings import Along, Total
from ivrsim.proofs.paths import Path
from ivrsim.proofs.witness import UnscriptableError, WayWriter
from ivrsim.script.statements import parse_line, quoted
from ivrsim.search.explore import World
from ivrsim.tours.titles import last_place, title, words_of


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


class CallWriter:
    """Writes ways as calls that pass, one after the other.

    Args:
        plan: the plan.
        world: what is given before the call.
        lines: the source line of each element, for transcripts.
    """

    def __init__(self, plan: t.Plan, world: World, lines: Sequence[int | None] = ()) -> None:
        self._plan = plan
        self._writer = WayWriter(plan, world, lines)
        self._words = Along(lambda act: words_of(plan, act))
        self._count = Total(lambda act: len(words_of(plan, act)), add, 0)
        self._does = Total(lambda act: any(type(effect) in _DEEDS for effect in act.move.effects), or_, False)

    def write(self, path: Path) -> TourCall:
        """Write a way.

        Raises:
            UnscriptableError: no script plays it, or the call would end in an error or at a limit.
        """
        written = self._writer.write(path)
        told = written.call.transcript()
        if told.ended_by in ("error", "limit"):
            raise UnscriptableError(f"the call ends in an error: {told.outcome}")
        by_plan = told.ended_by == "dialplan"  # that is expected, and no time is let pass for it
        call = written.before.copied() if by_plan else written.call
        statements = [*written.statements, *([written.last] if written.last and not by_plan else [])]
        statements += [each for each in _expectations(told, deeds=self._does.over(path)) if _holds(call, each)]
        transcript = call.transcript()
        if (transcript.outcome, transcript.duration_ms) != (told.outcome, told.duration_ms):
            raise UnscriptableError("with its expectations the script plays another call")
        name = title(self._words.of(path), self._count.over(path), transcript.outcome)
        return TourCall(name, last_place(self._plan, path), path, tuple(statements), transcript, written.actions)


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


def _expectations(transcript: Transcript, *, deeds: bool) -> Iterator[str]:
    """What a call did, as statements; `deeds`: whether it did anything that lasts."""
    if transcript.ended_by == "dialplan":
        yield "expect hangup"
    if deeds:
        yield from _deeds_expected(transcript)
    yield f"expect duration = {_time(transcript.duration_ms)}"


def _deeds_expected(transcript: Transcript) -> Iterator[str]:
    for name, value in transcript.stash.items():
        yield f"expect stash {name} = {quoted(value)}"
    for number in dict.fromkeys(entry.details["to"] for entry in transcript.of_kind("sms")):
        yield f"expect sms to {quoted(number)}"
    for number in dict.fromkeys(entry.details["number"] for entry in transcript.of_kind("dnc")):
        yield f"expect dnc {quoted(number)}"


_DEEDS: Final = frozenset((Stashed, MessageSent, Excluded))
"""What of a call is expected, beside its end and its time."""


def _time(ms: int) -> str:
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + "s"
