"""/local/callee: who answers the next call, or calls, instead of who else would."""

from pathlib import Path

import pytest

from ivrdsl.serve.base.callees import BY_NAME, Callees, StandingIn, callees_of
from tests.serve.conftest import CODE_CALL, Client, Json

ORDINARY, MAGIC = "12135551100", "12135550103"


def standing_in(client: Client, **body: object) -> list[Json]:
    answer = client.http.post("/local/callee", json=body)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["standing_in"]
    return found


def result(client: Client, number: str) -> str:
    (call,) = client.call({"phoneNumber": number, "dialplanXml": CODE_CALL})
    return str(client.finished_call(call)["finalCallResult"])


def rings(client: Client, number: str = ORDINARY) -> bool:
    (call,) = client.call({"phoneNumber": number, "dialplanXml": CODE_CALL})
    found = client.local("/calls/wait", to=number, after=call["id"] - 1)
    return bool(found["state"] == "ringing")


def test_the_next_call_alone(client: Client) -> None:
    assert standing_in(client, like="machine") == [
        {"of": "calls", "to": "", "left": 1, "name": "machine", "script": "answer machine"}
    ]
    assert result(client, ORDINARY) == "AM"
    assert client.local("/callee") == {"standing_in": []}
    assert rings(client)


def test_any_script_until_it_is_taken_back(client: Client) -> None:
    standing_in(client, script="answer live; hear 'one-time code'; press 1; wait", calls=0)
    for _ in range(2):
        (call,) = client.call({"phoneNumber": ORDINARY, "dialplanXml": CODE_CALL})
        client.finished_call(call)
        assert len(client.local(f"/calls/{call['id']}")["heard"]) == 2
    assert result(client, MAGIC) == "BUSY"  # a magic number does what is documented
    assert client.http.delete("/local/callee").json() == {"standing_in": []}
    assert rings(client)


def test_so_many_calls_to_some_numbers(client: Client) -> None:
    standing_in(client, like="busy", to="1213555110?", calls=2)
    assert rings(client, "13105551100")
    assert [result(client, f"1213555110{last}") for last in "12"] == ["BUSY", "BUSY"]
    assert rings(client, "12135551103")


def test_a_number_that_is_named_is_taken_over_though_it_is_magic(client: Client) -> None:
    standing_in(client, like="repeats", to=MAGIC)
    assert [result(client, MAGIC) for _ in range(2)] == ["LA", "BUSY"]


def test_who_came_last_is_the_strongest_and_replaces_who_had_the_same_numbers(client: Client) -> None:
    standing_in(client, like="machine", calls=0)
    standing_in(client, like="busy")
    assert [each["name"] for each in standing_in(client, like="no-answer", to="1*")] == ["no-answer", "busy"]
    assert [result(client, ORDINARY) for _ in range(2)] == ["NO_ANS", "BUSY"]
    assert rings(client)


def test_texts(client: Client) -> None:
    standing_in(client, text="CARRIER_ERROR", texts=2)
    sent = [client.text({"phoneNumber": ORDINARY, "message": "Hi"})[0] for _ in range(3)]
    for text in sent:
        client.local("/messages/wait", to=ORDINARY, after=text["id"] - 1, undelivered="true")
    results = [client.get(f"/texts/{text['id']}")["finalTextResult"] for text in sent]
    assert results == ["CARRIER_ERROR", "CARRIER_ERROR", "SENT"]
    assert rings(client)  # calls are not changed by it


def test_a_person_in_the_place_of_a_machine(client: Client) -> None:
    standing_in(client, like="human", to="12135550102")
    assert rings(client, "12135550102")


def test_a_call_that_is_not_made_uses_nobody_up(client: Client) -> None:
    plan = f"<dialplan><dnc>{ORDINARY}</dnc><hangup/></dialplan>"
    standing_in(client, like="listens")
    (call,) = client.call({"phoneNumber": ORDINARY, "dialplanXml": plan})
    client.finished_call(call)
    standing_in(client, like="listens")
    (call,) = client.call({"phoneNumber": ORDINARY, "dialplanXml": CODE_CALL})
    assert client.finished_call(call)["state"] == "DNC"
    assert len(client.local("/callee")["standing_in"]) == 1


def test_a_reset_takes_it_back(client: Client) -> None:
    standing_in(client, like="machine", calls=0)
    client.http.post("/local/reset", json={})
    assert client.local("/callee") == {"standing_in": []}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "give either script, or like"),
        ({"like": "machine", "script": "answer live"}, "give either script, or like"),
        ({"like": "mashine"}, 'did you mean "machine"?'),
        ({"script": "press 1"}, "the script never answers"),
        ({"script": "answer live; dance"}, "script, line 1, column 14"),
        ({"script": 7}, "expected names and texts"),
        ({"like": "machine", "to": "+1 213"}, "number is '+1 213'"),
        ({"like": "machine", "calls": -1}, "calls is -1"),
        ({"like": "machine", "calls": True}, "calls is True"),
        ({"text": "LOST"}, "text is 'LOST'"),
        ({"text": "SENT", "texts": "all"}, "texts is 'all'"),
        ({"who": "machine"}, "there is no setting 'who'"),
    ],
)
def test_what_is_wrong_is_told(client: Client, body: Json, told: str) -> None:
    answer = client.http.post("/local/callee", json=body)
    assert answer.status_code == 400
    assert told in answer.json()["message"]
    assert client.local("/callee") == {"standing_in": []}


def test_it_is_stronger_than_a_file_of_callees(tmp_path: Path) -> None:
    file = tmp_path / "callees.toml"
    file.write_text('[[callee]]\nnumber = "1213555110?"\nlike = "busy"\n', encoding="utf-8")
    callees = callees_of("human", file)
    assert callees.take("calls", ORDINARY).name == "busy"
    callees.let_stand_in(StandingIn("calls", "", BY_NAME["machine"], 1))
    assert [callees.take("calls", ORDINARY).name for _ in range(2)] == ["machine", "busy"]


def test_calls_and_texts_are_counted_apart() -> None:
    callees = Callees(BY_NAME["human"])
    callees.let_stand_in(StandingIn("calls", "", BY_NAME["machine"], 1))
    callees.let_stand_in(StandingIn("texts", "", BY_NAME["carrier-error"], 1))
    assert callees.take("texts", ORDINARY).text_result == "CARRIER_ERROR"
    assert callees.take("texts", ORDINARY).text_result == "SENT"
    assert callees.take("calls", ORDINARY).name == "machine"
    assert callees.standing_in == []
