"""Rows of numbers over time with NumPy: what comes to each node, many steps at a time.

Theory of operation. Time goes in slabs of so many steps. A shift that is as long as a slab, or longer, takes from slabs
before; without these the shifts go round nowhere, so rows have levels: each takes from lower ones. Level by level one
product of a sparse matrix gives all rows of it, for all steps of the slab. What a row takes from itself within a slab is
the renewal series of these shifts.
"""

from typing import Any, Final, NamedTuple

from ivrsim.forecasting.flat import Flat, ranges

SLABS: Final = (512, 128, 32, 8, 1)
"""How many steps a slab may have. The longest is taken in which shifts go round nowhere."""
CELLS: Final = 12_000_000
"""So many numbers are kept at most of the slab and before, where that is possible."""


class Columns(NamedTuple):
    """Shifts in columns: what a row takes from another one. Arrays are of NumPy.

    Attributes:
        nodes: how many nodes there are; theirs are the first rows.
        rows: how many rows there are; those behind the nodes stand between nodes.
        source, target: of each shift the numbers of the rows.
        steps, factor: so many steps later, so many times as much.
    """

    nodes: int
    rows: int
    source: Any
    target: Any
    steps: Any
    factor: Any


def columns_of(flat: Flat) -> Columns:
    """Return the shifts between nodes; see `shifts`. The last row is a start, which leads to the node at once."""
    import numpy as np

    size, laws = len(flat.ends), flat.laws
    inner = (flat.ends[flat.target] < 0) & ~flat.endless[flat.target]
    source, target, delay = flat.source[inner], flat.target[inner], flat.delay[inner]
    probability = flat.probability[inner]
    groups, group, several = np.unique(source * len(laws.first) + delay, return_inverse=True, return_counts=True)
    law = groups % len(laws.first)
    points = laws.length[law]
    between = points * several > points + several
    row = np.where(between, size - 1 + np.cumsum(between), -1)
    straight = ~between[group]
    rows = size + int(between.sum()) + 1
    parts = (
        _with_points(flat, source[straight], target[straight], delay[straight], probability[straight]),
        _with_points(flat, groups[between] // len(laws.first), row[between], law[between], np.ones(int(between.sum()))),
        (np.array([rows - 1]), np.array([flat.start]), np.array([0]), np.array([1.0])),
        (row[group[~straight]], target[~straight], np.zeros(int((~straight).sum()), np.int64), probability[~straight]),
    )
    found = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Columns(size, rows, *found)


def _with_points(flat: Flat, source: Any, target: Any, delay: Any, probability: Any) -> tuple[Any, Any, Any, Any]:
    """A shift for each point of the laws."""
    import numpy as np

    length = flat.laws.length[delay]
    points = ranges(flat.laws.first[delay], length)
    factor = np.repeat(probability, length) * flat.laws.shares[points]
    return np.repeat(source, length), np.repeat(target, length), flat.laws.steps[points], factor


def levels_of(columns: Columns, slab: int) -> list[Any] | None:
    """Return the rows level by level, as far as shifts shorter than a slab go; None where these go round."""
    import numpy as np
    from scipy.sparse import csr_matrix

    short = (columns.steps < slab) & (columns.source != columns.target)
    source, target = columns.source[short], columns.target[short]
    graph = csr_matrix((np.ones(len(source), np.int8), (source, target)), (columns.rows, columns.rows))
    coming = np.bincount(graph.indices, minlength=columns.rows)
    front = np.flatnonzero(coming == 0)
    found = []
    while len(front):
        found.append(front)
        first = graph.indptr[front]
        to, times = np.unique(graph.indices[ranges(first, graph.indptr[front + 1] - first)], return_counts=True)
        coming[to] -= times
        front = to[coming[to] == 0]
    return found if sum(map(len, found)) == columns.rows else None


class _Level(NamedTuple):
    """Rows, places of those that take from themselves, what all take (rows and steps before), and how much of it."""

    rows: Any
    renewed: Any
    sources: Any
    steps: Any
    factors: Any


class Slabs:
    """What comes to each row, slab by slab.

    Args:
        columns: the shifts.

    Attributes:
        slab: how many steps a slab has.
        is_over: whether nothing comes to any row any more.
        longest: the greatest number of steps of a shift.
    """

    def __init__(self, columns: Columns) -> None:
        import numpy as np

        self.longest = int(columns.steps.max(initial=0))
        self.slab, levels = _slab(columns)
        self._columns = columns
        self._levels = [each for each in _takers(columns, levels, self.slab) if len(each.sources)]
        self._ahead = max(1, self.longest // self.slab) * self.slab
        self._width = self.longest + self._ahead
        self._rows = np.zeros((columns.rows, self._width))
        self._now = self.longest
        self._renewals = _renewals(columns, self.slab)
        self._begins = 1.0
        self.is_over = False

    def advance(self) -> Any:
        """Return what comes to each row in the next slab."""
        import numpy as np

        if self._now == self._width:
            self._rows[:, : self.longest] = self._rows[:, self._width - self.longest :].copy()
            self._now = self.longest
        now, slab = self._now, self.slab
        self._rows[:, now : now + slab] = 0.0
        self._rows[-1, now], self._begins = self._begins, 0.0
        windows = np.lib.stride_tricks.sliding_window_view(self._rows, slab, axis=1)
        alive: Any = self._rows[:, max(0, now - self.longest) : now].any(axis=1)
        alive[-1] |= self._rows[-1, now] > 0.0
        for level in self._levels:
            if alive[level.sources].any():
                came = level.factors @ windows[level.sources, now - level.steps]
                for place in level.renewed:
                    came[place] = np.convolve(came[place], self._renewals[int(level.rows[place])])[:slab]
                self._rows[level.rows, now : now + slab] += came
                alive[level.rows] |= came.any(axis=1)
        self._now += slab
        self.is_over = not self._rows[:, max(0, self._now - self.longest - 1) : self._now].any()
        return self._rows[:, now : now + slab]

    def on_the_way(self, later: int) -> Any:
        """Return what comes to each row by shifts from before.

        Args:
            later: how many of the last steps of the slab count as not yet gone by.

        Returns:
            Three rows of numbers: how much, and sums of steps from then on, and of the squares of these.
        """
        import numpy as np

        columns, now = self._columns, self._now - later
        back = self._rows[:, now - self.longest : now][:, ::-1]
        ago = np.arange(self.longest)
        whole = [np.cumsum(back * ago**power, axis=1) for power in range(3)]
        long = columns.steps > 0
        source, steps = columns.source[long], columns.steps[long]
        none, one, two = (each[source, steps - 1] for each in whole)
        came = none, steps * none - one, steps**2 * none - 2 * steps * one + two
        target, factor = columns.target[long], columns.factor[long]
        found = np.array([np.bincount(target, each * factor, columns.rows) for each in came], float)
        return self._handed_on(found)

    def _handed_on(self, found: Any) -> Any:
        """Rows between nodes hand on at once what comes to them."""
        import numpy as np

        columns = self._columns
        between = columns.source >= columns.nodes
        source, target, factor = columns.source[between], columns.target[between], columns.factor[between]
        for each in found:
            each += np.bincount(target, each[source] * factor, columns.rows)
        return found[:, : columns.nodes]


def _slab(columns: Columns) -> tuple[int, list[Any]]:
    for slab in SLABS:
        levels = levels_of(columns, slab)
        if levels is not None:
            return slab, levels
    raise ValueError("a circle takes no time")


def _takers(columns: Columns, levels: list[Any], slab: int) -> "list[_Level]":
    """For each level, what its rows take."""
    import numpy as np
    from scipy.sparse import csr_matrix

    level = np.empty(columns.rows, np.int64)
    place = np.empty(columns.rows, np.int64)
    for number, rows in enumerate(levels):
        level[rows] = number
        place[rows] = np.arange(len(rows))
    order = np.argsort(level[columns.target], kind="stable")
    bounds = np.searchsorted(level[columns.target][order], np.arange(len(levels) + 1))
    longest = int(columns.steps.max(initial=0)) + 1
    found = []
    for number, rows in enumerate(levels):
        shifts = order[bounds[number] : bounds[number + 1]]
        key = columns.source[shifts] * longest + columns.steps[shifts]
        keys, column = np.unique(key, return_inverse=True)
        at = (place[columns.target[shifts]], column)
        factors = csr_matrix((columns.factor[shifts], at), (len(rows), len(keys)))
        itself = columns.source[shifts] == columns.target[shifts]
        itself &= columns.steps[shifts] < slab
        renewed = np.unique(place[columns.target[shifts[itself]]])
        found.append(_Level(rows, renewed, keys // longest, keys % longest, factors))
    return found


def _renewals(columns: Columns, slab: int) -> dict[int, Any]:
    """For each row that takes from itself within a slab: how often it is come to, from once at its first step."""
    import numpy as np

    found = {}
    own = (columns.source == columns.target) & (columns.steps < slab)
    for row in np.unique(columns.source[own]):
        here = own & (columns.source == row)
        again = np.zeros(slab)
        np.add.at(again, columns.steps[here], columns.factor[here])
        series = np.zeros(slab)
        series[0] = 1.0
        for step in range(1, slab):
            series[step] = series[:step] @ again[step:0:-1]
        found[int(row)] = series
    return found
