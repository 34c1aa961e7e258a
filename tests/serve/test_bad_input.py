"""Whatever comes, the answer is one that the document has, nothing is stored half-way, and the server goes on."""

import json
import socket
from typing import Any

import pytest

from ivrdsl.rest.objects import SHAPES
from tests.serve.conftest import CODE_CALL, Client, Json

NUMBER = "12135551234"
BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(8))
    + "]><dialplan><play type='tts'>&i;</play></dialplan>"
)


def refused(client: Client, path: str, content: bytes | str, status: int = 400) -> Json:
    """The error body that a request gets; then everything works as before."""
    answer = client.http.post(f"/v2{path}", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    error: Json = answer.json()
    assert set(error) == {field.name for field in SHAPES["ErrorResponse"].fields}
    assert error["httpStatusCode"] == status
    assert error["message"]
    assert error["developerMessage"]
    assert client.get("/texts")["totalCount"] == client.get("/calls")["totalCount"] == 0
    assert len(client.text({"phoneNumber": NUMBER, "message": "still here"})) == 1
    return error


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the body is empty"),
        (b"[", "the body is not JSON"),
        (b"[{}", "the body is not JSON"),
        (b"\xff\xfe[]", "the body is not"),
        (b'[{"phoneNumber": NaN}]', "the body is not JSON: NaN is no JSON number"),
        (b"[" * 200_000, "the JSON is nested too deeply"),
        (b'[{"attributes":' * 50_000, "the JSON is nested too deeply"),
        (b"1" * 10_000, "the body is not JSON"),
        (b"{}", "the body is not a list of recipients"),
        (b"null", "the body is not a list of recipients"),
        (b"[]", "the list of recipients is empty"),
        (b"[1]", "recipient 1 is 1; expected an object"),
        (b"[null]", "recipient 1 is null; expected an object"),
        (b"[{}]", "recipient 1 has no phoneNumber"),
        (b'[{"contactId": 5}]', "recipient 1 has a contactId alone"),
        (b'[{"phoneNumber": 12135551234}]', "recipient 1: phoneNumber is 12135551234; expected a text in quotes"),
        (b'[{"phoneNumber": null}]', "recipient 1: phoneNumber is null; expected a text in quotes"),
        (b'[{"phonenumber": "1"}]', 'recipient 1: there is no field "phonenumber"'),
        (b'[{"to": "1"}]', 'recipient 1: there is no field "to"'),
        (b'[{"phoneNumber":"12135551234","attributes":[]}]', "recipient 1: attributes is a list; expected an object"),
        (b'[{"phoneNumber":"12135551234","attributes":{"a":{}}}]', "recipient 1: attributes.a is an object"),
        (
            b'[{"phoneNumber":"12135551234","attributes":{"a":1e999}}]',
            "the body is not JSON: 1e999 is too la",
        ),
        (
            b'[{"phoneNumber":"12135551234","attributes":{"a":%s}}]' % (b"9" * 4000),
            "recipient 1: attributes.a is 9999",
        ),
        (b'[{"phoneNumber":"12135551234","message":"a","passedOver":1e999}]', "the body is not JSON: 1e999 is too la"),
        (b'[{"phoneNumber":"12135551234","message":"a","passedOver":%s1%s}]' % (b"[" * 70, b"]" * 70), "the JSON is"),
        (b'[{"phoneNumber":"12135551234","contactId":9223372036854775808}]', "recipient 1: contactId is 92233720368"),
        (b'[{"phoneNumber":"12135551234","message":"\\ud800"}]', "a text holds half a character"),
    ],
)
@pytest.mark.parametrize("path", ["/texts", "/calls"])
def test_bodies_that_are_none(client: Client, path: str, content: bytes, message: str) -> None:
    assert refused(client, path, content)["message"].startswith(message)


