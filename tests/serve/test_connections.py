"""Clients that are slow, that leave, and that send too much: each costs little, and is told in a line of the log."""

import asyncio
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from ivrdsl.serve.base.feed import Feed, FeedEvent
from ivrdsl.serve.http.errors import LastAnswers
from ivrdsl.serve.local.events import _stream
from ivrdsl.serve.services import Services
from tests.serve.conftest import CODE_CALL, Client, Listener
from tests.serve.processes import ServerProcess

LOGIN = b"Authorization: Basic bG9naW46cGFzc3dvcmQ=\r\n"
POST = b"POST /v2/texts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + LOGIN
TEXT = b'[{"phoneNumber":"12135551234","message":"late"}]'
WAIT = b"GET /local/messages/wait?timeout=60 HTTP/1.1\r\nHost: localhost\r\n\r\n"

soon = pytest.mark.local_platform(header_timeout_s=0.15, body_timeout_s=0.2)


def connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(20)
    return connection


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    data = b""
    while more := connection.recv(65_536):
        data += more
    return data


def port_of(client: Client) -> int:
    return httpx.URL(client.platform.page).port or 0


def answers(client: Client, *sent: bytes) -> bytes:
    """What is answered to pieces of requests, after which nothing more is sent."""
    with connected(port_of(client)) as connection:
        for each in sent:
            connection.sendall(each)
        return everything(connection)


