"""Ways through the states of a plan's calls, what they cost a callee, and the cheapest one to a goal.

Theory of operation. States paired with what a property remembers (`memories`) are a graph again, and Dijkstra's search
finds the cheapest way to what is wanted. Cheap means: few actions of the callee first, then few of them other than to
stay silent, then few interruptions of a prompt, then little time. A callee acts by answering, by a key, by hanging up,
by what comes of a transfer, and by staying silent until a menu or a recording gives up. These are the statements of a
call script. What a web server replies is no action, and the cheapest reply is one that comes at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrsim.core import table as t
from ivrsim.core.effects import CutShort
from ivrsim.core.run import SAME_TIMER
from ivrsim.graph.search import CheapestFirst
from ivrsim.proofs.edges import Allows, edges_of_controls, edges_of_states, facts
from ivrsim.proofs.memories import BAD, Advance, BrokenBy, Following, Memories, Memory, Wanted, is_any, is_broken
from ivrsim.search.bounds import ENDED, Watch
from ivrsim.search.explore import Exploration, Move

_WATCHED: Final = 1024  # states between two calls of Watch
_ACTION: Final = 1 << 128
_MOVED: Final = 1 << 96
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


def taken_for(*verdicts: str) -> Allows:
    """Allows what happens where a detector says one of these, and whoever is called does nothing.

    Args:
        verdicts: "live", "machine", "unsure"; "inbound" for a caller who rings in.
    """

    def allows(move: Move) -> bool:
        if move.event.kind == "answered":
            return move.event.value in verdicts
        return move.event.kind != "unanswered" and not by_callee(move)

    return allows


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
        case "reply" | "no reply" | "talk ends" | "told" | "cut off":
            return 0
        case _:
            return 1


def takes_ms(move: Move) -> int:
    """How long a callee who does not tarry makes the call wait: until the timer fires, or not at all."""
    return max(move.source.timer_ms, 0) if move.event.kind == "timer" else 0


def price(move: Move, plan: t.Plan) -> int:
    """What a move costs, so that prices add up and compare: actions, those in which the callee does something,
    interruptions, time."""
    cut = is_barge_in(move) and not is_ignored(move)
    return price_of(actions(move, plan), int(by_callee(move)), int(cut), takes_ms(move))


def price_of(acts: int, moved: int, interruptions: int, ms: int) -> int:
    """What so many actions cost together, so many of them other than to stay silent, so many interruptions, and so much
    time."""
    return acts * _ACTION + moved * _MOVED + interruptions * _INTERRUPTION + ms


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


def _until(wanted: Allows) -> Advance:
    return lambda memory, move: BAD if wanted(move) else memory


def _unchanged(memory: Memory, move: Move) -> Memory:
    return memory


def _anything_kept(memory: Memory) -> bool:
    return True


class PathSearch:
    """Cheapest ways in an exploration; what is true of a move is worked out once.

    Args:
        found: the exploration.
        watch: is told of the progress, and may end a search: then StoppedError is raised.

    Attributes:
        states: the graph of all states; controls: that of all controls.
        prices: what each move costs.
        plain: whether a call script can say that it happens, for each move.
        looks: how many states, each with a memory, were looked at so far; more than the bounds of the exploration
            allow raise StoppedError, too.
    """

    def __init__(self, found: Exploration, watch: Watch | None = None) -> None:
        self.found = found
        self.looks = 0
        self.states = edges_of_states(found)
        self.controls = edges_of_controls(found)
        self.prices = [price(move, found.plan) for move in found.moves]
        self.plain = facts(found.moves, lambda move: can_be_scripted(move, found.plan))
        self._watch = watch
        self._facts: dict[Allows, bytearray] = {}

    def facts(self, wanted: Allows) -> bytearray:
        """Return for each move whether something is true of it, 0 or 1; the function is asked once for each."""
        known = self._facts.get(wanted)
        if known is None:
            known = self._facts[wanted] = facts(self.found.moves, wanted)
        return known

    # --- to what breaks a property ----------------------------------------------------------------------------------

    def ways(
        self, start: Memory, advance: Advance, *, allows: Allows = anything, below: int | None = None
    ) -> Iterator[Path]:
        """Yield a cheapest way for each move that makes a property BAD, the cheapest first, as call scripts can say it.

        Args:
            start: the memory at the beginning; advance: what a move makes of it, BAD when the property is broken.
            allows: which moves the callee, or the world, makes.
            below: only ways that cost less than this.
        """
        memories = self._memories(0, start, advance, allows)
        yield from self._ways(_Remembering(self, memories.following(self.plain, is_broken), below=below), memories)

    def cheapest(
        self, start: Memory, advance: Advance, *, allows: Allows = anything, below: int | None = None
    ) -> Path | None:
        """Return the cheapest way to BAD, or None; one that a call script can say, if there is one. See `ways`."""
        memories = self._memories(0, start, advance, allows)
        for following in self._plain_first(memories, is_broken):
            for path in self._ways(_Remembering(self, following, below=below), memories):
                return path
        return None

    def to_move(self, wanted: Allows, *, allows: Allows = anything) -> Path | None:
        """Return the cheapest way that ends with a move, or None."""
        return self.cheapest(0, _until(wanted), allows=allows)

    def to_moves(self, wanted: Allows, *, allows: Allows = anything) -> Iterator[Path]:
        """Yield the cheapest way to each move that is wanted, the cheapest first."""
        return self.ways(0, _until(wanted), allows=allows)

    def to_each(self, labels: Collection[int], *, allows: Allows = anything) -> dict[int, Path]:
        """Return what `to_move` would for each of some moves, by their numbers, in one search; without those to which
        no way leads.
        """
        found: dict[int, Path] = {}
        memories = self._memories(0, 0, _unchanged, allows)
        for usable in (self.plain, self.facts(anything)):
            pairs = _Remembering(self, memories.following(usable, is_any))
            missing = {label for label in labels if label not in found and usable[label] and self.facts(allows)[label]}
            least: dict[int, tuple[int, int]] = {}
            for state, cost in self._cheapest_first(pairs) if missing else ():
                for label, _ in self.states.steps(state):
                    if label in missing and (label not in least or cost < least[label][0]):
                        least[label] = cost, state
            for label, (_, state) in least.items():
                move = self.found.moves[label]
                found[label] = (*pairs.path(state), PathStep(move, state, takes_ms(move)))
        return found

    def least_price(self, starts: Iterable[int], labels: Collection[int]) -> int:
        """Return what a way through controls costs at least, from some controls to one of some moves.

        Args:
            starts: the controls; labels: the numbers of the moves, to one of which a way leads.
        """
        before = -1  # a node from which every start is free

        def onward(control: int) -> Iterable[tuple[int, int, int]]:
            if control == before:
                return [(start, 0, before) for start in starts]
            return [(target, self.prices[label], label) for label, target in self.controls.steps(control)]

        reached = [(control, cost) for control, cost in CheapestFirst(before, onward) if control != before]
        return min(
            cost + self.prices[label]
            for control, cost in reached
            for label, _ in self.controls.steps(control)
            if label in labels
        )

    # --- to states --------------------------------------------------------------------------------------------------

    def to_state(
        self,
        wanted: Collection[int],
        *,
        allows: Allows = anything,
        at: int = 0,
        start: Memory = 0,
        advance: Advance = _unchanged,
        remembering: Callable[[Any], bool] = _anything_kept,
    ) -> Path | None:
        """Return the cheapest way to one of some states, or None; empty when it begins in one.

        Args:
            wanted: the states.
            allows: which moves the callee, or the world, makes.
            at: where the way begins.
            start, advance: the memory on the way; remembering: with which memories it may end. See `ways`.
        """
        memories = self._memories(at, start, advance, allows)
        for following in self._plain_first(memories, self._in_controls(wanted, remembering)):
            pairs = _Remembering(self, following, at=at)
            for number, _ in self._cheapest_first(pairs):
                if number % pairs.size in wanted and remembering(memories[number // pairs.size]):
                    return pairs.path(number)
        return None

    def lasso(
        self,
        inside: Collection[int],
        around: Allows,
        *,
        to: Allows = anything,
        start: Memory = 0,
        advance: Advance = _unchanged,
        remembering: Callable[[Any], bool] = _anything_kept,
    ) -> Path | None:
        """Return the cheapest way to a state, and from there once round and back to it; None if there is none.

        Args:
            inside: the states in which the way round may begin; around: which moves it takes.
            to: which moves lead there.
            start, advance: the memory on the way there; remembering: with which memories the way round may begin.
        """
        memories = self._memories(0, start, advance, to)
        hopeful = self._in_controls(inside, remembering)
        for plain in (True, False):
            best: Path | None = None
            least: int | None = None
            pairs = _Remembering(self, memories.following(self._usable(plain=plain), hopeful))
            for number, cost in self._cheapest_first(pairs):
                if least is not None and cost >= least:
                    break
                index, state = divmod(number, pairs.size)
                if state in inside and remembering(memories[index]):
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
        begun, left = 0, 1  # the memories of a call that is there, and of one that has moved on
        row = [left if both else -1 for both in map(min, self.facts(allows), self._usable(plain=plain))]
        pairs = _Remembering(self, {begun: row, left: row}, at=state, below=below)
        for number, _ in self._cheapest_first(pairs):
            if number == left * pairs.size + state:
                return pairs.path(number)
        return ()

    def first_choice(self, *paths: Path | None) -> Path | None:
        """Return the cheapest of some ways; one that a call script can say, if there is one. None if there is none."""
        found = [path for path in paths if path is not None]
        said = {id(path): all(self.plain[act.move.number] for act in path) for path in found}
        return min(found, key=lambda path: (not said[id(path)], self.cost(path)), default=None)

    def cost(self, path: Path) -> int:
        """What a way costs."""
        return sum(self.prices[act.move.number] for act in path)

    def behind(self, starts: Iterable[int], allows: Allows) -> list[int]:
        """Return the states that some states lead to by some moves, themselves too."""
        return self.states.behind(starts, self.facts(allows))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _memories(self, at: int, start: Memory, advance: Advance, allows: Allows) -> Memories:
        return Memories(self.controls, (self.states.control_of[at], start), advance, self.facts(allows), self.look)

    def _in_controls(self, wanted: Collection[int], remembering: Callable[[Any], bool]) -> Wanted:
        """Wants the controls of some states, with some memories."""
        controls = {self.states.control_of[state] for state in wanted}
        return lambda control, memory: control in controls and remembering(memory)

    def _usable(self, *, plain: bool) -> bytearray:
        """The moves that a call script can say, or all."""
        return self.plain if plain else self.facts(anything)

    def _plain_first(self, memories: Memories, wanted: Wanted) -> Iterator[Following]:
        """What moves make of memories: by those that a call script can say, then by all, if that is more."""
        plain = memories.following(self.plain, wanted)
        yield plain
        every = memories.following(self.facts(anything), wanted)
        if every != plain:
            yield every

    def _ways(self, pairs: "_Remembering", memories: Memories) -> Iterator[Path]:
        """Yield the cheapest way to each BrokenBy memory."""
        told: set[int] = set()
        for number, _ in self._cheapest_first(pairs):
            index = number // pairs.size
            if index not in told and type(memories[index]) is BrokenBy:
                told.add(index)
                yield pairs.path(number)

    def _cheapest_first(self, pairs: "_Remembering") -> Iterator[tuple[int, int]]:
        """Yield states with memories by their numbers, and their prices, the cheapest first."""
        for done, found in enumerate(pairs.search, 1):
            self.look(len(pairs.search), done)
            yield found

    def look(self, found: int, done: int) -> None:
        """Count what is looked at, and tell whoever watches from time to time how far a search is; it may end here."""
        self.looks += 1
        if self.looks > self.found.bounds.max_looks:
            most = self.found.bounds.max_looks
            raise StoppedError(f"to decide this takes more than {most} looks at states (--max-states)")
        if done % _WATCHED == 0 and self._watch is not None and (why := self._watch(found, done)):
            raise StoppedError(f"{ENDED} before this was known: {why}")


class _Remembering:
    """States paired with memories: a graph of numbers, the memory's number times `size` and the state's added.

    Args:
        paths: has the states.
        following: what moves make of memories; of one that is not in it, nothing.
        at: the state in which the ways begin, with memory 0.
        below: only ways that cost less than this.

    Attributes:
        size: how many states there are.
        search: finds the cheapest ways.
    """

    def __init__(self, paths: PathSearch, following: Following, *, at: int = 0, below: int | None = None) -> None:
        self.size = len(paths.states)
        self._states = paths.states
        self._prices = paths.prices
        self._first = {
            index: [number * self.size if number >= 0 else -1 for number in row] for index, row in following.items()
        }
        """For each memory and each move, the first number with the memory after it; -1 where it may not move."""
        self.search: CheapestFirst[int] = CheapestFirst(at, self._onward, below=below)

    def path(self, number: int) -> Path:
        """The cheapest way to a pair."""
        moves = self._states.moves
        steps = [(moves[label], source % self.size) for source, label in self.search.way(number)]
        return tuple([PathStep(move, state, takes_ms(move)) for move, state in steps])

    def _onward(self, number: int) -> Sequence[tuple[int, int, int]]:
        """The moves in a pair, with what they lead to and their prices."""
        index, state = divmod(number, self.size)
        first = self._first.get(index)
        if first is None:
            return ()
        prices = self._prices
        return [
            (first[label] + target, prices[label], label)
            for label, target in self._states.steps(state)
            if first[label] >= 0
        ]
