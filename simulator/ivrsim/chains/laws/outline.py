"""What an engine finds out of a chain."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from ivrsim.chains.laws.moments import Sums


class Outline(NamedTuple):
    """How calls end, and when.

    Attributes:
        never: how likely a call never ends.
        whole: by end, how likely calls end so, and sums of their steps and of the squares of these.
        laws: for each end the probabilities of 0 steps, 1 step and so on, up to the horizon.
        beyond: as `whole`, of the calls that end after the horizon.
    """

    never: float
    whole: Sums
    laws: Sequence["array[float]"]
    beyond: Sums

    @property
    def horizon(self) -> int:
        """The last step of the laws; -1 where there are none."""
        return max(map(len, self.laws), default=0) - 1
