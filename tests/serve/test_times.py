"""No time that the stand-in tells is later than its clock: in answers, in envelopes, and in the header Date."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from ivrdsl.serve.base.clock import Clock
from ivrdsl.testing import local_platform
from tests.serve.conftest import CODE_CALL, Client, Json

HUMAN = "12135551234"
YEAR_2000_MS = 946_684_800_000


def times_in(value: Any) -> Iterator[int]:
    """Every whole number that reads as a time of this century, in ms."""
    if isinstance(value, dict):
        for name, each in value.items():
            if not name.lower().endswith("id") and name != "due_ms":  # what is due is in the future
                yield from times_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from times_in(each)
    elif isinstance(value, int) and not isinstance(value, bool) and value > YEAR_2000_MS:
        yield value


def looked_at(client: Client, paths: list[str]) -> list[tuple[str, int, int]]:
    """The times in answers, each with what the clock says after them."""
    found = []
    for path in paths:
        answer = client.http.get(path)
        date_ms = int(parsedate_to_datetime(answer.headers["Date"]).timestamp() * 1000)
        now_ms = client.local("/clock")["now_ms"]
        found += [(path, each, now_ms) for each in (*times_in(answer.json()), date_ms)]
    return found


PLACES = [
    "/v2/calls",
    "/v2/texts",
    "/v2/webhooks",
    "/local/calls",
    "/local/messages",
    "/local/deliveries",
    "/local/clock",
]


@pytest.mark.local_platform(clock="automatic")
@pytest.mark.parametrize("mode", ["automatic", "manual", "real"])
def test_no_time_is_later_than_the_clock(client: Client, listening: Any, mode: str) -> None:
    client.platform.set_clock(mode)
    listener = listening()
    for resource in ("OutboundCall", "OutboundText"):
        client.post("/webhooks", {"resource": resource, "callback": listener.url})
    calls = [client.call({"phoneNumber": f"121355501{at:02}", "dialplanXml": CODE_CALL})[0] for at in range(21)]
    client.text({"phoneNumber": HUMAN, "message": "x"})
    if mode == "manual":
        client.platform.advance(300_000)
    if mode != "real":
        for each in calls:
            if each["toNumber"][-2:] != "10":
                client.finished_call(each)
        listener.next()
    places = [*PLACES, *(f"/local/calls/{each['id']}" for each in calls)]
    found = looked_at(client, places)
    assert len(found) > 50
    assert [each for each in found if each[1] > each[2]] == []
    while not listener.received.empty():
        assert all(each <= client.local("/clock")["now_ms"] for each in times_in(listener.next().payload))


def test_the_automatic_clock_moves_on_when_a_call_is_played(client: Client) -> None:
    before_ms = client.local("/clock")["now_ms"]
    (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": CODE_CALL})
    (record,) = client.finished_call(call)["records"]
    after_ms = client.local("/clock")["now_ms"]
    assert record["duration"] >= 8
    assert before_ms <= record["originateTime"] <= record["answerTime"] < record["finishTime"] <= after_ms
    assert record["finishTime"] - record["answerTime"] <= after_ms - before_ms
    (text,) = client.text({"phoneNumber": HUMAN, "message": "x"})
    assert text["created"] >= record["finishTime"]


def test_calls_of_one_request_are_made_at_one_time(client: Client) -> None:
    made = client.call(*({"phoneNumber": f"1{code}5550100", "dialplanXml": CODE_CALL} for code in range(213, 219)))
    records = [client.finished_call(each)["records"][0] for each in made]
    assert len({each["originateTime"] for each in records}) == 1


def test_a_call_in_hand_does_not_leap_with_others(client: Client) -> None:
    """Its timers run in real time, however far the clock moves on: a call of eight seconds beside it ends none."""
    (mine,) = client.call({"phoneNumber": HUMAN, "dialplanXml": CODE_CALL})
    client.local("/calls/wait", to=HUMAN)
    client.http.post(f"/local/calls/{mine['id']}/answer", json={"by": "live"})
    before = client.local(f"/calls/{mine['id']}")
    (other,) = client.call({"phoneNumber": "12135550100", "dialplanXml": CODE_CALL})
    client.finished_call(other)
    after = client.local(f"/calls/{mine['id']}")
    assert (after["state"], after["outcome"]) == ("active", None)
    assert after["now_ms"] - after["answered_ms"] < 5000
    assert before["waits"]["due_ms"] - before["now_ms"] <= 3000
    client.http.post(f"/local/calls/{mine['id']}/hangup", json={})
    (record,) = client.finished_call(mine)["records"]
    assert record["originateTime"] <= record["answerTime"] <= record["finishTime"]
    assert record["duration"] < 5


def test_a_script_moves_the_clock_as_it_moves_its_call(client: Client) -> None:
    (made,) = client.call({"phoneNumber": HUMAN, "dialplanXml": CODE_CALL})
    before_ms = client.local("/clock")["now_ms"]
    call = client.platform.phone.answer(HUMAN)
    call.wait()
    assert call.state == "finished"
    (record,) = client.finished_call(made)["records"]
    assert record["originateTime"] <= record["answerTime"] < record["finishTime"] <= client.local("/clock")["now_ms"]
    assert record["answerTime"] >= before_ms
    assert record["duration"] >= 8


def test_the_clock_does_not_go_back_at_a_restart(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"database": tmp_path / "store.db"}
    with local_platform(**settings) as platform:
        client = Client(platform)
        (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": CODE_CALL})
        finish_ms = client.finished_call(call)["records"][0]["finishTime"]
        client.http.close()
    with local_platform(**settings) as platform:
        client = Client(platform)
        assert client.local("/clock")["now_ms"] >= finish_ms
        client.http.close()


def test_a_reset_sets_the_clock_back_to_the_time_of_day(client: Client) -> None:
    (call,) = client.call({"phoneNumber": "12135550115", "dialplanXml": CODE_CALL})
    client.finished_call(call)
    ahead_ms = client.local("/clock")["now_ms"]
    client.platform.reset()
    assert client.local("/clock")["now_ms"] < ahead_ms


def test_a_clock_leaps_and_is_steady_beside() -> None:
    clock = Clock("manual")
    now_ms = clock.now_ms()
    clock.leap_to(now_ms + 500)
    assert (clock.now_ms(), clock.steady_ms()) == (now_ms + 500, now_ms)
    clock.leap_to(now_ms)  # never back
    assert clock.now_ms() == now_ms + 500
    clock.stand_at(now_ms + 700)
    assert (clock.now_ms(), clock.steady_ms()) == (now_ms + 700, now_ms + 200)
    assert clock.told_ms(now_ms) == now_ms + 500
    clock.set_mode("real")
    assert clock.now_ms() >= now_ms + 700


def test_times_in_finds_times() -> None:
    value: Json = {"a": [{"created": 1_796_064_078_975}], "id": 1_796_064_078_975, "n": 5}
    assert list(times_in(value)) == [1_796_064_078_975]
