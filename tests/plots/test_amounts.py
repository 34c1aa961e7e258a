"""Numbers as people read them."""

from math import inf, nan

import pytest
from hypothesis import given, strategies as st

from ivrsim.chains.quantity import Between, exactly
from ivrsim.forecasting.wording.amounts import amount, between, percent, percents, plain


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0, "ms", "0 s"),
        (50, "ms", "0.05 s"),
        (12_340, "ms", "12.3 s"),
        (59_960, "ms", "1 min"),
        (60_000, "ms", "1 min"),
        (125_000, "ms", "2 min 05 s"),
        (3_599_600, "ms", "1 h"),
        (3_900_000, "ms", "1 h 05 min"),
        (86_399_000, "ms", "1 d"),
        (90_000_000, "ms", "1 d 1 h"),
        (-2300, "ms", "-2.3 s"),
        (0.0035, "USD", "0.0035 USD"),
        (12_345.678, "USD", "12,346 USD"),
        (1e18, "USD", "1.00e+18 USD"),
        (1.2, "", "1.2"),
        (inf, "ms", "without end"),
        (-inf, "ms", "-without end"),
        (nan, "ms", "?"),
    ],
)
def test_amounts(value: float, unit: str, told: str) -> None:
    assert amount(value, unit) == told


def test_bounds_name_their_unit_once() -> None:
    assert between(Between(6500, 9500), "ms") == "6.5 to 9.5 s"
    assert between(Between(6500, 95_000), "ms") == "6.5 s to 1 min 35 s"
    assert between(Between(6500, inf), "ms") == "at least 6.5 s"
    assert between(exactly(inf), "ms") == "without end"
    assert between(exactly(2), "") == "2"
    assert between(Between(1, 2), "billed minutes") == "1 to 2 billed minutes"
    assert between(Between(65_000, 125_000), "ms") == "1 min 05 s to 2 min 05 s"
    assert percents(Between(0.37, 0.41)) == "37 to 41 %"
    assert percents(Between(0, 0.00001)) == "0 % to under 0.01 %"


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, "0 %"), (1, "100 %"), (0.00002, "under 0.01 %"), (0.00123, "0.12 %"), (0.9999999, "over 99.99 %")],
)
def test_percentages(share: float, told: str) -> None:
    assert percent(share) == told


@given(st.floats(1e-300, 1, exclude_max=True))
def test_no_share_rounds_to_nothing_or_to_all(share: float) -> None:
    assert percent(share) not in ("0 %", "100 %")


@given(st.floats(1e-8, 1e14))
def test_a_number_is_told_to_three_digits(value: float) -> None:
    assert float(plain(value).replace(",", "")) == pytest.approx(value, rel=0.006)
