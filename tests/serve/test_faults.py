"""Faults that a test arms: of requests, of carriers, and how what is wrong with them is told."""

import json
import socket
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from ivrdsl.errors import StepFailed
from tests.serve.conftest import CODE_CALL, Client, Listener

Json = dict[str, Any]

TEXT = {"phoneNumber": "12135551100", "message": "Your code is 2517"}
OTHER = {"phoneNumber": "12135551101", "message": "Your code is 2517"}


def arm(client: Client, **fault: Any) -> list[Json]:
    answer = client.http.post("/local/faults", json=fault)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["faults"])


def armed(client: Client) -> list[Json]:
    return list(client.local("/faults")["faults"])


def raw(client: Client, path: str, body: Any) -> bytes:
    """What comes back on a connection until its end, byte for byte."""
    data = json.dumps(body).encode()
    login = b64encode(f"{client.platform.login}:{client.platform.password}".encode()).decode()
    headers = [
        "Host: 127.0.0.1",
        f"Authorization: Basic {login}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(data)}",
    ]
    head = "\r\n".join([f"POST /v2{path} HTTP/1.1", *headers])
    with socket.create_connection(("127.0.0.1", urlsplit(client.platform.url).port), timeout=20) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode() + data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_request_is_done_and_its_answer_lost(client: Client) -> None:
    arm(client, kind="lose_answer")
    assert raw(client, "/texts", [TEXT]) == b""
    assert [text["text"] for text in client.local("/messages")["messages"]] == ["Your code is 2517"]
    assert armed(client) == []
    assert client.post("/texts", [TEXT]).status_code == 200


def test_a_client_of_a_lost_answer_sees_its_connection_end(client: Client) -> None:
    import httpx

    arm(client, kind="lose_answer", times=2)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            client.post("/calls", [{"phoneNumber": "12135551100", "dialplanXml": CODE_CALL}])
    assert len(client.local("/calls")["calls"]) == 2


def test_too_many_requests(client: Client) -> None:
    arm(client, kind="fail", times=2, status=429, retry_after_s=3)
    answers = [client.post("/texts", [TEXT]) for _ in range(3)]
    assert [(answer.status_code, answer.headers.get("Retry-After")) for answer in answers] == [
        (429, "3"), (429, "3"), (200, None),
    ]  # fmt: skip
    assert answers[0].json()["message"] == "a test asked for this failure"
    assert len(client.local("/messages")["messages"]) == 1


@pytest.mark.parametrize(
    ("fault", "status", "after"),
    [({}, 503, None), ({"status": 429}, 429, "1"), ({"retry_after_s": 2}, 429, "2"), ({"status": 500}, 500, None)],
    ids=str,
)
def test_how_a_request_fails(client: Client, fault: Json, status: int, after: str | None) -> None:
    arm(client, kind="fail", **fault)
    answer = client.post("/texts", [TEXT])
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, after)


def test_only_what_a_fault_is_about_meets_it(client: Client) -> None:
    arm(client, kind="fail", to="12135551100")
    assert client.post("/texts", [OTHER]).status_code == 200
    assert client.post("/texts", [OTHER, TEXT]).status_code == 503
    arm(client, kind="fail", path="/v2/webhooks")
    assert client.post("/texts", [TEXT]).status_code == 200
    assert client.http.get("/v2/texts").status_code == 200
    assert client.http.get("/v2/webhooks").status_code == 503
    arm(client, kind="fail")
    assert client.http.get("/v2/texts").status_code == 200, "who reads sends nothing"
    assert client.post("/calls/broadcasts", {"name": "x", "dialplanXml": CODE_CALL}).status_code == 503
    assert armed(client) == []


def test_a_large_body_is_looked_at_and_still_refused(client: Client) -> None:
    arm(client, kind="fail", to="12135551100")
    assert client.post("/texts", [OTHER | {"message": "x" * 9_000_000}]).status_code == 413
    assert client.post("/texts", {"no": "list"}).status_code == 400
    assert len(armed(client)) == 1


