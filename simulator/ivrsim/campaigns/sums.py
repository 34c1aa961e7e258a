"""The law of a sum of very many independent numbers, by powers of generating functions, with a bound of its error.

The generating function of one number, on the unit circle, is the Fourier transform of its law; that of a sum of n is
its n-th power. Three ways lead back, by how wide the sum is:

1. A narrow sum: all its values have a place, and the law is exact but for rounding.
2. A wide one: only values around the mean have a place, and what lies beyond is folded back among them. Bernstein's
   inequality bounds how likely that is; the places are as many as make that less than `TAIL`.
3. A very wide one: to the sum a normal error is added whose deviation is a small part of its own, the `BLUR`. The
   transform of that vanishes but at few frequencies, so that few have to be known. Where a law has very many values,
   some are split between neighbours, which adds another error, of a tenth of that.

Mean and variance are never taken from these laws; they are sums themselves.
"""

from collections.abc import Sequence
from math import ceil, exp, floor, log, pi, sqrt
from typing import Any, Final, NamedTuple

from ivrsim.campaigns.libraries import numpy

TAIL: Final = 1e-13
"""How likely the sum may be where it has no place."""
BLUR: Final = 0.02
"""The deviation of the error that is added to a very wide sum, as a part of the sum's."""
_SPLIT: Final = 0.2
"""Half of it is the deviation that splitting values adds at most, as a part of the blur."""
_MANY: Final = 8192
_MOST_GAPS: Final = 1 << 22
PLACES: Final = 2**18
MOST_POINTS: Final = 4096
"""Of a law that is given out; wider ones are given by steps of several values."""
_VANISHED: Final = 40.0
"""Where a transform is below exp of minus so much, it is nothing."""
_TRIMMED: Final = 1e-15
"""How likely values are that are left away at each end of a law."""
_ROUNDING: Final = 2.0**-50


class Summand(NamedTuple):
    """So many independent numbers of one law.

    Attributes:
        size: how many.
        values: whole numbers, an array, each once.
        shares: how likely each is.
    """

    size: int
    values: Any
    shares: Any

    @property
    def mean(self) -> float:
        """Of one of them."""
        return float((self.values * self.shares).sum())

    @property
    def variance(self) -> float:
        """Of one of them."""
        return float(((self.values - self.mean) ** 2 * self.shares).sum())


class SumLaw(NamedTuple):
    """The law of a sum.

    Attributes:
        mean, variance: of it, exact but for rounding.
        values: values of the sum, sorted; each stands for all that are above the one before it.
        shares: how likely these are.
        width: how far two values lie apart; each value is one where that is 1.
        error: how far any tail is off at most, as a probability.
        blur: the deviation of the normal error that is added; 0.0 for none.
    """

    mean: float
    variance: float
    values: Any
    shares: Any
    width: float
    error: float
    blur: float


