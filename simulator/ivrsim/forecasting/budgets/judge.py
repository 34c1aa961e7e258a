"""Whether a forecast keeps a budget: it does, it does not, or the forecast does not say."""

from collections.abc import Mapping, Sequence
from math import inf, isclose, isinf, sqrt
from typing import Final, NamedTuple

from ivrdsl.findings.words import meant, one_of
from ivrsim.chains.quantity import Between, Quantity
from ivrsim.forecasting.budgets.budget import (
    AT_LEAST,
    AT_MOST,
    EVENT,
    LESS,
    MORE,
    MS,
    TAIL,
    CallBudget,
    WrittenNumber,
)
from ivrsim.forecasting.budgets.sentence import share_of, wrong
from ivrsim.forecasting.forecast import Forecast

HOLDS: Final = "HOLDS"
BROKEN: Final = "BROKEN"
UNDECIDED: Final = "UNDECIDED"
SHARE: Final = "share"
"""The unit of a share between 0 and 1."""

_DIGITS: Final = range(3, 13)
_SAME: Final = 1e-9
"""Numbers that differ by less than this share of them are equal: so exact are forecasts."""


class BudgetVerdict(NamedTuple):
    """What a forecast says of a budget.

    Attributes:
        budget: the budget.
        verdict: "HOLDS", "BROKEN" or "UNDECIDED".
        figure: the number that the budget is about; (-inf, inf) where nothing is known of it. Times are in ms, shares
            between 0 and 1.
        limit: what it was compared with, likewise.
        unit: of both: "ms", a currency, "" for counts, and "share".
        name: of the quantity or the event, as the forecast has it.
        because: why it is not decided; "" where it is.
        value: of a tail, in the quantity's unit.
    """

    budget: CallBudget
    verdict: str
    figure: Between
    limit: float
    unit: str
    name: str
    because: str = ""
    value: float = 0.0

    @property
    def margin(self) -> Between:
        """How far the number is on the good side of the limit; below 0 where it is on the other one."""
        low, high = self.figure.low - self.limit, self.figure.high - self.limit
        return Between(-high, -low) if self.budget.is_upper else Between(low, high)


def judge(budget: CallBudget, forecast: Forecast) -> BudgetVerdict:
    """Compare a budget with a forecast.

    Raises:
        IvrError: the forecast has no quantity, or no event, of that name, or it has another unit.
    """
    if budget.measure == EVENT:
        name = _known(budget, forecast.events, forecast.quantities, "event")
        return _judged(budget, forecast, name, forecast.events[name], _share(budget), SHARE)
    name = _known(budget, forecast.quantities, forecast.events, "quantity")
    quantity = forecast.quantities[name]
    if budget.measure == TAIL:
        value = in_unit(budget.value, quantity, budget)
        figure = share_beside(quantity, budget.side, value)
        return _judged(budget, forecast, name, figure, _share(budget), SHARE)._replace(value=value)
    limit = in_unit(budget.limit, quantity, budget)
    return _judged(budget, forecast, name, _figure(budget, quantity), limit, quantity.unit)


def _share(budget: CallBudget) -> float:
    return share_of(budget.limit, budget.text, budget.at)


def is_same(one: float, other: float) -> bool:
    """Whether two numbers of a forecast are equal, as exactly as it is made."""
    return isclose(one, other, rel_tol=_SAME, abs_tol=0.0)


def _judged(
    budget: CallBudget, forecast: Forecast, name: str, figure: Between, limit: float, unit: str
) -> BudgetVerdict:
    if forecast.bound:
        return BudgetVerdict(budget, UNDECIDED, Between(-inf, inf), limit, unit, name, forecast.bound)
    kept = {keeps(each, budget.compares, limit) for each in figure}
    verdict = UNDECIDED if len(kept) > 1 else HOLDS if kept == {True} else BROKEN
    because = _open(figure, forecast.unknown) if verdict == UNDECIDED else ""
    return BudgetVerdict(budget, verdict, figure, limit, unit, name, because)


def _open(figure: Between, unknown: Sequence[str]) -> str:
    if unknown:
        return f"nobody knows {one_of(unknown).replace(' or ', ' and ')}"
    return "the law ends before that" if isinf(figure.high) else "the shares of callers are known by bounds only"


def keeps(number: float, compares: str, limit: float) -> bool:
    """Whether a number is on the side of a limit that a comparison says."""
    if is_same(number, limit):
        return compares in (AT_MOST, AT_LEAST)
    return number < limit if compares in (LESS, AT_MOST) else number > limit


