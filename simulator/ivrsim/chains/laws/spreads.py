"""A law of time applied to many rows of numbers over time at once, with NumPy.

Theory of operation. A row is cut into blocks, and the law makes a longer one of each. That is one product with a matrix
for all blocks of all rows: each line of it is the law, one step later than the line before. Nothing is subtracted, so
small numbers keep their digits.
"""

from typing import Any, Final

BLOCK: Final = 64
"""Steps of a block."""


class Spread:
    """A law of time, ready to be applied.

    Args:
        steps, shares: its points.

    Attributes:
        first: its first step, by which all that comes out is later than what it is applied to.
    """

    def __init__(self, steps: Any, shares: Any) -> None:
        import numpy as np

        self.first = int(steps[0])
        self._longer = int(steps[-1]) - self.first
        law = np.zeros(self._longer + 1 + BLOCK)
        law[steps - self.first] = shares
        self._lines = np.resize(law, (BLOCK, self._longer + BLOCK)) if self._longer else None

    def of(self, rows: Any) -> Any:
        """Return what comes of rows of numbers, from the first step of the law on, up to whole blocks."""
        import numpy as np

        if self._lines is None:
            return rows
        count, steps = rows.shape
        rest = -steps % BLOCK
        if rest:
            rows = np.pad(rows, ((0, 0), (0, rest)))
        blocks = rows.shape[1] // BLOCK
        made = (rows.reshape(-1, BLOCK) @ self._lines).reshape(count, blocks, -1)
        found = np.zeros((count, blocks + -(-self._longer // BLOCK), BLOCK))
        for block in range(found.shape[1] - blocks + 1):
            part = made[:, :, block * BLOCK : (block + 1) * BLOCK]
            found[:, block : block + blocks, : part.shape[2]] += part
        return found.reshape(count, -1)
