"""Ways through the states of a plan's calls, what they cost a callee, and the cheapest one to a goal.

Theory of operation. A property is followed by a memory: a small value that each move turns into another one, until it
is BAD or the call ends. States paired with memories are a graph again, and Dijkstra's search finds the cheapest way to
BAD. Cheap means: few actions of the callee first, then few interruptions of a prompt, then little time. A callee acts
by answering, by a key, by hanging up, by what comes of a transfer, and by staying silent until a menu or a recording
gives up. These are the statements of a call script. What a web server replies is no action, and the cheapest reply is
one that comes at once.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.model.structs import struct
from ivrsim.core import table as t
from ivrsim.core.effects import CutShort
from ivrsim.core.run import SAME_TIMER
from ivrsim.graph.search import CheapestFirst, Numbering, followed
from ivrsim.search.bounds import ENDED, Watch
from ivrsim.search.explore import Exploration, Move

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
        at_ms: how long after the wait began in which it happens; the timer's own time for the event `timer`; of a
            reply, how long a web server takes. What is ignored begins no new wait.
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


def is_reply(move: Move) -> bool:
    """Whether a web server does it, by what it replies or by failing."""
    return move.event.kind in ("reply", "no reply")


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
    return price_of(actions(move, plan), int(cut), takes_ms(move))


def price_of(acts: int, interruptions: int, ms: int) -> int:
    """What so many actions, so many interruptions and so much time cost together."""
    return acts * _ACTION + interruptions * _INTERRUPTION + ms


def actions_in(cost: int) -> int:
    """How many actions a price is for."""
    return cost // _ACTION


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
    """A search was ended, or came to its bound."""


class PathSearch:
    """Cheapest ways in an exploration; prices are worked out once.

    Args:
        found: the exploration.
        watch: is told of the progress, and may end a search: then StoppedError is raised.

    Attributes:
        prices: what each move costs.
        plain: whether a call script can say that it happens, for each move.
        looks: how many states, each with a memory, were looked at so far; more than the bounds of the exploration
            allow raise StoppedError, too.
    """

    def __init__(self, found: Exploration, watch: Watch | None = None) -> None:
        self.found = found
        self.looks = 0
        self._watch = watch
        self.prices = [price(move, found.plan) for move in found.moves]
        self.plain = [can_be_scripted(move, found.plan) for move in found.moves]

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
        pairs = _Remembering(self, (0, start), advance, allows, plain=plain, below=below)
        told: set[int] = set()
        for number, _ in self._cheapest_first(pairs):
            memory = pairs.memory(number)
            if isinstance(memory, _Broken) and memory.move not in told:
                told.add(memory.move)
                yield pairs.path(number)

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
            pairs = _Remembering(self, (at, start), advance, allows, plain=plain)
            for number, _ in self._cheapest_first(pairs):
                if wanted(number % pairs.size, pairs.memory(number)):
                    return pairs.path(number)
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
            pairs = _Remembering(self, (0, start), advance, to, plain=plain)
            for number, cost in self._cheapest_first(pairs):
                if least is not None and cost >= least:
                    break
                state = number % pairs.size
                if state in inside and wanted(pairs.memory(number)):
                    left = None if least is None else least - cost
                    circle = self.round_trip(state, around, plain=plain, below=left)
                    if circle:
                        best = pairs.path(number) + circle
                        least = self.cost(best)
            if best is not None:
                return best
        return None

    def round_trip(self, state: int, allows: Allows, *, plain: bool = False, below: int | None = None) -> Path:
        """Return the cheapest way from a state back to itself; empty if there is none, or none that costs less."""
        left = 1  # the memory of a call that has moved on
        pairs = _Remembering(self, (state, 0), lambda memory, move: left, allows, plain=plain, below=below)
        for number, _ in self._cheapest_first(pairs):
            if number % pairs.size == state and pairs.memory(number) == left:
                return pairs.path(number)
        return ()

    def _cheapest_first(self, pairs: "_Remembering") -> Iterator[tuple[int, int]]:
        """Yield states with memories by their numbers, and their prices, the cheapest first."""
        most = self.found.bounds.max_looks
        for serial, found in enumerate(pairs.search, 1):
            self.looks += 1
            if self.looks > most:
                raise StoppedError(f"to decide this takes more than {most} looks at states (--max-states)")
            if self._watch is not None and serial % _WATCHED == 0 and (why := self._watch(len(pairs.search), serial)):
                raise StoppedError(f"{ENDED} before this was known: {why}")
            yield found

    def first_choice(self, *paths: Path | None) -> Path | None:
        """Return the cheapest of some ways; one that a call script can say, if there is one. None if there is none."""
        found = [path for path in paths if path is not None]
        said = {id(path): all(self.plain[act.move.number] for act in path) for path in found}
        return min(found, key=lambda path: (not said[id(path)], self.cost(path)), default=None)

    def cost(self, path: Path) -> int:
        """What a way costs."""
        return sum(self.prices[act.move.number] for act in path)

    def behind(self, starts: Iterable[int], allows: Allows) -> set[int]:
        """Return the states that some states lead to by some moves, themselves too."""
        outgoing = self.found.outgoing
        return set(followed(starts, lambda state: (target for move, target in outgoing(state) if allows(move))))

    def onward(self, states: Iterable[int], allows: Allows) -> list[list[int]]:
        """Return where some states lead by some moves, as lists by their numbers; others lead nowhere."""
        found: list[list[int]] = [[] for _ in range(len(self.found))]
        for state in states:
            found[state] = [target for move, target in self.found.outgoing(state) if allows(move)]
        return found


class _Remembering:
    """States paired with memories: a graph of numbers, the memory's number times `size` and the state's added.

    Attributes:
        size: how many states there are.
        search: finds the cheapest ways.
    """

    def __init__(
        self,
        paths: PathSearch,
        start: tuple[int, Memory],
        advance: Advance,
        allows: Allows,
        *,
        plain: bool,
        below: int | None = None,
    ) -> None:
        self.size = len(paths.found)
        self._paths = paths
        self._advance = advance
        self._allows = allows
        self._is_plain = paths.plain if plain else [True] * len(paths.plain)
        self._memories: Numbering[Memory] = Numbering()
        self._following: dict[int, dict[int, int]] = {}
        """For each memory, what each move makes of it: the first number with that memory; -1 where none may move."""
        first = self._memories.of(start[1]) * self.size + start[0]
        self.search: CheapestFirst[Move] = CheapestFirst(first, self._onward, below=below)

    def memory(self, number: int) -> Memory:
        """The memory of a pair."""
        return self._memories.all[number // self.size]

    def path(self, number: int) -> Path:
        """The cheapest way to a pair."""
        steps = self.search.way(number)
        return tuple([PathStep(move, source % self.size, takes_ms(move)) for source, move in steps])

    def _onward(self, number: int) -> Iterator[tuple[int, int, Move]]:
        """The moves in a pair, with what they lead to and their prices."""
        index, state = divmod(number, self.size)
        memory = self._memories.all[index]
        if type(memory) is _Broken:
            return
        following = self._following.get(index)
        if following is None:
            following = self._following[index] = {}
        prices, allows, is_plain, advance = self._paths.prices, self._allows, self._is_plain, self._advance
        for move, target in self._paths.found.outgoing(state):
            first = following.get(move.number)
            if first is None:
                first = -1
                if allows(move) and is_plain[move.number]:
                    after = advance(memory, move)
                    kept = _Broken(move.number) if after == BAD else after  # each move that breaks it is told
                    first = number - state if after is memory else self.size * self._memories.of(kept)
                following[move.number] = first
            if first >= 0:
                yield first + target, prices[move.number], move


def _until(wanted: Callable[[Move], bool]) -> Advance:
    return lambda memory, move: BAD if wanted(move) else memory


@struct
class _Broken:
    """The memory of a call that a move has broken: one for each move, so that each has its own cheapest way."""

    move: int
