"""Topic `serve`: requests a second of the stand-in against moto's server mode, its memory, and its webhooks under load.

Both answer one sender, each from a process of its own, on the one core that this process is pinned to: what the sender
costs is the same for both. The sender writes a request that is ready and reads the answer, nothing more.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.load import PLATFORM, KeptUp, keep_up
from benchmarks.measure import (
    AbsentError,
    Contender,
    Settings,
    Work,
    WrongResultError,
    figure,
    interleave,
    times_as_fast,
    version,
    with_process,
)
from benchmarks.report import Goal, Report, row

ROUNDS = 15
KEPT = 1000
"""Messages that the server keeps while its memory is measured."""
MESSAGES = 200_000
WARM = 20_000
"""Messages after which the memory is measured first."""
BATCH = 100
CLIENTS = 50
LOAD_S = 60.0
"""How long clients send while webhooks leave. Unit: seconds."""
POST = "ivrdsl.serve: POST /v2/texts"

Request = tuple[bytes, str]
"""A request as bytes, and what its answer has to have in it."""


def run(settings: Settings) -> Report:
    """Look at whether every server stores what it is sent, then time them in turn; then measure memory."""
    made = [
        Contender("ivrdsl serve, memory", POST, "`ivrdsl serve`, a connection that is kept", ours=True),
        Contender("ivrdsl serve, memory, a connection each", POST, "`ivrdsl serve`, `curl` for each text", ours=True),
        Contender("ivrdsl serve, file", POST, "`ivrdsl serve --database FILE`, a connection that is kept", ours=True),
        Contender("moto server, SNS publish", "moto.server, POST / (SNS Publish)", "`moto_server`, a connection each"),
    ]
    with ExitStack() as stack:
        makers: tuple[Callable[[Contender], Work], ...] = (
            lambda one: ours(stack, one, closing=False),
            lambda one: ours(stack, one, closing=True),
            lambda one: ours(stack, one, closing=False, file=True),
            lambda one: moto(stack, one),
        )
        for one, make in zip(made, makers, strict=True):
            one.present(partial(make, one))
        interleave(made, settings, ROUNDS, batch_s=max(settings.batch_s, 0.2), share=0.7)
        growth = memory(stack, settings)
        kept_up = webhooks(stack, settings)
    return report(made, growth, kept_up)


# --- servers --------------------------------------------------------------------------------------------------------


def ours(stack: ExitStack, one: Contender, *, closing: bool, file: bool = False) -> Work:
    """Return the work of sending texts to the stand-in, which has to have the last one in its inbox."""
    options = ["--keep", str(KEPT)]
    if file:
        options += ["--database", str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store.db")]
    process, port = stand_in(stack, *options)
    one.clock = with_process(process)
    request = text_request(1, "Your code is 251743", closing=closing)
    exchange(port, request, 1, closing=closing)
    latest = exchange(port, (b"GET /local/messages/latest HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "200"), 1)
    if b"251743" not in latest:
        raise WrongResultError(f"the stand-in has not stored the text: {latest[-300:]!r}")
    return sender(port, request, closing=closing)


def moto(stack: ExitStack, one: Contender) -> Work:
    """Return the work of publishing to a phone number by moto's server. It closes each connection after its answer."""
    command = str(Path(sys.executable).with_name("moto_server"))
    if not Path(command).exists():
        raise AbsentError("not installed: moto[server]")
    port = free_port()
    process, _ = started(stack, [command, "-p", str(port)], "Running on")
    one.clock = with_process(process)
    query = {"Action": "Publish", "Version": "2010-03-31", "PhoneNumber": "+12135551234", "Message": "Code 251743"}
    body = urlencode(query).encode()
    head = (
        "POST / HTTP/1.1\r\nHost: sns.us-east-1.amazonaws.com\r\n"
        "Authorization: AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/sns/aws4_request, "
        "SignedHeaders=host, Signature=0\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    request = (head.encode() + body, "200")
    if b"<MessageId>" not in exchange(port, request, 1, closing=True):
        raise WrongResultError("moto has not taken the message")
    return sender(port, request, closing=True)


def stand_in(stack: ExitStack, *options: str) -> tuple[int, int]:
    """Start the stand-in; return the id of its process and its port."""
    command = [sys.executable, "-m", "ivrdsl", "serve", "--port", "0", *options]
    process, lines = started(stack, command, "store")
    found = re.search(r"api +http://127\.0\.0\.1:(\d+)", lines)
    if found is None:
        raise WrongResultError(f"the stand-in does not say where it is:\n{lines}")
    return process, int(found[1])


def started(stack: ExitStack, command: list[str], sign: str) -> tuple[int, str]:
    """Start a server, and wait for the line that says that it runs; it ends with the stack."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    stack.callback(process.wait)
    stack.callback(process.kill)  # first: the stack is taken down from its top
    lines = ""
    assert process.stdout is not None
    for line in process.stdout:
        lines += line
        if sign in line:
            threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop the server
            return process.pid, lines
    raise AbsentError(f"{command[0]} did not start: {lines[-500:]}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


# --- requests -------------------------------------------------------------------------------------------------------


def text_request(recipients: int, message: str, *, closing: bool = False) -> Request:
    """Return a request that sends a text to so many recipients."""
    numbers = [f"1213{200 + at // 10_000}{at % 10_000:04}" for at in range(recipients)]
    body = json.dumps([{"phoneNumber": phone, "message": message} for phone in numbers]).encode()
    login = b64encode(b"login:password").decode()
    head = (
        f"POST /v2/texts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {login}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return (head + ("Connection: close\r\n" if closing else "") + "\r\n").encode() + body, "200"


def sender(port: int, request: Request, *, closing: bool) -> Work:
    """Return the work of sending a request over and over."""
    return lambda times: exchange(port, request, times, closing=closing)


def exchange(port: int, request: Request, times: int, *, closing: bool = False) -> bytes:
    """Send a request so many times, one after the other; return the last answer."""
    answer = b""
    connection: socket.socket | None = None
    for _ in range(times):
        if connection is None:
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request[0])
        answer = read_answer(connection)
        if not answer.startswith(b"HTTP/1.") or answer[9:12] != request[1].encode():
            raise WrongResultError(f"answered {answer[:300]!r}")
        if closing:
            connection.close()
            connection = None
    if connection is not None:
        connection.close()
    return answer


def read_answer(connection: socket.socket) -> bytes:
    """Read one answer, as long as it says it is."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            raise WrongResultError(f"the connection was closed after {data[:200]!r}")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while length is not None and len(body) < int(length[1]):
        more = connection.recv(65_536)
        if not more:
            raise WrongResultError("the connection was closed in the middle of an answer")
        body += more
    return head + b"\r\n\r\n" + body


# --- memory ---------------------------------------------------------------------------------------------------------


def memory(stack: ExitStack, settings: Settings) -> tuple[int, int] | None:
    """Return the memory of the server (KiB) after some and after all messages; None where the system does not tell."""
    if not Path("/proc/self/status").exists():
        return None
    process, port = stand_in(stack, "--keep", str(KEPT))
    scale = 10 if settings.quick else 1
    found = []
    for messages in (WARM // scale, (MESSAGES - WARM) // scale):
        exchange(port, text_request(BATCH, "Your code is 251743"), messages // BATCH)
        found.append(resident_kib(process))
    return found[0], found[1]


def resident_kib(process: int) -> int:
    """Return the resident memory of a process, in KiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found is not None
    return int(found[1])


# --- webhooks -------------------------------------------------------------------------------------------------------


def webhooks(stack: ExitStack, settings: Settings) -> KeptUp | None:
    """Return how webhooks leave while clients send; None where the system does not tell the server's processor time.

    Server, listener and clients have all cores, as they would have: on one core they would wait for each other.
    """
    if sys.platform != "linux":
        return None
    with on_all_cores():
        _, lines = started(stack, [sys.executable, "-m", "benchmarks.load"], "listens on")
        listener = int(lines.split()[-1])
        process, port = stand_in(stack, "--keep", str(KEPT), *PLATFORM)
        clock = with_process(process)
        own = time.process_time
        found = keep_up(port, listener, CLIENTS, 6.0 if settings.quick else LOAD_S, lambda: clock() - own())
    if found.errors or found.counts.got != found.expected:
        raise WrongResultError(f"{found.counts.got} of {found.expected} webhooks came; {found.errors[:3]}")
    return found


@contextmanager
def on_all_cores() -> Iterator[None]:
    """Let this process, and those that it starts, run on every core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


# --- report ---------------------------------------------------------------------------------------------------------


def webhook_goals(kept_up: KeptUp | None) -> list[Goal]:
    """Return the goals of the webhooks under load."""
    one = [] if kept_up is None else [kept_up]
    why = "this system does not tell a server's processor time"
    return [
        Goal(
            f"webhooks of {CLIENTS} clients that leave before the last request: part of those due until then", 0.8,
            figure([each.part for each in one], more_is_better=True), alone=True, why=why,
        ),
        Goal(
            "the last webhook after the last request, in s", 10,
            figure([each.after_s for each in one], more_is_better=False), at_least=False, why=why,
        ),
        Goal(
            "processor time of the server for one delivery, in ms", 0.6,
            figure([1e3 * each.delivery_s for each in one], more_is_better=False), at_least=False, why=why,
        ),
    ]  # fmt: skip


def webhook_notes(kept_up: KeptUp | None) -> list[str]:
    """Return what a reader has to know of the load."""
    if kept_up is None:
        return []
    counts = kept_up.counts
    requests_s = kept_up.request_s * kept_up.requests
    return [
        f"webhooks: {CLIENTS} clients, 30 % calls, {kept_up.per_second:.0f} requests/s, half of what the same server "
        f"answers without webhooks; {counts.got:,} deliveries, which came {counts.middle_ms:.0f} ms after what "
        f"they tell of (median; at most {counts.slowest_ms / 1000:.1f} s)",
        f"webhooks: {kept_up.server_s:.1f} s of processor time of the server, of which {requests_s:.1f} s for the "
        "requests, as the same load without webhooks has it",
    ]


def report(made: Sequence[Contender], growth: tuple[int, int] | None, kept_up: KeptUp | None) -> Report:
    """Put the table and the goals together."""
    peer = made[-1]
    grown = figure([] if growth is None else [growth[1] / growth[0]], more_is_better=False)
    shown = "" if growth is None else f", {growth[0] / 1024:.0f} then {growth[1] / 1024:.0f} MiB"
    text = f"memory after {MESSAGES:,} messages, after {WARM:,} = 1 (--keep {KEPT})"
    return Report(
        topic="serve",
        title="one message accepted, on one core with its sender",
        unit="ms",
        per_second=1e3,
        columns=["speed, moto = 1"],
        rows=[row(one, {"speed, moto = 1": times_as_fast(one, peer)}) for one in made],
        goals=[
            Goal(
                "texts of POST /v2/texts in memory: speed, moto = 1", 5, times_as_fast(made[0], peer),
                why=made[0].absent or peer.absent,
            ),
            Goal(text, 1.1, grown, at_least=False, alone=True, why="this system does not tell it"),
            *webhook_goals(kept_up),
        ],
        notes=[
            f"peer: {version('moto')}; it has no keep-alive, so `a connection each` is the row that does the same",
            "processor time is that of the server and of the sender, who is the same for all",
            f"memory{shown or ': not told by this system'}; texts of {BATCH} a request",
            *webhook_notes(kept_up),
        ],
    )  # fmt: skip
