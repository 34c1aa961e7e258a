"""Rows of numbers over time with NumPy: what comes to each node, many steps at a time.

Theory of operation. Time goes in slabs of so many steps. A shift that is as long as a slab, or longer, takes from slabs
before; without these the shifts go round nowhere, so rows have levels: each takes from lower ones. Level by level one
product of a sparse matrix gives all rows of it, for all steps of the slab. What a row takes from itself within a slab
is the renewal series of these shifts.
"""

from typing import Any, Final, NamedTuple

from ivrsim.chains.laws.columns import ShiftColumns, levels_of
from ivrsim.chains.laws.renewals import renewals_of

SLABS: Final = (512, 256, 128, 64, 32, 16, 8, 4, 2, 1)
"""How many steps a slab may have. The longest is taken in which shifts go round nowhere."""
CELLS: Final = 2_000_000
"""So many numbers a slab may have in all its rows, unless it is short."""
LEAST: Final = 64
"""Steps of a short slab."""


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
        faint: what comes to a row in a slab is set aside where it is less than this in all. It is not followed there,
            and counts as on the way.

    Attributes:
        slab: how many steps a slab has.
        rows: how many rows there are; those of nodes are the first.
        is_over: whether nothing comes to any row any more.
        longest: the greatest number of steps of a shift.
    """

    def __init__(self, columns: ShiftColumns, faint: float) -> None:
        import numpy as np

        self.longest = int(columns.steps.max(initial=0))
        self.slab, levels = _slab(columns)
        self._columns = columns
        self.rows = columns.rows
        self._levels = [each for each in _takers(columns, levels, self.slab) if len(each.sources)]
        self._ahead = max(1, self.longest // self.slab) * self.slab
        self._width = self.longest + self._ahead
        self._come = np.zeros((columns.rows, self._width))
        self._now = self.longest
        itself = columns.source == columns.target
        own = columns.source[itself], columns.steps[itself], columns.factor[itself]
        self._renewals = renewals_of(*own, self.slab)
        self._begins = 1.0
        self._faint = faint
        self._passed = 0
        self._aside = np.zeros((3, columns.rows))
        self.is_over = False

    def advance(self, most: int) -> Any:
        """Return what comes to each row in the next slab, or in so many steps if these are fewer."""
        import numpy as np

        if self._now == self._width:
            self._come[:, : self.longest] = self._come[:, self._width - self.longest :].copy()
            self._now = self.longest
        now, slab = self._now, min(self.slab, most)
        self._come[:, now : now + slab] = 0.0
        self._come[-1, now], self._begins = self._begins, 0.0
        windows = np.lib.stride_tricks.sliding_window_view(self._come.ravel(), slab)
        alive: Any = self._come[:, max(0, now - self.longest) : now].any(axis=1)
        alive[-1] |= self._come[-1, now] > 0.0
        for level in self._levels:
            taking = np.flatnonzero(alive[level.sources])
            if len(taking):
                few = 2 * len(taking) < len(level.sources)
                factors = level.factors[:, taking] if few else level.factors
                places = level.sources * self._width + now - level.steps
                came = factors @ windows[places[taking] if few else places]
                for place in level.renewed:
                    came[place] = np.convolve(came[place], self._renewals[int(level.rows[place])])[:slab]
                self._set_aside(level.rows, came)
                self._come[level.rows, now : now + slab] += came
                alive[level.rows] |= came.any(axis=1)
        self._now += slab
        self._passed += slab
        self.is_over = not alive.any()
        return self._come[:, now : now + slab]

    def _set_aside(self, rows: Any, came: Any) -> None:
        """Take away what is faint."""
        import numpy as np

        whole = came.sum(axis=1)
        faint = (whole > 0.0) & (whole < self._faint)
        if faint.any():
            steps = self._passed + np.arange(came.shape[1])
            self._aside[:, rows[faint]] += [came[faint] @ steps**power for power in range(3)]
            came[faint] = 0.0

    def on_the_way(self) -> Any:
        """Return what comes to each node after the last slab by ways from before, and what was set aside.

        Returns:
            Three rows of numbers: how much, and sums of its steps, and of their squares.
        """
        import numpy as np

        columns, now = self._columns, self._now
        back = self._come[:, now - self.longest : now][:, ::-1]
        ago = np.arange(self.longest)
        whole = [np.cumsum(back * ago**power, axis=1) for power in range(3)]
        long = columns.steps > 0
        source, steps = columns.source[long], columns.steps[long]
        none, one, two = (each[source, steps - 1] for each in whole)
        came = none, steps * none - one, steps**2 * none - 2 * steps * one + two
        target, factor = columns.target[long], columns.factor[long]
        none, one, two = (np.bincount(target, each * factor, columns.rows).astype(float) for each in came)
        passed = self._passed - 1
        found = np.array((none, one + passed * none, two + 2 * passed * one + passed**2 * none))
        return self._handed_on(found + self._aside)

    def _handed_on(self, found: Any) -> Any:
        """Rows between nodes hand on at once what comes to them."""
        import numpy as np

        columns = self._columns
        between = columns.source >= columns.nodes
        source, target, factor = columns.source[between], columns.target[between], columns.factor[between]
        for each in found:
            each += np.bincount(target, each[source] * factor, columns.rows)
        return found[:, : columns.nodes]


def _slab(columns: ShiftColumns) -> tuple[int, list[Any]]:
    for slab in SLABS:
        if slab * columns.rows <= CELLS or slab <= LEAST:
            short = (columns.steps < slab) & (columns.source != columns.target)
            levels = levels_of(columns.source[short], columns.target[short], columns.rows)
            if levels is not None:
                return slab, levels
    raise ValueError("a circle takes no time")


def _takers(columns: ShiftColumns, levels: list[Any], slab: int) -> "list[_Level]":
    """For each level, what its rows take."""
    import numpy as np
    from scipy.sparse import csc_matrix

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
        factors = csc_matrix((columns.factor[shifts], at), (len(rows), len(keys)))
        itself = columns.source[shifts] == columns.target[shifts]
        itself &= columns.steps[shifts] < slab
        renewed = np.unique(place[columns.target[shifts[itself]]])
        found.append(_Level(rows, renewed, keys // longest, keys % longest, factors))
    return found
