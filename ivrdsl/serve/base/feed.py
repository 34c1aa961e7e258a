"""Tells whoever waits that something happened: long polls, and the page's stream of events."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

MAX_BEHIND: Final = 1000
"""Events that a slow reader may be behind; the oldest go, since every event only says where to look."""


class FeedEvent(NamedTuple):
    """Something happened.

    Attributes:
        type: "text", "call" (a call is new or changed), "entry" (something happened in a call), "broadcast", "webhook",
            "delivery", "callee" (who stands in for callees has changed), "reset", "clock".
        id: of the text, call, broadcast, webhook or delivery; 0 for none, or for several.
        number: whom it is for; "" for none.
    """

    type: str
    id: int = 0
    number: str = ""


class FeedEndsError(Exception):
    """The server stops: nothing more will happen."""


class FeedReader:
    """One who waits; see `Feed.reading`."""

    def __init__(self) -> None:
        self._events: deque[FeedEvent] = deque(maxlen=MAX_BEHIND)
        self._filled = asyncio.Event()
        self._ended = False

    def tell(self, event: FeedEvent) -> None:
        self._events.append(event)
        self._filled.set()

    def end(self) -> None:
        self._ended = True
        self._filled.set()

    async def next(self) -> FeedEvent:
        """The next event, when it comes.

        Raises:
            FeedEndsError: the server stops.
        """
        while not self._events:
            if self._ended:
                raise FeedEndsError
            self._filled.clear()
            await self._filled.wait()
        return self._events.popleft()

    def rest(self) -> list[FeedEvent]:
        """What has happened since and can be read without waiting."""
        found = list(self._events)
        self._events.clear()
        return found


class Feed:
    """Passes events on to all who read."""

    def __init__(self) -> None:
        self._readers: set[FeedReader] = set()

    def tell(self, event: FeedEvent) -> None:
        """Say that something happened, after it is stored."""
        for reader in self._readers:
            reader.tell(event)

    def end(self) -> None:
        """Let everybody go who reads."""
        for reader in self._readers:
            reader.end()

    @contextmanager
    def reading(self) -> Iterator[FeedReader]:
        """Read from now on."""
        reader = FeedReader()
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)
