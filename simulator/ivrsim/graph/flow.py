"""Where a call can go from each place of a plan's table: the one model of that, which every question filters.

Theory of operation. An instruction declares the fields that hold its exits, and who takes them. Here the platform's
quirks are bound to these declarations, and catches are added: a way on which a catch takes the call starts where the
call waits. Whoever asks about a few places gets edges, with all that is known of each. Whoever asks about a whole plan
gets lists of numbers, made by a function for each class of instructions; of two million edges nobody has ever wanted
the labels. The plan keeps what was made.

After somebody has hung up, a call that a catch has taken goes on without a callee. So a graph of a whole plan has two
numbers for each place: `place` with the callee on the line, and `len(plan.table) + place` afterwards.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GOES_ON, GONE, HANGS_UP, KEY, held
from ivrsim.graph.getters import (
    ANYBODY,
    BY_ITSELF,
    CLEARS,
    KEEPS,
    ON_THE_LINE,
    SETS,
    Getter,
    getters,
)
from ivrsim.graph.limits import forbidden

T = TypeVar("T")
Lists = list[list[int]]
"""For each number, those that it leads to."""


class Edge(NamedTuple):
    """A way from one place to another.

    Attributes:
        source: the place that it leaves.
        exit: where it leads, what takes it, and the quirks whose readings made it lead there.
        who: who takes it, e.g. GOES_ON | KEY; 0 where the platform rules it out.
        gone: whether somebody has hung up before. Then GONE takes what passes over an instruction that needs a callee.
        catch: the catch that takes the call there, if one does.
        outlives: whether that catch takes it at whichever wait comes next, because it outlives its body.
        writes: whether the place has written its variable, if it writes any.
        forbidden: whether a limit of digits, or a catch, keeps everybody from taking it.
        number: of the exit, among those of its instruction; -1 for a catch.
    """

    source: int
    exit: t.Exit
    who: int
    gone: bool = False
    catch: t.Handler | None = None
    outlives: bool = False
    writes: bool = False
    forbidden: bool = False
    number: int = -1

    @property
    def target(self) -> int:
        return self.exit.to

    @property
    def label(self) -> str:
        return self.exit.label

    @property
    def assumes(self) -> tuple[str, ...]:
        return self.exit.assumes

    @property
    def possible(self) -> bool:
        """Whether some call may take it that comes to its source, on its side."""
        return self.who != 0 and not self.forbidden

    @property
    def hangs_up(self) -> bool:
        """Whether somebody hangs up on it, so that nobody is there behind it."""
        return self.catch is not None and self.catch.event == "hangup"


class WrittenFlow(NamedTuple):
    """A graph of a whole plan, its ways told apart by what becomes of the variable that the place they leave writes.

    Attributes:
        size: how many places the plan has.
        plain: where a call goes without having written it.
        setting: where it goes when it has, for the numbers that write.
        clearing: where it goes when it has made it unset.
    """

    size: int
    plain: Lists
    setting: dict[int, list[int]]
    clearing: dict[int, list[int]]

    def onward(self) -> Lists:
        """Where a call goes, whatever is written."""
        both = list(self.plain)
        for some in (self.setting, self.clearing):
            for number, targets in some.items():
                both[number] = both[number] + targets
        return both


class Flow:
    """The flow of a plan.

    Args:
        plan: the plan, on its platform.
    """

    def __init__(self, plan: t.Plan) -> None:
        self.plan = plan
        self.size = len(plan.table)
        self._getters: dict[tuple[int, str], Mapping[type, Getter]] = {}

    @cached_property
    def _kinds(self) -> frozenset[type[t.Instruction]]:
        """The classes of the instructions of the plan."""
        return frozenset(map(type, self.plan.table))

    def _leads(self, who: int, doing: str = "") -> Mapping[type, Getter]:
        """For each class of instructions of the plan, a function that tells where somebody leads the call."""
        found = self._getters.get((who, doing))
        if found is None:
            found = self._getters[who, doing] = getters(self._kinds, who, self.plan.platform, doing)
        return found

    # --- one place --------------------------------------------------------------------------------------------------

    def edges(self, place: int) -> Iterator[Edge]:
        """Yield the ways from a place, on both sides, those that nobody can take too; catches come last."""
        instruction = self.plan.table[place]
        dead = forbidden(self.plan, place)
        number = 0
        for field in instruction.ways:
            by = field.taken_by(self.plan.platform)
            for way in held(getattr(instruction, field.field)):
                edge = Edge(place, way, by & ~GONE, writes=field.writes, number=number)
                if field.by & ~GONE:
                    yield edge._replace(forbidden=True) if dead and any(way is each for each in dead) else edge
                if after := by & (GONE if instruction.passed_by else BY_ITSELF):
                    yield edge._replace(who=after, gone=True, writes=field.writes and after != GONE)
                number += 1
        yield from self.catches(place)

    def at(self, place: int, who: int) -> list[int]:
        """Return where somebody leads the call from a place, catches left out; see `ways`."""
        instruction = self.plan.table[place]
        return self._leads(who)[type(instruction)](instruction)

    def listens(self, place: int) -> bool:
        """Return whether a key takes the call from a place elsewhere than it goes without one."""
        onward = self.at(place, BY_ITSELF)
        return any(edge.possible and edge.who & KEY and edge.target not in onward for edge in self.edges(place))

    def catches(self, place: int) -> Iterator[Edge]:
        """Yield the ways on which a catch takes the call from a place.

        A catch acts only while the call waits, and of several for one event the innermost does. Where catches outlive
        their bodies (quirk `catch_scope`), one more way to a handler starts where its catch begins. A plan's own hangup
        is caught where the quirk `catch_own_hangup` says so.
        """
        plan = self.plan
        if not plan.every_handler:
            return
        instruction, own = plan.table[place], plan.platform.catch_own_hangup
        hangs_up = own and instruction.ending() == "hangup"
        if hangs_up or instruction.waits():
            known = set()
            for handler in plan.handlers[place]:
                if handler.event not in known and (not hangs_up or handler.event == "hangup"):
                    yield self._taking(place, handler, GOES_ON if hangs_up else HANGS_UP)
                known.add(handler.event)
        if plan.platform.catch_scope == "until_end" and instruction.guards:
            handler = plan.every_handler[instruction.element]
            yield self._taking(place, handler, HANGS_UP | (GOES_ON if own else 0))._replace(outlives=True)

    def _taking(self, place: int, handler: t.Handler, hanging_up: int) -> Edge:
        """The way to a handler; a recording that a hang-up ends is written."""
        if handler.event != "hangup":
            return Edge(place, handler.exit, KEY, catch=handler)
        writes = self.plan.table[place].writes_on_hang_up
        return Edge(place, handler.exit, hanging_up, catch=handler, writes=writes)

    # --- the whole plan ---------------------------------------------------------------------------------------------

    def ways(self, who: int, places: Iterable[int] | None = None, *, doing: str = "") -> Lists:
        """Return, for each place, the places to which somebody leads the call; without catches.

        What a limit of digits forbids is among it; what the platform rules out is not.

        Args:
            who: who takes the ways, e.g. `GOES_ON | SILENCE`. With GONE, somebody has hung up before: what needs no
                callee goes on by itself, and the rest is passed over.
            places: the places to look at, when not all; others lead nowhere.
            doing: SETS, KEEPS or CLEARS for the ways alone on which that becomes of the place's variable.
        """
        table, leads = self.plan.table, self._leads(who, doing)
        if places is None:
            return [leads[type(instruction)](instruction) for instruction in table]
        found: Lists = [[] for _ in table]
        for place in places:
            found[place] = leads[type(table[place])](table[place])
        return found

    def on_the_line(self, who: int = ON_THE_LINE, *, catches: bool = True) -> Lists:
        """Return, for each place, where the call can go while nobody has hung up. Do not change it.

        What a limit of digits forbids is among it: rules look at a plan as it is written.
        """

        def made() -> Lists:
            onward = self.ways(who & ON_THE_LINE)
            for edge in self.caught(who) if catches else ():
                if not edge.hangs_up:
                    onward[edge.source] = [*onward[edge.source], edge.target]
            return onward

        return self._kept(("on the line", who & ON_THE_LINE, catches), made)

    def both_sides(self, who: int = ANYBODY, *, catches: bool = True, as_written: bool = False) -> Lists:
        """Return where the call can go, with two numbers for each place. Do not change it.

        The second half is there only if some catch catches a hang-up; so a number modulo `size` is a place in any case.

        Args:
            who: who takes the ways.
            catches: whether catches count.
            as_written: whether ways count that a limit of digits, or a catch, forbids.
        """
        whole = self._kept(("both sides", who, catches), lambda: self._both_sides(who, catches=catches))
        if as_written or not (dead := self.forbidding()):
            return whole
        return self._kept(("possible", who, catches), lambda: self._without(dead, whole, who, catches=catches))

    def _both_sides(self, who: int, *, catches: bool) -> Lists:
        onward = self.on_the_line(who, catches=catches)
        leaving = [edge for edge in self.caught(who) if edge.hangs_up] if catches else []
        if not leaving:
            return onward
        onward = list(onward)
        for edge in leaving:
            onward[edge.source] = [*onward[edge.source], self.size + edge.target]
        after = self.ways(GONE | (who & BY_ITSELF))
        return onward + [[self.size + target for target in targets] for targets in after]

    def _without(self, dead: Iterable[int], whole: Lists, who: int, *, catches: bool) -> Lists:
        """The graph without the ways that are forbidden at some places."""
        found = list(whole)
        for place in dead:
            edges = [edge for edge in self.edges(place) if edge.possible and edge.who & who and not edge.gone]
            kept = [edge for edge in edges if catches or edge.catch is None]
            found[place] = [edge.target + (self.size if edge.hangs_up else 0) for edge in kept]
        return found

    def forbidding(self) -> list[int]:
        """Return the places with an exit that a limit of digits, or a catch, forbids."""

        def made() -> list[int]:
            doubtful = {kind for kind in self._kinds if kind.doubts is not t.Instruction.doubts}
            places = (place for place, instruction in enumerate(self.plan.table) if type(instruction) in doubtful)
            return [place for place in places if forbidden(self.plan, place)]

        return self._kept("dead", made)

    def caught(self, who: int = ANYBODY) -> Iterator[Edge]:
        """The ways on which a catch takes the call somewhere, and that somebody takes."""
        if self.plan.every_handler:
            every = self._kept("caught", lambda: [edge for place in range(self.size) for edge in self.catches(place)])
            yield from (edge for edge in every if edge.who & who)

    def _kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """What the plan keeps under a name; made when it is asked for first."""
        graphs = self.plan.graphs
        if name not in graphs:
            graphs[name] = make()
        kept: T = graphs[name]
        return kept

    # --- variables --------------------------------------------------------------------------------------------------

    def written(self, writers: Sequence[int]) -> WrittenFlow:
        """Return the graph of both sides as it is written, by what becomes of the variables of some places.

        Args:
            writers: the places that write one.
        """
        whole = self.both_sides(as_written=True)
        found = WrittenFlow(self.size, list(whole), {}, {})
        for start in range(0, len(whole), self.size):
            who = GONE | BY_ITSELF if start else ON_THE_LINE
            sets, keeps, clears = (self._leads(who, doing) for doing in (SETS, KEEPS, CLEARS))
            for place in writers:
                instruction = self.plan.table[place]
                if not (start and instruction.passed_by):
                    kind, number = type(instruction), start + place
                    found.setting[number] = [start + target for target in sets[kind](instruction)]
                    found.plain[number] = [start + target for target in keeps[kind](instruction)]
                    if cleared := clears[kind](instruction):
                        found.clearing[number] = [start + target for target in cleared]
        for place in writers if self.plan.every_handler else ():
            for edge in self.catches(place):
                lists = found.setting if edge.writes else found.plain
                lists[place].append(edge.target + (self.size if edge.hangs_up else 0))
        return found
