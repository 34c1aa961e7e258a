"""Plots of what a forecast leans on: what moves it most, and what comes of other values."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from ivrdsl.plots.axes import scale_of
from ivrdsl.plots.bars import MOST_BARS, Bar, bars_from_middle, rest
from ivrdsl.plots.lines import Curve, lines_drawn
from ivrdsl.plots.plot import NumberTable, Plot
from ivrsim.forecasting.amounts import amount, between, plain, span
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.quantity import Between


class WhatIf(NamedTuple):
    """What comes of several values of one assumption.

    Attributes:
        assumption: its name, dotted.
        values: it takes these, rising.
        means: for each of them, the means of quantities, by the name of the quantity.
    """

    assumption: str
    values: Sequence[float]
    means: dict[str, Sequence[Between]]


def tornado_plot(forecast: Forecast, name: str) -> Plot | None:
    """Which assumptions move the mean of a quantity, and how far; None where that was not asked.

    Args:
        forecast: what it says.
        name: of the quantity.
    """
    found = [(each, each.moves[name]) for each in forecast.assumptions if name in each.moves]
    found = [(each, moves) for each, moves in found if any(moves)]
    if not found:
        return None
    found.sort(key=lambda pair: (-_reach(pair[1]), pair[0].name))
    unit = forecast.quantities[name].unit if name in forecast.quantities else ""
    ends = [abs(end) for _, moves in found for end in moves if isfinite(end)]
    scale, size = scale_of(unit, max(ends, default=0.0))
    bars = [Bar(each.name, moves, _moved(moves, unit)) for each, moves in found[:MOST_BARS]]
    rows = tuple((each.name, each.value, each.source or "assumed", _moved(moves, unit)) for each, moves in found)
    table = NumberTable(("Number", "Value", "Where it is from", f"Moves {name} by"), rows)
    says = f"If these numbers are otherwise, the average {name} moves so far."
    says += f" Most: {found[0][0].name}, {_moved(found[0][1], unit)}"
    drawing = bars_from_middle(bars, size, f"how far the average moves, {scale}".removesuffix(", "))
    return Plot(f"moves-{name}", f"What moves the {name} most", f"{says}{rest(len(found))}.", drawing, table)


def what_if_plot(what_if: WhatIf, forecast: Forecast, number: int = 1) -> Plot | None:
    """What comes of several values of an assumption; None of less than two.

    Args:
        what_if: the values, and what comes of them.
        forecast: which knows the units.
        number: of the plot, in its name.
    """
    if len(what_if.values) < 2 or not what_if.means:
        return None
    units = {name: forecast.quantities[name].unit if name in forecast.quantities else "" for name in what_if.means}
    name, means = next(iter(what_if.means.items()))
    most = max([each.high for each in means if isfinite(each.high)], default=0.0)
    scale, size = scale_of(units[name], most)
    exact = all(each.is_exact for each in means)
    middle = [(each.low + each.high) / 2 / size for each in means]
    bounds = () if exact else tuple(Between(each.low / size, each.high / size) for each in means)
    words = (what_if.assumption, f"average {name}, {scale}".removesuffix(", "))
    drawing = lines_drawn(what_if.values, [Curve(name, middle, bounds)], words, points=True)
    rows = tuple(
        (plain(value), *(between(each[place], units[of]) for of, each in what_if.means.items()))
        for place, value in enumerate(what_if.values)
    )
    table = NumberTable((what_if.assumption, *(f"average {of}" for of in what_if.means)), rows)
    says = f"If {what_if.assumption} goes from {rows[0][0]} to {rows[-1][0]}, the average {name} goes from"
    says += f" {rows[0][1]} to {rows[-1][1]}."
    return Plot(f"what-if-{number}", f"What if: {what_if.assumption}", says, drawing, table)


def _reach(moves: Between) -> float:
    return max(abs(moves.low), abs(moves.high))


def _moved(moves: Between, unit: str) -> str:
    low, high = (("+" if each > 0 else "") + amount(each, unit) for each in moves)
    return span(low, high)
