"""Whether calls that were played can have the law of a chain: intervals that hold for all figures together.

With a probability of 99.9 % none of the figures lies outside, if the law is theirs. A share is compared by the bound of
Chernoff, a mean by that of Bernstein with the variance of the sample: both hold for any number of calls.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from math import inf, log, sqrt
from typing import Final, NamedTuple

from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.law import law_of
from tests.unit.ivrsim.forecasting.plays import Played

CONFIDENCE: Final = 0.999
BIN: Final = 0.01
"""Times are joined until so many calls end in them."""
COMPARED: Final = frozenset(
    ("prompt", "heard", "key", "input", "silence", "no match", "branch", "transfer", "talk", "recording", "stash",
     "request", "no reply", "detected")
)  # fmt: skip
"""The kinds of happenings that plays count, too."""


class Figure(NamedTuple):
    """Something that is compared.

    Attributes:
        name: what.
        exact: by the chain.
        values: of each call; a share is the mean of 0 and 1.
    """

    name: str
    exact: float
    values: Sequence[float]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    def differs(self, doubt: float) -> bool:
        """Whether calls of the law have such a mean with a probability below `doubt`."""
        size, mean = len(self.values), self.mean
        if set(self.values) <= {0, 1} and -1e-9 < self.exact < 1 + 1e-9:
            return size * _divergence(mean, min(max(self.exact, 0.0), 1.0)) > log(2 / doubt)
        variance = sum((each - mean) ** 2 for each in self.values) / size
        range_ = max(self.values) - min(0.0, *self.values)
        slack = sqrt(2 * variance * log(3 / doubt) / size) + 3 * range_ * log(3 / doubt) / size
        return abs(mean - self.exact) > slack


def differences(chain: Chain, played: Sequence[Played]) -> list[str]:
    """Return the figures in which calls that were played differ from a chain; [] where they can have its law."""
    figures = [*_figures(chain, played)]
    doubt = (1 - CONFIDENCE) / len(figures)
    unknown = {name for each in played for name in each.counts} - {each.name for each in chain.happenings}
    found = [
        f"{each.name}: {each.exact:.6f} by the chain, {each.mean:.6f} in plays"
        for each in figures
        if each.differs(doubt)
    ]
    return [*found, *(f"the chain knows no {name}" for name in sorted(unknown))]


def _figures(chain: Chain, played: Sequence[Played]) -> Iterator[Figure]:
    law = law_of(chain)
    assert law.never == 0
    ends: Counter[Hashable] = Counter()
    for end, each in zip(chain.ends, law.ends, strict=True):
        ends[end.party, end.taken_for, end.outcome, end.legs] += each.probability
    seen = [(each.party, each.taken_for, each.outcome, each.legs) for each in played]
    for what in {*ends, *seen}:
        yield Figure(f"ends {what}", ends[what], [float(each == what) for each in seen])
    steps = [each.steps for each in played]
    yield Figure("duration", law.mean, steps)
    yield Figure("duration squared", law.square, [each**2 for each in steps])
    for low, high, share in _bins(law.steps):
        yield Figure(f"ends after {low} to {high} steps", share, _shares(steps, lambda at: low <= at <= high))  # noqa: B023
    total = 0.0
    for at, share in enumerate(law.steps):
        total += share
        if any(total - share < level <= total for level in (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)):
            yield Figure(f"longer than {at} steps", 1 - total, _shares(steps, lambda each: each > at))  # noqa: B023
    for number, happening in enumerate(chain.happenings):
        if happening.kind in COMPARED:
            counts = [each.counts.get(happening.name, 0) for each in played]
            yield Figure(f"how often {happening.name}", law.means[number], counts)
            once = law.at_least_once([number])
            yield Figure(f"whether {happening.name}", once, _shares(counts, lambda times: times > 0))


def _bins(law: Sequence[float]) -> Iterator[tuple[float, float, float]]:
    """Times, from and to, and how likely these are; the last goes on for ever."""
    low, share = 0, 0.0
    for at, each in enumerate(law):
        share += each
        if share >= BIN:
            yield low, at, share
            low, share = at + 1, 0.0
    yield low, inf, share


def _shares(values: Sequence[int], holds: Callable[[int], bool]) -> list[float]:
    return [float(holds(each)) for each in values]


def _divergence(share: float, exact: float) -> float:
    """How far a share is from what it should be, as relative entropy."""
    pairs = ((share, exact), (1 - share, 1 - exact))
    if any(one > 0 and other == 0 for one, other in pairs):
        return inf
    return sum(one * log(one / other) for one, other in pairs if one > 0)
