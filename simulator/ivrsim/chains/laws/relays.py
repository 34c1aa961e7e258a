"""Nodes that calls only pass, left out: a chain of fewer nodes, in which calls end alike, and at the same times.

Theory of operation. Where the one way on from a node takes one time, the ways to it lead further, and take longer. A
greeting that is heard word by word becomes one wait. Where one way leads to a node, and takes one time, what leads on
from the node leads on from the one before it.
"""

from typing import Any

from ivrsim.chains.laws.flat import Flat, Laws, only, ranges


def without_relays(flat: Flat) -> Flat:
    """Return the chain without nodes whose only way takes one time, or that one way leads to, which takes one time."""
    return _without_steps_on(_without_steps_to(flat))


def _without_steps_to(flat: Flat) -> Flat:
    """Leave out nodes with one way, which takes one time."""
    import numpy as np

    left_out = np.bincount(flat.source, minlength=len(flat.ends)) == 1
    way = _has_one_time(flat) & left_out[flat.source] & (flat.source != flat.start)
    if not way.any():
        return flat
    last, _, steps = _followed(flat, flat.source[way], flat.target[way], way)
    kept = only(flat, ~way)
    return _later(kept._replace(target=last[kept.target]), steps[kept.target])


def _without_steps_on(flat: Flat) -> Flat:
    """Leave out nodes that one way leads to, which takes one time."""
    import numpy as np

    goes_on = np.bincount(flat.source, minlength=len(flat.ends)) > 0
    left_out = goes_on & (np.bincount(flat.target, minlength=len(flat.ends)) == 1)
    way = _has_one_time(flat) & left_out[flat.target] & (flat.target != flat.start)
    if not way.any():
        return flat
    first, share, steps = _followed(flat, flat.target[way], flat.source[way], way)
    kept = only(flat, ~way)
    probability = kept.probability * share[kept.source]
    return _later(kept._replace(source=first[kept.source], probability=probability), steps[kept.source])


def _has_one_time(flat: Flat) -> Any:
    return flat.laws.length[flat.delay] == 1


def _followed(flat: Flat, left_out: Any, beside: Any, way: Any) -> tuple[Any, Any, Any]:
    """For each node, what is beside it when some are left out; how likely the ways between are, and how long they take.

    Args:
        flat: the chain.
        left_out: the nodes that are; beside: for each of them the node that is beside it, by a way of one time.
        way: which ways these are.
    """
    import numpy as np

    size = len(flat.ends)
    to, share, steps = np.arange(size), np.ones(size), np.zeros(size, np.int64)
    to[left_out] = beside
    share[left_out] = flat.probability[way]
    steps[left_out] = flat.laws.steps[flat.laws.first[flat.delay[way]]]
    is_left_out = np.zeros(size, bool)
    is_left_out[left_out] = True
    while is_left_out[to].any():  # each round goes twice as far
        share = share * share[to]
        steps = steps + steps[to]
        to = to[to]
    return to, share, steps


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
