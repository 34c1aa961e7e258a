"""Laws in few numbers."""

from math import inf, isnan, nan

import pytest
from hypothesis import given, strategies as st

from ivrsim.chains.quantity import Quantity, exactly
from ivrsim.forecasting.wording.bins import bins_of, cumulative, round_bins, round_width, thinned
from tests.plots.samples import geometric, quantity

LAWS = st.lists(
    st.tuples(st.integers(0, 10**7).map(float), st.floats(1e-9, 1)),
    min_size=1,
    max_size=60,
    unique_by=lambda each: each[0],
).map(sorted)


@given(LAWS, st.floats(0, 0.5))
def test_nothing_is_lost(law: list[tuple[float, float]], beyond: float) -> None:
    total = sum(share for _, share in law)
    made = Quantity("x", "", [(value, share / total * (1 - beyond)) for value, share in law], exactly(0), beyond)
    for bins in (bins_of(made, 40), round_bins(made, 42)):
        assert sum(bins.shares) + bins.beyond == pytest.approx(1)
        assert bins.beyond <= beyond + 0.0011
        assert len(bins.shares) <= 42


@given(LAWS)
def test_values_are_in_the_range_that_holds_them(law: list[tuple[float, float]]) -> None:
    made = Quantity("x", "", law, exactly(0))
    bins = round_bins(made, 42)
    for number, share in enumerate(bins.shares[:-1]):
        start, end = (bins.start + (number + each) * bins.width for each in (0, 1))
        assert share == pytest.approx(sum(each for value, each in law if start - 1e-6 <= value < end - 1e-6))


def test_one_value_is_one_bar() -> None:
    assert bins_of(quantity(law=[(12_000, 1)]), 40).shares == (1, *[0] * 39)
    bins = round_bins(quantity(law=[(12_000, 1)]), 42)
    assert (bins.start, bins.width, bins.shares) == (12_000, 2000, (1,))
    assert round_bins(quantity(law=[(0, 1)]), 42).shares == (1,)


def test_few_that_have_much_more_are_told_apart() -> None:
    law = [*[(each, 0.09995 / 1) for each in range(10)], (10**6, 0.0005)]
    bins = round_bins(quantity(law=law), 42)
    assert bins.end <= 20
    assert bins.beyond == pytest.approx(0.0005)


def test_round_widths() -> None:
    assert [round_width(each) for each in (0.03, 1, 1.1, 3, 7, 99)] == pytest.approx([0.05, 1, 2, 5, 10, 100])
    assert [round_width(each) for each in (0, -1, inf, nan)] == [1, 1, 1, 1]


def test_cumulative_counts_the_edge_itself() -> None:
    assert cumulative([(1, 0.25), (2, 0.75)], [0, 1, 1.5, 2, 9]) == [0, 0.25, 0.25, 1, 1]
    law = geometric(40_000)
    assert cumulative(law, [law[-1][0]]) == [pytest.approx(1)]


def test_thinned_keeps_peaks_and_what_is_no_number() -> None:
    assert thinned([1, 9, 2, 3], 2) == [9, 3]
    assert thinned([1, 2], 40) == [1, 2]
    assert isnan(thinned([1, nan, 5, 1], 2)[0])
    assert len(thinned(range(1234), 40)) == 40
    assert max(thinned(range(1234), 40)) == 1233
