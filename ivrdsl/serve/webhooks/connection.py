"""One connection to a listener: a request in one write, and its answer as far as it is worth reading.

Our own, over the parser that uvicorn reads requests with: docs/decisions.md has what it saves.
"""

import asyncio
import socket  # for the name of an option: nothing is opened with it
from typing import Final, NamedTuple

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

MOST_BYTES: Final = 65_536
"""How much of an answer is read; what sends more is not listened to any longer."""
SHOWN: Final = 1000
"""How many characters of an answer's body are kept."""
_SHOWN_BYTES: Final = 4 * SHOWN
BODY_S: Final = 1.0
"""How long the rest of an answer may take once its status is known. Unit: seconds."""


class Reply(NamedTuple):
    """What a listener answered.

    Attributes:
        status: of HTTP.
        text: the beginning of the body.
    """

    status: int
    text: str


class NoReplyError(Exception):
    """A listener did not answer as HTTP says; the text says what it did."""


class ClosedError(NoReplyError):
    """A connection that was kept had been closed: nobody has seen the request."""


class Connection(asyncio.Protocol):
    """A connection; one request at a time."""

    def __init__(self) -> None:
        self.idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Reply] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._uses = 0
        self._status = 0
        self._body = b""
        self._received = 0
        self._messages = 0
        self._complete = False
        self._may_go_on = False
        self._awaits_body = False

    @property
    def is_open(self) -> bool:
        """Whether a request can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    async def exchange(self, request: bytes, until: float) -> Reply:
        """Send a request, and read its answer.

        Args:
            request: the bytes.
            until: when the time is over, as the loop's clock has it.

        Raises:
            NoReplyError: there is no answer.
            TimeoutError: there is none in time.
        """
        if self._transport is None or self._transport.is_closing():
            raise (ClosedError if self._uses else NoReplyError)("the connection was closed without an answer")
        self._begin()
        self._uses += 1
        self._waiter = self._loop.create_future()
        self._timer = self._loop.call_at(until, self._expire)
        self._transport.write(request)
        _acknowledge_at_once(self._transport)
        try:
            return await self._waiter
        except BaseException:
            self.close()
            raise
        finally:
            self._timer.cancel()
            self._waiter = None

    def close(self) -> None:
        """Let it go, whatever is still under way."""
        if self._transport is not None:
            self._transport.abort()

    # --- asyncio -------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():  # nobody has asked
            self.close()
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._status = self._status or self._parser.get_status_code()
            self._finish(keep=False)
        except HttpParserError as error:
            self._end(NoReplyError(f"the answer is no HTTP: {error}"))
        else:
            self._look_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        why = "" if exc is None else f": {getattr(exc, 'strerror', None) or exc}"
        if self._uses > 1 and not self._received and isinstance(exc, ConnectionError | None):
            self._end(ClosedError("the connection was closed without an answer"))
        elif self._received:
            self._end(NoReplyError(f"the connection was closed in the middle of the answer{why}"))
        else:
            self._end(NoReplyError(f"the connection was closed without an answer{why}"))

    # --- httptools -----------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._messages += 1

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200 and not self._complete:  # before it may come others, such as 100 Continue
            self._status = status
            self._may_go_on = self._parser.should_keep_alive()  # the parser knows it here, and not at the end

    def on_body(self, body: bytes) -> None:
        if not self._complete and len(self._body) < _SHOWN_BYTES:
            self._body += body[:_SHOWN_BYTES]

    def on_message_complete(self) -> None:
        if self._status:
            self._complete = True
        else:
            self._messages -= 1

    # -------------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._status = 0
        self._body = b""
        self._received = 0
        self._messages = 0
        self._complete = False
        self._may_go_on = False
        self._awaits_body = False

    def _look_on(self) -> None:
        """Look at what has been read so far."""
        if self._complete:
            self._finish(keep=self._messages == 1 and self._may_go_on)
        elif self._received > MOST_BYTES:
            self._end(NoReplyError(f"no answer within {MOST_BYTES:,} bytes"))
        elif self._status and not self._awaits_body and self._timer is not None:
            self._awaits_body = True
            at = min(self._timer.when(), self._loop.time() + BODY_S)
            self._timer.cancel()
            self._timer = self._loop.call_at(at, self._expire)

    def _expire(self) -> None:
        self._end(TimeoutError())

    def _end(self, error: Exception) -> None:
        """Wait no longer. A status that has come counts, however the rest of the answer went."""
        if self._status:
            self._finish(keep=False)
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)

    def _finish(self, *, keep: bool) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(Reply(self._status, self._body.decode("utf-8", "replace")[:SHOWN]))
        if not keep:
            self.close()


def _acknowledge_at_once(transport: asyncio.Transport) -> None:
    """Many listeners write head and body apart, and the body waits for the acknowledgement of the head.

    It comes 40 ms later unless the system is asked; only Linux can be.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
