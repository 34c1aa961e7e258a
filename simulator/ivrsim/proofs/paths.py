"""Ways through the states of a plan's calls, what they cost a callee, and the cheapest one to a goal.

Theory of operation. A property is followed by a memory: a small value that each move turns into another one, until it
is BAD or the call ends. States paired with memories are a graph again, and Dijkstra's search finds the cheapest way to
BAD. Cheap means: few actions of the callee first, then few interruptions of a prompt, then little time. A callee acts
by answering, by a key, by hanging up, by what comes of a transfer, and by staying silent until a menu or a recording
gives up. These are the statements of a call script. What a web server replies is no action.
"""

import heapq
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.model.structs import struct
from ivrsim.core import table as t
from ivrsim.core.effects import CutShort
from ivrsim.core.run import SAME_TIMER
from ivrsim.search.explore import Exploration, Move, Watch

BAD: Final = "bad"
"""The memory of a call that has broken a property."""

Memory = Hashable
Advance = Callable[[Any, Move], Memory]
Allows = Callable[[Move], bool]

_WATCHED: Final = 1024  # states between two calls of Watch
_ACTION: Final = 1 << 96
_INTERRUPTION: Final = 1 << 64


class PathStep(NamedTuple):
    """One event of a way.

    Attributes:
        move: what it does.
        state: the number of the state in which it happens.
        at_ms: how long after the wait began in which it happens; the timer's own time for the event `timer`. What is
            ignored begins no new wait.
    """

    move: Move
    state: int
    at_ms: int


Path = tuple[PathStep, ...]


def anything(move: Move) -> bool:
    """Allows every move."""
    return True


def by_callee(move: Move) -> bool:
    """Whether the callee does it; all else is done by the plan, by time, by the other party or by a server."""
    return move.event.kind in ("key", "hang up", "spoke")


def is_barge_in(move: Move) -> bool:
    """Whether the callee acts while a prompt plays, or cuts a wait in front of a menu short."""
    cuts = any(isinstance(effect, CutShort) for effect in move.effects)
    return by_callee(move) and (move.source.playing is not None or cuts)


def is_ignored(move: Move) -> bool:
    """Whether it changes nothing."""
    return move.timer_ms == SAME_TIMER


def waits_for_decision(move: Move, plan: t.Plan) -> bool:
    """Whether it starts where the callee, or another party, decides how the call goes on."""
    return plan.table[move.source.state.place].decides


def actions(move: Move, plan: t.Plan) -> int:
    """How many actions of the callee a move is: 0 or 1."""
    match move.event.kind:
        case "timer":
            return int(waits_for_decision(move, plan))
        case "reply" | "no reply" | "talk ends":
            return 0
        case _:
            return 1


def takes_ms(move: Move) -> int:
    """How long a callee who does not tarry makes the call wait: until the timer fires, or not at all."""
    return max(move.source.timer_ms, 0) if move.event.kind == "timer" else 0


def price(move: Move, plan: t.Plan) -> int:
    """What a move costs, so that prices add up and compare: actions, then interruptions, then time."""
    cut = is_barge_in(move) and not is_ignored(move)
    return actions(move, plan) * _ACTION + cut * _INTERRUPTION + takes_ms(move)


def can_be_scripted(move: Move, plan: t.Plan) -> bool:
    """Whether a call script can say that it happens just there.

    In a wait that takes no time no moment can be named, nor while the two parties of a transfer talk.
    """
    if not by_callee(move):
        return True
    state = move.source.state
    if move.event.kind == "spoke" or (state.phase == "talk" and move.event.kind == "key"):
        return False
    return move.source.timer_ms != 0 or plan.table[state.place].decides


class StoppedError(IvrError):
    """The time for a search was up."""


