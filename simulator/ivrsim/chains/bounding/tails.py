"""How likely calls take longer than each time, at least and at most, whatever nature picks at each visit.

V(t, node) is how likely a call at the node takes longer than t from there on. Before 0 it is known; at an end it is 0.
Else it is the best that nature can do with the means of V(t - delay, target), so that one pass over time gives all of
them. What lies beyond the last time is not left out: no tail there is above the last one, or below what never ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrsim.chains.bounding.marches import March, Recipe, march_of
from ivrsim.chains.bounding.nature import Choices, greatest_shares
from ivrsim.chains.chain import Delay
from ivrsim.chains.quantity import Between

MOST_STEPS: Final = 20_000
"""Where tails end that do not come down before."""
NEGLIGIBLE: Final = 1e-12
"""Tails end when less than this is left."""
_STILL: Final = 1e-15
"""A value that moves by less from one time to the next stands still."""
_MOST_PLAIN: Final = 1000
"""So many nodes are followed in plain Python, where NumPy and SciPy are not there."""
_FEW: Final = 200
"""Nodes and means of earlier values; below, NumPy is not faster."""


_Values = tuple[Sequence[float], Sequence[float]]
"""The least and the greatest values of all nodes, at a time."""


class Tails(NamedTuple):
    """How likely calls take longer than times, in steps.

    Attributes:
        all: how likely any time is, which is 1 if all calls are meant.
        low, high: for each time from 0 on the least and the greatest tail. They fall.
        rest: how likely more than any time is: calls that never end. Its high may be below the last tail.
    """

    all: Between
    low: Sequence[float]
    high: Sequence[float]
    rest: Between

    def at(self, steps: int) -> Between:
        """Return how likely more than a time is, also beyond the last one."""
        if steps < 0:
            return self.all
        if steps < len(self.low):
            return Between(self.low[steps], self.high[steps])
        return Between(self.rest.low, self.high[-1])

    def laws(self) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        """Return the two laws with these tails, the least and the greatest: steps and their probabilities.

        What is beyond is left over: the last tails.
        """
        return _law(self.all.low, self.low), _law(self.all.high, self.high)


def tails_of(
    choices: Choices,
    start: int,
    delays: Sequence[Delay],
    sooner: tuple[Mapping[int, float], Mapping[int, float]],
    rest: Between,
    most_steps: int = MOST_STEPS,
) -> Tails:
    """Return the tails of a chain.

    Args:
        choices: what nature can pick at each node.
        start: the node in which calls begin.
        delays: the laws of time.
        sooner: how likely any time is, from each node on, at least and at most.
        rest: how likely more than any time is.
        most_steps: where to end if the tails do not come down before; 1 or more.

    Raises:
        IvrError: a circle of the chain takes no time, or the chain is too large without the extra `forecast`.
    """
    march = march_of(choices, start, delays, sooner[0])
    high_march = march._replace(sooner=march_of(choices, start, delays, sooner[1]).sooner)
    both = zip(_stepped(march, -1.0), _stepped(high_march, 1.0), strict=True)
    lows, highs = zip(*_ended(both, march.depth, rest, most_steps), strict=True)
    total = Between(sooner[0][start], sooner[1][start])
    return Tails(total, _falling(lows, total.low), _falling(highs, total.high), rest)


def _law(total: float, tails: Sequence[float]) -> list[tuple[int, float]]:
    return [
        (steps, before - after) for steps, (before, after) in enumerate(pairwise([total, *tails])) if before > after
    ]


def _falling(tails: Sequence[float], most: float) -> list[float]:
    """Tails that are between 0 and 1 and do not rise by rounding."""
    found = []
    for tail in tails:
        most = max(min(tail, most), 0.0)
        found.append(most)
    return found


def _ended(steps: Iterator[_Values], depth: int, rest: Between, most_steps: int) -> Iterator[tuple[float, float]]:
    """The values of the start, until they come down, or no value has moved for as far as values reach back."""
    last: _Values | None = None
    still = 0
    for low, high in islice(steps, max(most_steps, 1)):
        yield low[0], high[0]
        still = still + 1 if last and _is_same(low, last[0]) and _is_same(high, last[1]) else 0
        if (low[0] - rest.low < NEGLIGIBLE and high[0] - rest.high < NEGLIGIBLE) or still > depth:
            return
        last = low, high


def _is_same(values: Sequence[float], others: Sequence[float]) -> bool:
    return all(abs(value - other) <= _STILL for value, other in zip(values, others, strict=True))


def _stepped(march: March, side: float) -> Iterator[Sequence[float]]:
    """The values of all nodes, for each time from 0 on, without end."""
    if len(march.options) + len(march.stretches) > _FEW:
        try:
            from ivrsim.chains.bounding.tail_arrays import stepped

            return stepped(march, side)
        except ImportError:
            if len(march.options) > _MOST_PLAIN:
                raise IvrError(
                    f"numpy and scipy are not installed; bounds of a chain of {len(march.options)} nodes need:"
                    " pip install 'ivrdsl[forecast]'"
                ) from None
    return _plainly(march, side)


def _plainly(march: March, side: float) -> Iterator[Sequence[float]]:
    past = [list(march.sooner) for _ in range(march.depth)]
    means = [stretch.run.share * march.sooner[stretch.target] for stretch in march.stretches]
    now = 0
    while True:
        for number, (target, run) in enumerate(march.stretches):
            entering = run.first * past[(now - run.start) % march.depth][target]
            leaving = run.lost * past[(now - run.stop) % march.depth][target]
            means[number] = run.ratio * means[number] + entering - leaving
        values = [0.0] * len(march.options)
        for level in march.levels:
            for node in level:
                worths = [_worth(recipe, means, values) for recipe in march.recipes[node]]
                values[node] = _picked(march, node, worths, side)
        past[now % march.depth] = values
        yield values
        now += 1


def _worth(recipe: Recipe, means: Sequence[float], values: Sequence[float]) -> float:
    worth = sum(weight * means[number] for number, weight in recipe.stretches)
    return worth + sum(weight * values[target] for target, weight in recipe.instants)


def _picked(march: March, node: int, worths: Sequence[float], side: float) -> float:
    if len(worths) == 1:
        return worths[0]
    shares = greatest_shares(march.options[node], [side * worth for worth in worths])
    return sum(share * worth for share, worth in zip(shares, worths, strict=True))
