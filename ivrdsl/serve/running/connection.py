"""A connection: uvicorn's, with limits in time, a limit of size for heads, and a line in the log for who leaves.

Whoever sends one byte a minute would else keep a connection for ever, and uvicorn's own limits begin behind the answer.
"""

import asyncio
import logging
from typing import Any, Final

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ivrdsl.findings.words import quoted
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.errors import ApiError, error_answer
from ivrdsl.serve.http.faults import END_CONNECTION
from ivrdsl.serve.http.guard import TARGET

MAX_HEAD_BYTES: Final = 65_536
"""A head that is larger, and still goes on, is refused: as uvicorn's other reader of HTTP does."""
_HEAD, _BODY, _NOTHING = "head", "body", ""
_PHRASES: Final = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large"}

_log = logging.getLogger("uvicorn.error")


class ClientConnection(HttpToolsProtocol):
    """A connection of a client.

    Args:
        settings: with its limits.
        more: as uvicorn gives it.
    """

    def __init__(self, settings: ServerSettings, **more: Any) -> None:
        super().__init__(**more)
        self._limits_s = {_HEAD: settings.header_timeout_s, _BODY: settings.body_timeout_s}
        self._coming = _HEAD  # what the client is at
        self._part = 0  # counts heads and bodies
        self._timed_part = -1
        self._timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._begun = False  # something that is not whole yet
        self._ended = False  # by us

    # --- what comes -------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.app_state = {**self.app_state, END_CONNECTION: self._end}
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._set_timer()

    def data_received(self, data: bytes) -> None:
        part, coming = self._part, self._coming
        super().data_received(data)
        if self._part == part:
            self._head_bytes += len(data)
        else:  # of what holds the end of something else, no byte is counted
            self._head_bytes = len(data) if self._part == part + 1 and coming != _BODY else 0
        if self._coming == _HEAD and self._head_bytes > MAX_HEAD_BYTES:
            words = f"the head of the request is larger than {MAX_HEAD_BYTES:,} bytes"
            self._refuse(ApiError(431, words, "shorten it"))
        self._set_timer()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin(_HEAD)
        self._begun = True

    def on_headers_complete(self) -> None:
        if not self.url.startswith(b"/"):
            self.scope[TARGET] = _authority_of(self.url)  # type: ignore[typeddict-unknown-key]
        super().on_headers_complete()
        self._begin(_BODY)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._begin(_NOTHING)
        self._begun = False

    def connection_lost(self, exc: Exception | None) -> None:
        self._begin(_NOTHING)
        self._set_timer()
        cycle = self.cycle
        if cycle is not None and not cycle.response_started and not self._ended:
            unread = cycle.more_body or bool(cycle.body)  # which the handler is not given any more
            _note_leaving(cycle.scope, read=not unread)  # type: ignore[arg-type]  # which is a scope
        super().connection_lost(exc)

    # --- limits -----------------------------------------------------------------------------------------------------

    def _begin(self, coming: str) -> None:
        self._coming = coming
        self._part += 1

    def _set_timer(self) -> None:
        """Count the time of what the client is at, from its first byte; what came whole costs no timer."""
        if self._timed_part == self._part:
            return
        self._timed_part = self._part
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._coming:
            self._timer = self.loop.call_later(self._limits_s[self._coming], self._on_time)

    def _on_time(self) -> None:
        if self.flow.read_paused:  # it is we who do not read
            self._timed_part = -1
            self._set_timer()
            return
        limit_s = self._limits_s[self._coming]
        what = "body" if self._coming == _BODY else "head"
        self._refuse(ApiError(408, f"the {what} of the request did not come within {limit_s:g} s", "send it at once"))

    def _refuse(self, error: ApiError) -> None:
        """Answer, where the client has sent something that is not answered yet; then close."""
        if self.transport.is_closing():
            return
        self._ended = True
        answered = self._coming == _BODY and self.cycle.response_started
        if self._begun and not answered:
            _log.warning("%s was refused: %s", _name_of(self.client), error.message)
            self.transport.write(_as_bytes(error))
        self.transport.close()

    def _end(self) -> None:
        """Close, whatever is not answered yet."""
        self._ended = True
        self.transport.close()

    # --- in place of uvicorn's own words ----------------------------------------------------------------------------

    def send_400_response(self, msg: str) -> None:  # which uvicorn has logged
        self._ended = True
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            self.transport.write(_as_bytes(ApiError(400, "this is no request of HTTP/1.1", "look at what was sent")))
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: who asks for a WebSocket is answered as if they had not."""


def _authority_of(url: bytes) -> bytes:
    """The host that a target names, with its port."""
    return url.partition(b"://")[2].partition(b"/")[0]


def _as_bytes(error: ApiError) -> bytes:
    """An answer, where there is no request that could be answered."""
    body = error_answer(error).body
    head = (
        f"HTTP/1.1 {error.status} {_PHRASES[error.status]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + bytes(body)


def _note_leaving(scope: Scope, *, read: bool) -> None:
    """Say that a client has left before its answer."""
    came = ""
    if not read:
        came = ": its request had not been read whole, so nothing was done"
    elif scope["method"] not in ("GET", "HEAD"):
        came = ": it is finished all the same"
    client, path = _name_of(scope["client"]), quoted(scope["raw_path"].decode("ascii", "backslashreplace"))
    _log.warning("%s left before the answer to %s %s%s", client, scope["method"], path, came)


def _name_of(client: tuple[str, int] | None) -> str:
    return "a client" if client is None else f"{client[0]}:{client[1]}"