def _known(budget: CallBudget, names: Mapping[str, object], others: Mapping[str, object], kind: str) -> str:
    """The name of a forecast that a budget means: as it is, or but for letter case, blanks and quotes.

    Raises:
        IvrError: there is none, or there are several.
    """
    if budget.name in names:
        return budget.name
    alike = [each for each in names if folded(each) == folded(budget.name)]
    if len(alike) == 1:
        return alike[0]
    text = budget.text or str(budget)
    at = budget.at if budget.text else max(text.find(budget.name), 0)
    if alike:
        raise wrong(text, at, f"{budget.name!r} may be {one_of(map(repr, alike))}; write it as it is there")
    if any(folded(each) == folded(budget.name) for each in others):
        how = "P(NAME > ...)" if kind == "event" else "P(NAME)"
        what = "a quantity" if kind == "event" else "an event"
        raise wrong(text, at, f"{budget.name} is {what}; write {how}")
    near = meant(budget.name, names) if names else "there is none"
    raise wrong(text, at, f"the forecast has no {kind} {budget.name[:60]!r}; {near}")


def folded(name: str) -> str:
    """A name without what does not count: letter case, blanks and quotes."""
    return " ".join(name.casefold().replace('"', "").split())


def in_unit(given: WrittenNumber, quantity: Quantity, budget: CallBudget) -> float:
    """An amount in the unit of a quantity.

    Raises:
        IvrError: it has another unit, or none where one is needed.
    """
    unit = given.unit.casefold()
    if quantity.unit == "ms":
        if unit in MS:
            return given.number * MS[unit]
        why = f"{quantity.name} is a time; write a unit with {given}: {one_of(MS)}"
    elif unit in ("", quantity.unit.casefold()):
        return given.number
    else:
        has = f"is in {quantity.unit}" if quantity.unit else "has no unit"
        why = f"{quantity.name} {has}; {given.unit} is none of it"
    text = budget.text or str(budget)
    raise wrong(text, max(text.find(str(given)), 0), why)


def _figure(budget: CallBudget, quantity: Quantity) -> Between:
    match budget.measure:
        case "mean":
            return quantity.mean
        case "sd":
            return deviation(quantity)
        case _:
            return quantile(quantity, budget.share)


def quantile(quantity: Quantity, share: float) -> Between:
    """Bounds of the least value that so large a share of calls does not pass."""
    low, high = quantity.quantile(share)
    if isinf(low) and quantity.law:  # it is somewhere behind the end of what is known
        low = quantity.law[-1][0]
    return Between(low, high)


def deviation(quantity: Quantity) -> Between:
    """Bounds of the standard deviation."""
    if quantity.second is None or isinf(quantity.mean.high):
        return Between(inf if isinf(quantity.mean.low) else 0.0, inf)
    if (known := quantity.deviation) is not None:
        return known
    low, high = quantity.second.low - quantity.mean.high**2, quantity.second.high - quantity.mean.low**2
    return Between(sqrt(max(low, 0.0)), sqrt(max(high, 0.0)))


def share_beside(quantity: Quantity, side: str, value: float) -> Between:
    """Bounds of how likely a quantity is on one side of a value.

    Args:
        quantity: the quantity.
        side: "<", "<=", ">" or ">=".
        value: in the quantity's unit.
    """
    above = side in (MORE, AT_LEAST)
    strict = side in (MORE, AT_MOST)  # what equals the value is not above
    least = _above(quantity.law, quantity.beyond, value, strict=strict)
    most = _above(quantity.high_law, quantity.high_beyond, value, strict=strict) if quantity.high_law else least
    low, high = least.low, most.high
    return Between(low, high) if above else Between(max(1.0 - high, 0.0), max(1.0 - low, 0.0))


def _above(law: Sequence[tuple[float, float]], beyond: float, value: float, *, strict: bool) -> Between:
    """How likely a law has more than a value: of what is beyond its end, nobody knows where it is."""
    share = sum(
        each
        for number, each in law
        if (number > value and not is_same(number, value)) or _counts(number, value, strict)
    )
    ends_before = not law or (value > law[-1][0] and not is_same(value, law[-1][0]))
    return Between(min(share + (0.0 if ends_before else beyond), 1.0), min(share + beyond, 1.0))


def _counts(number: float, value: float, strict: bool) -> bool:
    return not strict and is_same(number, value)