@pytest.mark.parametrize(
    ("recipient", "message"),
    [
        ({}, "recipient 1: nothing says what the call plays"),
        ({"dialPlanXml": CODE_CALL}, "recipient 1: dialPlanXml is not a field of the API"),
        ({"dialplanXml": ""}, "recipient 1: the dialplan cannot be read, line 1, column 1: the document is empty"),
        ({"dialplanXml": "<dialplan>"}, "recipient 1: the dialplan cannot be read, line 1"),
        ({"dialplanXml": "<html/>"}, "recipient 1: the dialplan cannot be read"),
        ({"dialplanXml": BOMB}, "recipient 1: the dialplan cannot be read, line 1, column 1: the document has a docum"),
        ({"dialplanXml": "<dialplan>" + "<menu>" * 400}, "recipient 1: the dialplan cannot be read"),
        ({"dialplanXml": "<dialplan>" + " " * 1_000_000}, "recipient 1: the dialplan has 1,000,010 characters"),
        ({"dialplanXml": "<dialplan>\0</dialplan>"}, "recipient 1: the dialplan cannot be read"),
        ({"liveMessage": "x", "voice": "female1"}, 'recipient 1: voice is "female1"; expected MALE1'),
        ({"liveMessage": "x", "transferDigit": "10"}, "recipient 1: transferDigit is no key"),
        ({"liveMessage": "x", "transferDigit": "1", "transferNumber": "abc"}, "recipient 1: transferNumber: 'abc'"),
    ],
)
def test_calls_that_say_nothing(client: Client, recipient: Json, message: str) -> None:
    body = [{"phoneNumber": NUMBER, "dialplanXml": CODE_CALL}, {"phoneNumber": NUMBER, **recipient}]
    error = refused(client, "/calls", json.dumps(body))
    assert error["message"].startswith(message.replace("recipient 1", "recipient 2"))


def test_too_many_recipients(client: Client) -> None:
    recipient = {"phoneNumber": NUMBER, "message": "x", "liveMessage": "x"}
    assert refused(client, "/calls", json.dumps([recipient] * 11))["message"].startswith("11 recipients; at most 10")
    client.platform.reset()
    assert refused(client, "/texts", json.dumps([recipient] * 10_000))["message"].startswith("10,000 recipients")


def test_a_body_that_is_too_large(client: Client) -> None:
    error = refused(client, "/texts", b'[{"message":"' + b"x" * 8_000_000 + b'"}]', 413)
    assert error["message"] == "the request is larger than 8,000,000 bytes"


