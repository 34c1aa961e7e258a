"""Exact totals, against sums over everything that can happen, binomial laws and what chance says of very many calls."""

import sys
from collections import defaultdict
from collections.abc import Callable
from math import ceil, comb, erfc, sqrt
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError
from ivrsim.callers.model import Price
from ivrsim.campaigns.bills import coins_of
from ivrsim.campaigns.sums import PLACES, Summand, law_of_sum
from ivrsim.campaigns.totals import inexact_because, totals_of
from ivrsim.forecasting.kinds import CallKind
from tests.unit.ivrsim.campaigns.laws import BUSY, MIXED, PRICE, PlainCall, after, campaign, group, kind, ways

np = pytest.importorskip("numpy")

Law = dict[float, float]


def billed(steps: int, price: Price) -> float:
    """In minutes."""
    return ceil(steps * 100 / (1000 * price.step_s)) * price.step_s / 60 if price.step_s else steps / 600


def figures(price: Price) -> dict[str, Callable[[PlainCall], float]]:
    """What a call takes, worked out plainly."""

    def minutes(call: PlainCall) -> tuple[float, float]:
        if not call.kind.party:
            return 0.0, 0.0
        return billed(call.duration, price), sum(billed(leg, price) for leg in call.legs)

    return {
        "duration": lambda call: 100.0 * call.duration if call.kind.party else 0.0,
        "line time": lambda call: 100.0 * (call.rings + call.duration),
        "talk": lambda call: 100.0 * sum(call.legs),
        "billed": lambda call: 60_000 * sum(minutes(call)),
        "cost": lambda call: minutes(call)[0] * price.a_minute + minutes(call)[1] * price.transfer_a_minute,
        "reached": lambda call: float(call.kind.reached),
        "result AM": lambda call: float(call.kind.result == "AM"),
    }


def law_of(law: tuple[CallKind, ...], figure: Callable[[PlainCall], float]) -> Law:
    found: Law = defaultdict(float)
    for call in ways(law):
        found[round(figure(call), 7)] += call.share
    return found


def added(one: Law, other: Law) -> Law:
    found: Law = defaultdict(float)
    for value, share in one.items():
        for more, likely in other.items():
            found[round(value + more, 7)] += share * likely
    return found


def assert_tails_equal(law: list[tuple[float, float]], plain: Law, error: float) -> None:
    """A law that is given out has the right tail above each of its values, and stands for all there is."""
    total = 0.0
    for value, share in law:
        total += share
        assert total == pytest.approx(sum(each for at, each in plain.items() if at <= value + 1e-6), abs=error)
    assert total == pytest.approx(1, abs=error)


@pytest.mark.parametrize("price", [PRICE, Price(0.02, 0.02, 6, "EUR"), Price(0.013, 0.0, 0, "USD"), Price(0, 0, 1, "")])
def test_totals_are_the_sums_over_everything_that_can_happen(price: Price) -> None:
    other = (kind(1.0, before=((30, 0.25), (31, 0.75)), talk=after(7), legs=(7, 650), after=after(660)),)
    totals = totals_of(campaign(price=price), [group(3), group(2, *other, name="others"), group(0, name="nobody")])
    for name, figure in figures(price).items():
        plain: Law = {0.0: 1.0}
        for each in [MIXED] * 3 + [other] * 2:
            plain = added(plain, law_of(each, figure))
        assert_tails_equal(list(totals[name].quantity.law), plain, 1e-13 + totals[name].error)
        mean = sum(value * share for value, share in plain.items())
        assert totals[name].quantity.mean.low == pytest.approx(mean, abs=1e-7)
        square = sum((value - mean) ** 2 * share for value, share in plain.items())
        assert totals[name].deviation == pytest.approx(sqrt(square), abs=1e-6)
    assert totals["calls"].quantity.law == ((5.0, 1.0),)


@given(
    shares=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    values=st.lists(st.integers(-40, 900), min_size=4, max_size=4, unique=True),
    size=st.integers(0, 40),
)
def test_a_sum_has_the_law_that_adding_one_by_one_gives(shares: list[int], values: list[int], size: int) -> None:
    law = dict(zip(values, (each / sum(shares) for each in shares), strict=False))
    plain: Law = {0.0: 1.0}
    for _ in range(min(size, 6)):
        plain = added(plain, {float(value): share for value, share in law.items()})
    summand = Summand(min(size, 6), np.array(sorted(law)), np.array([law[each] for each in sorted(law)]))
    found = law_of_sum([summand])
    assert_tails_equal(list(zip(found.values.tolist(), found.shares.tolist(), strict=True)), plain, found.error)


def test_results_are_binomial() -> None:
    law = dict(totals_of(campaign(), [group(50)])["result BUSY"].quantity.law)
    assert all(
        law.get(float(k), 0.0) == pytest.approx(comb(50, k) * 0.1**k * 0.9 ** (50 - k), abs=1e-14) for k in range(30)
    )


