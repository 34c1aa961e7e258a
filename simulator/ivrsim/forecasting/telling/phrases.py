"""How figures of a forecast are told, and what is said of budgets: never more exactly than it is known."""

from collections.abc import Sequence
from math import inf, isinf
from typing import Final

from ivrsim.chains.quantity import Between
from ivrsim.forecasting.budgets.budget import plain_number
from ivrsim.forecasting.budgets.judge import BROKEN, HOLDS, SHARE, UNDECIDED, BudgetVerdict, is_same
from ivrsim.forecasting.wording.amounts import amount, percent

_DIGITS: Final = range(3, 13)


def figure_told(number: Between, unit: str, limit: float = inf) -> str:
    """A number, or the two between which it is. It is not rounded to a limit that it does not have.

    Args:
        number: the number.
        unit: of it; see `BudgetVerdict`.
        limit: what it is compared with.
    """
    if isinf(number.low) and isinf(number.high) and number.low != number.high:
        return "unknown"
    low, high = told_apart(number.low, unit, limit), told_apart(number.high, unit, limit)
    if number.is_exact or is_same(number.low, number.high):
        return low
    if isinf(number.high):
        return f"at least {low}"
    if low == high:
        low, high = told_apart(number.low, unit, number.high), told_apart(number.high, unit, number.low)
    return f"between {low} and {high}"


def distance_told(distance: Between, unit: str) -> str:
    """How far apart two numbers are, none of which is negative; of shares in points of a hundred."""
    if unit != SHARE:
        return figure_told(distance, unit, 0.0)
    low, high = (plain_number(float(f"{100 * each:.2g}")) for each in distance)
    if low == high:
        return f"{low} point{'s' * (low != '1')}"
    return f"{low} to {high} points"


def told_apart(number: float, unit: str, other: float) -> str:
    """A number, with as many digits as tell it from another one."""
    short = _briefly(number, unit)
    if short != _briefly(other, unit) or is_same(number, other):
        return short
    pairs = ((_with_digits(number, unit, each), _with_digits(other, unit, each)) for each in _DIGITS)
    return next((one for one, another in pairs if one != another), short)


def _briefly(number: float, unit: str) -> str:
    return percent(number) if unit == SHARE else amount(number, unit)


def _with_digits(number: float, unit: str, digits: int) -> str:
    if unit == SHARE:
        return f"{plain_number(float(f'{number * 100:.{digits}g}'))} %"
    if unit == "ms":
        return f"{plain_number(float(f'{number / 1000:.{digits}g}'))} s"
    return f"{plain_number(float(f'{number:.{digits}g}'))} {unit}".rstrip()


def reason(verdict: BudgetVerdict) -> str:
    """Say what was found of a budget, and how far that is from the limit."""
    figure = figure_told(verdict.figure, verdict.unit, verdict.limit)
    if verdict.verdict == UNDECIDED:
        return f"it is {figure}: {verdict.because}"
    distance = abs(verdict.margin.low if verdict.verdict == HOLDS else verdict.margin.high)
    if is_same(verdict.limit + distance, verdict.limit):
        return f"it is {figure}"
    side = {HOLDS: "to spare", BROKEN: "too much" if verdict.budget.is_upper else "too little"}[verdict.verdict]
    return f"it is {figure}, {distance_told(Between(distance, distance), verdict.unit)} {side}"


def counted(verdicts: Sequence[BudgetVerdict]) -> str:
    """The counts of verdicts, in a few words."""
    words = [each.verdict for each in verdicts]
    told = [f"{words.count(word)} {word.lower()}" for word in (BROKEN, UNDECIDED, HOLDS) if word in words]
    return ", ".join(told) or "no budget"
