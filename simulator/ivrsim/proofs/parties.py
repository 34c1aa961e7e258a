"""Who may be on the line in each state: which moves a party leaves open, and when it comes to them.

Theory of operation. Who it really is that answers is no part of a state: a party only takes events away. Who presses
nothing, such as a mailbox, walks the silent edges; who is followed by a person does so until the person comes. So one
walk over the silent edges says who may be where, and no search is larger for it. The silent call takes time: what is
earliest and latest there says how long a greeting may be for something to be kept, or how late somebody may come.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ivrsim.core.events import MACHINE
from ivrsim.graph.search import CheapestFirst, behind, components, turned_round
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.longest import MoveTime
from ivrsim.proofs.paths import Path, PathStep, is_reply, takes_ms
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.explore import Move


def is_placed(subject: PlanCalls) -> bool:
    """Whether the call is placed, so that it may be anybody who answers."""
    return MACHINE in subject.found.world.answers


class Latest(NamedTuple):
    """The latest moment at which something happens.

    Attributes:
        ms: when, since the answer; None where there is none: silence goes round before it, or others talk before.
        path: a way to it: the latest, or the cheapest where none is.
    """

    ms: int | None
    path: Path


def latest(subject: PlanCalls, allows: Allows, offsets: Mapping[int, int]) -> Latest | None:
    """Return the latest moment at which one of some moves happens; None where none does.

    Args:
        subject: the calls.
        allows: which moves are made until then.
        offsets: the moves, by their numbers, and how much later than each the moment is, in ms.
    """
    search, moves = subject.search, subject.found.moves
    allowed = search.facts(allows)
    reached = search.states.behind([0], allowed)
    onward = search.states.onward(reached, allowed)
    last = [state for state in reached if any(label in offsets for label, _ in search.states.steps(state))]
    hopeful = set(behind(turned_round(onward), last))
    groups = [members for members in components(onward, [0]) if hopeful.intersection(members)]
    if not groups:
        return None
    talks = any(moves[label].event.kind == "talk ends" for state in hopeful for label, _ in search.states.steps(state))
    if talks or any(len(members) > 1 or members[0] in onward[members[0]] for members in groups):
        path = search.to_move(
            lambda move: move.number in offsets, allows=lambda move: move.number in offsets or allows(move)
        )
        return None if path is None else Latest(None, path)
    longest_ms, came, best = {0: 0}, dict[int, PathStep](), (-1, 0, -1)
    for (state,) in reversed(groups):  # what a group leads to comes before it
        for label, target in search.states.steps(state):
            if state in longest_ms and (allowed[label] or label in offsets):
                ms = longest_ms[state] + _longest_ms(moves[label])
                best = max(best, (ms + offsets[label], state, label)) if label in offsets else best
                if allowed[label] and target in hopeful and ms > longest_ms.get(target, -1):
                    longest_ms[target] = ms
                    came[target] = PathStep(moves[label], state, _longest_ms(moves[label]))
    ms, state, label = best
    return Latest(ms, (*_back(came, state), PathStep(moves[label], state, _longest_ms(moves[label]))))


def _longest_ms(move: Move) -> int:
    """How long a call in which nobody does anything waits before a move at the most, in ms.

    What others do, and the slowest reply, comes just before the timer runs out.
    """
    if move.event.kind in ("answered", "unanswered"):
        return 0
    return max(move.source.timer_ms - (move.event.kind != "timer"), 0)


def _back(came: Mapping[int, PathStep], state: int) -> Path:
    """The way by which a state was come to."""
    steps: list[PathStep] = []
    while state in came:
        steps.append(came[state])
        state = came[state].state
    return tuple(reversed(steps))


class Earliest:
    """When each state is come to at the earliest, in ms since the answer, by some moves.

    Args:
        subject: the calls.
        allows: which moves are made, once it is known when.
        takes: how long each move takes; without it, with the values that were tried.
    """

    def __init__(self, subject: PlanCalls, allows: Callable[[Move, int], bool], takes: MoveTime | None = None) -> None:
        self._subject = subject
        self._allows = allows
        self._takes_ms = takes or _takes_ms
        self._came_ms = {0: 0}
        self._search: CheapestFirst[PathStep] = CheapestFirst(0, self._onward)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The states, the earliest first, and when."""
        for done, (state, ms) in enumerate(self._search, 1):
            self._subject.search.look(len(self._search), done)
            self._came_ms[state] = ms
            yield state, ms

    def path(self, state: int) -> Path:
        """The way by which a state is come to first."""
        return tuple([step for _, step in self._search.way(state)])

    def _onward(self, state: int) -> list[tuple[int, int, PathStep]]:
        now_ms, found = self._came_ms[state], []
        for move, target in self._subject.found.outgoing(state):
            ms = self._takes_ms(move)
            if self._allows(move, now_ms + ms):
                found.append((target, ms, PathStep(move, state, ms)))
        return found


def _takes_ms(move: Move) -> int:
    """How long a move takes whose web server replies at once."""
    return 0 if is_reply(move) else takes_ms(move)
