"""The law of how long calls last, as the engines give it: up to a horizon, and what is still on its way there."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from ivrsim.forecasting.moments import Sums


class Durations(NamedTuple):
    """How likely calls last so many steps.

    Attributes:
        laws: for each end the probabilities of 0 steps, 1 step and so on, up to the horizon.
        on_the_way: what comes to nodes after the horizon, from nodes that it came to before: sums over its visits.
    """

    laws: Sequence["array[float]"]
    on_the_way: Sums

    @property
    def horizon(self) -> int:
        """The last step of the laws; -1 where there are none."""
        return max(map(len, self.laws), default=0) - 1
