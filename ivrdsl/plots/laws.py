"""Plots of laws: how likely a call takes, or costs, so much."""

from math import isfinite
from typing import Any, Final

from ivrdsl.plots.axes import label_x, label_y, scale_of
from ivrdsl.plots.canvas import drawn
from ivrdsl.plots.colours import FIRST, INK, SECOND, SOFT
from ivrdsl.plots.plot import Plot, Table
from ivrsim.forecasting.amounts import INFINITE, amount, between, percent, percents
from ivrsim.forecasting.bins import Bins, cumulative, round_bins
from ivrsim.forecasting.quantity import Quantity

QUANTILES: Final = (0.5, 0.9, 0.99)
_BARS: Final = 42
_EDGES: Final = 200
"""Points of a line that says how many calls have no more than so much."""
_HIGH: Final = 250


def law_plot(quantity: Quantity) -> Plot | None:
    """How likely calls have so much of something; a band where that is only known between two laws.

    Args:
        quantity: whose law it is.

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
            _band(axes, quantity, bins, size)
        else:
            _bars(axes, bins, size)
        _line(axes, quantity, bins, size)
        _quantiles(axes, quantity, bins, size)
        label_x(axes, bins.start / size, bins.end / size, f"{quantity.name}, {name}" if name else quantity.name)

    title = f"How much: {quantity.name}" if quantity.unit != "ms" else f"How long: {quantity.name}"
    table = Table(("of all calls", _has(quantity)), tuple(_rows(quantity)))
    return Plot(f"law-{_slug(quantity.name)}", title, _says(quantity, bins), drawn(draw, _HIGH), table)


def _bars(axes: Any, bins: Bins, size: float) -> None:
    """Bars reach half the height that the line has for all calls, so they stay below it where calls spread."""
    most = max(bins.shares)
    for number, share in enumerate(bins.shares):
        if share > 0:
            left = (bins.start + (number + 0.06) * bins.width) / size
            (bar,) = axes.bar(left, share / most, width=0.88 * bins.width / size, align="edge", color=FIRST, alpha=0.55)
            bar.set_gid("as-bar")


def _band(axes: Any, quantity: Quantity, bins: Bins, size: float) -> None:
    edges = _edges(bins)
    most, least = cumulative(quantity.law, edges), cumulative(quantity.high_law, edges)
    band = axes.fill_between([each / size for each in edges], least, most, color=FIRST, alpha=0.25, linewidth=0)
    band.set_gid("as-band")


def _line(axes: Any, quantity: Quantity, bins: Bins, size: float) -> None:
    edges = _edges(bins)
    for law in filter(None, (quantity.law, quantity.high_law)):
        (line,) = axes.plot([each / size for each in edges], cumulative(law, edges), color=SECOND, clip_on=False)
        line.set_gid("as-line")
    label_y(axes, 1.0, "line: calls with no more than this", percent)


def _edges(bins: Bins) -> list[float]:
    return [bins.start + (bins.end - bins.start) * each / _EDGES for each in range(_EDGES + 1)]


def _quantiles(axes: Any, quantity: Quantity, bins: Bins, size: float) -> None:
    for share, high in zip(QUANTILES, (0.30, 0.20, 0.10), strict=True):
        value = quantity.quantile(share).high
        if not isfinite(value) or value > bins.end:
            continue
        line = axes.axvline(value / size, color=SOFT, linewidth=1, linestyle=(0, (3, 3)))
        line.set_gid("as-quantile")
        right = value - bins.start > 0.7 * (bins.end - bins.start)
        text = axes.text(
            value / size,
            high,
            f" p{share * 100:g} {amount(value, quantity.unit)} ",
            ha="right" if right else "left",
            color=INK,
        )
        text.set_gid("as-mark")


def _rows(quantity: Quantity) -> list[tuple[str, ...]]:
    unit = quantity.unit
    rows = [("on average", between(quantity.mean, unit))]
    if quantity.deviation is not None:
        rows.append(("standard deviation", between(quantity.deviation, unit)))
    for share in (0.1, 0.25, *QUANTILES):
        rows.append((f"{percent(share)} have no more than (p{share * 100:g})", between(quantity.quantile(share), unit)))
    last = (quantity.high_law or quantity.law)[-1][0]
    beyond = quantity.tail(last)
    rows.append((f"have more than {amount(last, unit)}", percents(beyond)))
    return [tuple(row) for row in rows]


def _says(quantity: Quantity, bins: Bins) -> str:
    unit = quantity.unit
    has = _has(quantity)
    half, most = quantity.quantile(0.5), quantity.quantile(0.99)
    told = f"Half of all calls: {has} {between(half, unit)} or less. 99 of 100: {between(most, unit)} or less"
    told += f". On average {between(quantity.mean, unit)}."
    if not quantity.is_exact:
        told += " The band shows what is not known: the truth lies in it."
    if bins.beyond > 0:
        told += f" {percent(bins.beyond)} of calls have more than the plot shows."
    if quantity.mean.high == float("inf"):
        told += f" The average is {INFINITE}: some calls may never end."
    return told


def _has(quantity: Quantity) -> str:
    return quantity.name


def _slug(name: str) -> str:
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in name.lower())
    return "-".join(filter(None, kept.split("-")))[:60] or "law"
