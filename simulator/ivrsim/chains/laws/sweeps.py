"""What comes to each node over time with NumPy, level by level: for chains in which calls do not go round soon.

Theory of operation. Time goes in slabs of so many steps. In each of them a node is handled once, after all that lead to
it in less than a slab. By then all is known that comes to it, and each law of time is applied to all steps at once.
What leads further than the slab is there for the next. Nodes of one level are handled together: a law of many times is
one product of matrices. What a node leads back to itself within a slab is the renewal series of these ways.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrsim.chains.laws.columns import levels_of, with_points
from ivrsim.chains.laws.flat import Flat
from ivrsim.chains.laws.renewals import renewals_of
from ivrsim.chains.laws.spreads import BLOCK, Spread

SLAB: Final = 512
"""How many steps a slab has."""
_SPARSE: Final = 16
"""A matrix with so many times more places than numbers is a sparse one."""


class _Leaving(NamedTuple):
    """What leaves nodes of a level by one law of time.

    Attributes:
        places: of the nodes in their level.
        spread: the law.
        targets: the nodes that it leads to; probabilities: how likely from where to where, a matrix.
        itself: whether it leads back to the node that it leaves: within the slab that has been added before.
    """

    places: Any
    spread: Spread
    targets: Any
    probabilities: Any
    itself: bool


class _SweepLevel(NamedTuple):
    """Nodes that are handled together, what leaves them, and by place in it the renewal series of some."""

    nodes: Any
    leaving: Sequence[_Leaving]
    renewed: Sequence[tuple[int, Any]]


class Sweeps:
    """What comes to each node, slab by slab.

    Args:
        flat: the chain.
        levels: its nodes, each in a level behind those of all that lead to it in less than a slab.
        faint: what comes to a node in a slab is set aside where it is less than this in all. It is not followed, and
            counts as on the way.

    Attributes:
        rows: how many rows of numbers there are: one for each node.
        is_over: whether nothing comes to any node any more.
    """

    def __init__(self, flat: Flat, levels: Sequence[Any], faint: float) -> None:
        import numpy as np

        self.rows = len(flat.ends)
        self.is_over = False
        self._levels = list(_levels(flat, levels))
        self._coming = np.zeros((self.rows, SLAB + int(flat.laws.steps.max(initial=0)) + BLOCK))
        self._coming[flat.start, 0] = 1.0
        self._faint = faint
        self._aside = np.zeros((3, self.rows))
        self._passed = self._slab = 0

    def advance(self, most: int) -> Any:
        """Return what comes to each node in the next slab, or in so many steps if these are fewer."""
        coming, gone, self._slab = self._coming, self._slab, min(SLAB, most)
        self._passed += gone
        if gone:
            coming[:, :-gone] = coming[:, gone:]
            coming[:, -gone:] = 0.0
        for level in self._levels:
            here = coming[level.nodes, : self._slab]
            whole = here.sum(axis=1)
            if self._faint:
                self._set_aside(level.nodes, here, whole)
            if whole.any():
                self._hand_on(level, here)
        self.is_over = not coming[:, self._slab :].any()
        return coming[:, : self._slab]

    def _set_aside(self, nodes: Any, here: Any, whole: Any) -> None:
        """Take away what is faint."""
        import numpy as np

        faint = (whole > 0.0) & (whole < self._faint)
        if faint.any():
            steps = self._passed + np.arange(self._slab)
            self._aside[:, nodes[faint]] += [here[faint] @ steps**power for power in range(3)]
            self._coming[nodes[faint], : self._slab] = here[faint] = 0.0

    def _hand_on(self, level: _SweepLevel, here: Any) -> None:
        """Add what leaves the nodes of a level to those that it leads to."""
        import numpy as np

        for place, series in level.renewed:
            here[place] = np.convolve(here[place], series)[: self._slab]
            self._coming[level.nodes[place], : self._slab] = here[place]
        for each in level.leaving:
            came = each.probabilities @ each.spread.of(here[each.places])
            begin = each.spread.first
            added = max(self._slab - begin, 0) if each.itself else 0
            self._coming[each.targets, begin + added : begin + came.shape[1]] += came[:, added:]

    def on_the_way(self) -> Any:
        """Return what comes to each node after the last slab by ways from before, and what was set aside.

        Returns:
            Three rows of numbers: how much, and sums of its steps, and of their squares.
        """
        import numpy as np

        coming = self._coming[:, self._slab :]
        steps = self._passed + self._slab + np.arange(coming.shape[1])
        return np.array([coming @ steps.astype(float) ** power for power in range(3)]) + self._aside


def sweep_levels(flat: Flat) -> list[Any] | None:
    """Return the nodes in levels, each behind those that lead to it in less than a slab; None where these go round."""
    short = (flat.laws.steps[flat.laws.first][flat.delay] < SLAB) & (flat.source != flat.target)
    return levels_of(flat.source[short], flat.target[short], len(flat.ends))


def _levels(flat: Flat, levels: Sequence[Any]) -> Iterator[_SweepLevel]:
    """What leaves each level, but for ends, and for what is never left."""
    import numpy as np

    inner = np.flatnonzero((flat.ends[flat.target] < 0) & ~flat.endless[flat.target])
    level, place = np.empty(len(flat.ends), np.int64), np.empty(len(flat.ends), np.int64)
    for number, nodes in enumerate(levels):
        level[nodes], place[nodes] = number, np.arange(len(nodes))
    itself = flat.source[inner] == flat.target[inner]
    of_level: list[list[_Leaving]] = [[] for _ in levels]
    for group, leaving in _leaving(flat, inner, level[flat.source[inner]] * 2 + itself, place):
        of_level[group // 2].append(leaving)
    renewals = _renewals(flat, inner[itself])
    for nodes, its in zip(levels, of_level, strict=True):
        if its:
            yield _SweepLevel(
                nodes, its, [(at, renewals[node]) for at, node in enumerate(nodes.tolist()) if node in renewals]
            )


def _leaving(flat: Flat, ways: Any, group: Any, place: Any) -> Iterator[tuple[int, _Leaving]]:
    """What leaves by some ways, by group and law of time; an odd group leads back to its nodes.

    Args:
        flat: the chain.
        ways: the numbers of the ways; group: of each of them.
        place: of each node in its level.
    """
    import numpy as np

    laws = len(flat.laws.first)
    keys, which = np.unique(group * laws + flat.delay[ways], return_inverse=True)
    order = np.argsort(which, kind="stable")
    ways, which = ways[order], which[order]
    source, target = _Members(which, flat.source[ways]), _Members(which, flat.target[ways])
    spreads = {law: Spread(*flat.laws.points(law)) for law in set((keys % laws).tolist())}
    bounds = np.searchsorted(which, np.arange(len(keys) + 1)).tolist()
    for number, key in enumerate(keys.tolist()):
        its = slice(bounds[number], bounds[number + 1])
        rows, columns = target.of(number), source.of(number)
        matrix = _matrix(target.places[its], source.places[its], flat.probability[ways[its]], (len(rows), len(columns)))
        yield key // laws, _Leaving(place[columns], spreads[key % laws], rows, matrix, bool(key // laws % 2))


class _Members:
    """The nodes of groups, each once.

    Args:
        groups: numbers of groups, in order; nodes: the nodes in them.

    Attributes:
        places: of each of these nodes in its group.
    """

    def __init__(self, groups: Any, nodes: Any) -> None:
        import numpy as np

        most = int(nodes.max(initial=0)) + 1
        keys, which = np.unique(groups * most + nodes, return_inverse=True)
        first = np.searchsorted(keys, np.arange(int(groups.max(initial=0)) + 2) * most)
        self.places = which - first[groups]
        self._nodes, self._first = keys % most, first.tolist()

    def of(self, group: int) -> Any:
        """Return the nodes of a group."""
        return self._nodes[self._first[group] : self._first[group + 1]]


def _matrix(rows: Any, columns: Any, numbers: Any, shape: tuple[int, int]) -> Any:
    """A matrix, sparse where most of it is empty."""
    import numpy as np
    from scipy.sparse import csr_matrix

    if shape[0] * shape[1] > _SPARSE * len(rows):
        return csr_matrix((numbers, (rows, columns)), shape)
    found = np.zeros(shape)
    found[rows, columns] = numbers
    return found


def _renewals(flat: Flat, ways: Any) -> dict[int, Any]:
    rows, _, steps, factors = with_points(
        flat, flat.source[ways], flat.target[ways], flat.delay[ways], flat.probability[ways]
    )
    return renewals_of(rows, steps, factors, SLAB)
