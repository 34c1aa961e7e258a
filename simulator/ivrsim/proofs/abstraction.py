"""More calls than there are, for proofs: what no list of values covers may come out in any way.

Theory of operation. A test whose values nobody knows is taken to be true, to be false and to fail, each time that a
call comes to it. What is worked out from such a value may be any text. So every call that there is is among these.
What holds in all of them holds in those that there are. What fails in one of them may fail in none that there is: that
proves nothing, and the search with values says whether it found one.
"""

from functools import cached_property

from ivrsim.core.table import Assign, Plan, Test
from ivrsim.proofs.doubt import doubt_of
from ivrsim.proofs.paths import StoppedError
from ivrsim.proofs.property import Holds, PlanCalls, Property
from ivrsim.proofs.question import Asked
from ivrsim.search.domains import Domains
from ivrsim.search.explore import Exploration, explore


class AbstractCalls:
    """More calls than a plan has. They are searched when they are first asked for.

    Args:
        plan: the plan.
        asked: whose calls, and the bounds of the search.
    """

    def __init__(self, plan: Plan, asked: Asked) -> None:
        self._plan = plan
        self._asked = asked

    @cached_property
    def subject(self) -> PlanCalls:
        """The calls, as properties see them."""
        unknown: frozenset[int] = frozenset()
        while True:
            found = self._explored(unknown)
            more = unknown.union(place for place in found.asked if isinstance(self._plan.table[place], Test | Assign))
            if more == unknown:
                return PlanCalls(found, self._asked.options, self._asked.watch)
            unknown = more  # what asks for the time, or draws lots, may come out in any way, too

    def _explored(self, unknown: frozenset[int]) -> Exploration:
        asked = self._asked
        domains = Domains([self._plan], asked.world.attributes, forks=True, unknown=unknown)
        return explore(
            self._plan,
            world=asked.world,
            bounds=asked.bounds,
            watch=asked.watch,
            domains=domains,
        )

    def proves(self, each: Property) -> Holds | None:
        """What a property says of all these calls, if it holds in them.

        A claim that something can happen is none about all calls: of that they prove nothing.
        """
        if each.exists or doubt_of(self.subject, each):
            return None
        try:
            answer = self.subject.ask(each)
        except StoppedError:
            return None
        return answer if isinstance(answer, Holds) else None
