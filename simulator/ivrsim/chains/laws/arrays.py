"""The equations and the law of time with NumPy and SciPy, for chains of any size."""

from array import array
from collections.abc import Sequence
from typing import Any, Final

from ivrdsl.errors import IvrError
from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.columns import columns_of
from ivrsim.chains.laws.flat import Flat, flat_of
from ivrsim.chains.laws.instants import unrolled
from ivrsim.chains.laws.jumps import JumpChain, jumps_of
from ivrsim.chains.laws.lumps import lumped
from ivrsim.chains.laws.moments import Sums
from ivrsim.chains.laws.outlets import Outlets
from ivrsim.chains.laws.outline import Outline
from ivrsim.chains.laws.relays import without_relays
from ivrsim.chains.laws.slabs import Slabs
from ivrsim.chains.laws.sweeps import Sweeps, sweep_levels

MOST_NODES: Final = 50_000
"""Of a chain, when alike nodes are taken together, whose law is worked out; of others there are the moments."""
MANY_ROWS: Final = 2_000
"""Of a larger chain, what is faint is set aside."""
FAINT: Final = 1e-4
"""How much of the tail may be set aside in a slab, by all rows together."""
LOOK: Final = 128
"""Steps, after which is looked how much is left."""


def outline(chain: Chain, start: int, tail: float, most_steps: int) -> Outline:
    """Return how a chain's calls end, and when; see `Outline`."""
    import numpy as np

    flat = lumped(without_relays(_without_instant_circles(chain, flat_of(chain, start))))
    equations = _Matrix(flat.source, flat.target, flat.probability, len(flat.ends))
    begins = np.zeros((3, len(flat.ends)))
    begins[0, flat.start] = 1.0
    whole = _sums(flat, equations, begins)
    totals = _by_end(flat, whole, len(chain.ends))
    if len(flat.ends) > MOST_NODES:
        laws, on_the_way = np.zeros((len(chain.ends), 0)), begins
    else:
        laws, on_the_way = _durations(flat, len(chain.ends), float(totals[0].sum()), tail, most_steps)
    rest = _by_end(flat, _sums(flat, equations, on_the_way), len(chain.ends))
    return Outline(
        float(whole[0][flat.endless].sum()),
        Sums(*(each.tolist() for each in totals)),
        [array("d", law.tobytes()) for law in laws],
        Sums(*(each.tolist() for each in rest)),
    )


def _without_instant_circles(chain: Chain, flat: Flat) -> Flat:
    import numpy as np
    from scipy.sparse import csgraph, csr_matrix

    instant = flat.laws.steps[flat.laws.first][flat.delay] == 0
    source, target = flat.source[instant], flat.target[instant]
    size = len(flat.ends)
    graph = csr_matrix((np.ones(len(source), np.int8), (source, target)), (size, size))
    classes, _ = csgraph.connected_components(graph, connection="strong")
    if classes == size and not (source == target).any():
        return flat
    return flat_of(unrolled(chain, jumps_of(chain)), flat.start)


def _durations(flat: Flat, ends: int, total: float, tail: float, most_steps: int) -> tuple[Any, Any]:
    """The laws of all ends up to a horizon, and the sums of what comes to nodes after it, from those before."""
    import numpy as np

    source = _source(flat, tail)
    outlets = Outlets(flat, source.rows, ends)
    now = looked = 0
    while not source.is_over and now <= most_steps:
        rows = source.advance(most_steps + 1 - now)
        outlets.take(rows)
        now += rows.shape[1]
        if tail and now - looked >= LOOK:
            looked = now
            if total - outlets.ended() <= tail:
                break
    horizon = now - 1
    laws = outlets.laws(horizon)
    if flat.ends[flat.start] >= 0:
        laws[flat.ends[flat.start], 0] = 1.0
    coming = source.on_the_way()
    if not coming.any():
        last = np.flatnonzero(laws.any(axis=0))
        horizon = min(int(last[-1]) if len(last) else 0, most_steps)
    return laws[:, : horizon + 1], coming + _ending(flat, laws, horizon)


def _source(flat: Flat, tail: float) -> "Sweeps | Slabs":
    """What tells what comes to each node over time."""
    levels = sweep_levels(flat)
    if levels is not None:
        return Sweeps(flat, levels, _faint(tail, len(flat.ends)))
    columns = columns_of(flat)
    return Slabs(columns, _faint(tail, columns.rows))


