"""Call broadcasts, and numbers that are called in."""

from collections.abc import Callable

import pytest

from tests.serve.conftest import CODE_CALL, Client, Json, Listener

RECIPIENTS = [{"phoneNumber": f"121355501{last}"} for last in ("00", "01", "02", "03")]


def broadcast(client: Client, start: str = "false", **more: object) -> int:
    body = {"name": "codes", "fromNumber": "12135550150", "dialplanXml": CODE_CALL, "recipients": RECIPIENTS, **more}
    answer = client.post("/calls/broadcasts", body, start=start)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def finished(client: Client, broadcast_id: int) -> Json:
    """A broadcast once it is over."""
    for _ in range(3000):
        found: Json = client.get(f"/calls/broadcasts/{broadcast_id}")
        if found["status"] == "FINISHED":
            return found
    raise AssertionError(found)


def test_calls_are_made_once_it_is_started(client: Client) -> None:
    broadcast_id = broadcast(client)
    path = f"/calls/broadcasts/{broadcast_id}"
    made = client.get(f"{path}/calls")
    assert [(call["state"], call["campaignId"], call["fromNumber"]) for call in made["items"]] == [
        ("READY", broadcast_id, "12135550150")
    ] * 4
    assert client.get(path)["status"] == "SETUP"
    assert "recipients" not in client.get(path)
    assert client.get(f"{path}/stats")["remainingOutboundCount"] == 4
    answer = client.post(f"{path}/start")
    assert (answer.status_code, answer.content) == (200, b"")
    finished(client, broadcast_id)
    results = [call["finalCallResult"] for call in client.get(f"{path}/calls")["items"]]
    assert sorted(results) == ["AM", "BUSY", "LA", "LA"]
    stats = client.get(f"{path}/stats")
    counted = ("liveCount", "answeringMachineCount", "busyCount", "remainingOutboundCount")
    assert [stats[name] for name in counted] == [2, 1, 1, 0]
    assert (stats["callsPlaced"], stats["callsAttempted"], stats["billedAmount"]) == (3, 4, 3.0)


def test_events_are_told(client: Client, listening: Callable[..., Listener]) -> None:
    listener = listening()
    client.post("/webhooks", {"resource": "CallBroadcast", "callback": listener.url})
    broadcast_id = broadcast(client, start="true")
    events = [listener.next().payload["events"][0] for _ in range(2)]
    assert {event["eventType"] for event in events} == {"Started", "Finished"}
    assert {event["resource"]["id"] for event in events} == {broadcast_id}


@pytest.mark.local_platform(clock="manual")
def test_a_stopped_broadcast_calls_nobody_until_it_is_started_again(client: Client) -> None:
    broadcast_id = broadcast(client, start="true")
    path = f"/calls/broadcasts/{broadcast_id}"
    assert client.post(f"{path}/stop").status_code == 200
    client.platform.advance(60_000)
    assert {call["state"] for call in client.get(f"{path}/calls")["items"]} <= {"READY", "SELECTED", "FINISHED"}
    (added,) = client.post(f"{path}/recipients", [{"phoneNumber": "12135550104"}]).json()["items"]
    client.platform.advance(60_000)
    assert client.get(f"/calls/{added['id']}")["state"] == "READY"
    assert client.post(f"{path}/stop").json()["message"] == f"broadcast {broadcast_id} is STOPPED"
    client.post(f"{path}/start")
    client.platform.advance(60_000)
    assert client.get(f"/calls/{added['id']}")["finalCallResult"] == "NO_ANS"
    assert client.get(path)["status"] == "FINISHED"


@pytest.mark.local_platform(clock="manual")
def test_results_that_are_to_be_tried_again_are(client: Client) -> None:
    retry = {"maxAttempts": 3, "minutesBetweenAttempts": 10, "retryResults": ["BUSY"]}
    busy = [{"phoneNumber": "12135550103"}]
    path = f"/calls/broadcasts/{broadcast(client, 'true', recipients=busy, retryConfig=retry)}"
    for attempts in (1, 2, 3):
        client.platform.advance(9 * 60_000)
        (call,) = client.get(f"{path}/calls")["items"]
        assert len(call["records"]) == attempts
        client.platform.advance(60_000 + 5_000)
    (call,) = client.get(f"{path}/calls")["items"]
    assert (call["state"], call["finalCallResult"], len(call["records"])) == ("FINISHED", "BUSY", 3)
    starts = [record["originateTime"] for record in call["records"]]
    assert starts[1] - call["records"][0]["finishTime"] >= 600_000


def test_broadcasts_are_found(client: Client) -> None:
    ids = [broadcast(client, name=f"b{at}", labels=["x"] if at else []) for at in range(12)]
    assert [each["id"] for each in client.get("/calls/broadcasts")["items"]] == ids[:1:-1]
    assert client.get("/calls/broadcasts", name="b3")["items"][0]["id"] == ids[3]
    assert client.get("/calls/broadcasts", label="x")["totalCount"] == 11
    assert client.get("/calls/broadcasts", running="true")["totalCount"] == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"dialPlanXml": "<dialplan/>"}, "broadcast: dialPlanXml is not a field of the API"),
        ({"dialplanXml": "<dialplan>"}, "broadcast: the dialplan cannot be read"),
        ({"recipients": [{"phoneNumber": 1}]}, "broadcast: recipients 1: phoneNumber is 1; expected a text in quotes"),
        ({"recipients": [{}]}, "recipient 1 has no phoneNumber"),
        ({"retryConfig": {"retryResults": ["BUSSY"]}}, "broadcast: retryConfig: retryResults is \"BUSSY\""),
        ({"recipients": [{"phoneNumber": "12135551234"}] * 1001}, "1,001 recipients; at most 1,000 are taken"),
    ],
)  # fmt: skip
def test_bad_broadcasts_leave_nothing(client: Client, more: Json, message: str) -> None:
    answer = client.post("/calls/broadcasts", {"dialplanXml": CODE_CALL, **more})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)
    assert client.get("/calls/broadcasts")["totalCount"] == client.get("/calls")["totalCount"] == 0


def test_numbers_are_configured(client: Client) -> None:
    path = "/numbers/leases/configs/12135559000"
    assert client.http.get(f"/v2{path}").status_code == 404
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": CODE_CALL}}
    answer = client.put(path, config)
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.get(path) == {"number": "12135559000", **config}
    assert client.get("/numbers/leases/configs")["totalCount"] == 1


@pytest.mark.parametrize(
    ("number", "body", "message"),
    [
        ("12135559000", {"configType": "TRACKING"}, "the stand-in answers numbers with dialplans only"),
        ("12135559000", {"configType": "IVR"}, "ivrInboundConfig.dialplanXml is missing"),
        ("12135559000", {"ivrInboundConfig": {"dialPlanXml": "x"}}, "configuration: ivrInboundConfig: dialPlanXml is"),
        ("12135559000", {"ivrInboundConfig": {"dialplanXml": "x"}}, "ivrInboundConfig: the dialplan cannot be read"),
        ("555", {}, "number: 555 has 3 digits"),
    ],
)
def test_bad_configurations_are_refused(client: Client, number: str, body: Json, message: str) -> None:
    answer = client.put(f"/numbers/leases/configs/{number}", body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)
