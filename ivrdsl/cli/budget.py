"""How long somebody wants to wait for a search: progress on a terminal, and an end that loses nothing."""

import signal
import sys
import time
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli.patience import LIMIT_S, Patience

if TYPE_CHECKING:
    from rich.status import Status

CTRL_C: Final = "Ctrl-C"
"""Why a search has ended that somebody has interrupted."""
_SHOWN_AFTER_S: Final = 1.0


class Budget:
    """Shows how far a search is, and ends it when a time is up that somebody has set. The first Ctrl-C ends it, too.

    The one place that looks at a real clock, with `Patience`, which it has with predicates and patterns. Where nobody
    asks for it no result depends on the time: the bounds that every search has are counted.

    Args:
        max_seconds: how long it may take; infinite if nobody minds.
        title: what is shown on a terminal after a second.
        quiet: whether nothing is shown.
        things: what is searched, in words.

    Attributes:
        interrupted: whether Ctrl-C ended it.
    """

    def __init__(self, max_seconds: float, title: str, *, quiet: bool = False, things: str = "states") -> None:
        self.interrupted = False
        self._title = title
        self._things = things
        self.restart(max_seconds)
        self._because = f"--max-seconds {max_seconds:f}".rstrip("0").rstrip(".")
        self._status: Status | None = None
        self._shows = not quiet and sys.stderr.isatty()
        self._before: Any = None
        self._patience = Patience(min(max_seconds, LIMIT_S), self._because if max_seconds < LIMIT_S else "")

    def __enter__(self) -> "Budget":
        self._before = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, self._interrupt)
        self._patience.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._patience.__exit__(kind, error, trace)
        signal.signal(signal.SIGINT, self._before)
        if self._status is not None:
            self._status.stop()

    def restart(self, max_seconds: float) -> None:
        """Let the time begin now, and say that it is that long."""
        self._begin = time.monotonic()
        self._end = self._begin + max_seconds

    @property
    def left_s(self) -> float:
        """The seconds that are left; negative when the time was up."""
        return self._end - time.monotonic()

    def watch(self, states: int, done: int) -> str:
        """Why the search has to end now; see `ivrsim.search.bounds.Watch`."""
        now = time.monotonic()
        if self._shows and now - self._begin > _SHOWN_AFTER_S:
            self._show(states, done, now - self._begin)
        if self.interrupted:
            return CTRL_C
        return self._because if now > self._end else ""

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted:  # the second time: at once
            raise KeyboardInterrupt
        self.interrupted = True

    def _show(self, states: int, done: int, seconds: float) -> None:
        text = f"{self._title}: {states:,} {self._things}, {states - done:,} to look at, {done / seconds:,.0f} a second"
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True).status(text)
            self._status.start()
        self._status.update(text)
