"""The law of a plan's calls: how they end, how long they last, what happens how often; exact for its chain.

Theory of operation. Linear equations (`moments`) give what ends how likely, means and mean squares. An engine (`plain`,
or `arrays` with NumPy and SciPy) gives the law of time up to a horizon, and what is still on its way there. The same
equations, begun with that, give what lies beyond: so nothing of a tail is lost, however long it is.
"""

from array import array
from collections.abc import Collection, Sequence
from functools import cached_property
from math import fsum, inf
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import require
from ivrsim.chains.chain import CallEnd, Chain
from ivrsim.chains.laws.counts import CountLaw, Counts
from ivrsim.chains.laws.engines import Backend, LawEngine, engine_of
from ivrsim.chains.laws.jumps import jump_chain
from ivrsim.chains.quantity import Between, exactly

TAIL: Final = 1e-12
"""What is left beyond a horizon, where nobody says otherwise."""
HORIZON_MS: Final = 3_600_000
"""The greatest horizon, likewise: an hour."""


class EndLaw(NamedTuple):
    """How likely calls end in one way, and how long these last.

    Attributes:
        probability: that calls end so.
        steps: how likely they do after 0 steps, 1 step and so on, up to the horizon.
        mean: how many steps they last on average; 0.0 where none ends so.
        square: the mean square of these steps, likewise.
        beyond: how likely calls end so after the horizon.
        beyond_mean: how many steps these last on average; 0.0 where there are none.
        beyond_square: the mean square of these steps, likewise.
    """

    probability: float
    steps: "array[float]"
    mean: float
    square: float
    beyond: float
    beyond_mean: float
    beyond_square: float


class Law:
    """The law of the calls of a chain.

    Args:
        chain: the chain.
        start: the number of the node in which calls begin.
        engine: what works it out.
        tail: when less than this is left, the horizon is reached.
        most_steps: the greatest horizon.

    Attributes:
        step_ms: how long a step is, in ms.
        ends: for each end of the chain, by number, its law.
        never: how likely a call never ends.
        horizon: the last step of the laws; -1 where the chain is so large that there are only bounds, by `tail`.
    """

    def __init__(self, chain: Chain, start: int, engine: LawEngine, tail: float, most_steps: int) -> None:
        self._chain = chain
        self._start = start
        self._engine = engine
        self._tail = tail
        found = engine.outline(chain, start, tail, most_steps)
        totals, rest = found.whole, found.beyond
        self.step_ms = chain.step_ms
        self.never = found.never
        self.horizon = found.horizon
        self.ends: Sequence[EndLaw] = [
            EndLaw(
                totals.visits[end],
                law,
                _mean(totals.times[end], totals.visits[end]),
                _mean(totals.squares[end], totals.visits[end]),
                rest.visits[end],
                _mean(rest.times[end], rest.visits[end]),
                _mean(rest.squares[end], rest.visits[end]),
            )
            for end, law in enumerate(found.laws)
        ]

    @cached_property
    def steps(self) -> "array[float]":
        """How likely calls end after 0 steps, 1 step and so on, up to the horizon."""
        return array("d", map(fsum, zip(*(end.steps for end in self.ends), strict=True)))

    @property
    def beyond(self) -> float:
        """How likely calls end after the horizon."""
        return fsum(end.beyond for end in self.ends)

    @property
    def beyond_mean(self) -> float:
        """How many steps calls last on average that end after the horizon; 0.0 where there are none."""
        return _mean(fsum(end.beyond * end.beyond_mean for end in self.ends), self.beyond)

    def tail(self, steps: int) -> Between:
        """Return how likely a call lasts longer than some steps, or never ends.

        Up to the horizon that is exact. After it there are bounds (Cantelli), by mean and variance of what lies beyond.
        """
        if steps <= self.horizon:
            return exactly(fsum(self.steps[max(steps + 1, 0) :]) + self.beyond + self.never)
        bounds = [_longer(end, steps) for end in self.ends]
        return Between(
            self.never + fsum(end.beyond * each.low for end, each in zip(self.ends, bounds, strict=True)),
            self.never + fsum(end.beyond * each.high for end, each in zip(self.ends, bounds, strict=True)),
        )

    @property
    def mean(self) -> float:
        """How many steps calls last on average; infinite where some never end."""
        return inf if self.never else fsum(end.probability * end.mean for end in self.ends)

    @property
    def square(self) -> float:
        """The mean square of how many steps calls last; infinite where some never end."""
        return inf if self.never else fsum(end.probability * end.square for end in self.ends)

    @cached_property
    def means(self) -> Sequence[float]:
        """How often each happening comes on average, by number; infinite where it can come without end."""
        return self._counts.means(len(self._chain.happenings))

    def at_least_once(self, happenings: Collection[int]) -> float:
        """Return how likely any of these happenings comes at all.

        Raises:
            ArgumentError: one of the numbers is not that of a happening of the chain.
        """
        return self._counts.at_least_once(self._known("at_least_once", happenings))

    def counts(self, happenings: Collection[int]) -> CountLaw:
        """Return how often any of these happenings come in a call.

        Raises:
            ArgumentError: one of the numbers is not that of a happening of the chain.
        """
        return self._counts.law(self._known("counts", happenings), self._tail)

    @cached_property
    def _counts(self) -> Counts:
        jumps = jump_chain(self._chain, self._start)
        return Counts(jumps, self._start, self._engine.equations(jumps))

    def _known(self, where: str, happenings: Collection[int]) -> frozenset[int]:
        most = len(self._chain.happenings) - 1
        for each in happenings:
            require(0 <= each <= most, where, "happenings", each, f"numbers from 0 to {most}")
        return frozenset(happenings)