def test_a_body_without_a_length_that_is_too_large(client: Client) -> None:
    parts = (b" " * 100_000 for _ in range(100))
    answer = client.http.post("/v2/texts", content=parts, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/texts?limit=0", "limit is 0; expected 1 or more"),
        ("/texts?limit=1001", "limit: at most 1000"),
        ("/texts?offset=-1", "offset is -1; expected 0 or more"),
        ("/texts?limit=ten", "limit is 'ten'; expected a whole number"),
        ("/texts?limit=" + "9" * 5000, "limit is '9999"),
        ("/texts?id=1&id=x", "id is 'x'"),
        ("/texts?inbound=yes", "inbound is 'yes'; expected true or false"),
        ("/texts?states=DONE", "states has 'DONE'"),
        ("/calls?results=SENT", "results has 'SENT'"),
        ("/texts?fields=items(id", "fields=items(id cannot be read"),
        ("/texts/abc", "id is 'abc'; expected a whole number"),
        ("/texts/99999999999999999999", "id is '999"),
    ],
)
def test_queries_that_are_none(client: Client, path: str, message: str) -> None:
    answer = client.http.get(f"/v2{path}")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/nothing", 404),
        ("GET", "/v2", 404),
        ("GET", "/v2/texts/1", 404),
        ("GET", "/v2/calls/1", 404),
        ("GET", "/v2/calls/1/recordings", 404),
        ("GET", "/v2/calls/recordings/1", 404),
        ("GET", "/v2/calls/1/recordings/x.mp3", 404),
        ("GET", "/v2/calls/broadcasts/1/stats", 404),
        ("PUT", "/v2/webhooks/1", 404),
        ("PATCH", "/v2/texts", 405),
        ("DELETE", "/v2/texts/1", 405),
        ("GET", "/nothing", 404),
        ("GET", "/local/nothing", 404),
        ("GET", "/local/calls/1", 404),
        ("POST", "/local/messages", 405),
        ("GET", "/v2/texts/%ff%00", 400),
        ("GET", "//v2//texts", 404),
    ],
)
def test_paths_that_are_none(client: Client, method: str, path: str, status: int) -> None:
    answer = client.http.request(method, path)
    assert answer.status_code == status
    assert answer.json()["httpStatusCode"] == status
    if status == 405:
        assert answer.headers["allow"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic bG9naW46d3Jvbmc="},
        {"Authorization": "Basic login:password"},
        {"Authorization": "Bearer bG9naW46cGFzc3dvcmQ="},
        {"Authorization": "Basic"},
        {"Authorization": "Basic \xff"},
    ],
)
def test_who_has_no_login_is_told_so(client: Client, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = client.http.get("/v2/texts", headers=raw, auth=lambda request: request)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert answer.json()["message"] == ("the login or the password is wrong" if headers else "the request has no login")


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/clock", {"mode": "fast"}, "mode is 'fast'"),
        ("/clock", [], "the body is not an object"),
        ("/clock/advance", {"ms": -1}, "ms is -1"),
        ("/clock/advance", {"ms": 10**30}, "ms is 1000"),
        ("/faults", {"fail_next": 1, "status": 200}, "status is 200"),
        ("/faults", {"fail_next": True}, "fail_next is True"),
        ("/slow", {}, "ms is None"),
        ("/inbound/texts", {"from": NUMBER}, "text is missing"),
        ("/inbound/calls", {"from": NUMBER}, "to is missing"),
    ],
)
def test_the_local_api_is_as_strict(client: Client, path: str, body: Any, message: str) -> None:
    answer = client.http.post(f"/local{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)


@pytest.mark.parametrize("query", ["extract=pin", "timeout=-1", "timeout=nan", "timeout=1e9", "timeout=x", "after=x"])
def test_long_polls_that_are_none(client: Client, query: str) -> None:
    client.text({"phoneNumber": NUMBER, "message": "x"})
    assert client.http.get(f"/local/messages/wait?{query}").status_code == 400


def test_a_text_without_a_code(client: Client) -> None:
    client.text({"phoneNumber": NUMBER, "message": "no digits"})
    answer = client.http.get("/local/messages/latest?extract=code")
    assert (answer.status_code, answer.json()["message"]) == (404, "no code is found in: no digits")


@pytest.mark.parametrize("sent", [b"GET", b"\x16\x03\x01", b"GET / HTTP/9\r\n\r\n", b"POST /v2/texts HTTP/1.1\r\n"
                                  b"Host: x\r\nContent-Length: 100\r\n\r\nabc"])  # fmt: skip
def test_who_hangs_up_in_the_middle(client: Client, sent: bytes) -> None:
    port = int(client.platform.page.rsplit(":", 1)[1].strip("/"))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
    assert client.get("/texts")["totalCount"] == 0


@pytest.mark.local_platform(clock="manual")
def test_the_clock_stays_where_calendars_go(client: Client) -> None:
    """Behind the year 9999 no header `Date` can be written, and so nothing be answered."""
    ten_years_ms = 10 * 366 * 86_400_000
    for _ in range(1000):
        answer = client.http.post("/local/clock/advance", json={"ms": ten_years_ms})
        if answer.status_code != 200:
            break
    assert answer.status_code == 400
    assert "year 9892" in answer.json()["message"]
    assert "Date" in client.http.get("/v2/texts").headers
    assert client.http.get("/").status_code == 200
    assert client.http.post("/local/reset", json={}).status_code == 200


@pytest.mark.parametrize("path", ["/v2/texts/", "/v2/calls/1/", "/local/clock/", "/webhooks/"])
def test_a_path_with_a_slash_too_many_leads_nowhere(client: Client, path: str) -> None:
    answer = client.http.get(path)
    assert answer.status_code == 404
    assert answer.json()["message"] == f"there is nothing at {path}"


def test_the_head_of_the_events_is_the_whole_answer(client: Client) -> None:
    """The next request on the connection would else wait for the end of a stream that has none."""
    assert client.http.head("/local/events").headers["Content-Type"].startswith("text/event-stream")
    assert client.http.get("/local/clock").status_code == 200
