"""Nodes from which calls go on alike, taken together: the law of time is that of a smaller chain.

Theory of operation (ordinary lumpability). All ends that are the same end are one class, and so are all nodes that are
never left; all other nodes begin as one class. A class is divided while its nodes have ways that differ in probability,
law of time or class of target. What is then left together has one law. Nodes are told apart by sums of 64 bits over
their ways. A second sum says whether two of them were taken for each other by chance; then none are taken together.
"""

from typing import Any, Final

from ivrsim.chains.laws.flat import Flat, only

_SEEDS: Final = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)


def lumped(flat: Flat) -> Flat:
    """Return the chain of classes; what no call comes to is not in it."""
    import numpy as np

    classes = _classes(flat)
    reached = np.zeros(len(flat.ends), bool)
    reached[flat.start] = True
    reached[flat.target] = True
    nodes = np.flatnonzero(reached)
    _, first, numbers = np.unique(classes[nodes], return_index=True, return_inverse=True)
    number = np.full(len(flat.ends), -1)
    number[nodes] = numbers
    chosen = np.zeros(len(flat.ends), bool)
    chosen[nodes[first]] = True
    kept = only(flat, chosen[flat.source])
    merged = _merged(kept._replace(source=number[kept.source], target=number[kept.target]), len(first))
    return merged._replace(
        ends=flat.ends[nodes[first]], endless=flat.endless[nodes[first]], start=int(number[flat.start])
    )


def _merged(flat: Flat, size: int) -> Flat:
    """Make one way of those that have all in common but their probability."""
    import numpy as np

    laws = len(flat.laws.first)
    key = (flat.source * laws + flat.delay) * size + flat.target
    keys, which = np.unique(key, return_inverse=True)
    return flat._replace(
        source=keys // size // laws,
        delay=keys // size % laws,
        target=keys % size,
        probability=np.bincount(which, flat.probability, len(keys)),
    )


def _classes(flat: Flat) -> Any:
    """A number for each node, which is that of all from which calls go on alike."""
    import numpy as np

    size = len(flat.ends)
    marks = np.where(flat.endless, -2, flat.ends) + 2
    order = np.argsort(flat.source, kind="stable")
    source, target = flat.source[order], flat.target[order]
    places, first = np.unique(source, return_index=True)
    bits = flat.probability[order].view(np.uint64)
    delay = flat.delay[order].astype(np.uint64)
    begun = [_mixed(marks.astype(np.uint64) + np.uint64(seed)) for seed in _SEEDS]
    ways = [_mixed(_mixed(bits) + delay + np.uint64(seed)) for seed in _SEEDS]
    hashes = [each.copy() for each in begun]
    found = 0
    while True:
        for begin, way, each in zip(begun, ways, hashes, strict=True):
            if len(first):
                sums = np.add.reduceat(_mixed(way + each[target]), first)
                each[:] = begin
                each[places] += sums
        _, one, numbers = np.unique(hashes[0], return_index=True, return_inverse=True)
        if len(one) == found:
            alike = hashes[1] == hashes[1][one][numbers]
            return numbers if alike.all() else np.arange(size)
        found = len(one)


def _mixed(numbers: Any) -> Any:
    """Numbers of 64 bits, well shuffled (the finalizer of MurmurHash 3)."""
    import numpy as np

    numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return numbers ^ (numbers >> np.uint64(33))