def law_of_sum(summands: Sequence[Summand]) -> SumLaw:
    """Return the law of the sum of all of some numbers.

    Raises:
        IvrError: NumPy is not installed.
    """
    np = numpy()
    parts = [each._replace(shares=each.shares / each.shares.sum()) for each in summands if each.size]
    mean = sum(each.size * each.mean for each in parts)
    variance = sum(each.size * each.variance for each in parts)
    least = sum(each.size * int(each.values.min()) for each in parts)
    step = int(np.gcd.reduce([int(np.gcd.reduce(each.values - each.values.min())) for each in parts] or [0])) or 1
    narrow = [Summand(each.size, (each.values - each.values.min()) // step, each.shares) for each in parts]
    span = sum(each.size * int(each.values.max()) for each in narrow)
    reach = _reach(narrow, variance / step**2)
    places = span + 1 if span < PLACES else 2 * ceil(reach) + 2
    if places <= PLACES:
        start, shares, rounding = _folded(narrow, 1 << (places - 1).bit_length(), span)
        beyond = 0.0 if span < PLACES else TAIL
        values, shares, width = _thinned(start, shares)
        return SumLaw(mean, variance, least + step * values, shares, float(step * width), beyond + rounding, 0.0)
    begin, gap, shares, rounding = _blurred(narrow, reach, sqrt(variance) / step)
    values = mean + step * (begin + gap * np.arange(1, len(shares) + 1))
    return SumLaw(mean, variance, values, shares, step * gap, TAIL + rounding, BLUR * sqrt(variance))


def _reach(parts: Sequence[Summand], variance: float) -> float:
    """How far from its mean a sum lies at most, but for `TAIL`: Bernstein's inequality."""
    farthest = max((float(abs(each.values - each.mean).max()) for each in parts), default=0.0)
    price = log(2 / TAIL)
    return farthest * price / 3 + sqrt((farthest * price / 3) ** 2 + 2 * variance * price)


def _folded(parts: Sequence[Summand], places: int, span: int) -> tuple[int, Any, float]:
    """The law of a sum from 0 to its span, as far as so many places around its mean go; where it begins; the error.

    Each number is taken from near its mean: so the angles of its transform are small, and its powers precise.
    """
    np = numpy()
    transform, centre, mean = np.ones(places // 2 + 1, dtype=complex), 0, 0.0
    for each in parts:
        near = round(each.mean)
        law = np.bincount((each.values - near) % places, weights=each.shares, minlength=places)
        transform *= _power(np.fft.rfft(law), each.size)
        centre += each.size * near
        mean += each.size * each.mean
    shares = np.fft.irfft(transform, places) if places > 1 else transform.real
    start = max(min(floor(mean) - places // 2, span + 1 - places), 0)
    shares = np.roll(shares, -((start - centre) % places))
    # by Cauchy and Schwarz the errors of all places add up to no more than this
    rounding = _ROUNDING * (1 + sum(each.size for each in parts)) * sqrt(places * float((shares**2).sum()))
    return start, np.clip(shares[: span + 1 - start], 0.0, None), rounding


def _thinned(start: int, shares: Any) -> tuple[Any, Any, int]:
    """A law without its very ends, by steps of several values where it has too many."""
    np = numpy()
    first = int(np.searchsorted(np.cumsum(shares), _TRIMMED))
    last = len(shares) - int(np.searchsorted(np.cumsum(shares[::-1]), _TRIMMED))
    kept = shares[first:last]
    width = -(-len(kept) // MOST_POINTS)
    kept = np.pad(kept, (0, -len(kept) % width)).reshape(-1, width).sum(axis=1)
    return start + first + width * np.arange(1, len(kept) + 1) - 1, kept, width


def _blurred(parts: Sequence[Summand], reach: float, deviation: float) -> tuple[float, float, Any, float]:
    """The law of a sum with a normal error: where it begins, from the mean, how wide its steps are, their shares."""
    np = numpy()
    error = BLUR * deviation
    reach += error * sqrt(2 * _VANISHED)
    most = ceil(sqrt(2 * _VANISHED) / error * reach / pi)  # of the frequencies, which lie pi / reach apart
    points = max(1 << (2 * most + 1).bit_length(), MOST_POINTS)
    angles = pi / reach * np.arange(most + 1)
    transform = np.exp(-((error * angles) ** 2) / 2).astype(complex)
    gap = _SPLIT * error / sqrt(sum(each.size for each in parts))
    for each in parts:
        transform *= _power(_transform(_condensed(each, gap), pi / reach, most + 1), each.size)
    width = 2 * reach / points
    shifted = transform * np.exp(1j * angles * (reach - width / 2)) * np.sinc(angles * width / (2 * pi))
    shares = np.clip(np.fft.irfft(np.conj(shifted), points), 0.0, None)
    rounding = _ROUNDING * (1 + sum(each.size for each in parts)) * sqrt(points * float((shares**2).sum()))
    several = points // MOST_POINTS
    return -reach, width * several, shares.reshape(-1, several).sum(axis=1), rounding + exp(-_VANISHED)


def _power(transform: Any, count: int) -> Any:
    """A transform to the power of so many. Most of its places vanish, and take no time."""
    np = numpy()
    power = np.zeros_like(transform)
    kept = np.abs(transform) > exp(-2 * _VANISHED / count)
    power[kept] = transform[kept] ** count
    return power


def _condensed(part: Summand, gap: float) -> Summand:
    """A law of very many values on fewer, a gap apart: each is split between two, so that the mean is what it was.

    That adds less than half a gap to the deviation of each number.
    """
    np = numpy()
    places = part.values / gap
    if len(places) <= _MANY or places.max() > _MOST_GAPS:
        return part
    below = np.floor(places).astype(np.int64)
    above = places - below
    law = np.bincount(below, part.shares * (1 - above), below.max() + 2)
    law += np.bincount(below + 1, part.shares * above, below.max() + 2)
    present = np.flatnonzero(law)
    return Summand(part.size, gap * present, law[present])


def _transform(part: Summand, angle: float, count: int) -> Any:
    """The transform of a law, taken from its mean, at so many multiples of an angle.

    A multiple j is a * side + b: the powers of a and those of b are made once each, and multiplied as two matrices.
    """
    np = numpy()
    side = ceil(sqrt(count))
    turns = 1j * angle * (part.values - part.mean)
    large = np.exp(np.outer(side * np.arange(side), turns)) * part.shares
    small = np.exp(np.outer(turns, np.arange(side)))
    product = np.einsum("ax,xb->ab", large, small)  # not `@`, which starts threads, and then rounds now so, now so
    return product.reshape(-1)[:count]
