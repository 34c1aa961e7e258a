"""Three clocks: as fast as possible, real time, and only when somebody advances it."""

import pytest

from tests.serve.conftest import CODE_CALL, Client, Json

HUMAN = "12135551234"


def call(client: Client, number: str, xml: str = CODE_CALL) -> Json:
    return client.call({"phoneNumber": number, "dialplanXml": xml})[0]


def told(client: Client, made: Json) -> Json:
    found: Json = client.local(f"/calls/{made['id']}")
    return found


@pytest.mark.local_platform(clock="manual")
def test_nothing_happens_on_a_manual_clock_until_it_is_advanced(client: Client) -> None:
    before = client.local("/clock")
    (text,) = client.text({"phoneNumber": HUMAN, "message": "x"})
    assert client.local("/clock") == before
    client.platform.advance(999)
    assert client.get(f"/texts/{text['id']}")["state"] == "READY"
    client.platform.advance(1)
    over = client.get(f"/texts/{text['id']}")
    assert (over["state"], over["records"][0]["finishTime"]) == ("FINISHED", before["now_ms"] + 1000)
    assert client.local("/clock")["now_ms"] == before["now_ms"] + 1000


@pytest.mark.local_platform(clock="manual")
def test_a_scripted_call_is_told_as_the_clock_comes_to_it(client: Client) -> None:
    made = call(client, "12135550101")
    client.platform.advance(0)
    assert client.get(f"/calls/{made['id']}")["state"] == "SELECTED"
    assert told(client, made)["entries"] == []  # it rings for 2 s
    client.platform.advance(2000)
    assert [entry["kind"] for entry in told(client, made)["entries"]] == ["answered"]
    client.platform.advance(1500)
    assert [entry["kind"] for entry in told(client, made)["entries"]] == ["answered", "amd", "goto", "prompt"]
    client.platform.advance(100_000)
    over = client.get(f"/calls/{made['id']}")
    (record,) = over["records"]
    assert record["answerTime"] == record["originateTime"] + 2000
    assert record["finishTime"] == record["answerTime"] + told(client, made)["entries"][-1]["at_ms"]


@pytest.mark.local_platform(clock="manual")
def test_a_phone_that_nobody_answers_stops_ringing(client: Client) -> None:
    made = call(client, HUMAN)
    client.platform.advance(29_999)
    assert told(client, made)["state"] == "ringing"
    client.platform.advance(1)
    assert (told(client, made)["state"], told(client, made)["result"]) == ("finished", "NO_ANS")


@pytest.mark.local_platform(clock="manual")
def test_a_persons_call_goes_on_with_the_clock(client: Client) -> None:
    made = call(client, HUMAN)
    client.platform.advance(5000)
    answer = client.http.post(f"/local/calls/{made['id']}/answer", json={"by": "live"}).json()
    assert (answer["waits"]["for"], answer["waits"]["due_ms"] - answer["now_ms"]) == ("time", 1500)
    client.platform.advance(1500)
    speaking = told(client, made)
    assert speaking["waits"]["for"] == "prompt"
    client.platform.advance(speaking["waits"]["due_ms"] - speaking["now_ms"])
    assert told(client, made)["waits"]["for"] == "key"
    client.http.post(f"/local/calls/{made['id']}/key", json={"key": "1"})
    assert len(told(client, made)["heard"]) == 2
    client.platform.advance(60_000)
    (record,) = client.get(f"/calls/{made['id']}")["records"]
    assert record["answerTime"] - record["originateTime"] == 5000
    assert record["result"] == "LA"


@pytest.mark.local_platform(clock="manual")
def test_things_happen_in_their_order(client: Client) -> None:
    text = client.text({"phoneNumber": HUMAN, "message": "x"})[0]
    made = call(client, "12135550104")
    client.platform.advance(3_600_000)
    over = client.get(f"/calls/{made['id']}")
    assert client.get(f"/texts/{text['id']}")["modified"] < over["modified"] == over["created"] + 30_000


def test_only_a_manual_clock_can_be_advanced(client: Client) -> None:
    answer = client.http.post("/local/clock/advance", json={"ms": 1})
    assert (answer.status_code, answer.json()["message"]) == (400, "the clock is automatic")


def test_the_clock_can_be_changed_and_a_reset_changes_it_back(client: Client) -> None:
    client.platform.set_clock("manual")
    client.platform.advance(86_400_000)
    later = client.local("/clock")["now_ms"]
    client.platform.set_clock("real")
    assert client.local("/clock")["now_ms"] >= later  # it never goes back
    client.platform.reset()
    assert client.local("/clock")["mode"] == "automatic"


@pytest.mark.local_platform(clock="real", text_ms=30, ring_ms=20)
def test_real_time_passes_by_itself(client: Client) -> None:
    (text,) = client.text({"phoneNumber": HUMAN, "message": "x"})
    made = call(client, "12135550105")  # hangs up one second after detection, which takes 1.5 s
    over = client.finished_call(made)
    (record,) = over["records"]
    assert record["finishTime"] - record["originateTime"] == 2520
    assert client.get(f"/texts/{text['id']}")["state"] == "FINISHED"
    assert client.local("/clock")["now_ms"] >= record["finishTime"]


@pytest.mark.local_platform(no_answer_ms=40)
def test_a_human_has_real_time_on_the_automatic_clock_too(client: Client) -> None:
    assert client.finished_call(call(client, HUMAN))["finalCallResult"] == "NO_ANS"