def error_in(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    found = json.loads(body)
    assert found["httpStatusCode"] == int(head.split()[1])
    return found["httpStatusCode"], found["message"]


# --- time -----------------------------------------------------------------------------------------------------------


@soon
def test_who_says_nothing_is_let_go(client: Client) -> None:
    assert answers(client) == b""


@soon
@pytest.mark.parametrize("sent", [b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\n", POST])
def test_a_head_that_does_not_come(client: Client, sent: bytes) -> None:
    assert error_in(answers(client, sent)) == (408, "the head of the request did not come within 0.15 s")


@soon
def test_a_head_that_comes_byte_by_byte_has_no_more_time(client: Client) -> None:
    """Slowloris: each byte comes well within the limit, all of them do not."""
    with connected(port_of(client)) as connection:
        connection.settimeout(0.02)
        data, left = b"", [bytes([each]) for each in POST * 20]
        while left:
            try:
                connection.sendall(left.pop(0))
                data += connection.recv(65_536)
                break
            except TimeoutError:
                continue
        connection.settimeout(20)
        assert error_in(data + everything(connection))[0] == 408
        assert len(left) > len(POST)


@soon
@pytest.mark.parametrize("size", [b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_that_does_not_come(client: Client, size: bytes) -> None:
    answer = answers(client, POST + size, b'5\r\n[{"ph')
    assert error_in(answer) == (408, "the body of the request did not come within 0.2 s")
    assert client.get("/texts")["totalCount"] == 0


@soon
def test_a_second_request_has_its_own_time(client: Client) -> None:
    whole = b"GET /local/clock HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = answers(client, whole, whole + b"GET /loc")
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.count(b"HTTP/1.1 408 ") == 1


@soon
def test_who_waits_for_an_answer_is_not_hurried(client: Client) -> None:
    """The limits are for what clients send. A large body that the server does not read yet is its own delay."""
    client.platform.slow(500)
    large = json.dumps([{"phoneNumber": "12135551234", "message": "x" * 90_000}] * 20)
    answer = client.http.post("/v2/texts", content=large, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert client.http.get("/local/messages/wait?after=9999999999999&timeout=0.5").status_code == 408  # its own words


@soon
def test_a_refused_body_that_never_ends_is_let_go(client: Client) -> None:
    head = b"POST /v2/texts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n"
    answer = answers(client, head + LOGIN + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 415 ")
    assert answer.count(b"HTTP/1.1 ") == 1


# --- size -----------------------------------------------------------------------------------------------------------


def test_a_head_that_is_too_large(client: Client) -> None:
    answer = answers(client, POST + b"X-Large: ", b"x" * 65_536)
    assert error_in(answer) == (431, "the head of the request is larger than 65,536 bytes")


def test_what_comes_behind_a_large_body_is_no_large_head(client: Client) -> None:
    large = json.dumps([{"phoneNumber": "12135551234", "message": "x" * 90_000}]).encode()
    post = POST + b"Content-Length: %d\r\n\r\n" % len(large) + large
    last = b"GET /v2/texts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + LOGIN
    answer = answers(client, post + last, b"\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    "sent", [b"GET / HTTP/9\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\r\n", b"GET /\0"]
)
def test_what_is_no_request(client: Client, sent: bytes) -> None:
    assert error_in(answers(client, sent)) == (400, "this is no request of HTTP/1.1")


def test_who_asks_for_a_websocket_gets_the_answer(client: Client) -> None:
    wanted = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x"}
    assert client.http.get("/local/clock", headers=wanted).status_code == 200
    assert client.http.get("/local/clock", headers=wanted | {"Host": "evil.example"}).status_code == 403


# --- the log --------------------------------------------------------------------------------------------------------


def log_of(server: ServerProcess) -> list[str]:
    """What a server has written to its log, once it has stopped."""
    server.request("GET", "/local/clock")  # from here on it stops as it should
    server.process.terminate()
    server.process.wait(20)
    assert server.process.stderr is not None
    return server.process.stderr.read().splitlines()


def leaves(server: ServerProcess, request: bytes) -> str:
    """Send a request, or a part of one, and leave; from which place."""
    with connected(server.port) as connection:
        connection.sendall(request)
        place = f"WARNING:  127.0.0.1:{connection.getsockname()[1]} left before the answer to"
        server.request("GET", "/local/clock")  # what was sent before is with the server now
    return place


def test_a_client_that_leaves_is_one_line() -> None:
    """What it asked for is either done or not, never in part."""
    call = json.dumps([{"phoneNumber": "12135551234", "dialplanXml": CODE_CALL}] * 3).encode()
    with ServerProcess() as server:
        places = [leaves(server, each) for each in (POST + b"Content-Length: 100\r\n\r\nabc", WAIT, b"GET /local/ev")]
        calls = POST.replace(b"texts", b"calls") + b"Content-Length: %d\r\n\r\n" % len(call)
        places.append(leaves(server, calls + call))  # while its plan is checked
        assert server.request("GET", "/local/calls/wait?timeout=60")[0] == 200
        assert server.request("GET", "/v2/calls")[1]["totalCount"] == 3
        server.request("POST", "/local/slow", {"ms": 300})
        places.append(leaves(server, POST + b"Content-Length: %d\r\n\r\n" % len(TEXT) + TEXT))  # before it is read
        assert server.request("GET", "/local/messages/wait?timeout=1")[0] == 408  # none comes
        nothing = "its request had not been read whole, so nothing was done"
        assert log_of(server) == [
            f'{places[0]} POST "/v2/texts": {nothing}',
            f'{places[1]} GET "/local/messages/wait"',
            f'{places[3]} POST "/v2/calls": it is finished all the same',
            f'{places[4]} POST "/v2/texts": {nothing}',
        ]


def test_who_reads_events_may_leave_at_any_time() -> None:
    with ServerProcess() as server:
        with connected(server.port) as connection:
            connection.sendall(b"GET /local/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while b"hello" not in connection.recv(4096):
                pass
        assert log_of(server) == []


def test_events_that_came_together_leave_in_one_write() -> None:
    async def written() -> str:
        feed = Feed()
        stream = _stream(cast(Services, SimpleNamespace(feed=feed)))
        assert await anext(stream) == ": hello\n\n"
        for each in range(500):
            feed.tell(FeedEvent("text", each))
        found = await anext(stream)
        feed.end()
        assert [each async for each in stream] == []
        return found

    assert asyncio.run(written()).count("event: text\n") == 500


def test_who_still_waits_when_the_server_stops_is_answered() -> None:
    with ServerProcess() as server, connected(server.port) as waiting, connected(server.port) as slow:
        waiting.sendall(WAIT)
        server.request("POST", "/local/slow", {"ms": 600_000})
        slow.sendall(b"GET /v2/texts HTTP/1.1\r\nHost: localhost\r\n" + LOGIN + b"\r\n")
        server.request("GET", "/local/clock")
        log = log_of(server)
        for each in (waiting, slow):
            assert error_in(everything(each)) == (503, "the server stops")
        assert log == []  # nobody had to be cut short


@pytest.mark.parametrize("begun", [False, True])
def test_a_request_that_is_cut_short_is_answered_if_it_is_not_yet(begun: bool) -> None:
    """As uvicorn does with what still runs when a server that stops has waited long enough."""
    sent: list[Any] = []
    running = asyncio.Event()

    async def handler(scope: Any, receive: Any, send: Any) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        running.set()
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    async def run() -> None:
        task = asyncio.create_task(LastAnswers(handler)({"type": "http"}, receive, send))
        await running.wait()
        task.cancel()
        await task

    asyncio.run(run())
    assert [each.get("status") for each in sent if each["type"] == "http.response.start"] == [200 if begun else 503]


SECRETS = ("hunter2-the-password", "tell-nobody-this-secret", "9753186420")
CRASHING = """
from ivrdsl.serve.http import queries
from ivrdsl.serve.api import texts, webhooks
from ivrdsl.serve.exchange import texts as exchange

def crash(*given, **more):
    raise RuntimeError("it is broken")

webhooks.part = crash
exchange.TextExchange.turn = crash
from ivrdsl.cli import main
main()
"""


def test_no_secret_is_ever_logged(tmp_path: Path, listening: Callable[..., Listener]) -> None:
    """Whatever goes wrong: refusals, bodies that are none, plans that are none, and bugs of ours."""
    password, secret, code = SECRETS
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "IVRDSL_SERVE_PASSWORD": password}
    options = ["serve", "--port", "0", "--database", str(tmp_path / "store.db"), "--tls-front", "0"]
    options += ["--ca-folder", str(tmp_path / "authority")]
    command = [sys.executable, "-c", CRASHING, *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            told = ""
            while "store " not in told:
                told += process.stdout.readline()
            page = told.split("page")[1].split()[0]
            statuses = provoke(page, password, secret, code, listening(500, 200).url)
        finally:
            process.terminate()
            out, log = process.communicate(timeout=20)
    assert 500 in statuses, "the crash was not provoked"
    assert "it is broken" in log, "the crash is not in the log"
    for each in SECRETS:
        assert each not in told + out + log


def provoke(page: str, password: str, secret: str, code: str, callback: str) -> list[int]:
    """Do what fails with secrets; the statuses of the answers."""
    with httpx.Client(base_url=page, trust_env=False, timeout=30) as http:
        right, wrong = ("login", password), ("login", password + "x")
        hook = {"resource": "OutboundText", "callback": callback, "secret": secret}
        plan = CODE_CALL.replace("2 5 1 7", code)
        requests: list[dict[str, Any]] = [
            {"url": "/v2/texts", "json": [{"phoneNumber": "12135551234", "message": code}], "auth": wrong},
            {"url": "/v2/texts", "json": [{"phoneNumber": "12135551234", "message": code}], "auth": right},
            {"url": "/v2/texts", "json": [{"phoneNumber": code, "mesage": code}], "auth": right},
            {"url": "/v2/texts", "content": secret, "auth": right},
            {"url": "/v2/webhooks", "json": hook, "auth": right},
            {"url": "/v2/webhooks", "json": hook | {"callback": secret}, "auth": right},
            {"url": "/v2/calls", "json": [{"phoneNumber": "12135550101", "dialplanXml": plan}], "auth": right},
            {"url": "/v2/calls", "json": [{"phoneNumber": "12135550101", "dialplanXml": plan[:-5]}], "auth": right},
            {"url": "/local/reset", "json": {}, "headers": {"Host": secret}},
        ]
        statuses = [http.post(**each).status_code for each in requests]
        statuses.append(http.get("/v2/webhooks", auth=right).status_code)
        port = httpx.URL(page).port or 0
        head = f"POST /v2/texts HTTP/1.1\r\nHost: localhost\r\nX-Secret: {secret}\r\nContent-Length: 50\r\n\r\n{code}"
        with connected(port) as connection:
            connection.sendall(head.encode())
        with connected(port) as connection:
            connection.sendall(f"{secret}\r\n\r\n".encode())
            everything(connection)
    return statuses


# --- the database ---------------------------------------------------------------------------------------------------


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_database_is_nobody_elses_from_its_first_moment(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    before = os.umask(0)
    try:
        with ServerProcess("--database", str(file)) as server:
            server.request("POST", "/v2/texts", [{"phoneNumber": "12135551234", "message": "x"}])
            modes = {each.name: mode_of(each) for each in tmp_path.iterdir()}
            assert log_of(server) == []
    finally:
        os.umask(before)
    assert modes == {"store.db": 0o600, "store.db-wal": 0o600}


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_database_that_others_can_read_keeps_its_mode_and_is_told(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.touch(mode=0o644)
    with ServerProcess("--database", str(file)) as server:
        assert log_of(server) == [f"warning: others on this machine can read {file}: chmod 600 {file}"]
    assert mode_of(file) == 0o644
