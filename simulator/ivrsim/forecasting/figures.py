"""The figures of a chain whose shares are all known: laws of quantities and probabilities of events, exact for it."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from math import fsum, inf

from ivrsim.callers.model import Price
from ivrsim.chains.chain import CallEnd, Chain
from ivrsim.chains.laws.law import EndLaw, Law, law_of
from ivrsim.chains.quantity import Between, Quantity, exactly
from ivrsim.forecasting.charges import Charge, charge

_NEGLIGIBLE = 1e-9
"""Of a mean, the part by which it may be wrong because what lies beyond a law is rounded to begun steps."""


class ExactFigures:
    """Answers what is asked of a chain whose shares are all known.

    Args:
        chain: the chain.
        start: the number of the node in which calls begin.
    """

    def __init__(self, chain: Chain, start: int) -> None:
        self._chain = chain
        self._start = start

    @cached_property
    def law(self) -> Law:
        """The law of the calls."""
        return law_of(self._chain, start=self._start)

    @cached_property
    def _timeless(self) -> Law:
        """The law without its steps: means, and what happens how often, are found sooner."""
        return law_of(self._chain, start=self._start, most_steps=0)

    @property
    def mean_ms(self) -> Between:
        """How long calls take in the mean, in ms."""
        return exactly(self._timeless.mean * self._chain.step_ms)

    def ends(self, wanted: Callable[[CallEnd], bool]) -> Between:
        """Return how likely a call ends in one of the ends that are wanted."""
        pairs = zip(self._chain.ends, self.law.ends, strict=True)
        return exactly(_share(fsum(law.probability for end, law in pairs if wanted(end))))

    @property
    def never(self) -> Between:
        """How likely a call never ends."""
        return exactly(self.law.never)

    def happening(self, numbers: Collection[int]) -> Between:
        """Return how likely any of some happenings comes at all."""
        return exactly(_share(self._timeless.at_least_once(numbers)))

    def count(self, name: str, numbers: Collection[int]) -> Quantity:
        """Return how often some happenings come in a call."""
        found = self._timeless.counts(numbers)
        beyond = found.beyond + found.forever
        return Quantity(
            name,
            "",
            [(float(times), share) for times, share in enumerate(found.law) if share],
            exactly(found.mean),
            beyond,
            inf if found.forever else found.beyond_mean,
            second=exactly(found.square),
        )

    def duration(self) -> Quantity:
        """Return how long calls take, from the answer on, in ms."""
        step_ms, law = self._chain.step_ms, self.law
        beyond = law.beyond + law.never
        return Quantity(
            "duration",
            "ms",
            [(float(steps * step_ms), share) for steps, share in enumerate(law.steps) if share],
            exactly(law.mean * step_ms),
            beyond,
            inf if law.never else law.beyond_mean * step_ms,
            second=exactly(law.square * step_ms**2),
        )

    def talk(self) -> Quantity:
        """Return how long agents talk, in ms."""
        step_ms = self._chain.step_ms
        law: dict[float, list[float]] = {}
        for end, each in zip(self._chain.ends, self.law.ends, strict=True):
            law.setdefault(float(end.talk_steps * step_ms), []).append(each.probability)
        return _quantity("talk", "ms", _sorted(law), self.law.never, exactly(inf if self.law.never else 0.0))

    def charged(self, name: str, unit: str, price: Price, value: Callable[[Charge], float]) -> Quantity:
        """Return a law of what is billed.

        Args:
            name: of the quantity; unit: its unit.
            price: what calls cost.
            value: what it is of what is billed.
        """
        law: dict[float, list[float]] = {}
        beyond = [0.0, 0.0]
        for end, each in zip(self._chain.ends, self.law.ends, strict=True):
            legs_ms = [leg * self._chain.step_ms for leg in end.legs]
            for steps, share in enumerate(each.steps):
                if share:
                    law.setdefault(value(charge(steps * self._chain.step_ms, legs_ms, price)), []).append(share)
            low, high = self._charged_beyond(each, legs_ms, price, value)
            beyond = [beyond[0] + low, beyond[1] + high]
        if self.law.never:
            beyond = [inf, inf]
        return _quantity(name, unit, _sorted(law), self.law.beyond + self.law.never, Between(*beyond))

    def _charged_beyond(
        self, law: EndLaw, legs_ms: Sequence[float], price: Price, value: Callable[[Charge], float]
    ) -> tuple[float, float]:
        """What the calls beyond a law add to a mean, at least and at most: begun steps count wholly."""
        if not law.beyond:
            return 0.0, 0.0
        time_ms = law.beyond_mean * self._chain.step_ms
        bare = price._replace(step_s=0)
        least = value(charge(time_ms, legs_ms, bare))
        most = value(charge(time_ms + price.step_s * 1000, [leg + price.step_s * 1000 for leg in legs_ms], bare))
        return law.beyond * least, law.beyond * most


def _quantity(name: str, unit: str, law: Sequence[tuple[float, float]], beyond: float, beyond_sum: Between) -> Quantity:
    """A quantity, whose mean is that of its law and what lies beyond adds."""
    within = fsum(value * share for value, share in law)
    low, high = within + beyond_sum.low, within + beyond_sum.high
    if high != inf and high - low <= _NEGLIGIBLE * high:
        low = high = (low + high) / 2
    square = fsum(value**2 * share for value, share in law)
    second = exactly(inf if beyond_sum.high == inf else square) if beyond < _NEGLIGIBLE else None
    return Quantity(
        name, unit, law, Between(low, high), beyond, beyond_sum.low / beyond if beyond else 0.0, second=second
    )


def _sorted(law: dict[float, list[float]]) -> list[tuple[float, float]]:
    return [(value, share) for value, shares in sorted(law.items()) if (share := fsum(shares)) > 0]


def _share(number: float) -> float:
    return min(max(number, 0.0), 1.0)
