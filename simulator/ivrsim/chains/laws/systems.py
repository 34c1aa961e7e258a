"""The linear equations of a chain with NumPy and SciPy: how often calls come to each node."""

from collections.abc import Collection, Sequence
from copy import copy
from typing import Any

from ivrdsl.errors import IvrError
from ivrsim.chains.laws.jumps import JumpChain


class VisitSystem:
    """The equations v = s + v P, factorised once.

    A diagonal is the sum of a node's ways to others: 1 less its way to itself would lose the digits of small sums.

    Args:
        source, target, probability: of each way; a way from a node to where the numbers end leads nowhere.
        size: how many nodes there are.
        order: the nodes with ways, as they are best eliminated; None where that is to be found.
    """

    def __init__(self, source: Any, target: Any, probability: Any, size: int, order: Any = None) -> None:
        self._source, self._target, self._probability, self._size = source, target, probability, size
        self.order = _order(source, target, size) if order is None else order
        self._factorised = self._factors() if len(self.order) else None

    def _factors(self) -> Any:
        import numpy as np
        from scipy.sparse import csc_matrix
        from scipy.sparse.linalg import splu

        inner = len(self.order)
        number = np.full(self._size + 1, -1)
        number[self.order] = np.arange(inner)
        away = self._source != self._target
        out = np.bincount(number[self._source[away]], self._probability[away], inner)
        inside = away & (number[self._target] >= 0)
        row, column = number[self._target[inside]], number[self._source[inside]]
        own = np.arange(inner)
        numbers = np.concatenate((out, -self._probability[inside]))
        places = np.concatenate((own, row)), np.concatenate((own, column))
        in_order = bool((row > column).all())  # then nothing is filled in, and nothing has to be ordered
        ordering = {"permc_spec": "NATURAL", "diag_pivot_thresh": 0.0} if in_order else {}
        try:
            return splu(csc_matrix((numbers, places), (inner, inner)), **ordering)
        except RuntimeError:
            raise IvrError("the chain has a circle that calls leave so rarely that its law cannot be told") from None

    def visits(self, arrivals: Any) -> Any:
        """Return how often calls come to each node, given how often they begin in it."""
        import numpy as np

        found = arrivals.copy()
        if self._factorised is not None:
            inner = np.zeros(self._size)
            inner[self.order] = np.maximum(self._factorised.solve(arrivals[self.order]), 0.0)
            found += np.bincount(self._target, inner[self._source] * self._probability, self._size + 1)[:-1]
            found[self.order] = inner[self.order]
        return found


def _order(source: Any, target: Any, size: int) -> Any:
    """The nodes with ways, each after those that lead to it, where calls do not go round."""
    import numpy as np
    from scipy.sparse import csgraph, csr_matrix

    graph = csr_matrix((np.ones(len(source), np.int8), (source, target)), (size, size))
    _, number = csgraph.connected_components(graph, connection="strong")
    inner = np.unique(source)
    found = inner[np.argsort(number[inner], kind="stable")]
    leads_up = number[source] < number[target]
    return found if 2 * np.count_nonzero(leads_up) > len(source) else found[::-1]


class ArrayEquations:
    """The linear equations of a jump chain, with NumPy and SciPy."""

    def __init__(self, chain: JumpChain) -> None:
        import numpy as np

        self._size = len(chain.jumps)
        rows = [(node, jump.target, jump.probability, jump.delay) for node in chain.order for jump in chain.jumps[node]]
        source, target, probability, delay = zip(*rows, strict=True) if rows else ((), (), (), ())
        self._source, self._target = np.array(source, np.int64), np.array(target, np.int64)
        self._probability, self._delay = np.array(probability, float), np.array(delay, np.int64)
        self._first = dict(reversed([(node, place) for place, node in enumerate(source)]))
        self._system = VisitSystem(self._source, self._target, self._probability, self._size)

    def until(self, jumps: Collection[tuple[int, int]]) -> "ArrayEquations":
        """Return the equations of calls up to some jumps: node, and place among its jumps."""
        import numpy as np

        found = copy(self)
        found._target = self._target.copy()
        found._target[np.array([self._first[node] + place for node, place in jumps], np.int64)] = self._size
        found._system = VisitSystem(found._source, found._target, self._probability, self._size, self._system.order)
        return found

    def visits(self, arrivals: Sequence[float]) -> list[float]:
        """Return how often calls come to each node, given how often they begin in it."""
        import numpy as np

        found: list[float] = self._system.visits(np.array(arrivals, float)).tolist()
        return found

    def onward(self, visits: Sequence[float], factors: Sequence[float]) -> list[float]:
        """Return what comes to each node by one jump; every law of time makes it so many times as much."""
        import numpy as np

        came = np.array(visits)[self._source] * self._probability * np.array(factors)[self._delay]
        found: list[float] = np.bincount(self._target, came, self._size + 1)[:-1].tolist()
        return found
