"""Forecasts as data, in the shape of schemas/forecast.schema.json, and back."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import inf, isinf
from typing import Any, Final

from ivrdsl.errors import IvrError
from ivrdsl.wording.mask import Mask
from ivrsim.chains.quantity import Between, Quantity
from ivrsim.forecasting.budgets.judge import BudgetVerdict, deviation, quantile
from ivrsim.forecasting.forecast import Forecast, ForecastAssumption

JSON_VERSION: Final = 1
INFINITE: Final = "infinite"
"""Stands for a number that JSON has no word for."""
PERCENTILES: Final = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p99.9": 0.999}

_NO_MASK: Final = Mask(shows=True)


def as_dict(
    forecast: Forecast,
    verdicts: Sequence[BudgetVerdict] = (),
    scripts: Mapping[str, Sequence[str]] | None = None,
    what_if: Sequence[Mapping[str, Any]] = (),
    mask: Mask = _NO_MASK,
) -> dict[str, Any]:
    """Return a forecast as data.

    Args:
        forecast: the forecast.
        verdicts: what it says of budgets.
        scripts: the call that spends a budget, as statements, by the budget.
        what_if: tables of what comes of other values, as data.
        mask: hides what is secret.
    """
    data = {
        "version": JSON_VERSION,
        "plan": forecast.plan,
        "complete": not forecast.bound,
        "bound": forecast.bound,
        "step_ms": forecast.step_ms,
        "nodes": forecast.nodes,
        "half_step_ms": _number(forecast.half_step_ms),
        "quantities": [_quantity(each) for each in forecast.quantities.values()],
        "events": [{"name": name, **between_data(each)} for name, each in forecast.events.items()],
        "prompts": [{"name": name, "says": says} for name, says in forecast.prompts.items()],
        "unknown": list(forecast.unknown),
        "assumptions": [_assumption(each) for each in forecast.assumptions],
        "budgets": [verdict_data(each, (scripts or {}).get(str(each.budget))) for each in verdicts],
        "what_if": [dict(each) for each in what_if],
    }
    return mask.deep(data)


def verdict_data(verdict: BudgetVerdict, script: Sequence[str] | None = None) -> dict[str, Any]:
    """Return what is said of a budget as data."""
    known = verdict.figure.low > -inf
    return {
        "budget": str(verdict.budget),
        "verdict": verdict.verdict,
        "figure": between_data(verdict.figure) if known else None,
        "limit": _number(verdict.limit),
        "unit": verdict.unit,
        "because": verdict.because,
        "script": None if script is None else list(script),
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "unit": quantity.unit,
        "mean": between_data(quantity.mean),
        "deviation": between_data(deviation(quantity)),
        "second": None if quantity.second is None else between_data(quantity.second),
        "quantiles": {name: between_data(quantile(quantity, share)) for name, share in PERCENTILES.items()},
        "law": _law(quantity.law),
        "beyond": _number(quantity.beyond),
        "beyond_mean": _number(quantity.beyond_mean),
        "high_law": _law(quantity.high_law),
        "high_beyond": _number(quantity.high_beyond),
    }


def _law(law: Iterable[tuple[float, float]]) -> list[list[Any]]:
    return [[_number(value), _number(share)] for value, share in law]


def _assumption(assumption: ForecastAssumption) -> dict[str, Any]:
    return {
        "name": assumption.name,
        "value": assumption.value,
        "source": assumption.source,
        "moves": [{"name": name, **between_data(each)} for name, each in assumption.moves.items()],
    }


def between_data(number: Between) -> dict[str, Any]:
    """Return a number, or its bounds, as data."""
    return {"low": _number(number.low), "high": _number(number.high)}


def _number(number: float) -> float | int | str:
    """A number with twelve digits, as all machines round it; whole ones without a point."""
    if isinf(number):
        return INFINITE if number > 0 else f"-{INFINITE}"
    rounded = float(f"{number:.12g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


# --- and back -------------------------------------------------------------------------------------------------------


def from_dict(data: object, where: str) -> Forecast:
    """Read what `as_dict` made.

    Args:
        data: what a file has.
        where: the name of the file.

    Raises:
        IvrError: it is not of that shape.
    """
    try:
        return _forecast(data)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        what = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        hint = "a forecast is saved by: ivrdsl forecast FILE --json -o FORECAST.json"
        raise IvrError(f"{where} is no forecast: {what}; {hint}") from None


def _forecast(data: Any) -> Forecast:
    if not isinstance(data, dict):
        raise TypeError("it holds no object")
    if data["version"] != JSON_VERSION:
        raise ValueError(f"version is {data['version']!r:.40}; expected {JSON_VERSION}")
    quantities = [_read_quantity(each) for each in data["quantities"]]
    events = [(_text(each["name"]), _read_between(each)) for each in data["events"]]
    return Forecast(
        _text(data["plan"]),
        int(data["step_ms"]),
        _numbered([(each.name, each) for each in quantities]),
        _numbered(events),
        _numbered([(_text(each["name"]), _text(each["says"])) for each in data["prompts"]]),
        [_text(each) for each in data["unknown"]],
        [_read_assumption(each) for each in data["assumptions"]],
        _read_number(data["half_step_ms"]),
        int(data["nodes"]),
        _text(data["bound"]),
    )


def _numbered(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """By name; names that were told apart only by what is masked now get numbers."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        count, told = 1, name
        while told in found:
            count += 1
            told = f"{name} ({count})"
        found[told] = value
    return found


def _read_quantity(data: Any) -> Quantity:
    second = data["second"]
    return Quantity(
        _text(data["name"]),
        _text(data["unit"]),
        _read_law(data["law"]),
        _read_between(data["mean"]),
        _read_share(data["beyond"]),
        _read_number(data["beyond_mean"]),
        _read_law(data["high_law"]),
        _read_share(data["high_beyond"]),
        None if second is None else _read_between(second),
    )


def _read_law(data: Any) -> list[tuple[float, float]]:
    law = [(_read_number(value), _read_share(share)) for value, share in data]
    if any(one[0] >= other[0] for one, other in pairwise(law)):
        raise ValueError("the values of a law are not sorted")
    if sum(share for _, share in law) > 1 + 1e-6:
        raise ValueError("the shares of a law add up to more than 1")
    return law


def _read_assumption(data: Any) -> ForecastAssumption:
    moves = _numbered([(_text(each["name"]), _read_between(each)) for each in data["moves"]])
    return ForecastAssumption(_text(data["name"]), _text(data["value"]), _text(data["source"]), moves)


def _read_between(data: Any) -> Between:
    found = Between(_read_number(data["low"]), _read_number(data["high"]))
    if found.low > found.high:
        raise ValueError(f"low is {found.low:g}, and high {found.high:g}")
    return found


def _read_share(data: Any) -> float:
    share = _read_number(data)
    if not 0 <= share <= 1 + 1e-9:
        raise ValueError(f"{share:g} is no share")
    return share


def _read_number(data: Any) -> float:
    if data in (INFINITE, f"-{INFINITE}"):
        return inf if data == INFINITE else -inf
    if type(data) not in (int, float) or not abs(data) < inf:
        raise ValueError(f"{data!r:.40} is no number")
    return float(data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(f"{data!r:.40} is no text")
    return data
