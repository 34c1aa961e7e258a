"""The searches that verdicts on one plan are made from. Each is made when a verdict first asks for it.

Theory of operation. The first search covers all calls, one for each class of callees and values. It does not where
a plan does something with a value that no list of values covers. Then a second one takes more calls than there are:
what holds in all of these is proved. And a third tries values that were made for this plan's own tests: what a call
with one of them does is real. Whatever neither shows is undecided.
"""

from functools import cached_property
from typing import Final

from ivrsim.core.instructions.base import CONTROL
from ivrsim.core.run import NO_NAMES
from ivrsim.core.table import Plan
from ivrsim.proofs.abstraction import AbstractCalls
from ivrsim.proofs.property import PlanCalls
from ivrsim.proofs.question import Asked
from ivrsim.proofs.refinement import Refinement
from ivrsim.search.bounds import ENDED
from ivrsim.search.candidates import candidates
from ivrsim.search.explore import Exploration, domains_of, explore, kept_names
from ivrsim.search.forgotten import forgettable
from ivrsim.search.liveness import CLOCK

MOST_TRIED: Final = 20_000
"""States of the search with values that were made for a plan."""

CALLS: Final = "calls"
"""The search of one call for each class of them."""
MORE: Final = "more calls than there are"
"""The second one."""


class Searches:
    """The searches of one plan.

    Args:
        plan: the plan.
        asked: whose calls, and the bounds of each search.
        whole: whether nothing is forgotten that calls tell, and no key stands for another.

    Attributes:
        plan: the plan.
    """

    def __init__(self, plan: Plan, asked: Asked, *, whole: bool = False) -> None:
        self.plan = plan
        self._asked = asked
        self._whole = whole
        self._forgotten = NO_NAMES if whole else forgettable(plan, kept=kept_names(plan, asked.world))

    @cached_property
    def calls(self) -> PlanCalls:
        """One call for each class of them."""
        return self._subject(
            explore(
                self.plan,
                world=self._asked.world,
                bounds=self._asked.bounds,
                watch=self._asked.watch,
                domains=domains_of(self.plan, self._asked.world, keys_apart=self._whole),
                forgotten=self._forgotten,
            )
        )

    @property
    def too_large(self) -> bool:
        """Whether the first search came to a bound that one which remembers less may not come to."""
        found = self.calls.found
        return bool(found.bound) and not found.only_ahead and not found.bound.startswith(ENDED)

    @cached_property
    def more(self) -> AbstractCalls:
        """More calls than there are."""
        return AbstractCalls(self.plan, self._asked, whole=self._whole)

    @cached_property
    def refinement(self) -> Refinement:
        """Searches that remember little at first, for plans with too many states."""
        return Refinement(self.plan, self._asked, whole=self._whole)

    @cached_property
    def tried(self) -> PlanCalls | None:
        """Calls with values that were made for this plan; None where none is worth trying."""
        found = self.calls.found
        clock = bool(found.asked) or not found.choices.moments.complete or found.asks_again
        if not clock and all(escape.kind != CONTROL for escape in found.escapes):
            return None
        made = candidates(self.plan, found.outside, clock=clock)
        return self._subject(
            explore(
                self.plan,
                world=self._asked.world,
                bounds=self._asked.bounds._replace(max_states=min(self._asked.bounds.max_states, MOST_TRIED)),
                watch=self._asked.watch,
                domains=domains_of(self.plan, self._asked.world, candidates=made, keys_apart=self._whole),
                forgotten=self._forgotten | {CLOCK},
            )
        )

    def _subject(self, found: Exploration) -> PlanCalls:
        return PlanCalls(found, self._asked.options, self._asked.watch)
