"""Whose requests are taken: pages of other sites read nothing and send nothing, and programs are told what to do."""

import base64
import json
import socket
from typing import Any

import httpx
import pytest

from ivrdsl.cli.serve import _warnings
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.guard import MULTIPART
from tests.serve.conftest import Client, Json

LOGIN = base64.b64encode(b"login:password").decode()
TEXT = [{"phoneNumber": "12135551234", "message": "Your code is 2517"}]
PATHS = ["/v2/texts", "/v2/api-docs/swagger.json", "/local/messages", "/", "/static/page.js", "/nothing"]
FOREIGN_SITE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}


def error_of(answer: httpx.Response, status: int) -> Json:
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    assert set(found) == {"httpStatusCode", "internalCode", "message", "developerMessage", "helpLink"}
    assert found["httpStatusCode"] == status
    return found


@pytest.mark.parametrize("path", PATHS)
def test_a_page_whose_name_was_made_to_lead_here_reads_nothing(client: Client, path: str) -> None:
    """DNS rebinding: for the browser the page and the stand-in are one site."""
    headers = {"Host": "evil.example:8055", "Origin": "http://evil.example:8055", "Sec-Fetch-Site": "same-origin"}
    found = error_of(client.http.get(path, headers=headers), 403)
    assert found["message"] == 'the request is for the host "evil.example:8055", which is no name of this stand-in'
    assert found["developerMessage"] == (
        "ask for it at 127.0.0.1 or localhost, or start it with: ivrdsl serve --allow-host evil.example"
    )


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json"])
def test_a_page_of_another_site_sends_nothing(client: Client, kind: str) -> None:
    """CSRF with the password that everybody knows."""
    headers = {"Origin": "http://evil.example", "Content-Type": kind, "Authorization": f"Basic {LOGIN}"}
    for extra in ({}, FOREIGN_SITE):
        answer = client.http.post("/v2/texts", content=json.dumps(TEXT), headers=headers | extra)
        found = error_of(answer, 403)
        assert found["message"] == (
            'the request is of a page of "http://evil.example"; pages of other sites are not answered'
        )
        assert "access-control-allow-origin" not in answer.headers
    assert client.get("/texts")["totalCount"] == 0


def test_a_browser_that_asks_beforehand_gets_no_permission(client: Client) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for origin in ({}, {"Origin": client.platform.page.rstrip("/")}):
        answer = client.http.options("/v2/texts", headers=headers | origin)
        assert answer.status_code == (405 if origin else 403)
        assert [name for name in answer.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "LOCALHOST"}, 200),
        ({"Host": "localhost."}, 200),
        ({"Host": "stand-in.localhost:8055"}, 200),
        ({"Host": "[::1]:8055"}, 200),
        ({"Host": "127.9.9.9"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "evil.example#127.0.0.1"}, 403),
        ({"Host": "127.0.0.1@evil.example"}, 403),
        ({"Host": "[::1"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "192.0.2.1"}, 403),
        ({"Host": "[2001:db8::1]"}, 403),
        ({"Host": "0.0.0.0"}, 403),
        ({"Host": "api.callfire.com"}, 403),
        ({"Host": "api.callfire.com", "X-Forwarded-Proto": "https"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": "localhost:80", "Origin": "http://localhost:80"}, 200),
        ({"Host": "localhost:80", "Origin": "https://localhost:80"}, 403),
        ({"Host": "localhost:80", "Origin": "http://127.0.0.1:80"}, 403),
        (FOREIGN_SITE, 403),
        (FOREIGN_SITE | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403),
        (FOREIGN_SITE | {"Sec-Fetch-Site": "same-site"}, 403),
        (FOREIGN_SITE | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
    ],
)
def test_hosts_and_origins_are_ours_or_not_everywhere(client: Client, headers: dict[str, str], status: int) -> None:
    for path in ("/v2/texts", "/local/messages", "/"):
        answer = client.http.get(path, headers=headers)
        assert answer.status_code == status, (path, answer.text)
        if status == 403:
            assert error_of(answer, 403)["developerMessage"]
    assert client.http.post("/local/reset", json={}, headers=headers).status_code == status


def test_a_link_of_another_site_leads_to_the_page(client: Client) -> None:
    """Who follows it sees the page; the site that it stands in does not. A form there sends nothing."""
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.http.get("/", headers=visit).status_code == 200
    assert client.http.post("/local/reset", json={}, headers=visit).status_code == 403


def raw(client: Client, request: bytes) -> tuple[int, Any]:
    """Status and JSON of the answer to a request that no client would send."""
    address = httpx.URL(client.platform.page)
    with socket.create_connection((address.host, address.port or 0)) as connection:
        connection.settimeout(20)
        connection.sendall(request)
        data = b""
        while more := connection.recv(65_536):
            data += more
    head, _, body = data.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize(
    ("hosts", "message"),
    [
        (b"", "the request has no Host"),
        (b"Host: localhost\r\nHost: evil.example\r\n", "the request has more than one Ho"),
    ],
)
def test_a_request_has_one_host(client: Client, hosts: bytes, message: str) -> None:
    status, found = raw(client, b"GET /local/messages HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n")
    assert (status, found["message"][: len(message)]) == (403, message)


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://api.callfire.com/v2/texts", "api.callfire.com", 200),
        ("http://www.callfire.com:80/v2/texts", "www.callfire.com:80", 200),
        ("http://127.0.0.1/v2/texts", "127.0.0.1", 200),
        ("http://api.callfire.com/local/messages", "api.callfire.com", 403),
        ("http://evil.example/v2/texts", "127.0.0.1", 403),
        ("http://api.callfire.com/v2/texts", "evil.example", 403),
    ],
)
def test_the_platforms_names_are_for_programs_that_take_this_for_their_proxy(
    client: Client, target: str, host: str, status: int
) -> None:
    head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {LOGIN}\r\nConnection: close\r\n\r\n"
    assert raw(client, head.encode())[0] == status


