"""How webhooks leave: whatever listeners do, in order, one host without another, and told in words."""

import asyncio
import json
import re
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from benchmarks.load import PLATFORM, keep_up
from benchmarks.measure import with_process
from ivrdsl.serve.base.addresses import masked, problem_of, problem_of_name, refusal_of
from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.feed import Feed
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.store import database
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.store.webhooks import Delivery, DeliveryFilter, Lane, Try
from ivrdsl.serve.webhooks import tries
from ivrdsl.serve.webhooks.endpoint import Origin
from ivrdsl.serve.webhooks.peer import Peer
from ivrdsl.serve.webhooks.tries import Tries
from tests.serve.conftest import Client, Json, Listener
from tests.serve.listeners import OK, RawListener, answering
from tests.serve.processes import CLIENTS, SECONDS, ServerProcess

Listening = Callable[..., Listener]
ROOT = Path(__file__).resolve().parents[2]


def hook(client: Client, url: str, **more: Any) -> int:
    """Make a webhook for texts that are finished."""
    answer = client.post("/webhooks", {"resource": "OutboundText", "callback": url, **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def send(client: Client, times: int = 1) -> list[int]:
    """Send texts in one request; their ids."""
    recipients = [{"phoneNumber": f"1213555{2000 + at}", "message": "x"} for at in range(times)]
    return [text["id"] for text in client.text(*recipients)]


def over(client: Client, **query: Any) -> Json:
    """The next delivery that is over."""
    found: Json = client.local("/deliveries/wait", timeout=30, **query)["delivery"]
    return found


# --- listeners that do as they like -----------------------------------------------------------------------------------


def endless(head: bytes, more: bytes) -> Callable[[socket.socket, int, RawListener], None]:
    """Serve with an answer that never ends."""

    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        listener.read(connection, number)
        connection.sendall(head)
        while not listener.ended:
            connection.sendall(more)

    return serve


def once(answer: bytes) -> Callable[[socket.socket, int, RawListener], None]:
    """Serve with an answer, and close the connection."""

    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        listener.read(connection, number)
        connection.sendall(answer)

    return serve


def unread(connection: socket.socket, number: int, listener: RawListener) -> None:
    """Answer before anything is read."""
    connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    listener.read(connection, number)


def unfinished(connection: socket.socket, number: int, listener: RawListener) -> None:
    """Promise more than is sent, and keep the connection."""
    listener.read(connection, number)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart")
    listener.hang()


def silent(connection: socket.socket, number: int, listener: RawListener) -> None:
    """Say nothing."""
    listener.read(connection, number)
    listener.hang()


CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
SWITCH = b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
MOVED = OK.replace(b"200 OK", b"302 Found\r\nLocation: /x")
ENDLESS = "no answer within 65,536 bytes"
HOSTILE = [
    ("a body without end", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000), 200, "x" * 1000, ""),
    ("chunks without end", endless(CHUNKS[:-5], b"1\r\nx\r\n" * 100), 200, "abcde" + "x" * 995, ""),
    ("a head without end", endless(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 100), None, None, ENDLESS),
    ("interim answers without end", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), None, None, ENDLESS),
    ("no HTTP", once(b"220 mail.example.com ready\r\n"), None, None, "the answer is no HTTP"),
    ("bad chunks", once(CHUNKS.replace(b"\r\n2\r\n", b"\r\nzz\r\n")), 200, "abc", ""),
    ("nothing", once(b""), None, None, "the connection was closed without an answer"),
    ("half a head", once(b"HTTP/1.1 200 O"), None, None, "the connection was closed in the middle of the answer"),
    ("half a body", once(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart"), 200, "part", ""),
    ("half a body, kept", unfinished, 200, "part", ""),
    ("silence", silent, None, None, "no answer within 2 s"),
    ("no length", once(b"HTTP/1.0 200 OK\r\n\r\nuntil the end"), 200, "until the end", ""),
    ("no length, an error", once(b"HTTP/1.1 500 Oops\r\n\r\nwhy"), 500, "why", "the listener answered 500"),
    ("100 first", once(b"HTTP/1.1 100 Continue\r\n\r\n" + OK), 200, "ok", ""),
    ("103, then 204", once(b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 204 Gone\r\n\r\n"), 204, None, ""),
    ("101", once(SWITCH), 101, None, "the listener answered 101"),
    ("chunks", answering(CHUNKS), 200, "abcde", ""),
    ("closing", once(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")), 200, "ok", ""),
    ("two answers", answering(OK + OK), 200, "ok", ""),
    ("an answer too early", unread, 413, None, "the listener answered 413"),
    ("no UTF-8", once(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe"), 200, "\ufffd\ufffd", ""),
    ("a redirect", answering(MOVED), 302, "ok", "redirects are not followed"),
]  # fmt: skip


@pytest.mark.local_platform(webhook_retries_ms=(), webhook_timeout_s=2.0)
@pytest.mark.parametrize(
    ("serve", "status", "text", "problem"), [each[1:] for each in HOSTILE], ids=[e[0] for e in HOSTILE]
)
def test_whatever_a_listener_answers(
    client: Client, serve: Any, status: int | None, text: str | None, problem: str
) -> None:
    with RawListener(serve) as listener:
        hook(client, listener.url)
        send(client, 2)
        for _ in range(2):  # the second shows that the first has left nothing behind
            listener.next()
        first = over(client)
        for found in (first, over(client, after=first["id"])):
            (attempt,) = found["attempts"]
            assert attempt["status"] == status
            assert attempt.get("answer") == text
            assert attempt.get("problem", "")[: len(problem) or None] == problem
            assert found["state"] == ("failed" if problem else "delivered")


def test_a_connection_is_kept_for_what_follows(client: Client) -> None:
    with RawListener(answering(OK)) as listener:
        hook(client, listener.url)
        send(client, 30)
        assert {listener.next().connection for _ in range(30)} == {1}


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only Linux acknowledges at once when it is asked to")
def test_a_listener_that_writes_head_and_body_apart_is_not_kept_waiting(client: Client) -> None:
    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        while listener.read(connection, number) is not None:
            for part in OK.partition(b"ok"):
                connection.sendall(part)  # the second part waits for the acknowledgement of the first

    with RawListener(serve) as listener:
        hook(client, listener.url)
        texts = send(client, 40)
        last = [over(client, resource=each)["attempts"][0]["took_ms"] for each in texts][-10:]
    assert min(last) < 30, "each would take 40 ms"


@pytest.mark.parametrize("reads", [False, True])
@pytest.mark.local_platform(webhook_retries_ms=())
def test_a_kept_connection_that_was_closed_costs_no_try(client: Client, reads: bool) -> None:
    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        listener.read(connection, number)
        connection.sendall(OK)
        if reads:  # the next request comes before the end is seen
            listener.read(connection, number)

    with RawListener(serve) as listener:
        hook(client, listener.url)
        last = 0
        for _ in range(4):
            send(client)
            found = over(client, after=last)
            last = found["id"]
            assert [each["status"] for each in found["attempts"]] == [200]
        assert listener.connections == 4


# --- what is sent -----------------------------------------------------------------------------------------------------


def test_a_request_as_it_is_sent(client: Client) -> None:
    with RawListener(answering(OK)) as listener:
        url = f"http://me%40x:p%3Aw@LOCALHOST:{listener.port}/a b/ü?x=%20y&z=ä".replace(" ", "%20")
        hook(client, url)
        (text_id,) = send(client)
        request = listener.next()
        found = over(client, resource=text_id)
    lines = request.head.split("\r\n")
    assert lines[0] == "POST /a%20b/%C3%BC?x=%20y&z=%C3%A4 HTTP/1.1"
    assert f"Host: localhost:{listener.port}" in lines
    assert "Authorization: Basic bWVAeDpwOnc=" in lines  # me@x:p:w
    assert f"Content-Length: {len(request.body)}" in lines
    assert re.search(r"^User-Agent: ivrdsl/", request.head, re.M)
    assert "p%3Aw" not in json.dumps(client.local("/deliveries")) + json.dumps(client.local("/webhooks"))
    assert found["callback"].startswith("http://me%40x:[secret]@LOCALHOST:")
    assert client.get("/webhooks")["items"][0]["callback"] == url  # the API says what it was told


def test_without_a_path_and_on_ipv6(client: Client) -> None:
    try:
        listener = RawListener(answering(OK), host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listener:
        hook(client, f"http://[::1]:{listener.port}?x=1")
        hook(client, f"http://a.localhost:{listener.port}")
        send(client)
        heads = sorted(listener.next().head.split("\r\n")[0:2] for _ in range(2))
    assert heads == [
        ["POST / HTTP/1.1", f"Host: a.localhost:{listener.port}"],
        ["POST /?x=1 HTTP/1.1", f"Host: [::1]:{listener.port}"],
    ]


@pytest.mark.local_platform(webhook_retries_ms=())
def test_certificates(client: Client) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with RawListener(answering(OK), tls=context) as listener:
        url = f"https://localhost:{listener.port}/"
        strict, loose = hook(client, url), hook(client, url, nonStrictSsl=True)
        send(client, 2)
        refused = over(client, webhook=strict, state="failed")
        assert refused["state"] == "failed"
        assert "its certificate is not trusted" in refused["attempts"][0]["problem"]
        assert "nonStrictSsl" in refused["attempts"][0]["problem"]
        assert over(client, webhook=loose)["state"] == "delivered"
        send(client, 2)  # for the loose ones the host is not away
        assert len({listener.next().delivery for _ in range(4)}) == 4


# --- order and rests --------------------------------------------------------------------------------------------------


@pytest.mark.local_platform(webhook_retries_ms=(20, 20, 20, 20, 20, 20, 20, 20))
def test_first_tries_come_in_order_and_a_failed_one_holds_up_nobody(client: Client) -> None:
    refused: Counter[int] = Counter()

    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        while (request := listener.read(connection, number)) is not None:
            refused[request.delivery] += 1
            bad = request.delivery % 3 == 0 and refused[request.delivery] < 3
            connection.sendall(OK.replace(b"200", b"503") if bad else OK)

    with RawListener(serve) as listener:
        hook(client, listener.url)
        hook(client, listener.url + "/other")
        for _ in range(5):
            send(client, 20)
        firsts: dict[str, list[int]] = {}
        left = 2 * 100
        while left:
            request = listener.next()
            line = firsts.setdefault(request.head.split()[1], [])
            if request.delivery not in line:
                line.append(request.delivery)
            left -= request.delivery % 3 != 0 or refused[request.delivery] >= 3
            if request.delivery % 3 == 0 and refused[request.delivery] >= 3:
                refused[request.delivery] = -1000  # counted
    assert [len(line) for line in firsts.values()] == [100, 100]
    assert all(line == sorted(line) for line in firsts.values())


def delivery(lane: Lane, resource_id: int, due_ms: int = 0) -> Delivery:
    """A delivery as the outbox makes one."""
    event = "CallBroadcast Started"
    return Delivery(0, lane[0], resource_id, event, lane[1], None, True, b"{}", "pending", 0, due_ms, [])


def test_nothing_passes_by_what_is_about_the_same_resource() -> None:
    store, lane, other = Store(None, None), Lane(1, "http://127.0.0.1/", True), Lane(2, "http://127.0.0.1/", True)
    store.deliveries.add([delivery(lane, 7), delivery(lane, 7), delivery(lane, 8), delivery(other, 7)])
    first, _, third, fourth = (each.id for each in store.deliveries.find(DeliveryFilter(), 10, newest_first=False))
    assert [each.id for each in store.deliveries.due(lane, 5, 10)] == [first, third]
    store.deliveries.tried([Try(first, "pending", [{}], 1000), Try(third, "delivered", [{}], 0)])
    assert store.deliveries.due(lane, 5, 10) == []
    assert store.deliveries.next_due_ms(lane) == 1000  # not 0, when the one behind it was due
    assert [each.id for each in store.deliveries.due(other, 5, 10)] == [fourth]
    store.deliveries.tried([Try(first, "failed", [{}, {}], 0)])
    assert [each.id for each in store.deliveries.due(lane, 5, 10)] == [first + 1]


def closing_until(back: list[bool]) -> Callable[[socket.socket, int, RawListener], None]:
    """Serve by closing each connection, until somebody says that the listener is back."""

    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        while back and listener.read(connection, number) is not None:
            connection.sendall(OK)

    return serve


@pytest.mark.local_platform(webhook_retries_ms=(100, 200))
def test_a_host_that_is_away_is_hardly_tried_and_nothing_waits_for_ever(client: Client, listening: Listening) -> None:
    good = listening()
    with RawListener(closing_until([])) as away:
        hook(client, away.url)
        hook(client, away.url + "/other")
        hook(client, good.url)
        for _ in range(3):
            send(client, 100)
        assert len({good.next().headers["X-Ivrdsl-Delivery"] for _ in range(300)}) == 300
        while client.local("/deliveries", state="pending", limit=1)["deliveries"]:
            over(client, state="failed")
        assert away.connections < 40
        failed = client.local("/deliveries", state="failed", limit=1000)["deliveries"]
        problems = {each["problem"] for one in failed for each in one["attempts"]}
        assert [len(one["attempts"]) for one in failed] == [3] * 600
        closed = "the connection was closed without an answer(: Connection reset by peer)?"
        assert any(re.fullmatch(closed, each) for each in problems)
        assert any(re.fullmatch(rf"not sent, since delivery \d+ had just failed: {closed}", each) for each in problems)


def test_a_host_that_comes_back_gets_all(client: Client) -> None:
    back: list[bool] = []
    with RawListener(closing_until(back)) as listener:
        hook(client, listener.url)
        send(client, 50)
        while listener.connections < 4:  # it is away
            client.local("/deliveries", limit=1)
        back.append(True)
        assert len({listener.next().delivery for _ in range(50)}) == 50


@pytest.mark.local_platform(webhook_retries_ms=(), webhook_timeout_s=30.0)
def test_hosts_that_hang_delay_themselves_alone(client: Client, listening: Listening) -> None:
    good = listening()
    with RawListener(silent) as first, RawListener(silent) as second:
        for listener in (first, second):
            for at in range(8):  # more URLs than a host is sent at one time
                hook(client, f"{listener.url}/{at}")
        hook(client, good.url)
        send(client, 50)
        assert len({good.next().headers["X-Ivrdsl-Delivery"] for _ in range(50)}) == 50
        assert 1 <= first.connections <= 5
        client.platform.reset()
        assert client.local("/deliveries")["deliveries"] == []


def test_turns_are_taken_in_the_order_of_coming() -> None:
    async def play() -> list[str]:
        peer, taken = Peer(Origin("127.0.0.1", 9, False, True), 1), []

        async def take(name: str, times: int) -> None:
            for _ in range(times):
                async with peer.turn():
                    taken.append(name)
                    await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            group.create_task(take("a", 3))
            group.create_task(take("b", 3))
            cancelled = group.create_task(take("c", 3))
            await asyncio.sleep(0)
            cancelled.cancel()
        async with peer.turn():  # nobody has taken a turn away
            return taken

    assert asyncio.run(play()) == ["a", "b"] * 3


# --- the log ----------------------------------------------------------------------------------------------------------


def test_a_delivery_is_sent_again(client: Client) -> None:
    with RawListener(answering(OK)) as listener:
        hook(client, listener.url, secret="x")
        send(client)
        first = listener.next()
        found = over(client)
        answer = client.http.post(f"/local/deliveries/{found['id']}/resend", json={})
        assert (answer.status_code, answer.json()["state"]) == (200, "pending")
        again = listener.next()
        assert (again.delivery, again.body) == (first.delivery, first.body)
        assert len(over(client, state="delivered")["attempts"]) == 2
        assert client.local(f"/deliveries/{found['id']}")["state"] == "delivered"
    assert client.http.post("/local/deliveries/999/resend", json={}).status_code == 404
    assert client.http.get("/local/deliveries/999").status_code == 404
    assert client.http.post("/local/deliveries/x/resend", json={}).status_code == 400


@pytest.mark.local_platform(webhook_timeout_s=30.0)
def test_what_is_under_way_is_not_sent_again(client: Client) -> None:
    with RawListener(silent) as listener:
        hook(client, listener.url)
        send(client)
        request = listener.next()
        answer = client.http.post(f"/local/deliveries/{request.delivery}/resend", json={})
        assert answer.status_code == 409
        assert "is pending" in answer.json()["message"]
        waited = client.http.get("/local/deliveries/wait", params={"timeout": 0})
        assert waited.status_code == 408
        assert f"so far: {request.delivery} OutboundText Finished of" in waited.json()["message"]


def test_what_fits_is_waited_for(client: Client, listening: Listening) -> None:
    one, two = listening(), listening()
    first, second = hook(client, one.url), hook(client, two.url)
    for text_id in (*send(client), *send(client)):
        for event in ("OutboundText Finished", "outboundtext", "FINISHED"):
            found = over(client, event=event, resource=text_id, callback=two.url)
            assert (found["resource_id"], found["webhook_id"], found["state"]) == (text_id, second, "delivered")
            assert found["attempts"][0]["at_ms"] <= client.local("/clock")["now_ms"]
            assert "answer" not in found["attempts"][0]
    ids = [each["id"] for each in client.local("/deliveries", webhook=first)["deliveries"]]
    assert [each["id"] for each in client.local("/deliveries", webhook=first, after=ids[0])["deliveries"]] == ids[1:]


def test_nothing_fits(client: Client, listening: Listening) -> None:
    def words(**query: Any) -> str:
        answer = client.http.get("/local/deliveries/wait", params={"timeout": 0, **query})
        assert answer.status_code in (400, 408)
        return str(answer.json()["message"])

    assert words().endswith("there are no deliveries, and no webhooks")
    listener = listening()
    hook(client, listener.url)
    assert words().endswith("there are no deliveries; webhooks are about OutboundText Finished")
    (text_id,) = send(client)
    over(client)
    assert f"Finished of {text_id} to {listener.url}: delivered" in words(event="OutboundCall")
    assert words(state="pending") == "state is 'pending'; expected one of delivered, failed, refused"
    assert words(event="Ended") == "event is 'Ended'; expected one such as OutboundCall Finished, or one word of it"


def test_the_feed_tells_of_deliveries(client: Client, listening: Listening) -> None:
    hook(client, listening().url)
    with client.http.stream("GET", "/local/events") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": hello"
        send(client, 50)
        assert next(line for line in lines if line == "event: delivery")


def test_ids_are_not_used_again(client: Client, listening: Listening) -> None:
    listener = listening()
    hook(client, listener.url)
    send(client)
    first = over(client)
    client.platform.reset()
    hook(client, listener.url)
    send(client)
    assert over(client)["id"] > first["id"]


# --- who is not delivered to ------------------------------------------------------------------------------------------


def test_what_is_refused_is_said(client: Client, listening: Listening, caplog: pytest.LogCaptureFixture) -> None:
    far = hook(client, "http://me:pw@app:8000/hook")
    near = hook(client, listening().url)
    assert [record.getMessage() for record in caplog.records if record.name == "ivrdsl.serve"] == [
        f"webhook {far} to http://me:[secret]@app:8000/hook: app is not this machine; nothing is delivered there "
        "unless the server is started with --webhook-host app, or --allow-remote-webhooks for any host"
    ]
    hooks = {each["id"]: each for each in client.local("/webhooks")["webhooks"]}
    assert hooks[near]["refused"] == ""
    assert hooks[far]["refused"].startswith("app is not this machine")
    send(client)
    found = over(client, webhook=far)
    assert (found["state"], found["attempts"]) == ("refused", [])
    assert "--allow-remote-webhooks" in found["why"]
    assert "--webhook-host app" in found["why"]
    answer = client.http.post(f"/local/deliveries/{found['id']}/resend", json={})
    assert (answer.status_code, answer.json()["message"]) == (409, found["why"])
    caplog.clear()
    client.put(f"/webhooks/{near}", {"callback": "http://192.0.2.1/"})
    client.put(f"/webhooks/{near}", {"name": "x"})
    (record,) = (each for each in caplog.records if each.name == "ivrdsl.serve")
    assert "--webhook-host takes names, and this is none" in record.getMessage()


@pytest.mark.local_platform(webhook_hosts=("App",))
def test_a_host_that_is_named_is_delivered_to(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def look_up(host: Any, *more: Any, **options: Any) -> Any:
        return real("127.0.0.1" if host in ("app", b"app") else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with RawListener(answering(OK)) as listener:
        hook(client, f"http://app:{listener.port}/")
        hook(client, f"http://app.example:{listener.port}/")
        send(client)
        assert f"Host: app:{listener.port}" in listener.next().head
        assert over(client, callback=f"http://app.example:{listener.port}/")["state"] == "refused"


def test_names_are_exact_whatever_their_case() -> None:
    settings = ServerSettings(webhook_hosts=("App", "db.internal."))
    for url in ("http://app/", "https://APP.:5/x", "http://u:p@app/", "http://db.INTERNAL/"):
        assert refusal_of(url, settings) == ""
    for url in ("http://app.example/", "http://xapp/", "http://app@evil/", "http://internal/", "http://10.0.0.1/"):
        assert "is not this machine" in refusal_of(url, settings)
    assert refusal_of("http://10.0.0.1/", ServerSettings(allow_remote_webhooks=True)) == ""


BAD_NAMES = {
    "http://app/": "is a URL",
    "app/x": "is a URL",
    "app:80": "has a port",
    "": "is no name of a host",
    "*": "one name stands for one host",
    "*.internal": "one name stands for one host",
    "10.0.0.1": "is an address",
    "::1": "is an address",
    "a b": "is no name of a host",
    "a..b": "is no name of a host",
    "-a": "is no name of a host",
}


@pytest.mark.parametrize(("name", "problem"), BAD_NAMES.items())
def test_bad_names(name: str, problem: str) -> None:
    assert problem in problem_of_name(name)
    assert problem_of_name("my-app_1.internal.") == ""


def test_the_command_takes_names_of_hosts() -> None:
    with ServerProcess("--webhook-host", "app", "--webhook-host", "db.") as server:
        assert "webhooks     are delivered to this machine, and to app, db.\n" in server.lines
    command = [sys.executable, "-m", "ivrdsl", "serve", "--webhook-host", "http://app/"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 2
    assert "'http://app/' is a URL; write the name of the host alone, such as app" in ended.stderr


def test_passwords_of_urls_are_masked() -> None:
    assert masked("http://a:b@h/x@y:z") == "http://a:[secret]@h/x@y:z"
    assert masked("http://token@h:80/") == "http://[secret]@h:80/"
    assert masked("http://a:b@c@h/") == "http://a:[secret]@h/"
    assert masked("http://h/a:b@c?d@e") == "http://h/a:b@c?d@e"
    assert problem_of("http://h:0/") == "it names port 0, on which nobody listens"


def test_a_server_with_other_options_refuses_what_waits(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    store = Store(file, None)
    with store.transaction():  # as a server left it that was started with --allow-remote-webhooks
        store.deliveries.add([delivery(Lane(1, "http://192.0.2.1/", True), 7)])
    store.close()
    with ServerProcess("--database", str(file)) as server:
        status, waited = server.request("GET", "/local/deliveries/wait")
        assert (status, waited["delivery"]["resource_id"], waited["delivery"]["state"]) == (200, 7, "refused")


def test_what_came_of_a_try_waits_for_a_store_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tries, "AGAIN_S", 0.0)
    store = Store(None, None)
    store.deliveries.add([delivery(Lane(1, "http://127.0.0.1/", True), 7)])
    full = [True, True]
    write = store.deliveries.tried

    def tried(found: Any) -> None:
        if full:
            full.pop()
            raise sqlite3.OperationalError("database or disk is full")
        write(found)

    monkeypatch.setattr(store.deliveries, "tried", tried)

    async def play() -> None:
        Tries(store, Clock("automatic"), Feed(), ()).add(1, [{"status": 200}], delivered=True)
        while store.deliveries.find(DeliveryFilter(), 1)[0].state == "pending":
            await asyncio.sleep(0)

    asyncio.run(play())
    assert [record.getMessage() for record in caplog.records] == [
        "the store cannot be used: database or disk is full; what came of webhooks is stored later"
    ] * 2
    assert store.deliveries.find(DeliveryFilter(), 1)[0].attempts == [{"status": 200}]


def test_deliveries_of_an_older_file_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "store.db"
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", database.MIGRATIONS[:1])
        patch.setattr(database, "VERSION", 1)
        older = database.Database(file)
        row = (
            5,
            1,
            7,
            "OutboundText Finished",
            "http://127.0.0.1/",
            "s",
            1,
            b"{}",
            "pending",
            3,
            4,
            '[{"status":500}]',
        )
        older.run("INSERT INTO deliveries VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", row)
        older.close()
    store = Store(file, None)
    (found,) = store.deliveries.due(Lane(1, "http://127.0.0.1/", True), 10, 10)
    assert found == Delivery(*row[:6], True, *row[7:11], [{"status": 500}])  # type: ignore[arg-type]
    store.clear()
    store.deliveries.add([found])
    assert store.deliveries.find(DeliveryFilter(), 1)[0].id == 6
    store.close()


# --- load -------------------------------------------------------------------------------------------------------------


def test_webhooks_keep_up_under_load() -> None:
    """All leave, each once; with IVRDSL_LOAD_SECONDS (`make test-load`), also while requests come in, and cheaply."""
    command = [sys.executable, "-m", "benchmarks.load"]
    clock: Callable[[], float] = lambda: 0.0  # noqa: E731
    with (
        ServerProcess("--keep", "1000", *PLATFORM) as server,
        subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as there,
    ):
        try:
            assert there.stdout is not None
            listener = int(there.stdout.readline().split()[-1])
            if sys.platform == "linux":
                with_own, own = with_process(server.process.pid), time.process_time
                clock = lambda: with_own() - own()  # noqa: E731
            found = keep_up(server.port, listener, CLIENTS, SECONDS or 1.0, clock)
        finally:
            there.kill()
    assert found.errors == []
    assert (found.counts.got, found.requests > 0) == (found.expected, True)
    if SECONDS:
        assert found.part >= 0.8
        assert found.after_s <= 10
        assert found.delivery_s <= 0.0006