def law_of(
    chain: Chain, *, start: int = 0, tail: float = TAIL, most_steps: int | None = None, backend: Backend = "auto"
) -> Law:
    """Return the law of a chain's calls.

    Args:
        chain: a chain all of whose shares are known.
        start: the number of the node in which calls begin.
        tail: the horizon is where less than this is left of the calls that end; 0.0 for all until the greatest horizon.
        most_steps: the greatest horizon; default is an hour.
        backend: "plain" for plain Python, "arrays" for NumPy and SciPy, "auto" for what is there.

    Raises:
        ArgumentError: a share is not known, or an argument is none that it takes.
        IvrError: the chain is wrong (see `jump_chain`), or NumPy and SciPy are needed and not installed.
    """
    require(0.0 <= tail < 1.0, "law_of", "tail", tail, "a number from 0 to less than 1")
    if most_steps is None:
        most_steps = HORIZON_MS // chain.step_ms
    require(most_steps >= 0, "law_of", "most_steps", most_steps, "a whole number, 0 or more")
    nodes = len(chain.nodes)
    require(0 <= start < nodes, "law_of", "start", start, f"the number of one of the chain's {nodes} nodes")
    return Law(chain, start, engine_of(backend, len(chain.nodes)), tail, most_steps)


def stopped(chain: Chain, nodes: Sequence[int]) -> Chain:
    """Return a chain in which calls end when they come to one of some nodes.

    The ends of its law behind those of the chain say how likely calls come to each of these nodes first, and when.

    Args:
        chain: the chain.
        nodes: their numbers; their ends are in the order of these, behind all others.
    """
    changed = list(chain.nodes)
    for number, node in enumerate(nodes, len(chain.ends)):
        changed[node] = changed[node]._replace(options=(), end=number)
    return chain._replace(nodes=changed, ends=[*chain.ends, *(CallEnd("", "", "") for _ in nodes)])


def _longer(end: EndLaw, steps: int) -> Between:
    """How likely calls that end so after the horizon last longer than some steps."""
    variance = max(end.beyond_square - end.beyond_mean**2, 0.0)
    away = steps + 1 - end.beyond_mean
    if away > 0.0:
        return Between(0.0, variance / (variance + away**2))
    away = end.beyond_mean - steps
    return Between(1.0 - variance / (variance + away**2), 1.0)


def _mean(total: float, probability: float) -> float:
    return total / probability if probability else 0.0
