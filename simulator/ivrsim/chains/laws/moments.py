"""Means and mean squares of times, exactly, by linear equations: nothing is taken from a law that is cut somewhere.

Theory of operation. With P the probabilities of jumps, and D and S the same times the mean and the mean square of
their delays: visits solve v = s + v P. The times of all visits add up to t, which solves t = t0 + v D + t P. The
sums of their squares q = q0 + v S + 2 t D + q P. An end is visited once at most, so there these are probability, and
parts of the mean and of the mean square.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from ivrsim.chains.chain import Delay


class Equations(Protocol):
    """The linear equations of times that jumps take."""

    def visits(self, arrivals: Sequence[float]) -> list[float]:
        """Return how often calls come to each node, given how often they begin in it."""

    def onward(self, visits: Sequence[float], factors: Sequence[float]) -> list[float]:
        """Return what comes to each node by one jump from those that are visited so often.

        Args:
            visits: of each node.
            factors: of each law of time; every probability is taken as many times.
        """


class JumpEquations(Equations, Protocol):
    """The linear equations of a jump chain."""

    def until(self, jumps: Collection[tuple[int, int]]) -> "JumpEquations":
        """Return the equations of calls up to some jumps: what these lead to is not come to.

        Args:
            jumps: of each the number of its node, and its place among the jumps from there.
        """


class Sums(NamedTuple):
    """Of all visits of each node: how many there are, the sum of their times, and of their squares, in steps."""

    visits: list[float]
    times: list[float]
    squares: list[float]

    def add(self, node: int, step: int, visits: float) -> None:
        """Add visits at a step."""
        self.visits[node] += visits
        self.times[node] += visits * step
        self.squares[node] += visits * step * step


def no_sums(size: int) -> Sums:
    """Return the sums of no visits of so many nodes."""
    return Sums([0.0] * size, [0.0] * size, [0.0] * size)


def sums_of(equations: Equations, delays: Sequence[Delay], begins: Sums) -> Sums:
    """Return the sums for all nodes, given those of the visits in which calls begin."""
    means = [sum(steps * share for steps, share in delay) for delay in delays]
    squares = [sum(steps * steps * share for steps, share in delay) for delay in delays]
    visits = equations.visits(begins.visits)
    times = equations.visits(_added(begins.times, equations.onward(visits, means)))
    begun = _added(begins.squares, equations.onward(visits, squares))
    twice = equations.onward(times, [2.0 * mean for mean in means])
    return Sums(visits, times, equations.visits(_added(begun, twice)))


def _added(one: Sequence[float], two: Sequence[float]) -> list[float]:
    return [first + second for first, second in zip(one, two, strict=True)]
