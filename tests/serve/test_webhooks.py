"""Webhooks: kept as the API keeps them, delivered signed, tried again, and logged."""

from collections.abc import Callable

import pytest

from ivrdsl.serve.base.addresses import is_of_this_machine, problem_of
from ivrdsl.serve.webhooks.signature import signature
from tests.serve.conftest import CODE_CALL, Client, Json, Listener

Listening = Callable[..., Listener]
NUMBER = "12135551234"


def hook(client: Client, url: str, **more: object) -> int:
    """Make a webhook for texts that are finished."""
    body = {"name": "ours", "resource": "OutboundText", "events": ["finished"], "callback": url, **more}
    answer = client.post("/webhooks", body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def test_the_vendors_own_example_of_a_signature() -> None:
    body = b'{"name":"test webhook", "callback":"sms:callfire"}'
    assert signature("mysecrets", body) == "v14pF7d5C1+CHNIEWlg+sw9v0Xg="


def test_a_finished_text_is_delivered_signed(client: Client, listening: Listening) -> None:
    listener = listening()
    webhook_id = hook(client, listener.url, secret="s3cret ünd")
    (text,) = client.text({"phoneNumber": NUMBER, "message": "Hé"})
    received = listener.next()
    assert received.headers["X-CallFire-Signature"] == signature("s3cret ünd", received.body)
    assert received.headers["Content-Type"] == "application/json"
    payload = received.payload
    assert (payload["webhookId"], payload["webhookName"], payload["resourceType"]) == (
        webhook_id,
        "ours",
        "OutboundText",
    )
    (event,) = payload["events"]
    assert event["eventType"] == "Finished"
    assert event["resource"] == client.get(f"/texts/{text['id']}")


def test_a_finished_call_is_delivered_with_the_fields_that_are_wanted(client: Client, listening: Listening) -> None:
    listener = listening()
    client.post(
        "/webhooks",
        {"resource": "outboundcall", "callback": listener.url, "fields": "id,finalCallResult,records(result)"},
    )
    (call,) = client.call({"phoneNumber": "12135550102", "dialplanXml": CODE_CALL})
    received = listener.next()
    assert received.payload["events"][0]["resource"] == {
        "id": call["id"],
        "finalCallResult": "AM",
        "records": [{"result": "AM"}],
    }
    assert "X-CallFire-Signature" not in received.headers


def log(client: Client, state: str) -> list[Json]:
    """The deliveries that have come to a state."""
    for _ in range(20_000):
        found: list[Json] = client.local("/deliveries", state=state)["deliveries"]
        if found:
            return found
    raise AssertionError(client.local("/deliveries"))


@pytest.mark.local_platform(webhook_retries_ms=(1, 1, 1))
def test_a_failure_is_tried_again_with_the_same_bytes_and_id(client: Client, listening: Listening) -> None:
    listener = listening(500, 302, 200, headers={"Location": "http://127.0.0.1:1/elsewhere"})
    hook(client, listener.url, secret="x")
    client.text({"phoneNumber": NUMBER, "message": "x"})
    tries = [listener.next() for _ in range(3)]
    assert len({each.body for each in tries}) == len({each.headers["X-Ivrdsl-Delivery"] for each in tries}) == 1
    (delivery,) = log(client, "delivered")
    assert [each["status"] for each in delivery["attempts"]] == [500, 302, 200]
    assert delivery["attempts"][1]["problem"] == "redirects are not followed"


@pytest.mark.local_platform(webhook_retries_ms=(1,))
def test_when_all_tries_fail_it_is_logged(client: Client, listening: Listening) -> None:
    listener = listening(503)
    hook(client, listener.url)
    hook(client, "http://127.0.0.1:9/nobody")
    client.text({"phoneNumber": NUMBER, "message": "x"})
    first = log(client, "failed")
    assert first[0]["attempts"][0]["status"] in (503, None)
    for _ in range(20_000):
        failed = client.local("/deliveries", state="failed")["deliveries"]
        if len(failed) == 2:
            break
    assert {each["attempts"][-1]["problem"][:24] for each in failed} == {
        "the listener answered 50",
        "no connection to 127.0.0.1:9"[:24],
    }
    assert all(len(each["attempts"]) == 2 for each in failed)


@pytest.mark.local_platform(webhook_retries_ms=(), webhook_timeout_s=2.0)
def test_a_listener_that_hangs_holds_up_nobody_else(client: Client, listening: Listening) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        hook(client, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        good = listening()
        hook(client, good.url)
        for _ in range(30):
            client.text({"phoneNumber": NUMBER, "message": "x"})
        assert len({good.next().headers["X-Ivrdsl-Delivery"] for _ in range(30)}) == 30
        assert log(client, "failed")[0]["attempts"][0]["problem"] == "no answer within 2 s"


def test_other_machines_are_refused_and_that_is_logged(client: Client) -> None:
    hook(client, "http://192.0.2.1/hook")
    client.text({"phoneNumber": NUMBER, "message": "x"})
    (delivery,) = log(client, "refused")
    assert delivery["attempts"] == []
    assert "--allow-remote-webhooks" in delivery["why"]


def test_single_use_is_used_once(client: Client, listening: Listening) -> None:
    listener = listening()
    webhook_id = hook(client, listener.url, singleUse=True)
    client.text(*({"phoneNumber": f"1213555400{at}", "message": "x"} for at in range(3)))
    listener.next()
    assert client.http.get(f"/v2/webhooks/{webhook_id}").status_code == 404
    assert len(client.local("/deliveries")["deliveries"]) == 1


@pytest.mark.parametrize("more", [{"enabled": False}, {"expiresAt": 1}])
def test_a_webhook_that_is_off_or_over_is_told_nothing(client: Client, more: Json) -> None:
    hook(client, "http://127.0.0.1:9/", **more)
    client.finished_text(client.text({"phoneNumber": NUMBER, "message": "x"})[0])
    assert client.local("/deliveries")["deliveries"] == []


def test_webhooks_are_kept(client: Client) -> None:
    webhook_id = hook(client, "http://127.0.0.1:9/a", secret="x")
    found = client.get(f"/webhooks/{webhook_id}")
    assert (found["resource"], found["events"], found["enabled"]) == ("OutboundText", ["Finished"], True)
    changed = client.put(f"/webhooks/{webhook_id}", {"name": "other", "enabled": False, "id": 5, "createdAt": 0})
    assert (changed.status_code, changed.content) == (200, b"")
    now = client.get(f"/webhooks/{webhook_id}")
    assert (now["name"], now["enabled"], now["callback"], now["id"]) == ("other", False, found["callback"], webhook_id)
    assert now["createdAt"] == found["createdAt"]
    assert client.get("/webhooks", resource="outboundtext", event="FINISHED", enabled="false")["totalCount"] == 1
    assert client.get("/webhooks", name="ours")["items"] == []
    gone = client.http.delete(f"/v2/webhooks/{webhook_id}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.http.delete(f"/v2/webhooks/{webhook_id}").status_code == 404


def test_resources_are_listed(client: Client) -> None:
    items = client.get("/webhooks/resources")["items"]
    assert {"resource": "CallBroadcast", "supportedEvents": ["Started", "Stopped", "Finished"]} in items
    assert client.get("/webhooks/resources/outboundcall")["supportedEvents"] == ["Finished"]
    assert client.http.get("/v2/webhooks/resources/Nothing").status_code == 404


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "the webhook has no resource"),
        ({"resource": "OutboundText"}, "the webhook has no callback"),
        ({"resource": "Texts", "callback": "http://127.0.0.1/"}, "there is no resource 'Texts'"),
        ({"resource": "OutboundText", "callback": "http://x/", "events": ["Started"]}, "OutboundText has no event"),
        ({"resource": "OutboundText", "callback": "ftp://x/"}, "callback: it does not begin with http"),
        ({"resource": "OutboundText", "callback": "http://"}, "callback: it names no host"),
        ({"resource": "OutboundText", "callback": "http://a b/"}, "callback: it holds a blank"),
        ({"resource": "OutboundText", "callback": "http://[/"}, "callback: it is no URL"),
        ({"resource": "OutboundText", "url": "http://x/"}, 'webhook: there is no field "url"'),
        ({"resource": "OutboundText", "callback": "http://x/", "fields": "a(("}, "fields=a(( cannot be read"),
        ([], "webhook is a list; expected an object"),
    ],
)
def test_bad_webhooks_are_refused(client: Client, body: object, message: str) -> None:
    answer = client.post("/webhooks", body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)
    assert client.get("/webhooks")["totalCount"] == 0


OURS = ("http://127.0.0.1/", "http://127.9.9.9:5/", "https://[::1]/", "http://localhost./x", "http://a.localhost:3000/")
OTHERS = (
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://127.0.0.1@evil.example/",
    "http://[::ffff:10.0.0.1]/",
)


@pytest.mark.parametrize("url", OURS)
def test_addresses_of_this_machine(url: str) -> None:
    assert is_of_this_machine(url)
    assert problem_of(url) == ""


@pytest.mark.parametrize("url", OTHERS)
def test_addresses_of_other_machines(url: str) -> None:
    assert not is_of_this_machine(url)
