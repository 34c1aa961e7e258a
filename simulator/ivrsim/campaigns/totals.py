"""What all calls take together, exactly: where every recipient is called once, and nobody waits for an agent.

Limits of lines and of the rate say when that happens, not what. So the totals of such a campaign are sums of
independent numbers, one a call, and their laws need no simulation.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ivrsim.campaigns.amounts import BILLED, COST, DURATION, LINES, REACHED, RESULT, TALK, CallAmount, amounts_of
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.sums import SumLaw, Summand, law_of_sum
from ivrsim.chains.quantity import Quantity, exactly
from ivrsim.forecasting.kinds import CallKind

CALLS: Final = "calls"


class ExactTotal(NamedTuple):
    """What all calls take of something.

    Attributes:
        quantity: its law; each value stands for all that are above the one before it.
        deviation: the standard deviation, exact but for rounding, as the mean is.
        width: how far two values lie apart, where they are not all there are; else 0.0.
        error: how far any tail of the law is off at most, as a probability.
        blur: the deviation of the normal error that is added to the law, in the unit; 0.0 for none.
    """

    quantity: Quantity
    deviation: float
    width: float
    error: float
    blur: float


def inexact_because(campaign: Campaign, groups: Sequence[Group]) -> tuple[str, ...]:
    """Return why the totals of a campaign depend on how its calls go, in words; () where they are exact."""
    talks = any(kind.talk for group in groups for kind in group.law if group.size)
    reasons = {
        "recipients are called again (retryConfig)": campaign.retry_config.max_attempts > 1,
        "calls wait for agents (agents, maxActiveTransfers)": campaign.channels is not None and talks,
        "it closes (localTimeRestriction, schedules)": campaign.closes,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def totals_of(campaign: Campaign, groups: Sequence[Group]) -> dict[str, ExactTotal]:
    """Return the laws of the totals, by name, if every recipient is called once, in "ms", the currency or "".

    They are "calls", "cost", "billed", "duration", "line time", "talk", "reached", and "result X" for each result.
    The time of all calls is longer than that of the campaign, in which many go on at once.

    Raises:
        IvrError: NumPy is not installed.
    """
    present = _by_law(groups)
    laws = [amounts_of(group, campaign) for group in present]
    units = {COST: campaign.price.currency, **dict.fromkeys((DURATION, BILLED, TALK, LINES), "ms")}
    calls = float(sum(group.size for group in present))
    totals = {CALLS: ExactTotal(Quantity(CALLS, "", ((calls, 1.0),), exactly(calls)), 0.0, 0.0, 0.0, 0.0)}
    results = sorted({name for law in laws for name in law if name.startswith(RESULT)})
    for name in (COST, BILLED, DURATION, LINES, TALK, REACHED, *results):
        parts = [(group.size, law[name]) for group, law in zip(present, laws, strict=True) if name in law]
        totals[name] = _total(name, units.get(name, ""), parts)
    return totals


def _by_law(groups: Sequence[Group]) -> list[Group]:
    """Groups of somebody, those with the same law as one: there may be many that differ but in zone and name."""
    found: dict[tuple[CallKind, ...], Group] = {}
    for group in groups:
        law = tuple(group.law)
        if group.size:
            found[law] = group._replace(size=group.size + (found[law].size if law in found else 0))
    return list(found.values())


def _total(name: str, unit: str, parts: Sequence[tuple[int, CallAmount]]) -> ExactTotal:
    worth = parts[0][1].worth if parts else 1.0
    law = law_of_sum([Summand(count, amount.values, amount.shares) for count, amount in parts])
    mean, deviation = worth * law.mean, worth * law.variance**0.5
    quantity = Quantity(name, unit, _points(law, worth), exactly(mean), second=exactly(mean**2 + deviation**2))
    is_thin = law.width > 1 and law.error > 0
    return ExactTotal(quantity, deviation, worth * law.width if is_thin else 0.0, law.error, worth * law.blur)


def _points(law: SumLaw, worth: float) -> tuple[tuple[float, float], ...]:
    values: Any = worth * law.values
    return tuple(zip(values.tolist(), law.shares.tolist(), strict=True))
