"""The call that spends a budget: the commonest one of those because of which it is broken."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, NamedTuple

from ivrsim.chains.chain import CallEnd, Chain
from ivrsim.chains.commonest import commonest, weightiest
from ivrsim.chains.course import Course, CourseGoal, ending_in
from ivrsim.chains.quantity import Between
from ivrsim.forecasting.budgets.budget import AT_LEAST, AT_MOST, DEVIATION, EVENT, LESS, MEAN, MORE, TAIL
from ivrsim.forecasting.budgets.judge import BudgetVerdict, keeps
from ivrsim.forecasting.charges import charge
from ivrsim.forecasting.forecasts import HEARD, OF_ALL, Forecaster
from ivrsim.forecasting.unfolding.spots import ChainSpot

_OTHER_SIDE: Final = {LESS: AT_LEAST, AT_MOST: MORE, MORE: AT_MOST, AT_LEAST: LESS}
_MOST: Final = 10**9
"""Steps, or happenings, that no call has."""
PLAYS: Final = "plays of "
ENDS_WITH: Final = "ends with "


class _Measured(NamedTuple):
    """What calls have of a quantity.

    Attributes:
        counts: the happenings that are counted; None for steps of time.
        value: what it is, by the number of an end and how much is counted by then; in the quantity's unit.
    """

    counts: frozenset[int] | None
    value: Callable[[int, int], float]


def spender(verdict: BudgetVerdict, maker: Forecaster, mean: Between) -> Course | None:
    """The commonest call of those because of which a budget is broken.

    Of a mean that is too great it is the call that adds most to it. None if there is no single call to show, such as
    where calls never end.

    Args:
        verdict: of a budget that is broken.
        maker: what the forecast is made by.
        mean: of the quantity that the budget is about.

    Raises:
        IvrError: the search for it was too long.
    """
    chain, budget = maker.chain, verdict.budget
    start = maker.unfolding.spots.of(ChainSpot("party"))
    if budget.measure == EVENT:
        goal = _goal_of_event(verdict.name, maker, happens=budget.is_upper)
        return goal and commonest(chain, goal, start=start)
    measured = _measured(verdict.name, maker)
    if budget.measure == MEAN and budget.is_upper:
        return weightiest(chain, measured.counts, measured.value, start=start)
    found = [commonest(chain, goal, start=start) for goal in _goals(verdict, measured, chain, mean)]
    return max((each for each in found if each), key=lambda each: each.probability, default=None)


def _goals(verdict: BudgetVerdict, measured: _Measured, chain: Chain, mean: Between) -> Iterable[CourseGoal]:
    """The calls that are meant: those on one side of a value."""
    budget = verdict.budget
    if budget.measure == TAIL:
        side = budget.side if budget.is_upper else _OTHER_SIDE[budget.side]
        yield _beside(measured, chain, side, verdict.value)
    elif budget.measure == DEVIATION and budget.is_upper:
        yield _beside(measured, chain, AT_LEAST, mean.low + verdict.limit)
        yield _beside(measured, chain, AT_MOST, mean.high - verdict.limit)
    elif budget.measure == DEVIATION:
        yield ending_in(range(len(chain.ends)))
    else:
        yield _beside(measured, chain, _OTHER_SIDE[budget.compares], verdict.limit)


def _beside(measured: _Measured, chain: Chain, side: str, limit: float) -> CourseGoal:
    """The calls whose quantity is on one side of a limit: for each end, how much of what is counted that takes."""
    at_most = side in (LESS, AT_MOST)
    limits = {}
    for end, each in enumerate(chain.ends):
        value = partial(measured.value, end)
        amount = _last(value, side, limit) if at_most else _first(value, side, limit)
        if amount is not None and each.party:
            limits[end] = amount
    return CourseGoal(limits, measured.counts, at_most)


def _first(value: Callable[[int], float], side: str, limit: float) -> int | None:
    """The least amount whose value is on a side of a limit, of values that only rise; None if there is none."""
    if not keeps(value(_MOST), side, limit):
        return None
    low, high = -1, _MOST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(value(middle), side, limit) else (middle, high)
    return high


def _last(value: Callable[[int], float], side: str, limit: float) -> int | None:
    """The greatest amount whose value is on a side of a limit, likewise."""
    beyond = _first(value, _OTHER_SIDE[side], limit)
    if beyond is None:
        return _MOST
    return beyond - 1 if beyond else None


# --- what a quantity, and an event, is of a chain ---------------------------------------------------------------------


def _measured(name: str, maker: Forecaster) -> _Measured:
    chain = maker.chain
    match name:
        case "duration":
            return _Measured(None, lambda end, amount: float(amount * chain.step_ms))
        case "talk":
            return _Measured(None, lambda end, amount: float(chain.ends[end].talk_steps * chain.step_ms))
        case "keys":
            return _counted(maker, frozenset(("key",)))
        case "transfers":
            return _counted(maker, frozenset(("talk",)))
        case _ if name.startswith(PLAYS):
            numbers = maker.named(frozenset(("prompt",)))[name.removeprefix(PLAYS)]
            return _Measured(frozenset(numbers), lambda end, amount: float(amount))
        case _:
            return _Measured(None, partial(_charged, name, maker))


def _counted(maker: Forecaster, kinds: frozenset[str]) -> _Measured:
    numbers = [number for each in maker.named(kinds).values() for number in each]
    return _Measured(frozenset(numbers), lambda end, amount: float(amount))


def _charged(name: str, maker: Forecaster, end: int, steps: int) -> float:
    """What is billed of a call, or what it costs."""
    step_ms = maker.chain.step_ms
    legs_ms = [leg * step_ms for leg in maker.chain.ends[end].legs]
    charged = charge(steps * step_ms, legs_ms, maker.price_of(name))
    return charged.billed_ms if name == "billed" else charged.cost


def _goal_of_event(name: str, maker: Forecaster, *, happens: bool) -> CourseGoal | None:
    """The calls in which something happens, or does not; None of those that never end."""
    chain = maker.chain
    if name.startswith(ENDS_WITH):
        outcome = name.removeprefix(ENDS_WITH)
        return ending_in(_ends(chain, lambda end: (end.outcome == outcome) is happens))
    heard = maker.named(frozenset((HEARD,))).get(name)
    numbers = heard or maker.named(OF_ALL | {"party"}).get(name)
    if numbers is None:
        return None
    party = next((each for each in maker.callers.parties if heard and name.startswith(each)), "")
    meant = _ends(chain, lambda end: party in ("", end.party))
    limits = dict.fromkeys(meant, 1 if happens else 0)
    return CourseGoal(limits, frozenset(numbers), at_most=not happens)


def _ends(chain: Chain, wanted: Callable[[CallEnd], bool]) -> list[int]:
    return [number for number, end in enumerate(chain.ends) if end.party and wanted(end)]
