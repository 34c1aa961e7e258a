"""How often calls come back to a node that leads to itself, over time, with NumPy."""

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
        longest = int(steps[here].max())
        back = again[longest:0:-1].copy()
        series = np.zeros(longest + slab)
        series[longest] = 1.0
        for step in range(longest + 1, longest + slab):
            series[step] = series[step - longest : step] @ back
        found[int(row)] = series[longest:]
    return found
