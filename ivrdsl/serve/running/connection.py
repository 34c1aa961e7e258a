"""A connection: uvicorn's, with limits in time, a limit of size for heads, and a line in the log for who leaves.

Whoever sends one byte a minute would else keep a connection for ever, and uvicorn's own limits begin behind the answer.
"""

import asyncio
import logging
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ivrdsl.findings.words import quoted
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.errors import ApiError, error_answer
from ivrdsl.serve.http.guard import TARGET

MAX_HEAD_BYTES: Final = 65_536
"""A head that is larger, and still goes on, is refused: as uvicorn's other reader of HTTP does."""
_HEAD, _BODY, _NOTHING = "head", "body", ""
_PHRASES: Final = {408: "Request Timeout", 431: "Request Header Fields Too Large"}

_log = logging.getLogger("uvicorn.error")


class Connection(HttpToolsProtocol):
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
        self._ended = False  # by us

    # --- what comes -------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._set_timer()

    def data_received(self, data: bytes) -> None:
        before = self._part
        super().data_received(data)
        self._head_bytes = len(data) + (self._head_bytes if before == self._part else 0)
        if self._coming == _HEAD and self._head_bytes > MAX_HEAD_BYTES:
            words = f"the head of the request is larger than {MAX_HEAD_BYTES:,} bytes"
            self._refuse(ApiError(431, words, "shorten it"))
        self._set_timer()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin(_HEAD)

    def on_headers_complete(self) -> None:
        if not self.url.startswith(b"/"):
            self.scope[TARGET] = urlsplit(self.url.decode("latin-1")).netloc  # type: ignore[typeddict-unknown-key]
        super().on_headers_complete()
        self._begin(_BODY)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._begin(_NOTHING)

    def connection_lost(self, exc: Exception | None) -> None:
        self._begin(_NOTHING)
        self._set_timer()
        cycle = self.cycle
        if cycle is not None and not cycle.response_started and not self._ended:
            _note_leaving(cycle.scope, whole=not cycle.more_body)  # type: ignore[arg-type]  # which is a scope
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
        if self._head_bytes and not answered:
            _log.warning("%s was refused: %s", _name_of(self.client), error.message)
            self.transport.write(_as_bytes(error))
        self.transport.close()


def _as_bytes(error: ApiError) -> bytes:
    """An answer, where there is no request that could be answered."""
    body = error_answer(error).body
    head = (
        f"HTTP/1.1 {error.status} {_PHRASES[error.status]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + bytes(body)


def _note_leaving(scope: Scope, *, whole: bool) -> None:
    """Say that a client has left before its answer."""
    came = "what it asked for is done all the same" if whole else "its request had not come whole, so nothing was done"
    client = _name_of(scope["client"])
    _log.warning("%s left before the answer to %s %s: %s", client, scope["method"], quoted(scope["path"]), came)


def _name_of(client: tuple[str, int] | None) -> str:
    return "a client" if client is None else f"{client[0]}:{client[1]}"