def trinomial(size: int, values: tuple[int, int], shares: tuple[float, float]) -> tuple[Any, Any]:
    """The values of a sum of so many, each one of two values or 0, and how likely it does not pass them."""
    law: Law = defaultdict(float)
    (one, other), (share, likely) = values, shares
    for i in range(size + 1):
        for j in range(size - i + 1):
            ways = comb(size, i) * comb(size - i, j)
            law[i * one + j * other] += ways * share**i * likely**j * (1 - share - likely) ** (size - i - j)
    at = np.array(sorted(law))
    return at, np.cumsum([law[each] for each in at.tolist()])


def test_a_wide_sum_that_is_folded_is_the_one_that_is_not() -> None:
    size = 200
    assert size * 2000 > PLACES  # so it is folded
    found = law_of_sum([Summand(size, np.array([0, 1, 2000]), np.array([0.5, 0.4, 0.1]))])
    assert 0 < found.error < 1e-11
    assert found.blur == 0
    at, below = trinomial(size, (1, 2000), (0.4, 0.1))
    places = np.searchsorted(at, found.values, side="right") - 1
    assert abs(np.cumsum(found.shares) - below[places]).max() < found.error
    assert found.mean == pytest.approx(size * 200.4)


def test_a_very_wide_sum_is_blurred_by_what_it_says() -> None:
    """Its tails lie between those of the sum that is not, moved by some deviations of the blur."""
    size = 200
    found = law_of_sum([Summand(size, np.array([0, 30_011, 100_003]), np.array([0.5, 0.3, 0.2]))])
    assert found.blur > 0
    at, below = trinomial(size, (30_011, 100_003), (0.3, 0.2))
    ranked = np.cumsum(found.shares)
    for value, share in zip(found.values[::64].tolist(), ranked[::64].tolist(), strict=True):
        for moved, sign in ((value - 4 * found.blur, 1), (value + 4 * found.blur, -1)):
            place = np.searchsorted(at, moved, side="right") - 1
            bound = float(below[place]) if place >= 0 else 0.0
            assert sign * (share - bound) > -1e-4  # four deviations of the blur leave so much
    assert float((found.values * found.shares).sum()) == pytest.approx(found.mean, abs=found.width)


def test_ten_million_calls_are_nearly_normal() -> None:
    groups = [group(500_000, name=f"group {number}") for number in range(20)]
    for name, total in totals_of(campaign(), groups).items():
        if name == "calls":
            continue
        mean, quantity = total.quantity.mean.low, total.quantity
        assert abs(sum(share for _, share in quantity.law) - 1) < 1e-6
        for deviations in (-2.0, 0.0, 1.0, 3.0):
            normal = erfc(deviations / sqrt(2)) / 2
            assert quantity.tail(mean + deviations * total.deviation).low == pytest.approx(normal, abs=2e-3), name
        assert len(quantity.law) <= 4096
        assert total.error < 1e-6


def test_nobody_costs_nothing() -> None:
    for groups in ([], [group(0)]):
        for total in totals_of(campaign(), groups).values():
            assert total.quantity.mean.low == total.deviation == 0.0
            assert total.quantity.law == ((0.0, 1.0),)


def test_who_does_not_answer_is_not_billed() -> None:
    totals = totals_of(campaign(), [group(10, BUSY)])
    assert totals["cost"].quantity.law == ((0.0, 1.0),)
    assert totals["duration"].quantity.law == ((0.0, 1.0),)
    assert [value for value, share in totals["line time"].quantity.law] == [10 * 2000.0]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, 0), ({"max_active": 1, "calls_a_second": 0.5}, 0), ({"max_active_transfers": 3}, 1),
    ],
)  # fmt: skip
def test_limits_of_lines_leave_totals_exact_and_limits_of_agents_do_not(changes: dict[str, Any], reasons: int) -> None:
    assert len(inexact_because(campaign(**changes), [group(5)])) == reasons
    assert inexact_because(campaign(**changes), [group(5, BUSY)]) == ()  # nobody is transferred


def test_coins_divide_every_price() -> None:
    coins = coins_of(Price(0.025, 0.03, 60, "USD"), 100)
    assert (coins.worth, coins.call, coins.leg) == (pytest.approx(0.005), 5, 6)
    assert coins_of(Price(0.0, 0.0, 60, "USD"), 100)[1:3] == (0, 0)
    assert coins_of(Price(1.0, 0.0, 0, "USD"), 100).worth == pytest.approx(0.1 / 60)


def test_without_numpy_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(IvrError, match=r"pip install 'ivrdsl\[campaign\]'"):
        totals_of(campaign(), [group(1)])
