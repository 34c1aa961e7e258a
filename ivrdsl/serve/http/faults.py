"""Lets requests fail, be slow, or lose their answers, as a test has asked for."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ivrdsl.rest.numbers import read_number
from ivrdsl.serve.base.faults import ArmedFault, Arrival, Faults
from ivrdsl.serve.base.feed import Feed, FeedEndsError
from ivrdsl.serve.http.errors import ApiError, error_answer

END_CONNECTION: Final = "end_connection"
"""Under this name a request's `state` has what ends its connection, from the server: ASGI has no word for that."""

_SENDS: Final = re.compile(r"/texts|/calls|/calls/broadcasts(?:/[0-9]+/recipients)?")


class FaultGate:
    """Stands before the API, behind the login."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        services = scope["app"].state.services
        faults: Faults = services.faults
        armed = list(faults.of("fail", "lose_answer", "slow"))
        if not armed:
            await self._app(scope, receive, send)
            return
        body = _Body(receive)
        if any(each.to for each in armed):
            await body.read(services.settings.max_body_bytes)
        arrival = _arrival(scope, body.data)
        slow = faults.meeting("slow", arrival)
        if slow is not None:
            if not await _pause(services.feed, slow.before_ms):
                await error_answer(_NOT_BEGUN)(scope, body.receive, send)
                return
            send = _later(send, services.feed, slow.after_ms)
        failing = faults.meeting("fail", arrival)
        if failing is not None:
            await error_answer(_failure(failing))(scope, body.receive, send)
        elif faults.meeting("lose_answer", arrival) is not None:
            await self._lose_answer(scope, body.receive)
        else:
            await self._app(scope, body.receive, send)

    async def _lose_answer(self, scope: Scope, receive: Receive) -> None:
        """Do the work; then the connection ends, with not one byte of an answer."""

        async def nowhere(_: Message) -> None:
            pass

        await self._app(scope, receive, nowhere)
        end: Callable[[], None] = scope["state"][END_CONNECTION]
        end()
        while (await receive())["type"] != "http.disconnect":
            pass  # the server must know that nobody is there, or it would answer in our place


class _Body:
    """The body of a request, which may be looked at before its handler reads it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read: list[Message] = []
        self.data = b""

    async def read(self, most: int) -> None:
        """Look at it, if it is no larger."""
        pieces: list[bytes] = []
        size = 0
        more = True
        while more and size <= most:
            message = await self._receive()
            self._read.append(message)
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            more = message.get("more_body", False)
        self.data = b"" if more else b"".join(pieces)

    async def receive(self) -> Message:
        return self._read.pop(0) if self._read else await self._receive()


def _arrival(scope: Scope, body: bytes) -> Arrival:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    sends = scope["method"] == "POST" and _SENDS.fullmatch(path) is not None
    return Arrival(path, sends, _numbers(body))


def _numbers(body: bytes) -> set[str]:
    """Whom a request sends to, as far as that can be read; what is wrong with it is for its handler to say."""
    try:
        value = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return set()
    if isinstance(value, dict):
        value = value.get("recipients")
    found = [each.get("phoneNumber") for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return {read_number(each, short_codes=True).digits for each in found if isinstance(each, str)}


def _failure(fault: ArmedFault) -> ApiError:
    headers = None if fault.retry_after_s is None else {"Retry-After": str(fault.retry_after_s)}
    todo = "POST /local/faults set it; DELETE /local/faults, or a reset, ends it"
    return ApiError(fault.status, "a test asked for this failure", todo, headers)


_NOT_BEGUN: Final = ApiError(503, "the server was reset", "nothing of the request was done; send it again")


async def _pause(feed: Feed, ms: int) -> bool:
    """Wait so long; False where a reset comes first.

    Raises:
        FeedEndsError: the server stops.
    """
    with feed.reading() as reader:
        try:
            async with asyncio.timeout(ms / 1000):
                while (await reader.next()).type != "reset":
                    pass
        except TimeoutError:
            return True
    return False


def _later(send: Send, feed: Feed, after_ms: int) -> Send:
    """Keep an answer back before its first byte."""

    async def send_later(message: Message) -> None:
        if message["type"] == "http.response.start":
            with suppress(FeedEndsError):
                await _pause(feed, after_ms)
        await send(message)

    return send_later
