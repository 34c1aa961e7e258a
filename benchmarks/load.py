"""Many clients at once: so many requests a second as they are told, and a listener that counts the webhooks.

`python -m benchmarks.load` is the listener: a process of its own, so that it is as quick as one can be.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any

LOGIN = b"Authorization: Basic " + b64encode(b"login:password")
LONGEST_S = 60.0
"""How long is waited for what should come. Unit: seconds."""
CALLS = 3
"""Of ten requests so many are calls, the others are texts."""
NUMBER = "12135550102"
"""A callee who is over in milliseconds: an answering machine."""
PLATFORM = ("--platform", "callfire-2026.12")
"""Options of a server on which these calls take no time."""
PLAN = (
    '<dialplan name="Root"><amd><live><goto>live</goto></live><machine><goto>hangup</goto></machine></amd>'
    '<menu name="live" maxDigits="1" timeout="3500">'
    '<play type="tts" voice="female1">Hello, your one-time code is 2 5 1 7, press 1 to repeat.</play>'
    '<keypress pressed="1"><goto>live</goto></keypress><keypress pressed="timeout"><hangup/></keypress></menu>'
    '<hangup name="hangup"/></dialplan>'
)
TIMESTAMP = re.compile(rb'"timestamp":(\d+)')
DELIVERY = re.compile(rb"(?i)x-ivrdsl-delivery: *(\d+)")


@dataclass(slots=True)
class Counts:
    """What a listener has got, as it answers a GET.

    Args:
        got: Deliveries, each counted once.
        due: How many of them were due until a time.
        left: How many of those had come by then.
        last_ms: When the last one came.
        middle_ms, slowest_ms: From what happened to when it came, the median and the longest.
    """

    got: int
    due: int
    left: int
    last_ms: int
    middle_ms: float
    slowest_ms: int


@dataclass(slots=True)
class KeptUp:
    """How webhooks left under load.

    Args:
        requests: Answered while webhooks left.
        per_second: Of these.
        expected: Deliveries that there should be.
        counts: What the listener got until the last request.
        after_s: How long after the last request the last one came.
        server_s: Processor time of the server, until all had left.
        request_s: Processor time of the server for a request at that pace, without webhooks.
        errors: What was answered otherwise than with 200.
    """

    requests: int
    per_second: float
    expected: int
    counts: Counts
    after_s: float
    server_s: float
    request_s: float
    errors: list[str]

    @property
    def part(self) -> float:
        """The part of the deliveries due while requests came in that had left by the last request."""
        return self.counts.left / max(1, self.counts.due)

    @property
    def delivery_s(self) -> float:
        """Processor time of the server for one delivery."""
        return (self.server_s - self.request_s * self.requests) / max(1, self.counts.got)


@dataclass(slots=True)
class Load:
    """What clients did.

    Args:
        answered: Requests that were answered with 200.
        seconds: From the first request to the last answer.
        last_ms: When the last request was sent.
        errors: What was answered otherwise.
    """

    answered: int
    seconds: float
    last_ms: int
    errors: list[str]


def request(kind: str) -> bytes:
    """Return the request that sends a text, or makes a call."""
    recipient = {"phoneNumber": NUMBER, "message": "Your code is 251743"}
    if kind == "calls":
        recipient = {"phoneNumber": NUMBER, "dialplanXml": PLAN}
    return post(f"/v2/{kind}", [recipient])


def post(path: str, body: Any) -> bytes:
    """Return a request with a body."""
    data = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    )
    return head.encode() + LOGIN + b"\r\n\r\n" + data


class Messages(asyncio.Protocol):
    """Cuts what comes into messages of HTTP: head and body."""

    def __init__(self) -> None:
        self.data = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            head = self.data[:end]
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.data) < whole:
                return
            body, self.data = self.data[end + 4 : whole], self.data[whole:]
            self.on_message(head, body)

    def on_message(self, head: bytes, body: bytes) -> None:
        raise NotImplementedError


# --- clients --------------------------------------------------------------------------------------------------------


class ClientProtocol(Messages):
    """One client: sends when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: asyncio.Future[bytes] | None = None
        self.whole = False

    async def ask(self, data: bytes) -> bytes:
        """Send a request; return the head of its answer."""
        assert self.transport is not None
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return await self.answer

    def on_message(self, head: bytes, body: bytes) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(head + b"\r\n\r\n" + body if self.whole or head[9:12] != b"200" else head)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(b"the connection was closed")


def run_load(port: int, clients: int, seconds: float, per_second: float | None = None, most: int | None = None) -> Load:
    """Let clients send for so long.

    Args:
        port: Of the server.
        clients: How many there are.
        seconds: For how long.
        per_second: The requests of all clients together; None: as many as the server answers.
        most: End after so many requests, whatever the time.
    """
    return asyncio.run(_run(port, clients, seconds, per_second, most))


