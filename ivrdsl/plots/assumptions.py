"""Plots of what a forecast leans on: what moves it most, and what comes of other values."""

from collections.abc import Mapping, Sequence
from math import inf, isfinite
from typing import Final, NamedTuple

from ivrdsl.plots.axes import scale_of
from ivrdsl.plots.bars import MOST_BARS, Bar, bars_from_middle, rest
from ivrdsl.plots.lines import Curve, lines_drawn
from ivrdsl.plots.plot import NumberTable, Plot, slug
from ivrsim.chains.quantity import Between
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.wording.amounts import amount, between, span

_MEAN: Final = "mean "
_FIRST: Final = ("duration", f"{_MEAN}duration", "cost", f"{_MEAN}cost")
"""Of these figures everybody wants to know."""


class WhatIfLine(NamedTuple):
    """What comes of several values of one assumption.

    Attributes:
        assumption: its name, dotted; where another one has another value too, with that.
        values: it takes these, as a file has them.
        figures: for each of them, figures by name: that of a quantity for its mean, or that of an event.
    """

    assumption: str
    values: Sequence[str]
    figures: Mapping[str, Sequence[Between]]


def tornado_plots(forecast: Forecast, most: int = 4) -> list[Plot]:
    """Which assumptions move which figures, and how far: duration and cost first, and so many plots at most."""
    moved = list(dict.fromkeys(name for each in forecast.assumptions for name in each.moves))
    first = [name for name in _FIRST if name in moved]
    found = [tornado_plot(forecast, name) for name in dict.fromkeys([*first, *moved])]
    return [plot for plot in found if plot is not None][:most]


def tornado_plot(forecast: Forecast, name: str) -> Plot | None:
    """Which assumptions move a figure, and how far; None where that was not asked, or nothing does.

    Args:
        forecast: what it says.
        name: of a quantity, for its mean; or of an event.
    """
    moving = [(each, each.moves[name]) for each in forecast.assumptions if any(each.moves.get(name, ()))]
    if not moving:
        return None
    figure = _figure_of(forecast, name)
    found = [(each, figure.scaled(moves)) for each, moves in moving]
    found.sort(key=lambda pair: (-max(map(abs, pair[1])), pair[0].name))
    ends = [abs(end) for _, moves in found for end in moves if isfinite(end)]
    scale, size = scale_of(figure.unit, max(ends, default=0.0))
    bars = [Bar(each.name, moves, _moved(moves, figure.unit)) for each, moves in found[:MOST_BARS]]
    rows = tuple((each.name, each.value, each.source or "assumed", _moved(moves, figure.unit)) for each, moves in found)
    table = NumberTable(("Number", "Value", "Where it is from", f"Moves {name} by"), rows)
    says = f"If these numbers are otherwise, {figure.words} moves so far."
    says += f" Most: {found[0][0].name}, {_moved(found[0][1], figure.unit)}"
    drawing = bars_from_middle(bars, size, f"how far it moves, {scale}".removesuffix(", "))
    return Plot(f"moves-{slug(name)}", f"What moves most: {name}", f"{says}{rest(len(found))}.", drawing, table)


def what_if_plot(what_if: WhatIfLine, forecast: Forecast, number: int = 1) -> Plot | None:
    """What comes of several values of an assumption, for the first of the figures; None of less than two values.

    Args:
        what_if: the values, and what comes of them.
        forecast: which knows the units.
        number: of the plot, in its name.
    """
    if len(what_if.values) < 2 or not what_if.figures:
        return None
    figures = {name: _figure_of(forecast, name) for name in what_if.figures}
    name, found = next(iter(what_if.figures.items()))
    figure = figures[name]
    numbers = [figure.scaled(each) for each in found]
    scale, size = scale_of(figure.unit, max([each.high for each in numbers if isfinite(each.high)], default=0.0))
    bounds = [Between(each.low / size, each.high / size) for each in numbers]
    middle = [(each.low + each.high) / 2 for each in bounds]
    curve = Curve(name, middle, () if all(each.is_exact for each in numbers) else bounds)
    words = (what_if.assumption, f"{figure.words}, {scale}".removesuffix(", "))
    rows = tuple(
        (value, *(between(figures[of].scaled(each[place]), figures[of].unit) for of, each in what_if.figures.items()))
        for place, value in enumerate(what_if.values)
    )
    table = NumberTable((what_if.assumption, *(each.words for each in figures.values())), rows)
    says = f"With {what_if.assumption} at {rows[0][0]}, {figure.words} is {rows[0][1]};"
    says += f" at {rows[-1][0]}, {rows[-1][1]}."
    places = [float(each) for each in range(len(middle))]
    drawing = lines_drawn(places, [curve], words, names=what_if.values)
    return Plot(f"what-if-{number}", f"What if: {what_if.assumption}", says, drawing, table)


class _Figure(NamedTuple):
    """How a figure is told.

    Attributes:
        words: what it is.
        unit: of its numbers, when they are scaled.
        times: what they are scaled by.
    """

    words: str
    unit: str
    times: float = 1.0

    def scaled(self, number: Between) -> Between:
        return Between(number.low * self.times, number.high * self.times)


def _figure_of(forecast: Forecast, name: str) -> _Figure:
    quantity = forecast.quantities.get(name.removeprefix(_MEAN))
    if quantity is not None:
        return _Figure(f"the average {quantity.name}", quantity.unit)
    return _Figure(f'how often "{name}" happens', "%", 100.0)


def _moved(moves: Between, unit: str) -> str:
    low, high = (("+" if 0 < each < inf else "") + amount(each, unit) for each in moves)
    return span(low, high)
