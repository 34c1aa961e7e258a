"""The figures of a chain some of whose shares are not known: guaranteed bounds of laws and of probabilities."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from itertools import pairwise
from math import fsum, inf

from ivrsim.callers.model import Price
from ivrsim.chains.bounding.bounds import ChainBounds
from ivrsim.chains.bounding.tails import Tails
from ivrsim.chains.chain import CallEnd, Chain
from ivrsim.chains.quantity import Between, Quantity
from ivrsim.forecasting.charges import Charge, charge

_MOST_COUNTED = 100
"""Counts of which a bound is told; beyond there is the last one."""
_NEGLIGIBLE = 1e-9

Law = list[tuple[float, float]]


class BoundedFigures:
    """Answers what is asked of a chain, each with the least and the greatest value.

    Args:
        chain: the chain.
        start: the number of the node in which calls begin.
    """

    def __init__(self, chain: Chain, start: int) -> None:
        self._chain = chain
        self._bounds = ChainBounds(chain, start)

    @property
    def mean_ms(self) -> Between:
        """How long calls take in the mean, in ms."""
        mean = self._bounds.mean_duration()
        return Between(mean.low * self._chain.step_ms, mean.high * self._chain.step_ms)

    def ends(self, wanted: Callable[[CallEnd], bool]) -> Between:
        """Return how likely a call ends in one of the ends that are wanted."""
        return self._bounds.ending([number for number, end in enumerate(self._chain.ends) if wanted(end)])

    @cached_property
    def never(self) -> Between:
        """How likely a call never ends."""
        return self._bounds.never_ending()

    def happening(self, numbers: Collection[int]) -> Between:
        """Return how likely any of some happenings comes at all."""
        return self._bounds.happening(numbers)

    def count(self, name: str, numbers: Collection[int]) -> Quantity:
        """Return how often some happenings come in a call; more than once at most as often as the mean allows."""
        mean, once = self._bounds.mean_count(dict.fromkeys(numbers, 1.0)), self.happening(numbers)
        highs = [min(once.high, mean.high / count) for count in range(1, _MOST_COUNTED + 1)]
        high: Law = [(float(count), before - after) for count, (before, after) in enumerate(pairwise([1.0, *highs]))]
        low: Law = [(0.0, 1 - once.low), (1.0, once.low)]
        return Quantity(name, "", _given(low), mean, 0.0, high_law=_given(high) or low, high_beyond=highs[-1])

    def duration(self) -> Quantity:
        """Return how long calls take, from the answer on, in ms."""
        step_ms, tails = self._chain.step_ms, self._tails
        low, high = tails.laws()
        mean, second = self._bounds.mean_duration(), self._bounds.mean_square_duration()
        return Quantity(
            "duration",
            "ms",
            [(steps * step_ms, share) for steps, share in low],
            Between(mean.low * step_ms, mean.high * step_ms),
            tails.low[-1] if tails.low else 0.0,
            high_law=[(steps * step_ms, share) for steps, share in high],
            high_beyond=tails.high[-1] if tails.high else 0.0,
            second=Between(second.low * step_ms**2, second.high * step_ms**2),
        )

    def talk(self) -> Quantity:
        """Return how long agents talk, in ms."""
        step_ms = self._chain.step_ms
        values = sorted({float(end.talk_steps * step_ms) for end in self._chain.ends})
        above = [
            self.ends(lambda end, value=value: end.talk_steps * step_ms > value)  # type: ignore[misc]
            for value in values
        ]
        never = self.never.high
        return _between_laws(
            "talk", "ms", values, [each.low for each in above], [min(each.high + never, 1.0) for each in above]
        )

    def charged(self, name: str, unit: str, price: Price, value: Callable[[Charge], float]) -> Quantity:
        """Return a law of what is billed; see `ExactFigures.charged`.

        A call costs more than a sum if it lasts longer than some time, which hangs on how long its transfers were. At
        least it costs what it does without them; for the most each of their lengths is taken as likely as it can be.
        """
        tails, never = self._tails, self.never.high
        groups = [(share, self._costs(legs, price, value)) for legs, share in self._legs.items()]
        own = self._costs((), price, value)
        most = [max(each) for each in zip(*(costs for _, costs in groups), strict=True)]
        values = sorted({0.0, *own, *(cost for _, costs in groups for cost in costs)})
        lows, highs = [], []
        for cost in values:
            lows.append(_passed(own, tails, cost).low)
            several = fsum(min(share, _passed(costs, tails, cost).high) for share, costs in groups)
            highs.append(min(several + never, _passed(most, tails, cost).high))
        return _between_laws(name, unit, values, lows, highs)

    def _costs(self, legs: Sequence[int], price: Price, value: Callable[[Charge], float]) -> Sequence[float]:
        """What calls cost that take 0, 1, 2 ... steps, with transfers of some lengths."""
        step_ms = self._chain.step_ms
        legs_ms = [leg * step_ms for leg in legs]
        return [value(charge(steps * step_ms, legs_ms, price)) for steps in range(len(self._tails.high))]

    @cached_property
    def _tails(self) -> Tails:
        return self._bounds.tails()

    @cached_property
    def _legs(self) -> dict[tuple[int, ...], float]:
        """The lengths of the transfers that calls have, and how likely these are at most."""
        several = dict.fromkeys(end.legs for end in self._chain.ends)
        return {legs: self.ends(lambda end, legs=legs: end.legs == legs).high for legs in several}  # type: ignore[misc]


def _passed(costs: Sequence[float], tails: Tails, cost: float) -> Between:
    """How likely calls cost more than a sum, whose cost after each number of steps is known."""
    return tails.at(bisect_right(costs, cost) - 1)


def _between_laws(
    name: str, unit: str, values: Sequence[float], lows: Sequence[float], highs: Sequence[float]
) -> Quantity:
    """A quantity of which bounds are known of how likely more than each value is; it is 0 or more.

    Args:
        name: of the quantity; unit: its unit.
        values: sorted; the first is the least that there is.
        lows, highs: for each of them, how likely more is. They fall.
    """
    low, high = _law(values, lows), _law(values, highs)
    least = values[0] + fsum(
        (after - before) * tail for (before, after), tail in zip(pairwise(values), lows, strict=False)
    )
    most = values[0] + fsum(
        (after - before) * tail for (before, after), tail in zip(pairwise(values), highs, strict=False)
    )
    mean = Between(least, most if highs[-1] < _NEGLIGIBLE else inf)
    same = low == high and mean.is_exact
    return Quantity(name, unit, low, mean, lows[-1], high_law=[] if same else high, high_beyond=highs[-1])


def _law(values: Sequence[float], tails: Sequence[float]) -> Law:
    return [
        (value, before - after)
        for value, (before, after) in zip(values, pairwise([1.0, *tails]), strict=True)
        if before > after
    ]


def _given(law: Law) -> Law:
    return [(value, share) for value, share in law if share > 0]
