"""Whether a search covers a call: at every step, some state that it found is one of that call.

Theory of operation. A call is followed through the search, event by event. A key goes by the key that was tried in its
place, a reply by any reply. What is told in the search, the call has worked out. So moves that are told something
belong to the move before them. Together they take the exits that the call took. A call may be in several states of
the search at once. If it is in none, the search has a hole, at that very event.

What is followed is a search, or a certificate of one: whatever is `ReachedStates`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from ivrsim.core.events import SPOKE, TOLD_KINDS, Event
from ivrsim.core.memo import ControlState, Move
from ivrsim.core.run import SAME_TIMER
from ivrsim.core.state import State
from ivrsim.core.step import Ways

_SAME = ("place", "phase", "hung_up", "caught")
"""What is alike in a call and in a state that covers it."""


class Happening(Protocol):
    """What happens on an edge.

    Attributes:
        event: the event.
        ways: the exits that it takes, each with the place that it leaves.
    """

    @property
    def event(self) -> Event: ...
    @property
    def ways(self) -> Ways: ...


class ReachedStates(Protocol):
    """States that calls come to, by their numbers. In state 0 the phone rings."""

    def control(self, number: int) -> ControlState:
        """Where calls wait in a state. Of the keys entered so far only the number is looked at."""

    def outgoing(self, number: int) -> Iterable[tuple[Happening, int]]:
        """What can happen in a state, and the states that it leads to."""

    def standing_for(self, number: int, key: str) -> str:
        """The key that was tried in place of another one in a state."""


class Hole(NamedTuple):
    """Where a search does not cover a call.

    Attributes:
        number: of the event of the call, from 0.
        event: what happened.
        place: where the call waited.
    """

    number: int
    event: Event
    place: int


def hole_in(found: ReachedStates, moves: Sequence[Move]) -> Hole | None:
    """Return the first event of a call after which it is in no state of a search; None where all are covered.

    Args:
        found: the search, or a certificate of it.
        moves: what happened in the call, from the ringing phone on.
    """
    states = {0}
    for number, move in enumerate(moves):
        if move.source.state.outcome:  # what comes behind the end of a call changes nothing
            break
        states = {state for before in states for state in _after(found, before, move)}
        if not states:
            return Hole(number, move.event, move.source.state.place)
    return None


def _after(found: ReachedStates, state: int, happened: Move) -> Iterator[int]:
    """The states after an event that a call may be in."""
    if happened.event == SPOKE and happened.timer_ms == SAME_TIMER:
        yield state  # speech ends, and the recording runs on: searches try it only where silence ends recordings
        return
    for move, target in found.outgoing(state):
        if _stands_for(found, state, move.event, happened.event):
            yield from _told(found, target, move.ways, happened)


def _told(found: ReachedStates, state: int, ways: Ways, happened: Move) -> Iterator[int]:
    """The states that agree with what a call did, behind what the search is told."""
    todo, seen = [(state, ways)], set[tuple[int, Ways]]()
    while todo:
        state, ways = todo.pop()
        if (state, ways) in seen:
            continue
        seen.add((state, ways))
        if ways != happened.ways[: len(ways)]:
            continue
        told = [(target, ways + move.ways) for move, target in found.outgoing(state) if move.event.kind in TOLD_KINDS]
        todo += told
        if not told and ways == happened.ways and _agrees(found, state, happened.target.state):
            yield state


def _stands_for(found: ReachedStates, state: int, tried: Event, happened: Event) -> bool:
    if tried.kind != happened.kind:
        return False
    if happened.kind == "key":
        return tried.value == found.standing_for(state, happened.value)
    return happened.kind == "reply" or tried == happened


def _agrees(found: ReachedStates, number: int, real: State) -> bool:
    """Whether a state of a search is one of a call: all but what the search has forgotten, or takes for others."""
    state = found.control(number).state
    if state.outcome or real.outcome:
        return state.outcome == real.outcome
    same = all(getattr(state, field) == getattr(real, field) for field in _SAME)
    return same and len(state.digits) <= len(real.digits) and bool(state.digits) == bool(real.digits)
