"""A forecast of a campaign as plain data, which JSON takes."""

from math import isfinite
from typing import Any

from ivrsim.campaigns.campaign_forecast import CampaignForecast
from ivrsim.campaigns.statistics import QUANTILES, Estimate
from ivrsim.campaigns.totals import ExactTotal


def as_dict(forecast: CampaignForecast) -> dict[str, Any]:
    """Return a forecast as dicts, lists, texts and finite numbers; an interval that is not known is None."""
    return {
        "start": forecast.start,
        "currency": forecast.currency,
        "recipients": forecast.recipients,
        "replicates": forecast.replicates,
        "inexact_because": list(forecast.inexact),
        "figures": {name: _estimate(each) for name, each in forecast.figures.items()},
        "totals": {name: _total(each) for name, each in forecast.totals.items()},
        "reached_at_attempt": [_estimate(each) for each in forecast.reached_at],
        "results_at_attempt": [
            {name: _estimate(each) for name, each in results.items()} for results in forecast.results
        ],
        "fates": {
            group: {fate: _estimate(each) for fate, each in fates.items()} for group, fates in forecast.fates.items()
        },
        "load": {
            "bin_s": forecast.bin_s,
            **{
                band.name: {"mean": list(band.means), "low": list(band.lows), "high": list(band.highs)}
                for band in forecast.load
            },
        },
        "assumptions": [
            {"name": each.name, "value": each.value, "source": each.source or "assumed: not documented"}
            for each in forecast.assumptions
        ],
        "readings": list(forecast.readings),
        "notes": list(forecast.notes),
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    quantiles = zip(QUANTILES, estimate.quantiles, strict=False)
    interval = [estimate.low, estimate.high] if isfinite(estimate.low) else None
    return {
        "unit": estimate.unit,
        "mean": estimate.mean,
        "exact": estimate.is_exact,
        "interval_of_mean": interval,
        "quantiles": {f"{share:g}": value for share, value in quantiles},
    }


def _total(total: ExactTotal) -> dict[str, Any]:
    return {
        "unit": total.quantity.unit,
        "mean": total.quantity.mean.low,
        "deviation": total.deviation,
        "law": [list(point) for point in total.quantity.law],
        "width": total.width,
        "error": total.error,
        "blur": total.blur,
    }
