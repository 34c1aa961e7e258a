"""What comes to each node over time with NumPy, node after node: for chains in which calls do not go round soon.

Theory of operation. Time goes in slabs of so many steps. In each of them a node is handled once, after all that lead to
it in less than a slab: then all is known that comes to it, and each law of time is applied to all steps at once. What
leads further than the slab is there for the next. A node may lead to itself: then its slab goes by in parts.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ivrsim.chains.laws.columns import levels_of
from ivrsim.chains.laws.flat import Flat

SLAB: Final = 512
"""How many steps a slab has."""
ROUND: Final = 16
"""A node that leads to itself needs so many steps: a slab of it goes by in parts that are as long."""


class _Leaving(NamedTuple):
    """What leaves a node by one law of time: its first step, its shares from there on, and how much goes where."""

    first: int
    shares: Any
    targets: list[tuple[int, float]]


class Sweeps:
    """What comes to each node, slab by slab.

    Args:
        flat: the chain.
        order: the nodes, each after those that lead to it in less than a slab.
        faint: what comes to a node in a slab is set aside where it is less than this in all: it is not followed, and
            counts as on the way.

    Attributes:
        rows: how many rows of numbers there are: one for each node.
        is_over: whether nothing comes to any node any more.
    """

    def __init__(self, flat: Flat, order: Any, faint: float) -> None:
        import numpy as np

        self.rows = len(flat.ends)
        self.is_over = False
        leaving = _leaving(flat)
        self._nodes = [(node, *leaving[node]) for node in order.tolist() if node in leaving]
        self._coming = np.zeros((self.rows, SLAB + int(flat.laws.steps.max(initial=0))))
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
        for node, itself, others in self._nodes:
            here = coming[node, : self._slab].nonzero()[0]
            if len(here) and not self._is_set_aside(node):
                self._go_round(node, itself, int(here[0]))
                self._hand_on(node, others, int(here[0]))
        self.is_over = not coming[:, self._slab :].any()
        return coming[:, : self._slab]

    def _is_set_aside(self, node: int) -> bool:
        """Take away what comes to a node, if it is faint."""
        import numpy as np

        here = self._coming[node, : self._slab]
        if not self._faint or here.sum() >= self._faint:
            return False
        steps = self._passed + np.arange(self._slab)
        self._aside[:, node] += [here @ steps**power for power in range(3)]
        here[:] = 0.0
        return True

    def _go_round(self, node: int, itself: Sequence[_Leaving], first: int) -> None:
        """Add what a node leads back to itself, in parts as long as it takes at least."""
        row = self._coming[node]
        shortest = min((each.first for each in itself), default=0)
        for begin in range(first, self._slab, shortest) if itself else ():
            part = row[begin : min(begin + shortest, self._slab)].copy()
            for law in itself:
                self._add(law, begin, part)

    def _hand_on(self, node: int, others: Sequence[_Leaving], first: int) -> None:
        part = self._coming[node, first : self._slab]
        for law in others:
            self._add(law, first, part)

    def _add(self, law: _Leaving, begin: int, part: Any) -> None:
        """Add what leaves by a law of what comes from a step on."""
        import numpy as np

        came = part if len(law.shares) == 1 else np.convolve(part, law.shares)
        begin += law.first
        for target, probability in law.targets:
            self._coming[target, begin : begin + len(came)] += probability * came

    def on_the_way(self) -> Any:
        """Return what comes to each node after the last slab by ways from before, and what was set aside.

        Returns:
            Three rows of numbers: how much, and sums of its steps, and of their squares.
        """
        import numpy as np

        coming = self._coming[:, self._slab :]
        steps = self._passed + self._slab + np.arange(coming.shape[1])
        return np.array([coming @ steps.astype(float) ** power for power in range(3)]) + self._aside


def order_of(flat: Flat) -> Any:
    """Return the nodes, each after those that lead to it in less than a slab; None where these go round."""
    import numpy as np

    steps = flat.laws.steps[flat.laws.first][flat.delay]
    short = steps < np.where(flat.source == flat.target, ROUND, SLAB)
    levels = levels_of(flat.source[short], flat.target[short], len(flat.ends))
    return None if levels is None else np.concatenate(levels)


def _leaving(flat: Flat) -> dict[int, tuple[list[_Leaving], list[_Leaving]]]:
    """By node what leads to itself, and what leads to others, but for ends and for what is never left."""
    shares = [_dense(flat, law) for law in range(len(flat.laws.first))]
    first = flat.laws.steps[flat.laws.first].tolist()
    inner = (flat.ends[flat.target] < 0) & ~flat.endless[flat.target]
    columns = (each[inner].tolist() for each in (flat.source, flat.delay, flat.target, flat.probability))
    found: dict[int, tuple[dict[int, _Leaving], dict[int, _Leaving]]] = {}
    for source, delay, target, probability in zip(*columns, strict=True):
        laws = found.setdefault(source, ({}, {}))[source != target]
        if delay not in laws:
            laws[delay] = _Leaving(first[delay], shares[delay], [])
        laws[delay].targets.append((target, probability))
    return {node: (list(itself.values()), list(others.values())) for node, (itself, others) in found.items()}


def _dense(flat: Flat, law: int) -> Any:
    """The shares of the first step of a law and of those behind it."""
    import numpy as np

    points = slice(flat.laws.first[law], flat.laws.first[law] + flat.laws.length[law])
    steps = flat.laws.steps[points]
    found = np.zeros(int(steps[-1] - steps[0]) + 1)
    found[steps - steps[0]] = flat.laws.shares[points]
    return found
