"""Plots of laws: how likely a call takes, or costs, so much."""

from math import isfinite
from typing import Any, Final

from ivrdsl.plots.axes import label_x, label_y, scale_of
from ivrdsl.plots.canvas import WIDE, drawn, label
from ivrdsl.plots.colours import FIRST, INK, SECOND, SOFT
from ivrdsl.plots.plot import NumberTable, Plot, slug
from ivrsim.chains.quantity import SLACK, Quantity
from ivrsim.forecasting.wording.amounts import amount, between, percent, percents
from ivrsim.forecasting.wording.bins import Bins, cumulative, round_bins

QUANTILES: Final = (0.5, 0.9, 0.99)
_DO: Final = {"duration": "take", "billed": "are billed", "cost": "cost", "talk": "are talked in after a transfer for"}
"""By the name of a quantity: what calls do that have so much of it."""
_BARS: Final = 42
_EDGES: Final = 200
"""Points of a line that says how many calls have no more than so much."""
_HIGH: Final = 250


def law_plot(quantity: Quantity, of: str = "calls") -> Plot | None:
    """How likely calls have so much of something; a band where that is only known between two laws.

    Args:
        quantity: whose law it is.
        of: what has so much of it.

    Returns:
        The plot; None of an empty law.

    Raises:
        IvrError: the extra `forecast` is not installed.
    """
    if not quantity.law:
        return None
    bins = round_bins(quantity, _BARS)
    name, size = scale_of(quantity.unit, bins.end)

    def draw(axes: Any) -> None:
        if quantity.high_law:
            lines = axes
            _band(axes, quantity, bins, size)
        else:
            lines = axes.twinx()
            axes.grid(visible=False)
            _bars(axes, bins, size)
        _line(lines, quantity, bins, size)
        _quantiles(lines, quantity, bins, size)
        label_x(axes, bins.start / size, bins.end / size, f"{quantity.name}, {name}".removesuffix(", "))

    title = f"How {'long' if quantity.unit == 'ms' else 'much'}: {quantity.name}"
    table = NumberTable((f"Of all {of}", quantity.name), tuple(_rows(quantity)))
    return Plot(f"law-{slug(quantity.name)}", title, _says(quantity, bins, of), drawn(draw, _HIGH), table)


def _bars(axes: Any, bins: Bins, size: float) -> None:
    for number, share in enumerate(bins.shares):
        if share > 0:
            left = (bins.start + (number + 0.06) * bins.width) / size
            (bar,) = axes.bar(left, share, width=0.88 * bins.width / size, align="edge", color=FIRST, alpha=0.55)
            bar.set_gid("as-bar")
    label_y(axes, max(bins.shares) * 1.02, "bars: in each range", percent, FIRST)


def _band(axes: Any, quantity: Quantity, bins: Bins, size: float) -> None:
    edges = _edges(quantity, bins)
    most, least = cumulative(quantity.law, edges), cumulative(quantity.high_law, edges)
    places = [each / size for each in edges]
    band = axes.fill_between(places, least, most, step="post", color=FIRST, alpha=0.25, linewidth=0)
    band.set_gid("as-band")


def _line(axes: Any, quantity: Quantity, bins: Bins, size: float) -> None:
    edges = _edges(quantity, bins)
    places = [each / size for each in edges]
    for law in filter(None, (quantity.law, quantity.high_law)):
        (line,) = axes.plot(places, cumulative(law, edges), drawstyle="steps-post", color=SECOND)
        line.set_gid("as-line")
    label_y(axes, 1.0, "line: this or less", percent, SECOND)


def _edges(quantity: Quantity, bins: Bins) -> list[float]:
    """Where the line has points: at each value of the law, or where these are many, at so many as can be seen."""
    values = {value for law in (quantity.law, quantity.high_law) for value, _ in law if value <= bins.end}
    if len(values) > _EDGES:
        values = {bins.start + (bins.end - bins.start) * each / _EDGES for each in range(_EDGES)}
    return sorted({bins.start, *values, bins.end})


def _quantiles(axes: Any, quantity: Quantity, bins: Bins, size: float) -> None:
    """Mark the quantiles, each value once; those that are not in the plot are in the table."""
    named: dict[float, str] = {}
    for share in QUANTILES:
        value = quantity.quantile(share).high
        named[value] = f"{named.get(value, '')} p{share * 100:g}"
    for row, (value, names) in enumerate(named.items()):
        if not isfinite(value) or value > bins.end:
            continue
        line = axes.axvline(value / size, color=SOFT, linewidth=1, linestyle=(0, (3, 3)))
        line.set_gid("as-quantile")
        side = "right" if value - bins.start > 0.6 * (bins.end - bins.start) else "left"
        told = label(f"{names} {amount(value, quantity.unit)} ", 0.6 * WIDE)
        text = axes.text(value / size, 0.62 - 0.13 * row, told, ha=side, color=INK)
        text.set_gid("as-mark")


def _rows(quantity: Quantity) -> list[tuple[str, ...]]:
    unit = quantity.unit
    rows = [("on average", between(quantity.mean, unit))]
    if quantity.deviation is not None:
        rows.append(("standard deviation", between(quantity.deviation, unit)))
    for share in (0.1, 0.25, *QUANTILES):
        rows.append((f"{percent(share)} have no more than (p{share * 100:g})", between(quantity.quantile(share), unit)))
    last = (quantity.high_law or quantity.law)[-1][0]
    return [*rows, (f"have more than {amount(last, unit)}", percents(quantity.tail(last)))]


def _says(quantity: Quantity, bins: Bins, of: str) -> str:
    unit, does = quantity.unit, _DO.get(quantity.name, f"have as {quantity.name}")
    known = [(words, quantity.quantile(share)) for words, share in ((f"Half of all {of}", 0.5), ("99 of 100", 0.99))]
    parts = [f"{words} {does} {between(most, unit)} or less" for words, most in known if isfinite(most.high)]
    told = [f"{', '.join(parts)}."] if parts else []
    told.append(f"The average is {between(quantity.mean, unit)}.")
    if quantity.high_law:
        told.append("What is not known makes a band: whatever it is, the truth lies in it.")
    if bins.beyond > SLACK:
        told.append(f"More than the plot shows: {percent(bins.beyond)} of {of}.")
    if not isfinite(quantity.mean.high):
        told.append(f"The average has no upper bound, for some {of} may never end.")
    return " ".join(told)
