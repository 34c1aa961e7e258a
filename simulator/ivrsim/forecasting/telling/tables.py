"""What moves a forecast, and what comes of other values, as lines of a terminal and as data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ivrsim.callers.model import Callers
from ivrsim.chains.quantity import Between, exactly
from ivrsim.forecasting.budgets.judge import SHARE
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.forecasts import Forecaster
from ivrsim.forecasting.sensitivity.influences import Influence, influences_on, moves_of
from ivrsim.forecasting.sensitivity.whatif import WhatIfTable
from ivrsim.forecasting.telling.data import between_data
from ivrsim.forecasting.telling.phrases import distance_told, figure_told
from ivrsim.forecasting.telling.summary import Line, wrapped

MOST: Final = 6
"""Numbers that are told to move a figure."""
_SHORT: Final = 24
"""Letters of a value that is told."""


class MeansUnder:
    """Answers with the figures of a plan under another model of callers; what cannot happen there is 0.

    It can be told to another process, which searches the plan once for all its models.

    Args:
        maker: forecasts the plan.
    """

    def __init__(self, maker: Forecaster) -> None:
        self._maker = maker
        self._names = list(maker.means())

    def __call__(self, callers: Callers) -> Mapping[str, Between]:
        found = self._maker.under(callers).means()
        return {name: found.get(name, exactly(0.0)) for name in self._names}

    def __getstate__(self) -> tuple[Any, ...]:
        options = self._maker.options._replace(watch=None)  # nobody watches elsewhere
        return self._maker.plan, self._maker.callers, options, self._names

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        *asked, self._names = state
        self._maker = Forecaster(*asked)


def with_moves(forecast: Forecast, found: Sequence[Influence]) -> Forecast:
    """Return a forecast whose assumptions say how far figures move with them."""
    assumptions = [each._replace(moves=moves_of(each.name, found)) for each in forecast.assumptions]
    return forecast._replace(assumptions=assumptions)


def influence_lines(forecast: Forecast, found: Sequence[Influence]) -> Iterator[Line]:
    """Yield for each figure what moves it most: of shares 0.05 less and more, of times and prices a fifth."""
    for figure in dict.fromkeys(name for each in found for name in each.moves):
        unit = _unit(forecast, figure)
        moving = influences_on(figure, found)
        yield "", ""
        yield "heading", f"what moves {_told(forecast, figure)} most"
        sides = [", ".join(_signed(number, unit) for number in each.moves[figure] if number) for each in moving[:MOST]]
        columns = max(map(len, sides)) + 2
        for side, each in zip(sides, moving, strict=False):
            yield from wrapped("row", f"  {side:<{columns}}{_tried(each)}", columns + 4)
        if len(moving) > MOST:
            yield "note", f"  ... and {len(moving) - MOST} more: --json has all"


def _tried(each: Influence) -> str:
    """A number of the model, with what it was tried with, where that is short."""
    value = f" = {each.value}" if len(each.value) <= _SHORT else ""
    tried = " or ".join(each.tried) if sum(map(len, each.tried)) <= _SHORT else "less or more"
    return f"{each.name}{value}, if it is {tried}"


def _told(forecast: Forecast, figure: str) -> str:
    return f"the mean {figure}" if figure in forecast.quantities else f"P({figure})"


def _unit(forecast: Forecast, figure: str) -> str:
    quantity = forecast.quantities.get(figure)
    return SHARE if quantity is None else quantity.unit


def _signed(number: float, unit: str) -> str:
    return f"{'-' if number < 0 else '+'}{distance_told(exactly(abs(number)), unit)}"


def what_if_lines(forecast: Forecast, table: WhatIfTable) -> Iterator[Line]:
    """Yield means, and shares of events, for other values; first those of the model as it is. Zeros are left out."""
    names = [each.name for each in table.axes]
    yield "", ""
    yield "heading", f"what if {' and '.join(names)} is"
    values = [("as it is",), *(row.values for row in table.rows)]
    rows = [table.base, *(row.figures for row in table.rows)]
    shown = [name for name in table.base if any(row[name].high for row in rows)]
    columns = max(len(", ".join(row)) for row in values) + 2
    for value, figures in zip(values, rows, strict=True):
        told = (f"{each} {figure_told(figures[each], _unit(forecast, each))}" for each in shown)
        yield from wrapped("row", f"  {', '.join(value):<{columns}}{', '.join(told)}", columns + 4)


def what_if_data(table: WhatIfTable) -> dict[str, Any]:
    """Return a table of what comes of other values as data."""
    return {
        "names": [each.name for each in table.axes],
        "base": _figures(table.base),
        "rows": [{"values": list(row.values), "figures": _figures(row.figures)} for row in table.rows],
    }


def _figures(figures: Mapping[str, Between]) -> list[dict[str, Any]]:
    return [{"name": name, **between_data(each)} for name, each in figures.items()]
