"""A chain as columns of numbers, for NumPy: a row for each way, and what of them calls can take."""

from collections.abc import Sequence
from itertools import chain as joined
from typing import Any, NamedTuple

from ivrsim.chains.chain import Chain, Delay
from ivrsim.chains.laws.jumps import SLACK, jumps_of


class Flat(NamedTuple):
    """The ways that calls can take, in columns, and the nodes that they join. Arrays are of NumPy.

    Attributes:
        source, delay, target: of each way, the numbers of its node, its law of time and the node that it leads to.
        probability: of each way; those of a node add up to 1.
        ends: of each node the number of the end that it is; -1 where it is none.
        endless: whether each node is in a class that is never left.
        start: the number of the node in which calls begin.
        laws: the laws of time.
    """

    source: Any
    delay: Any
    target: Any
    probability: Any
    ends: Any
    endless: Any
    start: int
    laws: "Laws"


class Laws(NamedTuple):
    """Laws of time, one behind the other.

    Attributes:
        steps, shares: of all their points.
        first, length: of each law the place of its first point, and how many it has.
    """

    steps: Any
    shares: Any
    first: Any
    length: Any

    @property
    def are_right(self) -> bool:
        """Whether the steps of each are in order, and its shares add up to 1."""
        import numpy as np

        if not (self.length.all() and (self.steps >= 0).all() and (self.shares >= 0.0).all()):
            return False
        ascending = np.diff(self.steps) > 0
        ascending[self.first[1:] - 1] = True
        return bool(ascending.all() and (np.abs(self.moment(0) - 1.0) <= SLACK).all())

    def points(self, law: int) -> tuple[Any, Any]:
        """Return the steps of a law, and their shares."""
        points = slice(self.first[law], self.first[law] + self.length[law])
        return self.steps[points], self.shares[points]

    def moment(self, power: int) -> Any:
        """Return the mean of a power of each law's steps."""
        import numpy as np

        each = self.shares * self.steps.astype(float) ** power
        return np.add.reduceat(each, self.first) if len(self.first) else each


def flat_of(chain: Chain, start: int) -> Flat:
    """Return the ways that calls can take from a start on.

    Raises:
        IvrError: the chain is wrong; see `jumps_of`.
    """
    import numpy as np

    options = list(joined.from_iterable([node.options for node in chain.nodes]))
    ways = list(joined.from_iterable([option.ways for option in options]))
    of_option = np.repeat(np.arange(len(options)), [len(option.ways) for option in options])
    of_node = np.repeat(np.arange(len(chain.nodes)), [len(node.options) for node in chain.nodes])
    share = np.array([option.low for option in options], float)[of_option]
    found = Flat(
        of_node[of_option],
        np.array([way.delay for way in ways], np.int64),
        np.array([way.target for way in ways], np.int64),
        np.array([way.probability for way in ways], float) * share,
        np.array([node.end for node in chain.nodes], np.int64),
        np.zeros(len(chain.nodes), bool),
        start,
        laws_of(chain.delays),
    )
    if not _is_right(found, len(chain.ends)):
        jumps_of(chain)  # which says what is wrong
    return _followed(found)


def _is_right(flat: Flat, ends: int) -> bool:
    import numpy as np

    size = len(flat.ends)
    if flat.ends.max() >= ends or not flat.laws.are_right:
        return False
    if len(flat.source):
        numbers = flat.target.min() >= 0 and flat.target.max() < size
        if not (numbers and flat.delay.min() >= 0 and flat.delay.max() < len(flat.laws.first)):
            return False
    total = np.bincount(flat.source, flat.probability, size)
    goes_on = flat.ends < 0
    sums = np.abs(total[goes_on] - 1.0) <= SLACK
    return bool(sums.all() and not total[~goes_on].any() and (flat.probability >= 0.0).all())


def laws_of(delays: Sequence[Delay]) -> Laws:
    """Return laws of time in columns."""
    import numpy as np

    points = list(joined.from_iterable(delays))
    length = np.array([len(delay) for delay in delays], np.int64)
    return Laws(
        np.array([steps for steps, _ in points], np.int64),
        np.array([share for _, share in points], float),
        np.cumsum(length) - length,
        length,
    )


def _followed(flat: Flat) -> Flat:
    """Leave out ways that no call takes, and those inside classes that are never left."""
    import numpy as np
    from scipy.sparse import csgraph, csr_matrix

    size = len(flat.ends)
    flat = only(flat, flat.probability > 0.0)
    total = np.bincount(flat.source, flat.probability, size)
    flat = flat._replace(probability=flat.probability / total[flat.source])
    graph = csr_matrix((np.ones(len(flat.source), np.int8), (flat.source, flat.target)), (size, size))
    reached = np.zeros(size, bool)
    reached[csgraph.breadth_first_order(graph, flat.start, return_predecessors=False)] = True
    _, component = csgraph.connected_components(graph, connection="strong")
    leads_out = component[flat.source] != component[flat.target]
    left = np.zeros(size, bool)
    left[component[flat.source[leads_out]]] = True
    left[component[flat.ends >= 0]] = True
    endless = reached & ~left[component]
    return only(flat._replace(endless=endless), (reached & ~endless)[flat.source])


def only(flat: Flat, kept: Any) -> Flat:
    """Return only some of the ways."""
    if kept.all():
        return flat
    return flat._replace(
        source=flat.source[kept],
        delay=flat.delay[kept],
        target=flat.target[kept],
        probability=flat.probability[kept],
    )


def ranges(first: Any, length: Any) -> Any:
    """Return the numbers of several ranges, one range behind the other."""
    import numpy as np

    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(first - (ends - length), length)
