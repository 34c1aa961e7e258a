"""Guaranteed bounds of what calls will be like, where shares are not known.

A chain with shares between bounds is an interval Markov chain. Nature picks the shares, at each visit of a node anew,
with the whole call before its eyes, and once for the least and once for the greatest result. So whatever the shares
really are, also if they change with time or depend on each other, the result is between the bounds.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from math import fsum, inf, isinf
from typing import Final

from ivrdsl.errors import IvrError
from ivrsim.chains.bounding.endless import end_components, surely
from ivrsim.chains.bounding.envelope import Envelope, greatest, least
from ivrsim.chains.bounding.games import Gain
from ivrsim.chains.bounding.nature import Choices, choices_of, visited
from ivrsim.chains.bounding.tails import MOST_STEPS, Tails, tails_of
from ivrsim.chains.chain import Chain, ChainWay, Option
from ivrsim.chains.quantity import Between, exactly

_ROUNDING: Final = 1e-12
"""By so small a part two results differ by rounding alone."""


class ChainBounds:
    """Answers questions about a chain, each with the least and the greatest value.

    Args:
        chain: whose shares need not be known.
        start: the number of the node in which calls begin.

    Raises:
        IvrError: the shares of a node cannot add up to 1; or other numbers of the chain are wrong.
    """

    def __init__(self, chain: Chain, start: int = 0) -> None:
        self._chain = chain
        self._start = start
        self._choices = choices_of(chain)
        self._end_of = {number: node.end for number, node in enumerate(chain.nodes) if node.end >= 0}
        self._mean_of = [fsum(steps * share for steps, share in law) for law in chain.delays]
        self._square_of = [fsum(steps**2 * share for steps, share in law) for law in chain.delays]

    def ending(self, ends: Collection[int]) -> Between:
        """Return how likely a call ends in one of some ends.

        Args:
            ends: their numbers.
        """
        return self.mean_of_ends([float(number in ends) for number in range(len(self._chain.ends))])

    def never_ending(self) -> Between:
        """Return how likely a call never ends."""
        if not self._kept:
            return exactly(0.0)
        ends = self.ending(range(len(self._chain.ends)))
        surely_can = self._start in surely(self._choices, self._visited, self._end_of)
        return Between(0.0 if surely_can else 1 - ends.high, 1 - ends.low)

    def happening(self, happenings: Collection[int]) -> Between:
        """Return how likely one of some happenings happens, once or more often.

        Args:
            happenings: their numbers.
        """
        happened = len(self._choices)
        choices = [*(_diverted(options, set(happenings), happened) for options in self._choices), ()]
        return self._between(*self._both(choices, {**dict.fromkeys(self._end_of, 0.0), happened: 1.0}, _nothing, 1.0))

    def mean_of_ends(self, values: Sequence[float]) -> Between:
        """Return the mean of something that calls have by their ends, such as how long was talked.

        Args:
            values: for each end, 0 or more. A call that never ends has 0.

        Raises:
            IvrError: a value is below 0.
        """
        if not all(value >= 0 for value in values):
            raise IvrError(f"the least value of an end is {min(values)}; expected 0 or more")
        finals = {node: values[end] for node, end in self._end_of.items()}
        return self._between(*self._both(self._choices, finals, _nothing, max(finals.values(), default=0.0)))

    def mean_count(self, weights: Mapping[int, float]) -> Between:
        """Return how often happenings happen in a call, in the mean; infinite where that may go on for ever.

        Args:
            weights: what each counts, 0 or more, by its number. Others do not count.
        """

        def gain(way: ChainWay) -> float:
            return fsum(weights.get(mark, 0.0) for mark in way.marks)

        return self._between(*self._both(self._choices, self._finals, gain))

    def mean_duration(self) -> Between:
        """Return how long calls take in the mean, in steps; infinite where some never end."""
        return self._between(*self._durations)

    def mean_square_duration(self) -> Between:
        """Return the mean square of how long calls take, in square steps.

        These bounds hold, but may be wider than what nature can bring about: at each step it is granted the least, or
        the greatest, mean of what is left.
        """
        low, high = self._durations
        if isinf(low.values[self._start]):
            return exactly(inf)
        is_exact = self.mean_duration().is_exact
        least_left, greatest_left = (low.values, high.values) if is_exact else (low.safe, high.safe)
        least_square = least(self._choices, self._start, self._finals, self._square_gain(least_left))
        if isinf(high.safe[self._start]):
            return Between(least_square.safe[self._start], inf)
        return self._between(
            least_square, greatest(self._choices, self._start, self._finals, self._square_gain(greatest_left))
        )

    def tails(self, ends: Collection[int] | None = None, most_steps: int = MOST_STEPS) -> Tails:
        """Return how likely calls take longer than each time, at least and at most. Each time has a law of its own.

        Args:
            ends: the numbers of ends: longer, and ending in one of these; None is longer, whether they end or not.
            most_steps: where to end if the tails do not come down before.
        """
        if ends is None:
            always = dict.fromkeys(range(len(self._choices)), 1.0)
            return tails_of(
                self._choices, self._start, self._chain.delays, (always, always), self.never_ending(), most_steps
            )
        finals = {node: float(end in ends) for node, end in self._end_of.items()}
        low, high = self._both(self._choices, finals, _nothing, 1.0)
        return tails_of(self._choices, self._start, self._chain.delays, (low.safe, high.safe), exactly(0.0), most_steps)

    @cached_property
    def _visited(self) -> list[int]:
        return visited(self._choices, self._start)

    @cached_property
    def _kept(self) -> list[list[int]]:
        """Where nature can keep calls for ever."""
        return end_components(self._choices, (node for node in self._visited if node not in self._end_of))

    @property
    def _finals(self) -> dict[int, float]:
        return dict.fromkeys(self._end_of, 0.0)

    @cached_property
    def _durations(self) -> tuple[Envelope, Envelope]:
        return self._both(self._choices, self._finals, lambda way: self._mean_of[way.delay])

    def _square_gain(self, left: Mapping[int, float]) -> Gain:
        """The gain of (delay + what is left)², without the square of what is left."""

        def gain(way: ChainWay) -> float:
            mean = self._mean_of[way.delay]
            return self._square_of[way.delay] + (2 * mean * left[way.target] if mean else 0.0)

        return gain

    def _both(
        self, choices: Choices, finals: Mapping[int, float], gain: Gain, most: float = inf
    ) -> tuple[Envelope, Envelope]:
        return least(choices, self._start, finals, gain), greatest(choices, self._start, finals, gain, most)

    def _between(self, low: Envelope, high: Envelope) -> Between:
        """What the start is worth; one number where nature makes no difference but for rounding."""
        least_value, greatest_value = low.values[self._start], high.values[self._start]
        bounds = Between(low.safe[self._start], high.safe[self._start])
        if isinf(bounds.high) and not isinf(greatest_value):
            return bounds  # no better bound was found
        if least_value == greatest_value:
            return exactly(least_value)
        if abs(greatest_value - least_value) <= _ROUNDING * greatest_value and not isinf(greatest_value):
            return exactly((least_value + greatest_value) / 2)
        return bounds


def _nothing(_: ChainWay) -> float:
    return 0.0


def _diverted(options: tuple[Option, ...], marks: set[int], target: int) -> tuple[Option, ...]:
    """Options whose ways with a mark lead elsewhere."""
    return tuple(
        option._replace(
            ways=tuple(way if marks.isdisjoint(way.marks) else way._replace(target=target) for way in option.ways)
        )
        for option in options
    )
