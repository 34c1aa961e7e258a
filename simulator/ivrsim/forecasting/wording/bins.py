"""A law in few numbers: how likely a value is in each of some ranges of the same width."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor, isfinite, log10
from typing import Final, NamedTuple

from ivrsim.chains.quantity import Quantity

_SHOWN: Final = 0.999
"""The share of calls that a picture shows; the few that have much more would make all others one bar."""
_NEGLIGIBLE: Final = 1e-6
_ROUND: Final = (1, 2, 5, 10)


class Bins(NamedTuple):
    """Ranges of values, one beside the other.

    Attributes:
        start: where the first begins.
        width: of each.
        shares: of calls in each; those at the end of a range belong to the next one.
        beyond: the share of calls with more than all of them.
    """

    start: float
    width: float
    shares: tuple[float, ...]
    beyond: float

    @property
    def end(self) -> float:
        """Where the last one ends."""
        return self.start + self.width * len(self.shares)


def bins_of(quantity: Quantity, count: int) -> Bins:
    """A law in exactly so many ranges, from its least value to where nearly all calls are."""
    low, high = shown_range(quantity)
    width = (high - low) / count if high > low else 1.0
    return _filled(quantity.law, quantity.beyond, low, width, count, high)


def round_bins(quantity: Quantity, most: int) -> Bins:
    """A law in at most so many ranges, which begin at round numbers."""
    low, high = shown_range(quantity)
    width = round_width((high - low) / max(most - 2, 1) or abs(high) / 10)
    start = floor(low / width + 1e-9) * width
    count = min(floor((high - start) / width + 1e-9) + 1, most)
    return _filled(quantity.law, quantity.beyond, start, width, count, start + width * count)


def round_width(least: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50 ... that is so much or more, and of 0.1, 0.2, 0.5 below; 1 for nothing."""
    if not isfinite(least) or least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return float(next(each * power for each in _ROUND if each * power >= least * (1 - 1e-9)))


def shown_range(quantity: Quantity) -> tuple[float, float]:
    """From the least value to that which nearly all calls do not pass; (0, 0) of an empty law.

    Values at the beginning that are less likely than 1 in a million together are not looked at: sums of many laws begin
    far from where they are. They count in the first range.
    """
    laws = [law for law in (quantity.law, quantity.high_law) if law]
    if not laws:
        return 0.0, 0.0
    return min(_reaching(law, _NEGLIGIBLE) for law in laws), max(_reaching(law, _SHOWN) for law in laws)


def cumulative(law: Sequence[tuple[float, float]], edges: Sequence[float]) -> list[float]:
    """How likely no more than each of some values is."""
    values = [value for value, _ in law]
    sums = [0.0, *accumulate(share for _, share in law)]
    return [min(sums[bisect_right(values, edge)], 1.0) for edge in edges]


def thinned(values: Sequence[float], count: int) -> list[float]:
    """The greatest of neighbours, so that so many values are left; fewer stay as they are."""
    if len(values) <= count:
        return list(values)
    size = len(values) / count
    return [_greatest(values[floor(each * size) : ceil((each + 1) * size)]) for each in range(count)]


def _greatest(values: Sequence[float]) -> float:
    """What is no number is not hidden by its neighbours."""
    odd = [each for each in values if not isfinite(each)]
    return odd[0] if odd else max(values)


def _reaching(law: Sequence[tuple[float, float]], share: float) -> float:
    """The least value that so large a part of the law does not pass."""
    total = sum(each for _, each in law)
    for (value, _), reached in zip(law, accumulate(each for _, each in law), strict=True):
        if reached >= total * share:
            return value
    return law[-1][0]


def _filled(
    law: Sequence[tuple[float, float]], beyond: float, start: float, width: float, count: int, end: float
) -> Bins:
    shares = [0.0] * count
    for value, share in law:
        number = floor((value - start) / width + 1e-9)
        if number >= count and value > end:
            beyond += share
        else:
            shares[min(max(number, 0), count - 1)] += share
    return Bins(start, width, tuple(shares), min(beyond, 1.0))
