"""What several replicates say together: means with the interval that holds them, and quantiles."""

from collections.abc import Sequence
from math import inf, sqrt
from typing import Final, NamedTuple

CONFIDENCE: Final = 0.95
QUANTILES: Final = (0.05, 0.5, 0.95)
_STUDENT: Final = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
    2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
    2.0452, 2.0423,
)  # fmt: skip
"""Student's t for 95 % and 1, 2, 3 ... degrees of freedom."""
_NORMAL: Final = 1.959964


class Estimate(NamedTuple):
    """A figure of a campaign, by its replicates or exactly.

    Attributes:
        name: of the figure.
        unit: "ms", the currency, or "" for counts and shares.
        mean: over the replicates, or the exact one.
        low, high: the 95 % interval of the mean; both are the mean where it is exact, infinite with one replicate.
        quantiles: values that 5, 50 and 95 % of the campaigns do not pass.
        is_exact: whether it is no estimate, but follows from the model.
    """

    name: str
    unit: str
    mean: float
    low: float
    high: float
    quantiles: tuple[float, ...]
    is_exact: bool = False


def estimate_of(name: str, unit: str, values: Sequence[float]) -> Estimate:
    """Return what the values of one or more replicates say."""
    size = len(values)
    mean = sum(values) / size
    spread = sum((each - mean) ** 2 for each in values)
    half = student(size - 1) * sqrt(spread / (size - 1) / size) if size > 1 else inf
    return Estimate(name, unit, mean, mean - half, mean + half, tuple(quantile_of(values, each) for each in QUANTILES))


def student(freedom: int) -> float:
    """Student's t for 95 % and so many degrees of freedom, 1 or more; beyond the table by its known expansion."""
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    square = _NORMAL**2
    return _NORMAL * (1 + (square + 1) / (4 * freedom) + (5 * square**2 + 16 * square + 3) / (96 * freedom**2))


def quantile_of(values: Sequence[float], share: float) -> float:
    """The quantile of a sample, between two of its values where it lies there."""
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])
