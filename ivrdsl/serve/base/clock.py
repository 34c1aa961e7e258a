"""The platform's clock: the one place of the stand-in that looks at the time of day.

On a manual clock time stands still until somebody advances it. On the others it is the time of day; how fast calls run
on it is the exchange's business.
"""

import time

from ivrdsl.serve.base.settings import ClockMode


class Clock:
    """Tells the time, in ms since 1970-01-01 UTC.

    Args:
        mode: how time passes.
    """

    def __init__(self, mode: ClockMode) -> None:
        self.mode: ClockMode = mode
        self._stands_at_ms = _now_ms()
        self._ahead_ms = 0

    def now_ms(self) -> int:
        """The time; it never goes back but when the time of day does."""
        return self._stands_at_ms if self.mode == "manual" else _now_ms() + self._ahead_ms

    def real_ms(self) -> int:
        """The time of day, whatever the platform's clock says: listeners of webhooks live in it."""
        return _now_ms()

    def set_mode(self, mode: ClockMode) -> None:
        """Let time pass in another way, from now on."""
        now_ms = self.now_ms()
        self.mode = mode
        self._stands_at_ms = now_ms
        self._ahead_ms = max(0, now_ms - _now_ms())

    def stand_at(self, now_ms: int) -> None:
        """Move a manual clock on."""
        self._stands_at_ms = max(self._stands_at_ms, now_ms)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
