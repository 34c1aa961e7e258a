"""Ends what is the user's own and does not come to an end: a predicate, a pattern.

A timer of the system's looks now and then what runs. It is told by a signal, which both Python's code and its regular
expressions listen to, and no thread could tell the latter. Where one call of `patiently` has run for too long, the
handler raises there. Nothing else is ended, and no verdict depends on it: what is ended is an error.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Final

from ivrdsl.wording.patience import OverdueError, patient_frame

LIMIT_S: Final = 5.0
"""How long one call may take, in s. Predicates and patterns take microseconds."""
_LOOKS: Final = 10
"""How often it is looked at until then. Looks are counted, and not seconds, in which the machine may have slept."""

_SHORTEST_S: Final = 0.01
"""Time between two looks, at least: a timer that fires all the time leaves none for anything else."""


class Patience:
    """While it is entered, what runs for too long is ended. Those can be nested: the innermost counts.

    It does nothing beside the main thread, and where a system has no such timer (Windows).

    Args:
        limit_s: how long one call may take, in s.
        because: who says so, in words; "" for nobody.
    """

    def __init__(self, limit_s: float = LIMIT_S, because: str = "") -> None:
        self._every_s = max(limit_s / _LOOKS, _SHORTEST_S)
        self._told = f"{limit_s:g} s{because and f' ({because})'}"
        self._seen: FrameType | None = None
        self._looks = 0
        self._before: tuple[Any, tuple[float, float]] | None = None

    def __enter__(self) -> "Patience":
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            handler = signal.signal(signal.SIGALRM, self._look)
            self._before = handler, signal.setitimer(signal.ITIMER_REAL, self._every_s, self._every_s)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seen = None
        if self._before is not None:
            handler, timer = self._before
            signal.setitimer(signal.ITIMER_REAL, *timer)
            signal.signal(signal.SIGALRM, handler)

    def _look(self, number: int, frame: FrameType | None) -> None:
        running = patient_frame(frame)
        self._looks = self._looks + 1 if running is self._seen else 0
        self._seen = running
        if running is not None and self._looks >= _LOOKS:
            raise OverdueError(self._told)
