"""Values that depend on each other in a line: each is what is gained, and a mean of others.

In plain Python, one unknown after the other is eliminated, those further on first: all that is left open then are the
heads of circles. No sum has a minus in it (Grassmann, Taksar and Heyman), so that a circle that is seldom left costs no
digits. Where there are many, SciPy does it, if it is there.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import fsum, inf
from typing import Final, NamedTuple

from ivrsim.graph.search import in_order

_MOST_PLAIN: Final = 1000
"""So many values are found without SciPy."""


class ValueRow(NamedTuple):
    """What a value is: (`gain` + sum of `weight` * other value) / (`out` + sum of `weight`).

    Attributes:
        gain: what is gained.
        out: how likely nothing else comes.
        onward: the other values, each once and never itself, and their weights.
    """

    gain: float
    out: float
    onward: tuple[tuple[int, float], ...]

    @property
    def leaving(self) -> float:
        """How likely it is left for other values, or for good."""
        return self.out + fsum(weight for _, weight in self.onward)


def solved(rows: Sequence[ValueRow]) -> list[float]:
    """Return the values; infinite where a circle is never left and something is gained in it."""
    if len(rows) > _MOST_PLAIN:
        try:
            return _by_scipy(rows)
        except ImportError:  # slower
            pass
    return _eliminated(rows)


def _eliminated(rows: Sequence[ValueRow]) -> list[float]:
    order = in_order([[target for target, _ in row.onward] for row in rows], range(len(rows)))
    order.reverse()
    rank = [0] * len(rows)
    for index, number in enumerate(order):
        rank[number] = index
    forms: list[ValueRow] = []
    for index, number in enumerate(order):
        forms.append(_form(rows[number], index, rank, forms))
    found = [0.0] * len(rows)
    for index in range(len(order) - 1, -1, -1):
        form = forms[index]
        found[index] = form.gain + fsum(weight * found[target] for target, weight in form.onward)
    return [found[index] for index in rank]


def _form(row: ValueRow, index: int, rank: Sequence[int], forms: Sequence[ValueRow]) -> ValueRow:
    """A row in terms of ranks that come later."""
    gain, out = row.gain, row.out
    open_weights: dict[int, float] = {}
    for number, weight in row.onward:
        open_weights[rank[number]] = open_weights.get(rank[number], 0.0) + weight
    todo = [each for each in open_weights if each < index]
    heapify(todo)
    while todo:  # the earliest first: what it is made of comes later
        known = heappop(todo)
        weight = open_weights.pop(known)
        form = forms[known]
        gain += weight * form.gain
        out += weight * form.out
        for target, part in form.onward:
            if target not in open_weights:
                open_weights[target] = 0.0
                if target < index:
                    heappush(todo, target)
            open_weights[target] += weight * part
    open_weights.pop(index, 0.0)
    leaving = out + fsum(open_weights.values())
    if leaving <= 0:
        return ValueRow(inf if gain > 0 else 0.0, 1.0, ())
    return ValueRow(gain / leaving, out / leaving, tuple((each, part / leaving) for each, part in open_weights.items()))


def _by_scipy(rows: Sequence[ValueRow]) -> list[float]:
    from numpy import array
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    entries = [(number, number, row.leaving or 1.0) for number, row in enumerate(rows)]
    entries += [(number, target, -weight) for number, row in enumerate(rows) for target, weight in row.onward]
    froms, tos, weights = zip(*entries, strict=True)
    matrix = csc_matrix((weights, (froms, tos)), shape=(len(rows), len(rows)))
    try:
        values: list[float] = splu(matrix).solve(array([row.gain for row in rows])).tolist()
    except RuntimeError:  # singular: a circle that is never left
        return _eliminated(rows)
    return values
