"""What was done in a call that was played: the moves with which the player plays it, if it can."""

from collections.abc import Mapping, Sequence

from ivrsim.automaton.trial import PlayedCall, PlayerEngine
from ivrsim.core.events import Event
from ivrsim.play.transcript import Transcript

_BY_ITSELF = ("timer",)


def acts_in(transcript: Transcript) -> list[tuple[int, str, str]]:
    """Return what was done in a call: when, in ms, and the kind and value of the event."""
    log = transcript.log
    events: Sequence[tuple[int, Event]] = [
        (at_ms, move.event) for at_ms, move in zip(log[::3], log[2::3], strict=True) if move is not None
    ]
    return [(at_ms, event.kind, event.value) for at_ms, event in events if event.kind not in _BY_ITSELF]


def played_again(
    engine: PlayerEngine, transcript: Transcript, given: Mapping[str, str], clock_ms: int
) -> PlayedCall | None:
    """Return a call as the player plays it; None where it cannot: nothing like it is among what it knows.

    Args:
        engine: the player.
        transcript: the call.
        given: the variables that it was given.
        clock_ms: when it began, in ms since 1970-01-01 UTC.
    """
    return engine.follow(acts_in(transcript), given, clock_ms, transcript.duration_ms)
