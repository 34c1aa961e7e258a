"""What leaves for ends, over time, with NumPy: added up by end and law of time, so that each law is applied once."""

from typing import Any

from ivrsim.chains.laws.flat import Flat


class Outlets:
    """What leaves for each end by each law of time, step after step.

    Args:
        flat: the chain.
        rows: how many rows of numbers there are; those of nodes are the first.
        ends: how many ends there are.
    """

    def __init__(self, flat: Flat, rows: int, ends: int) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix

        leaving = flat.ends[flat.target] >= 0
        key = flat.ends[flat.target[leaving]] * len(flat.laws.first) + flat.delay[leaving]
        keys, outlet = np.unique(key, return_inverse=True)
        self._end, law = keys // len(flat.laws.first), keys % len(flat.laws.first)
        self._ends = ends
        self._shares = csr_matrix((flat.probability[leaving], (outlet, flat.source[leaving])), (len(keys), rows))
        self._laws = [_dense(flat, each) for each in law]
        self._longest = max(map(len, self._laws), default=1)
        self._later = np.zeros((len(keys), self._longest))
        for row, each in zip(self._later, self._laws, strict=True):
            row[: len(each) - 1] = np.cumsum(each[:0:-1])[::-1]
        self._parts = [np.zeros((len(keys), self._longest))]
        self._left = 0.0

    def take(self, rows: Any) -> None:
        """Note what comes to the rows in the next steps."""
        part = self._shares @ rows
        self._left += float(part.sum())
        self._parts.append(part)

    def ended(self) -> float:
        """Return how likely calls have ended by the last step."""
        import numpy as np

        while len(self._parts) > 2 and self._parts[-1].shape[1] < self._longest:
            self._parts[-2:] = [np.concatenate(self._parts[-2:], axis=1)]
        last = self._parts[-1][:, : -self._longest - 1 : -1]
        return self._left - float((last * self._later[:, : last.shape[1]]).sum())

    def laws(self, horizon: int) -> Any:
        """Return, for each end, how likely it comes at each step, of what has left up to a horizon."""
        import numpy as np

        whole = np.concatenate(self._parts, axis=1)[:, self._longest : self._longest + horizon + 1]
        found = np.zeros((self._ends, whole.shape[1] + self._longest))
        for end, law, left in zip(self._end, self._laws, whole, strict=True):
            if law[-1] == 1.0:
                found[end, len(law) - 1 : len(law) - 1 + len(left)] += left
            else:
                found[end, : len(left) + len(law) - 1] += np.convolve(left, law)
        return found


def _dense(flat: Flat, law: int) -> Any:
    """The shares of 0 steps, 1 step and so on."""
    import numpy as np

    steps, shares = flat.laws.points(law)
    found = np.zeros(int(steps[-1]) + 1)
    found[steps] = shares
    return found
