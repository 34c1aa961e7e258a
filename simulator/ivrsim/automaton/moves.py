"""What was done in a call that was played: the moves with which the player plays it, if it can."""

from collections.abc import Iterable, Iterator

from ivrsim.automaton.trial import PlayerEngine, PlayersCall
from ivrsim.core.effects import Replied
from ivrsim.core.memo import Move
from ivrsim.core.run import SAME_TIMER
from ivrsim.core.variables import canonical
from ivrsim.play.call import Call
from ivrsim.search.candidates import Candidates

_AFTER_MS = 1
"""What comes in the moment in which a call ends has come when this has passed."""


def played_again(engine: PlayerEngine, call: Call) -> PlayersCall | None:
    """Return a call as the player plays it; None where it cannot: nothing like it is among what it knows."""
    line = call.line
    until_ms = line.now_ms + (_AFTER_MS if line.ended else 0)
    return engine.follow(list(_acts(call)), line.given, line.start_ms, until_ms)


def samples_of(calls: Iterable[Call]) -> Candidates:
    """Return what calls were given and told, so that an automaton knows it: fields, replies and the time."""
    values: dict[str, dict[str, None]] = {}
    moments: list[int] = []
    for call in calls:
        for name, value in [*call.line.given.items(), *_replies(call)]:
            values.setdefault(name, {})[value] = None
        moments += [call.line.start_ms + at_ms for at_ms, move in _moves(call) if move.asked]
    return Candidates({name: tuple(texts) for name, texts in values.items()}, tuple(dict.fromkeys(moments)))


def _moves(call: Call) -> Iterator[tuple[int, Move]]:
    """What happened, and when, in ms since the call began to ring."""
    log = call.line.log
    return ((at_ms, move) for at_ms, move in zip(log[::3], log[2::3], strict=True) if move is not None)


def _acts(call: Call) -> Iterator[tuple[int, str, str]]:
    """What was done in a call that changed something: when, and the kind and value of the event."""
    for at_ms, move in _moves(call):
        silent = move.event.kind == "spoke" and move.timer_ms == SAME_TIMER
        if move.event.kind != "timer" and not silent:
            yield at_ms, move.event.kind, move.event.value


def _replies(call: Call) -> Iterator[tuple[str, str]]:
    """What web servers replied, each with the name under which it is kept."""
    for _, move in _moves(call):
        for effect in move.effects:
            if isinstance(effect, Replied):
                yield canonical(effect.variable, call.line.plan.platform)[0], move.event.value
