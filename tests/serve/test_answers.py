"""What sends answer: as the platform's guide shows it."""

from typing import Any

import pytest

from tests.serve.conftest import CODE_CALL, Client, Json

NUMBER = "12135551100"
SENDS = [("texts", {"message": "x"}, 20), ("calls", {"dialplanXml": CODE_CALL}, 10)]


def sent(client: Client, path: str, *recipients: Json, **query: Any) -> list[Json]:
    answer = client.post(f"/{path}", list(recipients), **query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def refused(client: Client, path: str, recipient: Json, **query: Any) -> Json:
    answer = client.post(f"/{path}", [recipient], **query)
    assert answer.status_code == 400
    return dict(answer.json())


@pytest.mark.parametrize(("path", "given", "campaign"), SENDS)
def test_what_is_sent_has_a_batch_a_campaign_and_a_contact(
    client: Client, path: str, given: Json, campaign: int
) -> None:
    first, second = sent(client, path, {"phoneNumber": NUMBER, **given}, {"phoneNumber": "+47 22 12 34 56", **given})
    (third,) = sent(client, path, {"phoneNumber": NUMBER, **given})
    assert first["batchId"] == second["batchId"] > 0
    assert third["batchId"] != first["batchId"]
    assert [each["campaignId"] for each in (first, second, third)] == [campaign] * 3
    assert first["contact"] == third["contact"] == {"id": 12135551100, "homePhone": NUMBER}
    assert second["contact"] == {"id": 4722123456, "homePhone": "4722123456"}
    assert client.get(f"/{path}", batchId=first["batchId"])["totalCount"] == 2
    assert client.get(f"/{path}", campaignId=0)["totalCount"] == 3


@pytest.mark.parametrize(("path", "given", "campaign"), SENDS)
def test_a_contact_that_is_given_stays(client: Client, path: str, given: Json, campaign: int) -> None:
    (made,) = sent(client, path, {"phoneNumber": NUMBER, "contactId": 4096, **given}, campaignId=campaign)
    assert made["contact"] == {"id": 4096, "homePhone": NUMBER}
    (bad,) = sent(client, path, {"phoneNumber": "123", **given})
    assert (bad["state"], bad["contact"]) == ("INVALID", {"homePhone": "123"})


@pytest.mark.parametrize(("path", "given", "campaign"), SENDS)
def test_a_campaign_that_there_is_not_is_refused(client: Client, path: str, given: Json, campaign: int) -> None:
    for unknown in (7, 30 - campaign, 1_024_000_000_001):
        body = refused(client, path, {"phoneNumber": NUMBER, **given}, campaignId=unknown)
        assert body["message"] == f"there is no {path[:-1]} campaign {unknown}"
    assert client.get(f"/{path}")["totalCount"] == 0


def test_calls_are_sent_through_a_broadcast_while_it_runs(client: Client) -> None:
    plan = {"name": "codes", "dialplanXml": CODE_CALL, "recipients": [{"phoneNumber": "12135551199"}]}
    made = client.post("/calls/broadcasts", plan, start="true").json()["id"]
    (call,) = sent(client, "calls", {"phoneNumber": "12135550100", "dialplanXml": CODE_CALL}, campaignId=made)
    assert client.finished_call(call)["campaignId"] == made
    assert client.get(f"/calls/broadcasts/{made}/calls")["totalCount"] == 2
    client.post(f"/calls/broadcasts/{made}/stop")
    body = refused(client, "calls", {"phoneNumber": NUMBER, "dialplanXml": CODE_CALL}, campaignId=made)
    assert body["message"] == f"broadcast {made} is STOPPED: nothing is sent through it"
    assert refused(client, "texts", {"phoneNumber": NUMBER, "message": "x"}, campaignId=made)


@pytest.mark.parametrize(("path", "given", "campaign"), SENDS)
@pytest.mark.parametrize("sender", ["", "abc", "1234567890", "11115551234", "(213) 555-1100"])
def test_a_sender_that_can_be_no_number_is_refused(
    client: Client, path: str, given: Json, campaign: int, sender: str
) -> None:
    body = refused(client, path, {"phoneNumber": NUMBER, "fromNumber": sender, **given})
    assert body["message"].startswith("recipient 1: fromNumber: ")


def test_a_sender_may_be_a_short_code_for_texts_alone(client: Client) -> None:
    (text,) = sent(client, "texts", {"phoneNumber": NUMBER, "message": "x", "fromNumber": "67076"})
    assert text["fromNumber"] == "67076"
    (call,) = sent(client, "calls", {"phoneNumber": NUMBER, "dialplanXml": CODE_CALL, "fromNumber": "+12135551189"})
    assert call["fromNumber"] == "12135551189"
    refused(client, "calls", {"phoneNumber": NUMBER, "dialplanXml": CODE_CALL, "fromNumber": "67076"})
    broadcast = client.post("/calls/broadcasts", {"name": "x", "dialplanXml": CODE_CALL, "fromNumber": "67076"})
    assert (broadcast.status_code, "fromNumber" in broadcast.json()["message"]) == (400, True)


def test_inbound_calls_and_texts_have_a_contact_too(client: Client) -> None:
    client.http.post("/local/inbound/texts", json={"from": NUMBER, "text": "hello"})
    (text,) = client.get("/texts")["items"]
    assert (text["contact"]["id"], text["campaignId"]) == (12135551100, 20)


@pytest.mark.parametrize(
    "resource",
    ["TextBroadcast", "CccCampaign", "ContactList", "MonthlyRenewal", "LowBalance", "OutboundTextDeliveryReport"],
)
def test_events_that_nothing_fires_are_refused_at_subscription(client: Client, resource: str) -> None:
    hook = {"resource": resource.lower(), "callback": "http://127.0.0.1:9/hook"}
    answer = client.post("/webhooks", hook)
    assert answer.status_code == 501
    assert answer.json()["message"].startswith(f"nothing in the stand-in fires events of {resource}: it ")
    assert "OutboundText" in answer.json()["developerMessage"]
    made = client.post("/webhooks", hook | {"resource": "OutboundText"}).json()["id"]
    assert client.put(f"/webhooks/{made}", {"resource": resource}).status_code == 501
    assert client.get(f"/webhooks/{made}")["resource"] == "OutboundText"
    listed = [each["resource"] for each in client.get("/webhooks/resources")["items"]]
    assert listed == ["OutboundCall", "InboundCall", "OutboundText", "InboundText", "CallBroadcast"]
    assert client.http.get(f"/v2/webhooks/resources/{resource}").status_code == 501


def test_a_call_that_broke_says_how(client: Client) -> None:
    plan = '<dialplan name="r"><goto>nowhere</goto></dialplan>'
    (call,) = sent(client, "calls", {"phoneNumber": "12135550100", "dialplanXml": plan})
    assert client.finished_call(call)["finalCallResult"] == "LA"
    told = client.local(f"/calls/{call['id']}")
    assert told["problem"].startswith("error:dangling-goto: A goto or catch leads to a name that no tag has")
    (good,) = sent(client, "calls", {"phoneNumber": "12135550100", "dialplanXml": CODE_CALL})
    client.finished_call(good)
    assert client.local(f"/calls/{good['id']}")["problem"] == ""