async def _run(port: int, clients: int, seconds: float, per_second: float | None, most: int | None) -> Load:
    loop = asyncio.get_running_loop()
    requests = [request("calls")] * CALLS + [request("texts")] * (10 - CALLS)
    numbers = count()
    load = Load(0, 0.0, 0, [])
    began = loop.time()

    async def client() -> None:
        _, protocol = await loop.create_connection(ClientProtocol, "127.0.0.1", port)
        assert isinstance(protocol, ClientProtocol)
        for number in numbers:
            at = began if per_second is None else began + number / per_second
            if max(at, loop.time()) >= began + seconds or (most is not None and number >= most) or load.errors:
                break
            if at > loop.time():
                await asyncio.sleep(at - loop.time())
            load.last_ms = time.time_ns() // 1_000_000
            head = await protocol.ask(requests[number * 7 % 10])
            if head[9:12] == b"200":
                load.answered += 1
            else:
                load.errors.append(head[:300].decode("latin-1"))
        assert protocol.transport is not None
        protocol.transport.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    load.seconds = loop.time() - began
    return load


def keep_up(port: int, listener: int, clients: int, seconds: float, clock: Callable[[], float]) -> KeptUp:
    """Let clients send half as fast as the server works without webhooks, two webhooks for each text and call.

    How fast that is counts the calls that it has made, not those that wait to be made: at half of what it accepts, they
    would grow more and more.

    Args:
        port: Of the server, which keeps everything or enough, on a platform on which these calls take no time: its
            clock would else be ahead of this machine's.
        listener: The port of `python -m benchmarks.load`.
        clients: How many send.
        seconds: For how long, with webhooks.
        clock: The processor time of the server so far.
    """
    run_load(port, clients, max(1.0, seconds / 30))  # what the first requests cost is not looked at
    settle(port)
    began = time.monotonic()
    free = run_load(port, clients, max(1.0, seconds / 6))
    settle(port)
    per_second = free.answered / (time.monotonic() - began) / 2
    used = clock()
    paced = run_load(port, clients, max(2.0, seconds / 3), per_second)
    settle(port)
    request_s = (clock() - used) / max(1, paced.answered)
    for resource in ("OutboundText", "OutboundCall"):
        for name in ("first", "second"):
            hook = {"resource": resource, "callback": f"http://127.0.0.1:{listener}/{name}"}
            answer = asyncio.run(ask(port, post("/v2/webhooks", hook)))
            assert b" 201 " in answer, answer
    used = clock()
    load = run_load(port, clients, seconds, per_second)
    expected = 2 * load.answered
    counts = counted(listener, load.last_ms, expected)
    settle(port)
    return KeptUp(
        load.answered, load.answered / load.seconds, expected, counts, (counts.last_ms - load.last_ms) / 1000,
        clock() - used, request_s, [*free.errors, *paced.errors, *load.errors],
    )  # fmt: skip


def counted(listener: int, until_ms: int, expected: int) -> Counts:
    """Return what a listener has got, once it has all that it should get, or waits in vain."""
    give_up = time.monotonic() + LONGEST_S
    while True:
        answer = asyncio.run(ask(listener, f"GET /{until_ms} HTTP/1.1\r\n\r\n".encode(), whole=True))
        counts = Counts(*json.loads(answer.partition(b"\r\n\r\n")[2]))
        if counts.got >= expected or time.monotonic() > give_up:
            return counts
        time.sleep(0.1)


def settle(port: int) -> None:
    """Wait until no call is under way, so that what one load leaves is not counted with the next."""
    waiting = (
        b"GET /v2/calls?states=READY,SELECTED,CALLBACK&limit=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + LOGIN + b"\r\n\r\n"
    )
    give_up = time.monotonic() + LONGEST_S
    while b'"totalCount":0' not in asyncio.run(ask(port, waiting, whole=True)) and time.monotonic() < give_up:
        time.sleep(0.1)


async def ask(port: int, data: bytes, *, whole: bool = False) -> bytes:
    """Send one request on a connection of its own; return the head of its answer, or all of it."""
    _, protocol = await asyncio.get_running_loop().create_connection(ClientProtocol, "127.0.0.1", port)
    assert isinstance(protocol, ClientProtocol)
    protocol.whole = whole
    answer = await protocol.ask(data)
    assert protocol.transport is not None
    protocol.transport.close()
    return answer


# --- listener -------------------------------------------------------------------------------------------------------


class ListenerProtocol(Messages):
    """Takes deliveries, and says what it has got."""

    got: dict[bytes, tuple[int, int]]

    def on_message(self, head: bytes, body: bytes) -> None:
        assert self.transport is not None
        answer = b"ok"
        if head.startswith(b"GET"):
            until_ms = int(head.split()[1].strip(b"/"))
            answer = json.dumps(self.counts(until_ms)).encode()
        elif (found := DELIVERY.search(head)) and (happened := TIMESTAMP.search(body)):
            self.got.setdefault(found[1], (int(happened[1]), time.time_ns() // 1_000_000))
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))

    def counts(self, until_ms: int) -> Sequence[float]:
        """Return the fields of `Counts`."""
        due = [came_ms for happened_ms, came_ms in self.got.values() if happened_ms <= until_ms]
        left = sum(came_ms <= until_ms for came_ms in due)
        waits = [came_ms - happened_ms for happened_ms, came_ms in self.got.values()] or [0]
        last_ms = max((came_ms for _, came_ms in self.got.values()), default=0)
        return len(self.got), len(due), left, last_ms, median(waits), max(waits)


async def listen() -> None:
    """Listen on a free port, and say on which."""
    ListenerProtocol.got = {}
    server = await asyncio.get_running_loop().create_server(ListenerProtocol, "127.0.0.1", 0)
    print(f"listens on {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    sys.exit(asyncio.run(listen()))
