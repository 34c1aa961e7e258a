"""What came of tries, stored many in one transaction."""

import asyncio
import logging
import sqlite3
from typing import Any, Final

from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.feed import Feed, FeedEvent
from ivrdsl.serve.store.database import trouble
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.store.webhooks import Try

Json = dict[str, Any]

LATEST_S: Final = 0.02
"""How long what came of a try may wait to be stored. A server that is killed meanwhile delivers again. Unit: s."""
AGAIN_S: Final = 1.0
"""When it is tried again to store it, where the store cannot be used. Unit: s."""
_TOLD_EVERY_S: Final = 0.1

_log = logging.getLogger("uvicorn.error")


class Tries:
    """Collects what came of tries, and stores it.

    Args:
        store, clock, feed: of the server.
        pauses_ms: before each further try.
    """

    def __init__(self, store: Store, clock: Clock, feed: Feed, pauses_ms: tuple[int, ...]) -> None:
        self._store = store
        self._clock = clock
        self._feed = feed
        self._pauses_ms = pauses_ms
        self._found: list[Try] = []
        self._timer: asyncio.TimerHandle | None = None
        self._news: set[int] = set()
        self._telling: asyncio.TimerHandle | None = None
        self._told_at = 0.0

    def add(self, delivery_id: int, attempts: list[Json], *, delivered: bool) -> None:
        """Note what came of a try, the last of the attempts."""
        left = len(attempts) <= len(self._pauses_ms)
        state = "delivered" if delivered else "pending" if left else "failed"
        due_ms = self._clock.real_ms() + (max(1, self._pauses_ms[len(attempts) - 1]) if state == "pending" else 0)
        self._found.append(Try(delivery_id, state, attempts, due_ms))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LATEST_S, self.write_if_possible)

    def write(self) -> None:
        """Store all of it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._found:
            return
        with self._store.transaction():
            self._store.deliveries.tried(self._found)
        self._news.update(each.id for each in self._found)
        self._found = []
        self._tell()

    def write_if_possible(self) -> None:
        """Store all of it, or, where the store cannot be used, try again later."""
        try:
            self.write()
        except sqlite3.Error as error:
            _log.error("%s; what came of webhooks is stored later", trouble(error))
            self._timer = asyncio.get_running_loop().call_later(AGAIN_S, self.write_if_possible)

    def forget(self) -> None:
        """Drop what is not stored yet."""
        self._found = []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def arrived(self) -> None:
        """Say that there are new deliveries, soon: what came of them is often told with it."""
        self._news.add(0)
        self._tell_later()

    def _tell(self) -> None:
        """Say that deliveries are new or changed: now, or as soon as nobody was told for a while."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at < _TOLD_EVERY_S:
            self._tell_later()
        elif self._news:
            self._told_at = now
            self._feed.tell(FeedEvent("delivery", self._news.pop() if len(self._news) == 1 else 0))
            self._news.clear()

    def _tell_later(self) -> None:
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(_TOLD_EVERY_S, self._tell_at_last)

    def _tell_at_last(self) -> None:
        self._telling = None
        self._tell()
