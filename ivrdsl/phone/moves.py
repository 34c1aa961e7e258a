"""What a person has done on the phone, and where in the call: so that it can be done again, also in a changed plan."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrsim.play.call import Call

_MOST_FIRES: Final = 10_000
"""Timers that run out between two moves; a call that goes round has ended long before."""


class Anchor(NamedTuple):
    """A moment in a call, told by what the call does then.

    Attributes:
        label: the tag at which it waits.
        nth: how often it has come there since the last move, this time included.
        after_ms: how long it has waited there, in ms.
    """

    label: str
    nth: int
    after_ms: int


class HandMove(NamedTuple):
    """Something that somebody did.

    Attributes:
        words: what, as a call script says it, but for the moment.
        at_ms: when, in ms since the call began to ring.
        anchor: the same moment, told by what the call did.
        is_statement: whether it is a statement that names its own moment.
    """

    words: str
    at_ms: int
    anchor: Anchor
    is_statement: bool = False


class HandReply(NamedTuple):
    """What a web server replied.

    Attributes:
        url: what was asked for.
        words: the reply, as a call script says it.
    """

    url: str
    words: str


def anchor_of(before: Call, now: Call) -> Anchor:
    """Tell a moment by what a call does then.

    Args:
        before: the call after the last move.
        now: the same call at the moment; since the last move nobody has done anything.
    """
    waits = [_place(before), *_waits(now, len(before.line.log))]
    label, began_ms = waits[-1]
    nth = sum(each == label for each, _ in waits)
    return Anchor(label, nth, now.line.now_ms - began_ms)


def moment_of(anchor: Anchor, before: Call) -> int | None:
    """Find a moment again in a call, in ms since it began to ring; None where the call no longer comes there."""
    call = before.copied()
    seen, waits = 0, [_place(call)]
    for _ in range(_MOST_FIRES):
        for label, began_ms in waits:
            seen += label == anchor.label
            if seen == anchor.nth:
                return began_ms + anchor.after_ms
        if call.line.due_ms is None:
            return None
        start = len(call.line.log)
        call.line.fire()
        waits = list(_waits(call, start))
    return None


def _place(call: Call) -> tuple[str, int]:
    return call.line.plan.elements[call.line.waiting.element].label, call.line.now_ms


def _waits(call: Call, start: int) -> Iterator[tuple[str, int]]:
    """Where a call has come to wait from a position of its log on, and when."""
    elements, log = call.line.plan.elements, iter(call.line.log[start:])
    for at_ms, _, move in zip(log, log, log, strict=True):
        if move is not None:
            yield elements[move.target.waiting.element].label, at_ms