class PathSearch:
    """Cheapest ways in an exploration; prices are worked out once.

    Args:
        found: the exploration.
        watch: is told of the progress, and may end a search: then StoppedError is raised.
    """

    def __init__(self, found: Exploration, watch: Watch | None = None) -> None:
        self.found = found
        self._watch = watch
        self._prices = [price(move, found.plan) for move in found.moves]
        self._plain = [can_be_scripted(move, found.plan) for move in found.moves]

    def ways(
        self,
        start: Memory,
        advance: Advance,
        *,
        allows: Allows = anything,
        plain: bool = True,
        below: int | None = None,
    ) -> Iterator[Path]:
        """Yield a cheapest way for each move that makes a property BAD, the cheapest first.

        Args:
            start: the memory at the beginning; advance: what a move makes of it, BAD when the property is broken.
            allows: which moves the callee, or the world, makes.
            plain: whether only moves count that a call script can say.
            below: only ways that cost less than this.
        """
        came: _Came = {}
        told: set[int] = set()
        for (state, memory), _ in self._cheapest_first(came, (0, start), advance, allows, plain=plain, below=below):
            if isinstance(memory, _Broken) and memory.move not in told:
                told.add(memory.move)
                yield self._back(came, (state, memory))

    def cheapest(
        self, start: Memory, advance: Advance, *, allows: Allows = anything, below: int | None = None
    ) -> Path | None:
        """Return the cheapest way to BAD, or None; one that a call script can say, if there is one. See `ways`."""
        for plain in (True, False):
            for path in self.ways(start, advance, allows=allows, plain=plain, below=below):
                return path
        return None

    def to_move(self, wanted: Callable[[Move], bool], *, allows: Allows = anything) -> Path | None:
        """Return the cheapest way that ends with a move, or None."""
        return self.cheapest(0, _until(wanted), allows=allows)

    def to_moves(self, wanted: Callable[[Move], bool], *, allows: Allows = anything) -> Iterator[Path]:
        """Yield the cheapest way to each move that is wanted, the cheapest first."""
        return self.ways(0, _until(wanted), allows=allows)

    def to_state(self, wanted: Collection[int], *, allows: Allows = anything, at: int = 0) -> Path | None:
        """Return the cheapest way to one of some states, or None; empty when it begins in one."""
        return self.first(0, lambda memory, move: memory, lambda state, _: state in wanted, allows=allows, at=at)

    def first(
        self,
        start: Memory,
        advance: Advance,
        wanted: Callable[[int, Any], bool],
        *,
        allows: Allows = anything,
        at: int = 0,
    ) -> Path | None:
        """Return the cheapest way to a state with a memory that is wanted, or None. See `ways`."""
        for plain in (True, False):
            came: _Came = {}
            for node, _ in self._cheapest_first(came, (at, start), advance, allows, plain=plain):
                if wanted(*node):
                    return self._back(came, node)
        return None

    def lasso(
        self,
        inside: Collection[int],
        around: Allows,
        *,
        to: Allows = anything,
        start: Memory = 0,
        advance: Advance = lambda memory, move: memory,
        wanted: Callable[[Any], bool] = lambda memory: True,
    ) -> Path | None:
        """Return the cheapest way to a state, and from there once round and back to it; None if there is none.

        Args:
            inside: the states in which the way round may begin; around: which moves it takes.
            to: which moves lead there.
            start, advance: the memory on the way there; wanted: with which memories the way round may begin.
        """
        for plain in (True, False):
            best: Path | None = None
            least: int | None = None
            came: _Came = {}
            for node, cost in self._cheapest_first(came, (0, start), advance, to, plain=plain):
                if least is not None and cost >= least:
                    break
                if node[0] in inside and wanted(node[1]):
                    left = None if least is None else least - cost
                    circle = self.round_trip(node[0], around, plain=plain, below=left)
                    if circle:
                        best = self._back(came, node) + circle
                        least = self.cost(best)
            if best is not None:
                return best
        return None

    def round_trip(self, state: int, allows: Allows, *, plain: bool = False, below: int | None = None) -> Path:
        """Return the cheapest way from a state back to itself; empty if there is none, or none that costs less."""
        came: _Came = {}
        left = 1  # the memory of a call that has moved on
        for node, _ in self._cheapest_first(
            came, (state, 0), lambda memory, move: left, allows, plain=plain, below=below
        ):
            if node == (state, left):
                return self._back(came, node)
        return ()

    def _cheapest_first(
        self,
        came: "_Came",
        start: "_Node",
        advance: Advance,
        allows: Allows,
        *,
        plain: bool,
        below: int | None = None,
    ) -> "Iterator[tuple[_Node, int]]":
        """Yield states with memories, and their prices, the cheapest first (Dijkstra); `came` gets the way to each."""
        heap: list[tuple[int, int, _Node]] = [(0, 0, start)]
        best: dict[_Node, int] = {start: 0}
        known: dict[tuple[Memory, int], Memory] = {}
        serial = 0
        while heap:
            cost, _, node = heapq.heappop(heap)
            if cost > best[node]:
                continue
            serial += 1
            if self._watch is not None and serial % _WATCHED == 0 and self._watch(len(best), serial):
                raise StoppedError("the search was ended before this was known")
            yield node, cost
            state, memory = node
            for move, target in () if isinstance(memory, _Broken) else self.found.outgoing(state):
                if not allows(move) or (plain and not self._plain[move.number]):
                    continue
                key = memory, move.number
                if key not in known:
                    after = advance(memory, move)
                    known[key] = _Broken(move.number) if after == BAD else after
                following = target, known[key]
                total = cost + self._prices[move.number]
                if (below is None or total < below) and total < best.get(following, total + 1):
                    best[following] = total
                    came[following] = node, move
                    serial += 1
                    heapq.heappush(heap, (total, serial, following))

    def first_choice(self, *paths: Path | None) -> Path | None:
        """Return the cheapest of some ways; one that a call script can say, if there is one. None if there is none."""
        found = [path for path in paths if path is not None]
        return min(found, key=lambda path: (not self._is_plain(path), self.cost(path)), default=None)

    def _is_plain(self, path: Path) -> bool:
        return all(self._plain[act.move.number] for act in path)

    def cost(self, path: Path) -> int:
        """What a way costs."""
        return sum(self._prices[act.move.number] for act in path)

    def behind(self, starts: Iterable[int], allows: Allows) -> set[int]:
        """Return the states that some states lead to by some moves, themselves too."""
        seen = set(starts)
        todo = list(seen)
        for state in todo:
            for move, target in self.found.outgoing(state):
                if target not in seen and allows(move):
                    seen.add(target)
                    todo.append(target)
        return seen

    def onward(self, states: Iterable[int], allows: Allows) -> list[list[int]]:
        """Return where some states lead by some moves, as lists by their numbers; others lead nowhere."""
        found: list[list[int]] = [[] for _ in range(len(self.found))]
        for state in states:
            found[state] = [target for move, target in self.found.outgoing(state) if allows(move)]
        return found

    @staticmethod
    def _back(came: "_Came", node: "_Node") -> Path:
        acts: list[PathStep] = []
        while node in came:
            node, move = came[node]
            acts.append(PathStep(move, node[0], takes_ms(move)))
        return tuple(reversed(acts))


def _until(wanted: Callable[[Move], bool]) -> Advance:
    return lambda memory, move: BAD if wanted(move) else memory


@struct
class _Broken:
    """The memory of a call that a move has broken: one for each move, so that each has its own cheapest way."""

    move: int


_Node = tuple[int, Memory]
_Came = dict[_Node, tuple[_Node, Move]]
