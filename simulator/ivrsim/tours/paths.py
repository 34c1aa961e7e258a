"""A smallest practical set of calls that takes every edge of a plan."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import door
from ivrdsl.model.nodes import Dialplan
from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL
from ivrsim.proofs.beginnings import Total
from ivrsim.proofs.paths import Path, PathStep
from ivrsim.proofs.witness import UnscriptableError
from ivrsim.search.bounds import ENDED, Watch
from ivrsim.search.explore import Exploration, Move, explore
from ivrsim.tours.calls import CallWriter, TourCall
from ivrsim.tours.goals import ONCE, Goal, Goals
from ivrsim.tours.walk import Walker


class UntakenEdges(NamedTuple):
    """Edges that no call of the set takes.

    Attributes:
        what: what would happen, and at which tag.
        because: why no call takes it.
        number: how many edges these are, a moment each.
    """

    what: str
    because: str
    number: int


class Tours(NamedTuple):
    """A set of calls.

    Attributes:
        calls: the calls, with different names.
        goals: how many edges there are for them to take, a moment each; without those that no script can say.
        taken: how many of them they take.
        left_out: the others, and those that no script can say.
        doubts: why there may be edges that are not known, in words; the bound that was hit is the first.
        complete: whether the search for edges, and for calls, came to its end.
        states, edges: how many were found.
    """

    calls: tuple[TourCall, ...]
    goals: int
    taken: int
    left_out: tuple[UntakenEdges, ...]
    doubts: tuple[str, ...]
    complete: bool
    states: int
    edges: int


@door
def paths(
    plan: Exploration | Dialplan | t.Plan,
    *,
    each: str = ONCE,
    watch: Watch | None = None,
    lines: Sequence[int | None] = (),
) -> Tours:
    """Return calls that together take every edge of a plan.

    Args:
        plan: the nodes, on the default platform, a plan that `compile_plan` made ready, or what a search found in one.
        each: what the calls must take: ONCE, MOMENTS or STATES of `ivrsim.tours.goals`.
        watch: is told of how many goals there are and how many are reached, and may end the work.
        lines: the source line of each element, for transcripts.
    """
    found = plan if isinstance(plan, Exploration) else explore(plan)
    maker = _Maker(found, Goals(found, each), watch, lines)
    maker.make()
    doubts = [*([found.bound] if found.bound else []), *maker.doubts, *_doubts(found)]
    complete = found.complete and not maker.doubts
    goals = len(maker.goals.all)
    return Tours(
        _with_distinct_names(_without_superfluous(maker.made)),
        goals,
        goals - len(maker.missing),
        maker.left_out(),
        tuple(doubts),
        complete,
        len(found),
        found.edges,
    )


_FAR: Final = "no call comes to it that a script can say"

_Made = tuple[TourCall, int]
"""A call, and the goals that it reaches, a bit each."""


class _Maker:
    """Makes the calls."""

    def __init__(self, found: Exploration, goals: Goals, watch: Watch | None, lines: Sequence[int | None]) -> None:
        self.goals = goals
        self.made: list[_Made] = []
        self.doubts: list[str] = []
        self._found = found
        self._writer = CallWriter(found.plan, found.world, lines)
        self._ordered = sorted(goals.all)
        self._bits = {goal: 1 << number for number, goal in enumerate(self._ordered)}
        self._reaches = Total(self._bits_of, or_, 0)
        self._reached = 0
        self._failures: dict[Goal, str] = {}
        self._walker = Walker(found, goals, watch)

    def make(self) -> None:
        """Walk, and write what was walked; a way that is too much for one script is walked in pieces."""
        failed: list[Path] = []
        for path in self._walker.ways():
            if self._write(path):
                failed.append(path)
        if self._walker.stopped:
            self.doubts.append(f"{ENDED} after {len(self.made):,} calls: {self._walker.stopped}")
        for goal in dict.fromkeys(goal for path in failed for act in path for goal in self._goals_of(act)):
            if not self._has(goal):
                self._one(goal)

    def _one(self, goal: Goal) -> None:
        """Write a call for one goal."""
        reason = _FAR
        for stirred in (False, True):
            path = self._walker.direct(goal, stirred=stirred)
            if path:
                reason = self._write(path)
            if self._has(goal):
                return
        self._failures[goal] = reason

    def _write(self, path: Path) -> str:
        """Write a way as a call; returns why it cannot be, "" if it can."""
        try:
            call = self._writer.write(path)
        except UnscriptableError as error:
            return str(error)
        reached = self._reaches.over(path)
        self.made.append((call, reached))
        self._reached |= reached
        return ""

    def _goals_of(self, act: PathStep) -> list[Goal]:
        return [goal for goal in self.goals.of(act.state, act.move, act.at_ms) if goal in self.goals.all]

    def _bits_of(self, act: PathStep) -> int:
        return reduce(or_, map(self._bits.__getitem__, self._goals_of(act)), 0)

    def _has(self, goal: Goal) -> bool:
        """Whether a call reaches a goal."""
        return bool(self._bits[goal] & self._reached)

    @property
    def missing(self) -> list[Goal]:
        """The goals that no call reaches."""
        return [goal for goal in self._ordered if not self._has(goal)]

    def left_out(self) -> tuple[UntakenEdges, ...]:
        """What no call takes, by tag and reason."""
        plan = self._found.plan
        found: Counter[tuple[str, str]] = Counter()
        for move, reason in zip(self._found.moves, self.goals.refused, strict=True):
            if reason:
                found[_what(plan, move), reason] += len(self.goals.moments[move.number])
        for goal in self.missing:
            reason = self._failures.get(goal, "the search was ended before" if self._walker.stopped else _FAR)
            found[_what(plan, self._walker.home(goal).move), reason] += 1
        return tuple(UntakenEdges(what, because, count) for (what, because), count in found.items())


def _what(plan: t.Plan, move: Move) -> str:
    words = {"key": "a key", "hang up": "hanging up", "timer": "the time that is up", "spoke": "the end of speech"}
    done = words.get(move.event.kind, f"{move.event.kind} {move.event.value}".strip())
    return f"{done} at {plan.elements[plan.table[move.source.state.place].element].label}"


def _without_superfluous(made: Sequence[_Made]) -> list[TourCall]:
    """The calls without those that the others make superfluous: those that are kept, and those that come later."""
    later = [*accumulate((reached for _, reached in reversed(made)), or_, initial=0)][-2::-1]
    kept: list[TourCall] = []
    known = 0
    for (call, reached), others in zip(made, later, strict=True):
        if reached & ~(known | others):
            kept.append(call)
            known |= reached
    return kept


def _with_distinct_names(calls: Sequence[TourCall]) -> tuple[TourCall, ...]:
    """Return the calls with different names: what a short name leaves out is told apart by a number."""
    seen: Counter[str] = Counter()
    return tuple(call._replace(name=_numbered_name(call.name, seen)) for call in calls)


def _numbered_name(name: str, seen: "Counter[str]") -> str:
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _doubts(found: Exploration) -> Iterator[str]:
    """Why the plan may have edges that the search does not know, although it came to its end."""
    if not found.choices.moments.complete and any(move.asked for move in found.moves):
        yield "the plan asks the clock for more than the hour and the day of the week"
    for escape in found.escapes:
        if escape.kind == CONTROL:
            what = "an input" if escape.name in ("", "call.lastinput") else escape.name
            where = found.plan.elements[found.plan.table[escape.place].element].label
            yield f"{what} is used at {where} in a way that no list of values covers"
