"""What a forecast says: numbers, each exact or between two bounds, and the laws that they are taken from."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import inf, sqrt
from typing import Final, NamedTuple

SLACK: Final = 1e-9
"""Below this two probabilities are equal: so exact are sums of many small numbers."""


class Between(NamedTuple):
    """A number that is known, or known to lie between two others.

    Attributes:
        low, high: the bounds; equal where the number is exact for the model.
    """

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def exactly(number: float) -> Between:
    """A number that is known."""
    return Between(number, number)


class Quantity(NamedTuple):
    """A law of something that every call has so much of: time, money, keys.

    Where shares are not known there are two laws: of all laws that are possible, no tail is below that of `law`, and
    none above that of `high_law`.

    Attributes:
        name: "duration", "billed", "cost", "talk", "keys", "transfers", "plays of NAME".
        unit: "ms", "" for counts, or the currency.
        law: values and their probabilities, sorted by value; of the law that is least in all its tails.
        mean: the mean, exact for the model where its bounds are equal, with all that lies beyond `law`. Infinite where
            some calls never end.
        beyond: how likely more is than the last value of `law`.
        beyond_mean: the mean of that part, where it is; 0.0 where nothing is beyond.
        high_law: the law that is greatest in all its tails; () where `law` is the law.
        high_beyond: how likely more is than the last value of `high_law`.
        second: bounds of the mean square.
    """

    name: str
    unit: str
    law: Sequence[tuple[float, float]]
    mean: Between
    beyond: float = 0.0
    beyond_mean: float = 0.0
    high_law: Sequence[tuple[float, float]] = ()
    high_beyond: float = 0.0
    second: Between | None = None

    @property
    def is_exact(self) -> bool:
        return not self.high_law and self.mean.is_exact

    def tail(self, value: float) -> Between:
        """How likely more than a value is."""
        low = _tail(self.law, self.beyond, value)
        return Between(low, _tail(self.high_law, self.high_beyond, value) if self.high_law else low)

    def quantile(self, share: float) -> Between:
        """The least value that so large a share of all calls does not pass; infinite beyond the end of the law."""
        low = _quantile(self.law, share)
        return Between(low, _quantile(self.high_law, share) if self.high_law else low)

    @property
    def deviation(self) -> Between | None:
        """The standard deviation, where it is known."""
        if self.second is None or not (self.second.is_exact and self.mean.is_exact):
            return None
        return exactly(sqrt(max(self.second.low - self.mean.low**2, 0.0)))


def _tail(law: Sequence[tuple[float, float]], beyond: float, value: float) -> float:
    start = bisect_right(law, (value, inf))
    return min(beyond + sum(probability for _, probability in law[start:]), 1.0)


def _quantile(law: Sequence[tuple[float, float]], share: float) -> float:
    total = 0.0
    for (value, _), total in zip(law, accumulate(each for _, each in law), strict=True):
        if total >= share - SLACK:
            return value
    return inf
