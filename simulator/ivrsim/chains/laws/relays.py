"""Nodes that calls only pass, left out: the one way on from them takes one time, by which the ways to them are longer.

A greeting of a mailbox is heard word by word, each a node; of those only the time is left that they take together.
"""

from typing import Any

from ivrsim.chains.laws.flat import Flat, Laws, only, ranges


def without_relays(flat: Flat) -> Flat:
    """Return the chain without nodes whose only way takes one time; calls end alike, and at the same times."""
    import numpy as np

    size, laws = len(flat.ends), flat.laws
    single = (np.bincount(flat.source, minlength=size)[flat.source] == 1) & (laws.length[flat.delay] == 1)
    single &= flat.source != flat.start
    if not single.any():
        return flat
    relay, target, steps = np.zeros(size, bool), np.arange(size), np.zeros(size, np.int64)
    relay[flat.source[single]] = True
    target[flat.source[single]] = flat.target[single]
    steps[flat.source[single]] = laws.steps[laws.first[flat.delay[single]]]
    while relay[target].any():  # each round goes twice as far
        steps += steps[target]
        target = target[target]
    kept = only(flat, ~relay[flat.source])
    return _later(kept._replace(target=target[kept.target]), steps[kept.target])


def _later(flat: Flat, later: Any) -> Flat:
    """Every way takes so many steps more."""
    import numpy as np

    laws, most = flat.laws, int(later.max(initial=0)) + 1
    keys, delay = np.unique(flat.delay * most + later, return_inverse=True)
    law, more = keys // most, keys % most
    length = laws.length[law]
    points = ranges(laws.first[law], length)
    steps = laws.steps[points] + np.repeat(more, length)
    return flat._replace(delay=delay, laws=Laws(steps, laws.shares[points], np.cumsum(length) - length, length))
