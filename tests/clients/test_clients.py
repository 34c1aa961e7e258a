"""The unmodified clients of other people, against the stand-in: the same steps for each, by every way to point it."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from ivrdsl import load
from ivrdsl.requests import CallRecipient, TextRecipient, send_calls_body, send_texts_body
from tests.clients.conftest import ROOT, Client, Listener, StandIn

PERSON, REPEATS = "12135551100", "12135550101"
USER = {"external_user_id": "45450007002"}
PROMPT = "Hello, your one-time code is 2 5 1 7, press 1 to repeat."


def code_call(number: str) -> Any:
    plan = load(ROOT / "examples" / "one_time_code.py")
    return send_calls_body([CallRecipient(number, attributes=USER, dialplan=plan)])


def code_text() -> Any:
    return send_texts_body(
        [TextRecipient(PERSON, message="Your one-time code is ${code}", attributes={"code": "2517"})]
    )


def test_texts(client: Client, stand_in: StandIn) -> None:
    (sent,) = client.do("texts.sendTexts", body=code_text())["items"]
    assert (sent["toNumber"], sent["state"]) == (PERSON, "READY")
    arrived = stand_in.get("/local/messages/wait", to=PERSON, extract="code")
    assert arrived["code"] == "2517"
    assert arrived["message"]["id"] == sent["id"]
    stand_in.get("/local/messages/wait", to=PERSON)
    one, found, nobody = client.does(
        ("texts.getText", {"id": sent["id"]}),
        ("texts.findTexts", {"toNumber": PERSON, "limit": 5}),
        ("texts.findTexts", {"toNumber": "12135559999"}),
    )
    assert one["result"]["message"] == "Your one-time code is 2517"
    assert one["result"]["attributes"] == {"code": "2517"}
    assert [each["id"] for each in found["result"]["items"]] == [sent["id"]]
    assert nobody["result"]["totalCount"] == 0


@pytest.mark.parametrize("fields", ["items(id,state)", "id,state", "items (id, state)"])
def test_both_documented_forms_of_fields(client: Client, stand_in: StandIn, fields: str) -> None:
    texts, calls, found, one = client.does(
        ("texts.sendTexts", {"body": code_text(), "fields": fields}),
        ("calls.sendCalls", {"body": code_call("12135550103"), "fields": fields}),
        ("texts.findTexts", {"fields": fields}),
        ("calls.findCalls", {"fields": fields}),
    )
    for each in (texts, calls, found, one):
        (item,) = each["result"]["items"]
        assert {name for name, value in item.items() if value is not None} == {"id", "state"}
    assert texts["result"]["items"][0]["id"] == found["result"]["items"][0]["id"]


def test_what_is_not_built_says_so(client: Client) -> None:
    (done,) = client.does(("contacts.findContacts", {"limit": 1}))
    assert (done["status"], "findContacts" in done["message"]) == (501, True)


def test_a_call_to_a_scripted_callee(client: Client, stand_in: StandIn) -> None:
    (sent,) = client.do("calls.sendCalls", body=code_call(REPEATS))["items"]
    assert (sent["toNumber"], sent["state"]) == (REPEATS, "READY")
    heard = stand_in.get(f"/local/calls/{sent['id']}/wait", after=1000, timeout=30)  # until it is over
    assert heard["heard"] == [PROMPT, PROMPT]
    one, found = client.does(
        ("calls.getCall", {"id": sent["id"], "fields": "id,state,finalCallResult,attributes,records(result)"}),
        ("calls.findCalls", {"results": "LA", "toNumber": REPEATS}),
    )
    expected = {"state": "FINISHED", "finalCallResult": "LA", "attributes": USER, "records": [{"result": "LA"}]}
    assert one["result"] == {"id": sent["id"], **expected}
    assert [each["id"] for each in found["result"]["items"]] == [sent["id"]]


def test_the_one_time_code_rings_until_a_person_answers(client: Client, stand_in: StandIn) -> None:
    (sent,) = client.do("calls.sendCalls", body=code_call(PERSON))["items"]
    ringing = stand_in.get("/local/calls/wait", to=PERSON)
    assert (ringing["id"], ringing["state"]) == (sent["id"], "ringing")
    call = f"/local/calls/{sent['id']}"
    stand_in.post(f"{call}/answer", {"by": "live"})
    stand_in.post(f"{call}/script", {"script": "hear 'Hello'"})  # before it, the platform listens who answered
    told = stand_in.post(f"{call}/key", {"key": "1"})
    assert (told["heard"], told["code"]) == ([PROMPT, PROMPT], "2517")
    stand_in.post(f"{call}/hangup", {})
    ended = client.do("calls.getCall", id=sent["id"])
    assert (ended["state"], ended["finalCallResult"]) == ("FINISHED", "LA")


def test_webhooks(client: Client, stand_in: StandIn, listener: Listener) -> None:
    hook = {
        "name": "codes",
        "resource": "OutboundText",
        "events": ["Finished"],
        "callback": listener.url,
        "secret": "mysecrets",
    }
    made = client.do("webhooks.createWebhook", body=hook)["id"]
    found, resources = client.does(("webhooks.findWebhooks", {"name": "codes"}), ("webhooks.findWebhookResources", {}))
    (got,) = found["result"]["items"]
    assert (got["id"], got["resource"], got["callback"]) == (made, "OutboundText", listener.url)
    assert "OutboundCall" in [each["resource"] for each in resources["result"]["items"]]

    (sent,) = client.do("texts.sendTexts", body=code_text())["items"]
    delivery = listener.next()
    signature = base64.b64encode(hmac.digest(b"mysecrets", delivery.content, hashlib.sha1)).decode()
    assert delivery.headers["X-CallFire-Signature"] == signature
    envelope = json.loads(delivery.content)
    assert (envelope["webhookId"], envelope["webhookName"], envelope["resourceType"]) == (made, "codes", "OutboundText")
    (event,) = envelope["events"]
    assert (event["eventType"], event["resource"]["id"]) == ("Finished", sent["id"])
    assert event["resource"]["finalTextResult"] == "SENT"

    updated, again, deleted, gone = client.does(
        ("webhooks.updateWebhook", {"id": made, "body": hook | {"name": "renamed"}}),
        ("webhooks.findWebhooks", {}),
        ("webhooks.deleteWebhook", {"id": made}),
        ("webhooks.deleteWebhook", {"id": made}),
    )
    assert updated["result"] in (None, {}, "")
    assert [each["name"] for each in again["result"]["items"]] == ["renamed"]
    assert deleted["result"] in (None, {}, "")
    assert gone["status"] == 404


def test_a_call_is_delivered_too(client: Client, stand_in: StandIn, listener: Listener) -> None:
    hook = {
        "name": "calls",
        "resource": "OutboundCall",
        "events": ["Finished"],
        "callback": listener.url,
        "secret": "s",
    }
    client.do("webhooks.createWebhook", body=hook)
    (sent,) = client.do("calls.sendCalls", body=code_call(REPEATS))["items"]
    delivery = listener.next()
    assert delivery.headers["X-CallFire-Signature"] == base64.b64encode(
        hmac.digest(b"s", delivery.content, hashlib.sha1)
    ).decode("ascii")
    (event,) = json.loads(delivery.content)["events"]
    assert (event["resource"]["id"], event["resource"]["finalCallResult"]) == (sent["id"], "LA")


def test_broadcasts(client: Client, stand_in: StandIn) -> None:
    plan = code_call(REPEATS)[0]["dialplanXml"]
    body = {"name": "codes", "fromNumber": "12135551234", "dialplanXml": plan, "recipients": [{"phoneNumber": REPEATS}]}
    made = client.do("calls.createCallBroadcast", body=body, start=True)["id"]
    call = stand_in.get("/local/calls/wait", to=REPEATS, timeout=30)
    stand_in.get(f"/local/calls/{call['id']}/wait", after=1000, timeout=30)
    calls = client.do("calls.getCallBroadcastCalls", id=made)
    assert [(each["id"], each["finalCallResult"]) for each in calls["items"]] == [(call["id"], "LA")]


@pytest.mark.parametrize(
    ("operation", "arguments", "status", "told"),
    [
        ("texts.sendTexts", {"body": [{"phoneNumber": "123", "message": "a"}], "strictValidation": True}, 400, "123"),
        ("calls.sendCalls", {"body": code_call(PERSON) * 11}, 400, "10"),
        ("calls.sendCalls", {"body": [{"phoneNumber": PERSON, "dialplanXml": "<dialplan>"}]}, 400, "dialplan"),
        ("calls.getCall", {"id": 7}, 404, "7"),
        ("webhooks.deleteWebhook", {"id": 7}, 404, "7"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_errors_reach_the_program_with_what_to_do(
    client: Client, operation: str, arguments: Any, status: int, told: str
) -> None:
    (done,) = client.does((operation, arguments))
    assert done["status"] == status
    assert told in done["message"]


def test_a_wrong_password(client: Client) -> None:
    (done,) = client.does(("texts.findTexts", {}), login=("me", "wrong"))
    assert done["status"] == 401
    assert done["message"]
