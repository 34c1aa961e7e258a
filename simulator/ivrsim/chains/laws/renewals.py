"""How often calls come back to a node that leads to itself, over time, with NumPy.

Theory of operation. A series of so many steps says what comes in as many more: what its last visits lead to is where
the series begins anew. So it doubles, by two products of series, and nothing is subtracted.
"""

from typing import Any


def renewals_of(rows: Any, steps: Any, factors: Any, slab: int) -> dict[int, Any]:
    """Return, by row that takes from itself within a slab: how often it is come to, from once at its first step.

    Args:
        rows, steps, factors: so many steps later, a row adds to itself so many times as much.
        slab: how many steps are asked for.
    """
    import numpy as np

    found = {}
    own = steps < slab
    for row in np.unique(rows[own]):
        here = own & (rows == row)
        again = np.zeros(slab)
        np.add.at(again, steps[here], factors[here])
        series = np.ones(1)
        while len(series) < slab:
            known = len(series)
            begins = np.convolve(series, again[: 2 * known])[known : 2 * known]
            series = np.concatenate((series, np.convolve(begins, series)[:known]))
        found[int(row)] = series[:slab]
    return found
