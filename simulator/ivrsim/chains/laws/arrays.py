"""The law of time with NumPy and SciPy, for chains of any size."""

from array import array
from typing import Any, Final

from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.columns import columns_of
from ivrsim.chains.laws.flat import Flat, flat_of
from ivrsim.chains.laws.instants import unrolled
from ivrsim.chains.laws.jumps import jumps_of
from ivrsim.chains.laws.lumps import lumped
from ivrsim.chains.laws.moments import Sums
from ivrsim.chains.laws.outlets import Outlets
from ivrsim.chains.laws.outline import Outline
from ivrsim.chains.laws.relays import without_relays
from ivrsim.chains.laws.slabs import Slabs
from ivrsim.chains.laws.sweeps import Sweeps, sweep_levels
from ivrsim.chains.laws.systems import VisitSystem
from ivrsim.chains.laws.threads import one_thread

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
    system = VisitSystem(flat.source, flat.target, flat.probability, len(flat.ends))
    begins = np.zeros((3, len(flat.ends)))
    begins[0, flat.start] = 1.0
    whole = _sums(flat, system, begins)
    totals = _by_end(flat, whole, len(chain.ends))
    if len(flat.ends) > MOST_NODES:
        laws, on_the_way = np.zeros((len(chain.ends), 0)), begins
    else:
        with one_thread():
            laws, on_the_way = _durations(flat, len(chain.ends), float(totals[0].sum()), tail, most_steps)
    rest = _by_end(flat, _sums(flat, system, on_the_way), len(chain.ends))
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


def _sums(flat: Flat, system: VisitSystem, begins: Any) -> Any:
    """The sums of all visits; see `moments`."""
    import numpy as np

    def onward(visits: Any, factors: Any) -> Any:
        return np.bincount(flat.target, visits[flat.source] * flat.probability * factors[flat.delay], len(visits))

    mean, square = flat.laws.moment(1), flat.laws.moment(2)
    visits = system.visits(begins[0])
    times = system.visits(begins[1] + onward(visits, mean))
    squares = system.visits(begins[2] + onward(visits, square) + onward(times, 2.0 * mean))
    return np.array((visits, times, squares))


def _by_end(flat: Flat, sums: Any, ends: int) -> Any:
    import numpy as np

    last = flat.ends >= 0
    return np.array([np.bincount(flat.ends[last], each[last], ends) for each in sums])
