"""The platform's clock: the one place of the stand-in that looks at the time of day.

On a manual clock time stands still until somebody advances it. On a real one it is the time of day. The automatic clock
is the time of day too, but leaps over what a scripted call takes. So the call is over at once, and its end is not in
the future. What somebody does in real time must not leap with it, so it is measured by `steady_ms`.
"""

import time

from ivrdsl.serve.base.settings import ClockMode


class Clock:
    """Tells the time, in ms since 1970-01-01 UTC.

    Args:
        mode: how time passes.
    """

    def __init__(self, mode: ClockMode) -> None:
        self.reset(mode)

    def reset(self, mode: ClockMode) -> None:
        """Let it be the time of day, and time pass in a way from now on."""
        self.mode: ClockMode = mode
        self._stands_at_ms = _now_ms()
        self._ahead_ms = 0
        self._leapt_ms = 0

    def now_ms(self) -> int:
        """The time; it never goes back but when the time of day does."""
        return self.steady_ms() + self._leapt_ms

    def steady_ms(self) -> int:
        """The time without what was leapt over: for how long something has lasted, and when it is due."""
        return self._stands_at_ms if self.mode == "manual" else _now_ms() + self._ahead_ms

    def told_ms(self, steady_ms: int) -> int:
        """A time by `steady_ms` as the clock tells it now."""
        return steady_ms + self._leapt_ms

    @property
    def is_ahead(self) -> bool:
        """Whether it is later than the time of day, at which a new start would begin."""
        return self.now_ms() > _now_ms()

    def real_ms(self) -> int:
        """The time of day, whatever the platform's clock says: listeners of webhooks live in it."""
        return _now_ms()

    def leap_to(self, now_ms: int) -> None:
        """Let the time be no earlier than this: something that ends then has happened."""
        self._leapt_ms += max(0, now_ms - self.now_ms())

    def set_mode(self, mode: ClockMode) -> None:
        """Let time pass in another way, from now on."""
        steady_ms = self.steady_ms()
        self.mode = mode
        self._stands_at_ms = steady_ms
        self._ahead_ms = max(0, steady_ms - _now_ms())

    def stand_at(self, now_ms: int) -> None:
        """Move a manual clock on."""
        self._stands_at_ms = max(self._stands_at_ms, now_ms - self._leapt_ms)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
