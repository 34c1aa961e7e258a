"""The levels over time of several replicates together."""

from collections.abc import Sequence
from typing import Final

from ivrsim.campaigns.campaign_forecast import LoadBand
from ivrsim.campaigns.load import LoadSeries
from ivrsim.campaigns.replicate import Replicate
from ivrsim.campaigns.statistics import QUANTILES, quantile_of

_SECOND_US: Final = 1_000_000


def load_bands(replicates: Sequence[Replicate]) -> tuple[float, list[LoadBand]]:
    """Return how wide bins are, in s, and the levels over time of all replicates together."""
    width = max((each.series.width_us for each in replicates), default=_SECOND_US)
    series = [each.series.widened(width) for each in replicates]
    bins = max((len(each.lines) for each in series), default=0)
    names = ("lines", "agents", "waiting", "dialled") if replicates else ()
    return width / _SECOND_US, [_band(name, series, bins) for name in names]


def _band(name: str, series: Sequence[LoadSeries], bins: int) -> LoadBand:
    width = series[0].width_us
    scale = _SECOND_US / width if name == "dialled" else 1 / width
    rows = [[*getattr(each, name), *[0] * (bins - len(each.lines))] for each in series]
    columns = [[scale * value for value in column] for column in zip(*rows, strict=True)]
    return LoadBand(
        name,
        [sum(column) / len(column) for column in columns],
        [quantile_of(column, QUANTILES[0]) for column in columns],
        [quantile_of(column, QUANTILES[-1]) for column in columns],
    )
