"""How fast a call's clock runs beside that of the world: real, fast, or by steps alone."""

from collections.abc import Callable
from typing import Final

REAL: Final = "real"
FAST: Final = "fast"
STEP: Final = "step"
PACES: Final = {REAL: 1, FAST: 8, STEP: 0}
"""How much faster than the world's each clock is."""

GRID_MS: Final = 100
"""A running clock comes to every tenth of a second, which is what is shown and written."""


class Pace:
    """Turns the time of the world into that of a call.

    Args:
        name: REAL, FAST or STEP.
        clock: the time of the world, in seconds; only differences count.

    Attributes:
        name: REAL, FAST or STEP.
        is_paused: whether time stands still until somebody goes on.
    """

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self.name = name
        self.is_paused = False
        self._clock = clock
        self._last_s = clock()
        self._owed_ms = 0.0

    @property
    def runs(self) -> bool:
        """Whether time passes by itself."""
        return bool(PACES[self.name]) and not self.is_paused

    def passed_ms(self) -> int:
        """How much of the call's time has passed since this was last asked, in whole steps of its grid."""
        now_s = self._clock()
        since_s, self._last_s = now_s - self._last_s, now_s
        if not self.runs:
            self._owed_ms = 0.0
            return 0
        self._owed_ms = round(self._owed_ms + since_s * 1000 * PACES[self.name], 3)
        passed_ms = int(self._owed_ms // GRID_MS) * GRID_MS
        self._owed_ms -= passed_ms
        return passed_ms

    def change(self) -> None:
        """Take the next pace."""
        names = list(PACES)
        self.name = names[(names.index(self.name) + 1) % len(names)]
        self.is_paused = False
