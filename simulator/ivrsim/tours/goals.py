"""What a set of calls has to take: the edges of an exploration, in all moments that a callee can choose between.

Theory of operation. An exploration has an edge for each state, and states differ by the values of their variables and
by what a prompt says. A plan that keeps ten values would need ten times the same calls. So waits count as one that are
at the same place of the plan, after the same input. What happens in them counts as one if it is the same event, takes
the same exits and leads to the same wait. Keys, hang-ups and the end of speech come at a moment of a wait, and
`ivrsim.proofs.windows` says which moments there are. A goal is an edge in this sense at a moment. Where somebody wants
fewer calls, each edge is a goal once and each moment of each wait is one. Where somebody wants more, each edge of each
state of the exploration is a goal at each moment.
"""

from collections.abc import Hashable, Iterator
from typing import Final, NamedTuple

from ivrsim.core.instructions.base import KEYS
from ivrsim.play.transcript import ENDED_BY
from ivrsim.proofs.paths import by_callee, can_be_scripted, is_ignored, takes_ms
from ivrsim.proofs.windows import windows
from ivrsim.search.explore import ControlState, Exploration, Move

ONCE: Final = "once"
"""Each edge once, and each moment of each wait once."""
MOMENTS: Final = "moments"
"""Each edge at each moment of its wait."""
STATES: Final = "states"
"""Each edge of each state at each moment of its wait."""

TALK_MS: Final = 10_000
"""How long the two parties of a transfer talk, in ms: nothing depends on it."""


class Goal(NamedTuple):
    """An edge at a moment.

    Attributes:
        state: where every state counts, its number; else -1.
        edge: the number of the edge; -1 - N for the wait N, of which only the moment counts.
        moment: the number of the moment in its wait.
    """

    state: int
    edge: int
    moment: int


class Goals:
    """What is still to be taken.

    Args:
        found: the exploration.
        each: ONCE, MOMENTS or STATES.

    Attributes:
        open: the goals that no call has reached yet.
        all: those that there were in the beginning.
        moments: for each move when it can be made, in ms from the beginning of its wait: a moment of each window.
        every_state: whether it is STATES.
        most: how many goals one act can reach.
        refused: for each move why no call that passes can make it; "" if one can.
    """

    def __init__(self, found: Exploration, each: str = ONCE) -> None:
        self._found = found
        self._each = each
        self.every_state = each == STATES
        self._windows: dict[int, tuple[int, ...]] = {}
        self.moments = [self._moments(move) for move in found.moves]
        self.refused = [_why_impossible(found, move) for move in found.moves]
        self._edges = self._numbers_of_moves()
        self._chosen = self._waits() if each == ONCE else frozenset()
        self._reached = [self._reaches(move) for move in found.moves]
        self._done: set[int] = set()
        self.most = 2 if each == ONCE else 1
        self.all = frozenset(self._goals())
        self.open = set(self.all)

    def of(self, state: int, move: Move, at_ms: int) -> tuple[Goal, ...]:
        """Return the goals that are reached when a move is made in a state, at a moment of its wait."""
        moment = self.moments[move.number].index(at_ms)
        if self.every_state:
            return (Goal(state, move.number, moment),)
        return self._reached[move.number][moment]

    def gain(self, state: int, move: Move, at_ms: int) -> int:
        """How many open goals a move in a state reaches at a moment."""
        return sum(goal in self.open for goal in self.of(state, move, at_ms))

    def is_done(self, move: Move) -> bool:
        """Whether a move reaches no open goal at any moment in any state; what is done stays so."""
        if move.number in self._done:
            return True
        if self.every_state or any(goal in self.open for each in self._reached[move.number] for goal in each):
            return False
        self._done.add(move.number)
        return True

    # --- inside -----------------------------------------------------------------------------------------------------

    def _reaches(self, move: Move) -> tuple[tuple[Goal, ...], ...]:
        """The goals that a move reaches, for each of its moments."""
        wait, edge = self._edges[move.number]
        moments = range(len(self.moments[move.number]))
        if self._each == MOMENTS:
            return tuple((Goal(-1, edge, moment),) for moment in moments)
        counts = by_callee(move) and (wait not in self._chosen or not is_ignored(move))
        return tuple((Goal(-1, edge, 0), *([Goal(-1, -1 - wait, moment)] if counts else [])) for moment in moments)

    def _goals(self) -> Iterator[Goal]:
        several = edges(self._found) if self.every_state else ((-1, move, -1) for move in self._found.moves)
        for state, move, _ in several:
            if not self.refused[move.number]:
                for at_ms in self.moments[move.number]:
                    yield from self.of(state, move, at_ms)

    def _numbers_of_moves(self) -> list[tuple[int, int]]:
        """For each move the numbers of its wait, and of its edge."""
        waits: dict[Hashable, int] = {}
        edges: dict[Hashable, int] = {}

        def wait(control: ControlState) -> int:
            heard = None if control.playing is None else control.playing.element
            windows = len(self._windows.get(control.number, ()))
            return waits.setdefault((control.state, heard, windows), len(waits))

        found = []
        for move in self._found.moves:
            event = move.event if move.event.kind != "reply" else move.event.kind
            edge = wait(move.source), event, move.ways, wait(move.target), is_ignored(move)
            found.append((edge[0], edges.setdefault(edge, len(edges))))
        return found

    def _moments(self, move: Move) -> tuple[int, ...]:
        if not by_callee(move):
            return (TALK_MS if move.event.kind == "talk ends" else takes_ms(move),)
        control = move.source
        if control.number not in self._windows:
            self._windows[control.number] = self._of_wait(control)
        return self._windows[control.number]

    def _of_wait(self, control: ControlState) -> tuple[int, ...]:
        """The moments of a wait. Between two digits a callee needs a gap, so that none comes at once."""
        platform = self._found.plan.platform
        moments = [window.at_ms for window in windows(control, platform)]
        waiting = self._found.plan.table[control.state.place]
        gap_ms = platform.key_gap_ms
        if control.state.digits and waiting.awaits == KEYS and 0 < gap_ms < control.timer_ms:
            moments = [gap_ms, *(moment for moment in moments if moment == control.timer_ms)]
        return tuple(moments)

    def _waits(self) -> frozenset[int]:
        """The waits in which a key does something: there, a key that is lost shows nothing of a moment."""
        moves = (move for move in self._found.moves if move.event.kind == "key" and not is_ignored(move))
        return frozenset(self._edges[move.number][0] for move in moves if not self.refused[move.number])


def _why_impossible(found: Exploration, move: Move) -> str:
    """Why no call that passes can make a move; "" if one can."""
    outcome = move.target.state.outcome
    if outcome and ENDED_BY.get(outcome, "error") in ("error", "limit"):
        return f"the call ends in an error: {outcome}"
    if can_be_scripted(move, found.plan) or move.event.kind == "spoke":
        return ""
    if move.source.state.phase == "talk":
        return "no script says a key while the two parties of a transfer talk"
    return "no script can name a moment in a wait that takes no time"


def edges(found: Exploration) -> Iterator[tuple[int, Move, int]]:
    """Yield every edge: the state, the move, and the state that it leads to."""
    for state in range(len(found)):
        for move, target in found.outgoing(state):
            yield state, move, target
