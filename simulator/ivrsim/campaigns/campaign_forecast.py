"""What a campaign will come to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrsim.campaigns.statistics import Estimate
from ivrsim.campaigns.totals import ExactTotal
from ivrsim.forecasting.forecast import ForecastAssumption


class LoadBand(NamedTuple):
    """A level over time, averaged over each bin.

    Attributes:
        name: "lines", "agents", "waiting", or "dialled", which is in calls a second.
        means: over the replicates.
        lows, highs: what 5 and 95 % of the replicates do not pass.
    """

    name: str
    means: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]


class CampaignForecast(NamedTuple):
    """What a campaign will come to.

    Attributes:
        start: when it starts, as "2026-01-05T09:00:00-07:00".
        currency: of its cost.
        recipients: how many there are.
        replicates: how many simulations that rests on; 0 where none was needed.
        inexact: why totals are estimates, in words; () where they are exact.
        totals: the exact laws of the totals, by name; {} where they are estimates.
        figures: what matters most, by name: "end", "cost", "reached", "abandoned share" ...; see `summary.py`.
        reached_at: how many recipients are reached at the first attempt, the second ...
        results: for each attempt, how many calls have which result.
        fates: for each group, of how many recipients becomes what: "reached", or why not.
        bin_s: how wide a bin of the load is, in s.
        load: lines, agents, waiting callers and calls that begin, over time.
        assumptions: the settings, with where they are from.
        readings: how fields are read that the vendor does not explain.
        notes: what a law might say to it; never advice.
    """

    start: str
    currency: str
    recipients: int
    replicates: int
    inexact: tuple[str, ...]
    totals: Mapping[str, ExactTotal]
    figures: Mapping[str, Estimate]
    reached_at: Sequence[Estimate]
    results: Sequence[Mapping[str, Estimate]]
    fates: Mapping[str, Mapping[str, Estimate]]
    bin_s: float
    load: Sequence[LoadBand]
    assumptions: Sequence[ForecastAssumption]
    readings: Sequence[str]
    notes: Sequence[str]
