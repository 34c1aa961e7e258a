"""More calls than there are, for proofs: what no list of values covers may come out in any way.

Theory of operation. A test whose values nobody knows is taken to be true, to be false and to fail, each time that a
call comes to it. What is worked out from such a value may be any text. So every call that there is is among these.
What holds in all of them holds in those that there are. What fails in one of them may fail in none that there is: that
proves nothing, and the search with values says whether it found one.
"""

from functools import cached_property

from ivrsim.core.run import NO_PLACES
from ivrsim.core.table import Plan
from ivrsim.graph.usage import works_out
from ivrsim.proofs.doubt import doubt_of
from ivrsim.proofs.paths import StoppedError
from ivrsim.proofs.property import Broken, Holds, PlanCalls, Property
from ivrsim.proofs.question import Asked
from ivrsim.search.explore import Exploration, domains_of, explore, kept_names
from ivrsim.search.forgotten import counted, forgettable, testers
from ivrsim.search.liveness import CLOCK


class AbstractCalls:
    """More calls than a plan has. They are searched when they are first asked for.

    Args:
        plan: the plan.
        asked: whose calls, and the bounds of the search.
        whole: whether no key stands for another, and it is remembered what the plan itself sets, where there is room.
        tested: the variables whose values tests know, beside counters; None for all of whose a search can know them.
    """

    def __init__(self, plan: Plan, asked: Asked, tested: frozenset[str] | None = None, *, whole: bool = False) -> None:
        self._whole = whole
        self._plan = plan
        self._asked = asked
        self._kept = kept_names(plan, asked.world)
        self._tested = tested

    @cached_property
    def subject(self) -> PlanCalls:
        """The calls, as properties see them."""
        unknown = NO_PLACES if self._tested is None else self._left_open(self._tested)
        while True:
            found = self._explored(unknown)
            more = unknown.union(place for place in found.asked if self._plan.table[place].javascript)
            if more == unknown:
                return PlanCalls(found, self._asked.options, self._asked.watch)
            unknown = more  # what asks for the time, or draws lots, may come out in any way, too

    def _left_open(self, tested: frozenset[str]) -> frozenset[int]:
        """The places of tests and assignments that do not know the values of the other variables."""
        everywhere = frozenset(place for place, each in enumerate(self._plan.table) if works_out(each))
        known = self._kept | tested | counted(self._plan)
        return testers(self._plan, forgettable(self._plan, unknown=everywhere, outside=True, spoken=True, kept=known))

    def _explored(self, unknown: frozenset[int]) -> Exploration:
        asked = self._asked
        domains = domains_of(self._plan, asked.world, forks=True, unknown=unknown, keys_apart=self._whole)
        forgotten = forgettable(
            self._plan,
            unknown=domains.unknown[0],
            outside=True,
            spoken=self._tested is not None,
            kept=self._kept,
            written=not self._whole or self._tested is not None,
        )
        return explore(
            self._plan,
            world=asked.world,
            bounds=asked.bounds,
            watch=asked.watch,
            domains=domains,
            forgotten=forgotten | {CLOCK},  # each step that asks gets another time
        )

    def judge(self, each: Property) -> Holds | Broken | None:
        """What a property says of all these calls: that it holds in them, or a way of them that breaks it.

        That something can happen is not proven by them; that it cannot is.
        """
        if doubt_of(self.subject, each):
            return None
        try:
            answer = self.subject.ask(each)
        except StoppedError:
            return None
        return answer if isinstance(answer, Broken) or (isinstance(answer, Holds) and not each.exists) else None
