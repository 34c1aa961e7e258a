"""The shifts of `shifts` in columns, for NumPy, and the order in which rows can be worked out."""

from typing import Any, NamedTuple

from ivrsim.chains.laws.flat import Flat, ranges


class ShiftColumns(NamedTuple):
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


def columns_of(flat: Flat) -> ShiftColumns:
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
    straight = ~between[group] | (source == target)
    rows = size + int(between.sum()) + 1
    parts = (
        with_points(flat, source[straight], target[straight], delay[straight], probability[straight]),
        with_points(flat, groups[between] // len(laws.first), row[between], law[between], np.ones(int(between.sum()))),
        (np.array([rows - 1]), np.array([flat.start]), np.array([0]), np.array([1.0])),
        (row[group[~straight]], target[~straight], np.zeros(int((~straight).sum()), np.int64), probability[~straight]),
    )
    found = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return ShiftColumns(size, rows, *found)


def with_points(flat: Flat, source: Any, target: Any, delay: Any, probability: Any) -> tuple[Any, Any, Any, Any]:
    """Return a way with each point of its law: numbers of source and target, steps, and how likely it is."""
    import numpy as np

    length = flat.laws.length[delay]
    points = ranges(flat.laws.first[delay], length)
    factor = np.repeat(probability, length) * flat.laws.shares[points]
    return np.repeat(source, length), np.repeat(target, length), flat.laws.steps[points], factor


def levels_of(source: Any, target: Any, rows: int) -> list[Any] | None:
    """Return the rows level by level, each behind all that lead to it; None where these go round."""
    import numpy as np
    from scipy.sparse import csr_matrix

    graph = csr_matrix((np.ones(len(source), np.int8), (source, target)), (rows, rows))
    coming = np.bincount(graph.indices, minlength=rows)
    front = np.flatnonzero(coming == 0)
    found = []
    while len(front):
        found.append(front)
        first = graph.indptr[front]
        to, times = np.unique(graph.indices[ranges(first, graph.indptr[front + 1] - first)], return_counts=True)
        coming[to] -= times
        front = to[coming[to] == 0]
    return found if sum(map(len, found)) == rows else None
