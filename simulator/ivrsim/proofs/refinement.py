"""Plans with too many states: a search that remembers little, and more only where a call shows that it must.

Theory of operation. A survey of ten questions that compares its answers has millions of states, and a claim about one
of them needs one answer. So the search begins with counters alone. What holds in its calls is proved. A way in which
the claim fails is played. If the call goes another way at a test, the search has forgotten what that test looks at:
then it remembers these variables, and is made again. That ends after a few rounds, or leaves the claim open.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

from ivrsim.core.memo import Move
from ivrsim.core.run import NO_NAMES
from ivrsim.core.table import Plan
from ivrsim.core.variables import canonical
from ivrsim.graph.usage import reads
from ivrsim.proofs.abstraction import AbstractCalls
from ivrsim.proofs.doubt import doubt_of
from ivrsim.proofs.judgement import breaking, played
from ivrsim.proofs.paths import Path, StoppedError
from ivrsim.proofs.property import Breach, Broken, Goal, Holds, NotAsked, PlanCalls, Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.witness import UnscriptableError, last_apart, moves_to_the_end, witness

MOST_ROUNDS: Final = 8
"""How often a search is made again for one claim."""


class Refinement:
    """Searches of one plan that remember more and more.

    Args:
        plan: the plan.
        asked: whose calls, and the bounds of each search.
        whole: see `AbstractCalls`.
    """

    def __init__(self, plan: Plan, asked: Asked, *, whole: bool = False) -> None:
        self._whole = whole
        self._plan = plan
        self._asked = asked
        self._searches: dict[frozenset[str], AbstractCalls] = {}

    def calls(self, tested: frozenset[str]) -> AbstractCalls:
        """The calls of the search that remembers some variables, beside counters."""
        if tested not in self._searches:
            self._searches[tested] = AbstractCalls(self._plan, self._asked, tested, whole=self._whole)
        return self._searches[tested]

    def is_foreign(self, each: Property) -> bool:
        """Whether a claim is about nothing in any call."""
        subject = self.calls(NO_NAMES).subject
        with suppress(StoppedError):
            return not doubt_of(subject, each) and isinstance(subject.ask(each), NotAsked | None)
        return False

    def judge(self, each: Property) -> tuple[PlanCalls, Holds | Broken] | None:
        """Return calls in which a claim holds, or of which one that can be played breaks it; None if it stays open."""
        tested: frozenset[str] = NO_NAMES
        for _ in range(MOST_ROUNDS):
            calls = self.calls(tested)
            answer = calls.judge(each)
            if answer is None:
                return None
            way = None if isinstance(answer, Holds) else next(answer.ways(), None)
            if way is None:
                return calls.subject, answer
            forgotten = self._played(way, each)
            if forgotten is None:
                return calls.subject, answer
            if forgotten <= tested:
                return None
            tested |= forgotten
        return None

    def reaches(self, goals: Iterable[Goal]) -> Path | None:
        """Return a way to one of some moves, if to each of them there is one that can be played; else None."""
        return _each(goals, self._way_to)

    def shown_among(self, subject: PlanCalls, goals: Iterable[Goal]) -> Path | None:
        """As `reaches`, of ways among some calls."""

        def way_to(wanted: Goal) -> Path | None:
            path = subject.search.to_move(wanted)
            return None if path is None or self._come_to(path, wanted) is not None else path

        return _each(goals, way_to)

    def _way_to(self, wanted: Goal) -> Path | None:
        tested: frozenset[str] = NO_NAMES
        for _ in range(MOST_ROUNDS):
            path = self.calls(tested).subject.search.to_move(wanted)
            forgotten = tested if path is None else self._come_to(path, wanted)
            if forgotten is None:
                return path
            if forgotten <= tested:
                return None
            tested |= forgotten
        return None

    def _played(self, way: Breach, each: Property) -> frozenset[str] | None:
        """None if the call of a way breaks a claim; else the variables of the test where it goes elsewhere."""
        try:
            call = played(self._plan, way, each, self._asked, told=True)
        except UnscriptableError:
            return NO_NAMES
        if breaking(self._plan, call, each, way, self._asked) is not None:
            return None
        return self._looked_at(way.path, moves_to_the_end(self._plan, call, self._asked.world))

    def _come_to(self, path: Path, wanted: Goal) -> frozenset[str] | None:
        """None if the call of a way makes a move that is wanted; else as above."""
        try:
            call = witness(self._plan, path, world=self._asked.world, exact=False)
        except UnscriptableError:
            return NO_NAMES
        moves = moves_to_the_end(self._plan, call, self._asked.world)
        return None if any(map(wanted, moves)) else self._looked_at(path, moves)

    def _looked_at(self, path: Path, moves: Sequence[Move]) -> frozenset[str]:
        """The variables that the last test looks at where a call takes another exit than a way does."""
        place = last_apart(self._plan, path, moves)
        names = () if place is None else reads(self._plan.table[place])
        return frozenset(canonical(name, self._plan.platform)[0] for name in names if name)


def _each(goals: Iterable[Goal], way_to: Callable[[Goal], Path | None]) -> Path | None:
    """The last of some ways, if there is one for each goal."""
    path = None
    with suppress(StoppedError):
        for wanted in goals:
            path = way_to(wanted)
            if path is None:
                return None
        return path
    return None