@pytest.mark.local_platform(hosts=("Stand-In.test",))
def test_a_host_that_is_allowed(client: Client) -> None:
    origin = {"Host": "stand-in.test:8055", "Origin": "http://stand-in.test:8055"}
    assert client.http.post("/v2/texts", json=TEXT, headers=origin).status_code == 200
    assert client.http.get("/", headers={"Host": "STAND-IN.TEST."}).status_code == 200
    assert client.http.get("/", headers={"Host": "other.stand-in.test"}).status_code == 403


@pytest.mark.local_platform(host="0.0.0.0")
@pytest.mark.parametrize(
    ("host", "status"),
    [("192.0.2.1:8055", 200), ("[2001:db8::1]:8055", 200), ("0.0.0.0", 200), ("localhost", 200), ("evil.example", 403)],
)
def test_a_server_for_others_is_asked_for_by_address(client: Client, host: str, status: int) -> None:
    assert client.http.get("/v2/texts", headers={"Host": host}).status_code == status


@pytest.mark.local_platform(host="box.test")
def test_the_name_that_it_listens_at_is_its_own(client: Client) -> None:
    assert client.http.get("/v2/texts", headers={"Host": "box.test"}).status_code == 200
    assert client.http.get("/v2/texts", headers={"Host": "fox.test"}).status_code == 403


# --- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("", "the body has no Content-Type"),
        ("text/plain", 'the body is "text/plain", not JSON'),
        ("application/x-www-form-urlencoded", 'the body is "application/x-www-form-urlencoded", not JSON'),
        ("multipart/form-data; boundary=x", 'the body is "multipart/form-data", not JSON'),
        ("application/json; charset=latin-1", 'the body is said to be in "latin-1"; only UTF-8 is read'),
        ("application/json; charset", None),
        ("application/json", None),
        ("Application/JSON;charset=UTF-8", None),
        ('application/json; charset="utf-8"', None),
    ],
)
def test_bodies_say_that_they_are_json(client: Client, kind: str, message: str | None) -> None:
    for path, body in (("/v2/texts", TEXT), ("/local/clock", {"mode": "automatic"})):
        headers = {"Content-Type": kind} if kind else {}
        answer = client.http.post(path, content=json.dumps(body), headers=headers)
        if message is None:
            assert answer.status_code == 200, answer.text
        else:
            found = error_of(answer, 415)
            assert found["message"] == message
            assert found["developerMessage"] == "send JSON in UTF-8, with the header Content-Type: application/json"
    assert client.get("/texts")["totalCount"] == (message is None)


def test_no_body_needs_no_type(client: Client) -> None:
    broadcast = {"name": "x", "dialplanXml": "<dialplan><hangup/></dialplan>", "recipients": []}
    made = client.post("/calls/broadcasts", broadcast).json()["id"]
    assert client.http.post(f"/v2/calls/broadcasts/{made}/start").status_code == 200
    assert client.http.post("/v2/texts").json()["message"] == "the body is empty"
    assert client.http.post(f"/v2/calls/broadcasts/{made}/stop", content=b"x").status_code == 415


def test_forms_are_where_the_vendors_document_has_them(shared: Any) -> None:
    theirs = json.loads((shared / "reference" / "callfire-v2-swagger.json").read_text(encoding="utf-8"))
    forms = {
        f"/v2{path}"
        for path, methods in theirs["paths"].items()
        for operation in methods.values()
        if "multipart/form-data" in operation.get("consumes", [])
    }
    assert forms == MULTIPART


def test_a_form_is_let_through_to_be_told_that_there_is_nothing(client: Client) -> None:
    for path in MULTIPART:
        answer = client.http.post(path, files={"file": b"x"})
        assert "not built" in error_of(answer, 501)["message"] + error_of(answer, 501)["developerMessage"]


# --- logins ---------------------------------------------------------------------------------------------------------


@pytest.mark.local_platform(any_login=True)
@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("ann:secret", ""),
        ("bob:", ""),
        ("zoë:ö:ü", ""),
        (":secret", "the login cannot be read"),
        ("ann", "the login cannot be read"),
        (None, "the request has no login"),
    ],
)
def test_any_login_passes_but_none_does_not(client: Client, pair: str | None, message: str) -> None:
    headers = {} if pair is None else {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    answer = client.http.get("/v2/texts", headers=headers, auth=lambda request: request)
    if not message:
        assert answer.status_code == 200
        return
    found = error_of(answer, 401)
    assert (found["message"], found["developerMessage"]) == (message, "send HTTP Basic with any login and password")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_server_for_others_is_warned_of() -> None:
    assert list(_warnings(ServerSettings())) == []
    others = "0.0.0.0 lets other machines read every text and answer every call"
    known = "the password is the one that everybody knows: set IVRDSL_SERVE_PASSWORD"
    assert list(_warnings(ServerSettings(host="0.0.0.0"))) == [others, known]
    assert list(_warnings(ServerSettings(host="0.0.0.0", password="hunter2"))) == [others]
    assert list(_warnings(ServerSettings(host="::1", allow_remote_webhooks=True))) == [
        "webhooks are delivered to other machines"
    ]


def test_a_password_is_not_in_what_settings_look_like() -> None:
    assert "hunter2" not in repr(ServerSettings(password="hunter2"))
