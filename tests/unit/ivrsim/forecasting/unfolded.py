"""The chain of a plan's calls, as the tests of this folder unfold it."""

from ivrsim.callers.model import Callers
from ivrsim.chains.chain import Chain
from ivrsim.core.table import Plan
from ivrsim.forecasting.unfolding.happenings import Happenings
from ivrsim.forecasting.unfolding.intents import inputs_of
from ivrsim.forecasting.unfolding.search import search_callers
from ivrsim.forecasting.unfolding.unfold import Unfolding
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
