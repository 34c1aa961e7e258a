"""The chain of a plan's calls, as the tests of this folder unfold it."""

from ivrsim.core.table import Plan
from ivrsim.forecasting.callers import Callers
from ivrsim.forecasting.chain import Chain
from ivrsim.forecasting.happenings import Happenings
from ivrsim.forecasting.intents import inputs_of
from ivrsim.forecasting.search import search_callers
from ivrsim.forecasting.unfold import Unfolding
from ivrsim.proofs.secrets import SecretFinder
from ivrsim.search.bounds import Bounds
from ivrsim.search.world import World


def unfolding_of(plan: Plan, callers: Callers, bounds: Bounds | None = None) -> Unfolding:
    """Search a plan's calls, and make ready to unfold them."""
    found = search_callers(plan, World(), callers, inputs_of(callers, plan), bounds=bounds or Bounds())
    return Unfolding(found, callers, Happenings(plan, callers.step_ms, SecretFinder(found, ()).in_prompt))


def chain_of(plan: Plan, callers: Callers, bounds: Bounds | None = None) -> Chain:
    """Unfold a plan's calls."""
    return unfolding_of(plan, callers, bounds).chain()
