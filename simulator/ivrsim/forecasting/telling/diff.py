"""What is otherwise in one forecast than in another: for a pull request."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf, isclose
from typing import Any, Final, NamedTuple

from ivrsim.chains.quantity import Between, Quantity
from ivrsim.forecasting.budgets.budget import CallBudget
from ivrsim.forecasting.budgets.judge import SHARE, BudgetVerdict, deviation, judge, quantile
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.telling.data import between_data, verdict_data
from ivrsim.forecasting.telling.phrases import distance_told, figure_told, reason
from ivrsim.forecasting.telling.summary import Line

JSON_VERSION: Final = 1
_SAME: Final = 1e-9
_QUANTILES: Final = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


class MovedFigure(NamedTuple):
    """A number that is otherwise in one forecast than in another.

    Attributes:
        name: of it: "mean duration", "p99 cost", "P(person hears secret)".
        unit: "ms", a currency, "" for counts, or "share".
        before, after: what it is in each; None where one does not have it.
    """

    name: str
    unit: str
    before: Between | None
    after: Between | None

    @property
    def change(self) -> Between | None:
        """By how much it moved; None where one forecast does not have it, or a bound of it is infinite."""
        if self.before is None or self.after is None or inf in (self.before.high, self.after.high):
            return None
        return Between(self.after.low - self.before.high, self.after.high - self.before.low)


class JudgedTwice(NamedTuple):
    """A budget, and what each forecast says of it."""

    before: BudgetVerdict
    after: BudgetVerdict


class ForecastDiff(NamedTuple):
    """What is otherwise in one forecast than in another.

    Attributes:
        before, after: the forecasts.
        moved: the numbers that moved.
        same: how many did not.
        budgets: what both say of budgets.
    """

    before: Forecast
    after: Forecast
    moved: Sequence[MovedFigure]
    same: int
    budgets: Sequence[JudgedTwice]

    @property
    def is_complete(self) -> bool:
        """Whether both forecasts are."""
        return not (self.before.bound or self.after.bound)


def compare_forecasts(before: Forecast, after: Forecast, budgets: Sequence[CallBudget] = ()) -> ForecastDiff:
    """Compare two forecasts.

    Raises:
        IvrError: a budget is about what a forecast does not have.
    """
    one, other = figures_of(before), figures_of(after)
    names = dict.fromkeys([*one, *other])
    pairs = [(name, one.get(name), other.get(name)) for name in names]
    moved = [_moved(name, first, second) for name, first, second in pairs if not _is_same(first, second)]
    judged = [JudgedTwice(judge(each, before), judge(each, after)) for each in budgets]
    return ForecastDiff(before, after, moved, len(pairs) - len(moved), judged)


def figures_of(forecast: Forecast) -> dict[str, tuple[str, Between]]:
    """Return the numbers of a forecast that are compared, each with its unit, by name."""
    found = {name: each for quantity in forecast.quantities.values() for name, each in _of_quantity(quantity)}
    return {**found, **{f"P({name})": (SHARE, each) for name, each in forecast.events.items()}}


def _of_quantity(quantity: Quantity) -> Iterator[tuple[str, tuple[str, Between]]]:
    yield f"mean {quantity.name}", (quantity.unit, quantity.mean)
    yield f"sd {quantity.name}", (quantity.unit, deviation(quantity))
    if quantity.law:
        for name, share in _QUANTILES.items():
            yield f"{name} {quantity.name}", (quantity.unit, quantile(quantity, share))


def _moved(name: str, one: tuple[str, Between] | None, other: tuple[str, Between] | None) -> MovedFigure:
    unit = (other or one or ("", None))[0]
    return MovedFigure(name, unit, one and one[1], other and other[1])


def _is_same(one: tuple[str, Between] | None, other: tuple[str, Between] | None) -> bool:
    if one is None or other is None or one[0] != other[0]:
        return False
    return all(isclose(a, b, rel_tol=_SAME, abs_tol=1e-12) for a, b in zip(one[1], other[1], strict=True))


# --- for people -----------------------------------------------------------------------------------------------------


def diff_lines(found: ForecastDiff) -> Iterator[Line]:
    """Yield what moved, in lines of a terminal, with what each is; see `summary.Line`."""
    yield "plan", f"{found.before.plan} -> {found.after.plan}: {_counted(found)}"
    for name, bound in _bounds(found):
        yield "UNDECIDED", f"{name} is not complete: {bound}"
    width = max([len(each.name) for each in found.moved], default=0)
    for each in found.moved:
        yield "row", f"  {each.name:<{min(width, 40)}}  {_change_told(each)}"
    for both in found.budgets:
        yield both.after.verdict, f"{_verdicts_told(both):<11} {both.after.budget}: {reason(both.after)}"


def markdown(found: ForecastDiff) -> str:
    """Return what moved as Markdown, for a comment on a pull request."""
    lines = [f"### Forecast: {_escaped(found.after.plan)}", "", f"{_counted(found)}."]
    lines += [f"\n**Not complete**: {_escaped(name)}: {_escaped(bound)}" for name, bound in _bounds(found)]
    if found.budgets:
        rows = [(_verdicts_told(both), _code(str(both.after.budget)), reason(both.after)) for both in found.budgets]
        lines += ["", *_table(("Verdict", "Budget", "Now"), rows)]
    if found.moved:
        moved = [(each.name, *_told(each)) for each in found.moved]
        lines += ["", *_table(("Figure", "Before", "After", "Moved by"), moved)]
    return "\n".join(lines) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(each if each.startswith('`') else _escaped(each) for each in row)} |"


def _code(text: str) -> str:
    """A sentence as Markdown shows code, in a table."""
    plain = text.replace("`", "'").replace("|", "/")
    return f"`{plain}`"


def _escaped(text: str) -> str:
    """A text that Markdown takes for nothing else."""
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#~&" else letter for letter in plain)


def _counted(found: ForecastDiff) -> str:
    return f"{len(found.moved)} figures moved, {found.same} did not" if found.moved else "no figure moved"


def _bounds(found: ForecastDiff) -> list[tuple[str, str]]:
    return [(each.plan, each.bound) for each in (found.before, found.after) if each.bound]


def _change_told(each: MovedFigure) -> str:
    before, after, by = _told(each)
    return f"{before} -> {after}" + (f" ({by})" if by else "")


def _told(each: MovedFigure) -> tuple[str, str, str]:
    before = (
        "none" if each.before is None else figure_told(each.before, each.unit, each.after.low if each.after else inf)
    )
    after = (
        "none" if each.after is None else figure_told(each.after, each.unit, each.before.low if each.before else inf)
    )
    return before, after, "" if each.change is None else _by(each.change, each.unit)


def _by(change: Between, unit: str) -> str:
    """By how much a number moved: of shares in points of a hundred; "" where not even the direction is known."""
    if change.low < 0 < change.high:
        return ""
    low, high = sorted(map(abs, change))
    sign = "-" if change.high <= 0 else "+"
    return f"{sign}{distance_told(Between(low, high), unit)}"


def _verdicts_told(both: JudgedTwice) -> str:
    before, after = both.before.verdict, both.after.verdict
    return after if before == after else f"{before} -> {after}"


# --- for programs ---------------------------------------------------------------------------------------------------


def diff_data(found: ForecastDiff) -> dict[str, Any]:
    """Return what moved as data, in the shape of schemas/forecast-diff.schema.json."""
    return {
        "version": JSON_VERSION,
        "before": _side(found.before),
        "after": _side(found.after),
        "same": found.same,
        "moved": [_moved_data(each) for each in found.moved],
        "budgets": [{"before": verdict_data(both.before), "after": verdict_data(both.after)} for both in found.budgets],
    }


def _side(forecast: Forecast) -> Mapping[str, Any]:
    return {"plan": forecast.plan, "complete": not forecast.bound, "bound": forecast.bound}


def _moved_data(each: MovedFigure) -> dict[str, Any]:
    return {
        "name": each.name,
        "unit": each.unit,
        "before": None if each.before is None else between_data(each.before),
        "after": None if each.after is None else between_data(each.after),
        "change": None if each.change is None else between_data(each.change),
    }
