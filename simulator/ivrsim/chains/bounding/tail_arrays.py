"""Values of all nodes through time, as `tails` has them, by NumPy and SciPy: all nodes of a level at once."""

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Any

from ivrsim.chains.bounding.marches import March
from ivrsim.chains.bounding.nature import ROUNDED


def stepped(march: March, side: float) -> Iterator[Sequence[float]]:
    """Return the values of all nodes, for each time from 0 on, without end.

    Args:
        march: what they are made of.
        side: 1.0 for the greatest values, -1.0 for the least.

    Raises:
        ImportError: NumPy or SciPy is not there.
    """
    import numpy
    import scipy.sparse  # noqa: F401  # now, not at the first step

    return _steps(numpy, march, side)


def _steps(numpy: Any, march: March, side: float) -> Iterator[Sequence[float]]:
    past = _Past(numpy, march)
    first_options = _first_options(march)
    stretch_weights = _matrix(
        [recipe.stretches for recipes in march.recipes for recipe in recipes], len(march.stretches)
    )
    levels = [_TailLevel(numpy, march, nodes, first_options, side) for nodes in march.levels]
    while True:
        worths = stretch_weights @ past.means()
        values = numpy.zeros(len(march.options))
        for level in levels:
            level.fill(worths, values)
        past.append(values)
        yield values


class _Past:
    """Values of the last times, and the means of them over stretches. There are rows for twice as many times as are
    needed, so that those are always neighbours.
    """

    def __init__(self, numpy: Any, march: March) -> None:
        runs = [stretch.run for stretch in march.stretches]
        targets = numpy.array([stretch.target for stretch in march.stretches], dtype=numpy.int64)
        self._wide, self._depth = len(march.options), march.depth
        sooner = numpy.array(march.sooner)
        self._rows = numpy.tile(sooner, (2 * self._depth, 1))
        self._now = self._depth
        self._ratio = numpy.array([run.ratio for run in runs])
        self._first = numpy.array([run.first for run in runs])
        self._entering = targets - numpy.array([run.start for run in runs], dtype=numpy.int64) * self._wide
        self._long = numpy.flatnonzero(self._ratio)
        self._lost = numpy.array([run.lost for run in runs])[self._long]
        stops = numpy.array([run.stop for run in runs], dtype=numpy.int64)
        self._leaving = (targets - stops * self._wide)[self._long]
        self._means = numpy.array([run.share for run in runs]) * sooner[targets]

    def means(self) -> Any:
        """The mean of each stretch, now; to be asked once for each time."""
        flat, offset = self._rows.reshape(-1), self._now * self._wide
        means = self._ratio * self._means + self._first * flat[self._entering + offset]
        means[self._long] -= self._lost * flat[self._leaving + offset]
        self._means = means
        return means

    def append(self, values: Any) -> None:
        """Take the values of now, and go on."""
        self._rows[self._now] = values
        self._now += 1
        if self._now == len(self._rows):
            self._rows[: self._depth] = self._rows[self._depth :]
            self._now = self._depth


class _TailLevel:
    """Nodes whose values can be found at once."""

    def __init__(
        self, numpy: Any, march: March, nodes: Sequence[int], first_options: Sequence[int], side: float
    ) -> None:
        self._numpy, self._side = numpy, side
        instants = [recipe.instants for node in nodes for recipe in march.recipes[node]]
        self._options = numpy.array(
            [first_options[node] + index for node in nodes for index in range(len(march.recipes[node]))], dtype=int
        )
        self._instants = _matrix(instants, len(march.options)) if any(instants) else None
        known = [node for node in nodes if len(march.options[node]) == 1]
        self._known = numpy.array(known, dtype=int)
        self._known_options = numpy.array([first_options[node] for node in known], dtype=int)
        self._by_count = [
            _Picks(numpy, march, [node for node in nodes if len(march.options[node]) == count], first_options)
            for count in sorted({len(march.options[node]) for node in nodes} - {1})
        ]

    def fill(self, worths: Any, values: Any) -> None:
        """Find the values of the nodes, from what options are worth but for this time."""
        if self._instants is not None:
            worths[self._options] += self._instants @ values
        values[self._known] = worths[self._known_options]
        for picks in self._by_count:
            values[picks.nodes] = picks.values(worths, self._side)


class _Picks:
    """Nodes with the same number of options, where nature picks."""

    def __init__(self, numpy: Any, march: March, nodes: Sequence[int], first_options: Sequence[int]) -> None:
        self.nodes = numpy.array(nodes, dtype=int)
        self._numpy = numpy
        options = [march.options[node] for node in nodes]
        self._options = numpy.array(
            [[first_options[node] + at for at in range(len(march.options[node]))] for node in nodes]
        )
        self._lows = numpy.array([[each.low for each in row] for row in options])
        self._rooms = numpy.array([[each.high - each.low for each in row] for row in options])
        self._left = numpy.array([[1 - fsum(each.low for each in row)] for row in options])

    def values(self, worths: Any, side: float) -> Any:
        """What the nodes are worth: what is left over goes to the best first."""
        numpy = self._numpy
        worth = worths[self._options]
        order = numpy.argsort(-side * worth, axis=1, kind="stable")
        rooms = numpy.take_along_axis(self._rooms, order, axis=1)
        before = numpy.cumsum(rooms, axis=1) - rooms
        left = self._left - before
        more = numpy.where(left < ROUNDED, 0.0, numpy.minimum(left, rooms))
        best = (more * numpy.take_along_axis(worth, order, axis=1)).sum(axis=1)
        return (self._lows * worth).sum(axis=1) + best


def _first_options(march: March) -> list[int]:
    """The number of each node's first option, among all."""
    firsts, total = [], 0
    for recipes in march.recipes:
        firsts.append(total)
        total += len(recipes)
    return firsts


def _matrix(rows: Sequence[Sequence[tuple[int, float]]], columns: int) -> Any:
    from scipy.sparse import csr_matrix

    numbers = [number for number, row in enumerate(rows) for _ in row]
    targets = [target for row in rows for target, _ in row]
    weights = [weight for row in rows for _, weight in row]
    return csr_matrix((weights, (numbers, targets)), shape=(len(rows), columns))
