"""Figures of a campaign that need no simulation, in the form of those that do."""

from collections.abc import Mapping, Sequence
from math import ceil, isfinite, log10

from ivrsim.campaigns.amounts import RESULT
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.replicate import REACHED, unreached
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.statistics import QUANTILES, Estimate
from ivrsim.campaigns.totals import ExactTotal


def exactly_known(name: str, total: ExactTotal) -> Estimate:
    """Return the figure of a total."""
    quantity = total.quantity
    mean = quantity.mean.low
    quantiles = tuple(_as_known(quantity.quantile(share).low, total) for share in QUANTILES)
    return Estimate(name, quantity.unit, mean, mean, mean, quantiles, True)


def _as_known(quantile: float, total: ExactTotal) -> float:
    """A quantile with as many digits as its law is known to: a wide law has steps, and may be blurred."""
    unsure = total.width + 3 * total.blur
    if not unsure or not isfinite(quantile):
        return quantile
    unit = 10.0 ** ceil(log10(unsure))
    return round(quantile / unit) * unit


def exact_results(exact: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """Return how many calls have which result, from the figures of totals."""
    found = {name.removeprefix(RESULT): each for name, each in exact.items() if name.startswith(RESULT)}
    return {name: each._replace(name=name) for name, each in found.items()}


def exact_fates(campaign: Campaign, groups: Sequence[Group]) -> dict[str, dict[str, Estimate]]:
    """Return what becomes of how many recipients of each group on the average, where each is called once."""
    found, retried = {}, campaign.retry_config.retry_results
    for group in groups:
        means: dict[str, float] = {}
        for kind in group.law if group.size else ():
            if not kind.share:
                continue
            fate = REACHED if kind.reached else unreached(kind.result, kind.result in retried, True)
            means[fate] = means.get(fate, 0.0) + group.size * kind.share
        found[group.name] = {
            fate: Estimate(fate, "", mean, mean, mean, (), True) for fate, mean in sorted(means.items())
        }
    return found