def _faint(tail: float, rows: int) -> float:
    return FAINT * tail / rows if rows > MANY_ROWS else 0.0


def _ending(flat: Flat, laws: Any, horizon: int) -> Any:
    """The sums of what ends after the horizon, each at a node that is this end."""
    import numpy as np

    found = np.zeros((3, len(flat.ends)))
    ends, place = np.unique(flat.ends, return_index=True)
    steps = np.arange(laws.shape[1])
    for end, node in zip(ends, place, strict=True):
        if end >= 0:
            found[:, node] = [(laws[end] * steps**power)[horizon + 1 :].sum() for power in range(3)]
    return found


class ArrayEquations:
    """The linear equations of a jump chain, with NumPy and SciPy."""

    def __init__(self, chain: JumpChain) -> None:
        import numpy as np

        rows = [(node, jump.target, jump.probability, jump.delay) for node in chain.order for jump in chain.jumps[node]]
        source, target, probability, delay = zip(*rows, strict=True) if rows else ((), (), (), ())
        self._source, self._target = np.array(source, np.int64), np.array(target, np.int64)
        self._probability, self._delay = np.array(probability, float), np.array(delay, np.int64)
        self._matrix = _Matrix(self._source, self._target, self._probability, len(chain.jumps))

    def visits(self, arrivals: Sequence[float]) -> list[float]:
        """Return how often calls come to each node, given how often they begin in it."""
        import numpy as np

        found: list[float] = self._matrix.visits(np.array(arrivals, float)).tolist()
        return found

    def onward(self, visits: Sequence[float], factors: Sequence[float]) -> list[float]:
        """Return what comes to each node by one jump; every law of time makes it so many times as much."""
        import numpy as np

        came = np.array(visits)[self._source] * self._probability * np.array(factors)[self._delay]
        found: list[float] = np.bincount(self._target, came, len(visits)).tolist()
        return found


class _Matrix:
    """The equations v = s + v P, factorised once.

    A diagonal is the sum of a node's ways to others: 1 less its way to itself would lose the digits of small sums.
    """

    def __init__(self, source: Any, target: Any, probability: Any, size: int) -> None:
        import numpy as np
        from scipy.sparse import csc_matrix, diags
        from scipy.sparse.linalg import splu

        self._source, self._target, self._probability, self._size = source, target, probability, size
        self._inner = np.unique(source)
        self._solved: Any = None
        if not len(self._inner):
            return
        number = np.full(size, -1)
        number[self._inner] = np.arange(len(self._inner))
        away = source != target
        out = np.bincount(source[away], probability[away], size)[self._inner]
        inside = away & (number[target] >= 0)
        at = number[target[inside]], number[source[inside]]
        between = csc_matrix((probability[inside], at), (len(self._inner), len(self._inner)))
        try:
            self._solved = splu((diags(out) - between).tocsc())
        except RuntimeError:
            raise IvrError("the chain has a circle that calls leave so rarely that its law cannot be told") from None

    def visits(self, arrivals: Any) -> Any:
        """Return how often calls come to each node."""
        import numpy as np

        found = arrivals.copy()
        if self._solved is not None:
            found[self._inner] = 0.0
            inner = np.zeros(self._size)
            inner[self._inner] = np.maximum(self._solved.solve(arrivals[self._inner]), 0.0)
            came = np.bincount(self._target, inner[self._source] * self._probability, self._size)
            found += came
            found[self._inner] = inner[self._inner]
        return found


def _sums(flat: Flat, matrix: _Matrix, begins: Any) -> Any:
    """The sums of all visits; see `moments`."""
    import numpy as np

    def onward(visits: Any, factors: Any) -> Any:
        return np.bincount(flat.target, visits[flat.source] * flat.probability * factors[flat.delay], len(visits))

    mean, square = flat.laws.moment(1), flat.laws.moment(2)
    visits = matrix.visits(begins[0])
    times = matrix.visits(begins[1] + onward(visits, mean))
    squares = matrix.visits(begins[2] + onward(visits, square) + onward(times, 2.0 * mean))
    return np.array((visits, times, squares))


def _by_end(flat: Flat, sums: Any, ends: int) -> Any:
    import numpy as np

    last = flat.ends >= 0
    return np.array([np.bincount(flat.ends[last], each[last], ends) for each in sums])