def test_slow_before_and_after(client: Client) -> None:
    """Who gives up before the answer comes finds the work done, or not begun."""
    import httpx

    arm(client, kind="slow", times=1, before_ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        client.http.post("/v2/texts", json=[TEXT], timeout=0.2)
    assert client.local("/messages")["messages"] == []
    arm(client, kind="slow", times=1, after_ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        client.http.post("/v2/texts", json=[TEXT], timeout=0.2)
    assert len(client.local("/messages")["messages"]) == 1
    assert client.post("/texts", [TEXT]).status_code == 200


def test_what_was_slow_before_a_reset_is_not_done_after_it(client: Client) -> None:
    import threading

    arm(client, kind="slow", times=1, before_ms=60_000)
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(raw(client, "/texts", [TEXT]).count(b"503")))
    waiting.start()
    while armed(client):  # until the request is there
        pass
    client.platform.reset()
    client.platform.reset()
    waiting.join(20)
    assert answers
    assert answers[0] > 0
    assert client.local("/messages")["messages"] == []


def test_slowness_stays_until_it_is_cleared(client: Client) -> None:
    arm(client, kind="slow", before_ms=1, after_ms=1)
    client.text(TEXT)
    assert armed(client) == [{"kind": "slow", "times": None, "path": "", "to": "", "before_ms": 1, "after_ms": 1}]
    assert client.http.delete("/local/faults").json() == {"faults": []}
    assert armed(client) == []


@pytest.mark.parametrize("result", ["CARRIER_ERROR", "CARRIER_TEMP_ERROR", "INTERNAL_ERROR"])
def test_a_carrier_error_by_number(client: Client, result: str) -> None:
    arm(client, kind="carrier_error", to="12135551100", result=result, times=2)
    sent = client.text(TEXT, OTHER)
    found = {text["toNumber"]: client.finished_text(text)["finalTextResult"] for text in sent}
    assert found == {"12135551100": result, "12135551101": "SENT"}
    (call,) = client.call({"phoneNumber": "12135551100", "dialplanXml": CODE_CALL})
    assert client.finished_call(call)["finalCallResult"] == result
    assert armed(client) == []
    (text,) = client.text(TEXT)
    assert client.finished_text(text)["finalTextResult"] == "SENT"


def test_the_short_forms(client: Client) -> None:
    assert client.http.post("/local/faults", json={"fail_next": 3, "status": 500}).json() == {
        "fail_next": 3,
        "status": 500,
    }
    client.http.post("/local/faults", json={"fail_next": 1})
    assert [each["status"] for each in armed(client)] == [503]
    client.http.post("/local/faults", json={"fail_next": 0})
    client.http.post("/local/slow", json={"ms": 1})
    client.http.post("/local/slow", json={"ms": 2})
    assert [each["before_ms"] for each in armed(client)] == [2]
    client.http.post("/local/slow", json={"ms": 0})
    assert armed(client) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "kind is missing (expected fail, lose_answer"),
        ({"fail_nxt": 2}, 'kind is missing (did you mean "fail_next"?'),
        ({"kind": "fial"}, "kind is 'fial'; expected fail, lose_answer"),
        ({"kind": "fail", "statuss": 500}, "there is no 'statuss' here (did you mean \"status\"?"),
        ({"kind": "lose_answer", "status": 500}, "there is no 'status' here"),
        ({"kind": "fail", "status": 200}, "status is 200; expected 400 to 599"),
        ({"kind": "fail", "times": 0}, "times is 0; expected a whole number, 1 to"),
        ({"kind": "fail", "times": True}, "times is True"),
        ({"kind": "fail", "path": "texts"}, "path is 'texts'; expected one of the API, such as /texts"),
        ({"kind": "fail", "to": 5}, "to is 5; expected a number in quotes"),
        ({"kind": "fail", "to": "55"}, "to: "),
        ({"kind": "slow"}, "neither before_ms nor after_ms is set"),
        ({"kind": "slow", "before_ms": -1}, "before_ms is -1"),
        ({"kind": "carrier_error"}, "to is missing: a carrier's error is for one number"),
        ({"kind": "carrier_error", "to": "12135551100", "result": "SENT"}, "result is 'SENT'; expected CARRIER_ERROR"),
        ({"fail_next": 2, "state": 500}, "there is no 'state' here"),
        ({"fail_next": -2}, "fail_next is -2; expected a whole number, 0 to 1,000,000"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_with_the_nearest_name(client: Client, body: Json, words: str) -> None:
    answer = client.http.post("/local/faults", json=body)
    said = answer.json()
    assert answer.status_code == 400
    assert words in f"{said['message']} ({said['developerMessage']})"
    assert armed(client) == []


def test_a_reset_clears_faults(client: Client) -> None:
    arm(client, kind="fail")
    client.platform.reset()
    assert armed(client) == []


# --- webhooks -------------------------------------------------------------------------------------------------------


def listens(client: Client, listener: Listener) -> None:
    body = {"resource": "OutboundText", "events": ["Finished"], "callback": listener.url}
    assert client.post("/webhooks", body).status_code == 201


def got(listener: Listener, many: int) -> list[tuple[str, str]]:
    """The next deliveries: whose text, and the id of the delivery."""
    found = [listener.next() for _ in range(many)]
    ids = [each.headers["X-Ivrdsl-Delivery"] for each in found]
    return list(zip([each.payload["events"][0]["resource"]["message"] for each in found], ids, strict=True))


def test_a_webhook_comes_twice_with_one_id(client: Client, listening: Callable[..., Listener]) -> None:
    listener = listening()
    listens(client, listener)
    arm(client, kind="duplicate_webhook")
    client.text(TEXT | {"message": "one"})
    one, again = got(listener, 2)
    assert one == again
    client.text(TEXT | {"message": "two"})
    assert [message for message, _ in got(listener, 1)] == ["two"]
    delivery = client.platform.wait_for_delivery(of=client.local("/messages")["messages"][1]["id"])
    assert len(delivery["attempts"]) == 1


def test_a_webhook_that_fails_is_doubled_once_it_is_delivered(
    client: Client, listening: Callable[..., Listener]
) -> None:
    listener = listening(500, 200)
    listens(client, listener)
    arm(client, kind="duplicate_webhook")
    client.text(TEXT | {"message": "one"})
    assert len(set(got(listener, 3))) == 1


def test_webhooks_change_places(client: Client, listening: Callable[..., Listener]) -> None:
    listener, other = listening(), listening()
    listens(client, listener)
    arm(client, kind="reorder_webhooks", times=2)
    for message in ("one", "two", "three", "four", "five"):
        client.text(TEXT | {"message": message})
    assert [message for message, _ in got(listener, 5)] == ["two", "one", "four", "three", "five"]
    listens(client, other)
    arm(client, kind="reorder_webhooks")
    client.text(TEXT | {"message": "six"})
    assert [message for message, _ in got(other, 1)] == ["six"], "it waits for the next to the same listener alone"
    client.text(TEXT | {"message": "seven"})
    assert [message for message, _ in got(listener, 2)] == ["seven", "six"]


def test_a_webhook_that_none_follows_comes_all_the_same(client: Client, listening: Callable[..., Listener]) -> None:
    listener = listening()
    listens(client, listener)
    arm(client, kind="reorder_webhooks")
    client.text(TEXT | {"message": "one"})
    assert [message for message, _ in got(listener, 1)] == ["one"]
    arm(client, kind="reorder_webhooks")
    client.text(TEXT | {"message": "two"})
    client.platform.reset()
    assert client.platform.deliveries() == []


def test_a_delivery_is_waited_for(client: Client, listening: Callable[..., Listener]) -> None:
    listener = listening()
    listens(client, listener)
    client.text(TEXT | {"message": "one"}, OTHER | {"message": "two"})
    one, two = client.platform.inbox.texts()
    wait = client.platform.wait_for_delivery
    assert wait(event="OutboundText Finished", of=two)["payload"]["events"][0]["resource"]["message"] == "two"
    assert [wait(callback=listener.url)["resource_id"] for _ in range(2)] == [one.id, two.id]
    with pytest.raises(StepFailed, match="no delivery that fits was over within 0 s"):
        wait(of=two.id, event="OutboundText Finished", timeout_s=0)
