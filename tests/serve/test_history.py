"""The checker of histories finds each broken promise, and nothing in a history that keeps them all."""

import json
from typing import Any

import pytest

from tests.serve.history import (
    RESULTS,
    Acknowledged,
    AtRest,
    Delivered,
    Event,
    Json,
    Killed,
    Kind,
    Seen,
    problems,
)

TEXT, CALL, WEBHOOK = 11, 12, 10


def action(kind: Kind, state: str = "READY", **more: Any) -> Json:
    """A text or a call as the API gives it, as far as the checker looks."""
    body = {"id": TEXT if kind == "text" else CALL, "toNumber": "1", "state": state, "inbound": False}
    return {**body, "message": "x"} | more if kind == "text" else body | more


def over(kind: Kind, result: str, record_id: int, **more: Any) -> Json:
    """One that is finished."""
    record = {"id": record_id, ("textResult" if kind == "text" else "result"): result}
    return action(kind, "FINISHED", **{RESULTS[kind]: result, "records": [record], **more})


def told(delivery_id: int, resource: Json, webhook_id: int = WEBHOOK, of: str = "OutboundText") -> Delivered:
    event = {"eventType": "Finished", "resource": resource}
    payload = {"webhookId": webhook_id, "resourceType": of, "events": [event]}
    return Delivered(str(delivery_id), json.dumps(payload).encode())


SENT = over("text", "SENT", 21)
BROKEN = over("call", "INTERNAL_ERROR", 22)

GOOD: list[Event] = [
    Acknowledged("text", TEXT, action("text")),
    Acknowledged("call", CALL, action("call")),
    Seen("call", CALL, action("call", "SELECTED")),
    Seen("text", TEXT, action("text")),
    Killed(),
    Seen("text", TEXT, SENT),
    told(1, SENT),
    told(1, SENT),  # again, since nobody knew that it had come
    told(2, BROKEN),
    AtRest("text", TEXT, SENT),
    AtRest("call", CALL, BROKEN),
]


def test_a_history_that_keeps_all_promises() -> None:
    assert problems(GOOD) == []
    assert problems([]) == []


def instead(old: Event, *new: Event) -> list[Event]:
    """The good history with something else in the place of an event."""
    at = GOOD.index(old)
    return [*GOOD[:at], *new, *GOOD[at + 1 :]]


TEXT_AT_REST, CALL_AT_REST = GOOD[-2], GOOD[-1]


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (GOOD[:2], "text 11 was acknowledged, and is lost"),
        (instead(TEXT_AT_REST), "text 11 was acknowledged, and is lost"),
        (instead(CALL_AT_REST), "delivery 2 tells of 12, which is lost"),
        ([*GOOD, Seen("text", 99, action("text"))], "99 was seen, and is lost"),
        (
            instead(GOOD[0], Acknowledged("text", TEXT, action("text", message="y"))),
            "text 11: message was 'y', and is 'x'",
        ),
        (instead(CALL_AT_REST, AtRest("call", CALL, action("call", "SELECTED"))), "call 12 is SELECTED for ever"),
        ([*GOOD, Seen("text", TEXT, action("text"))], "text 11 was FINISHED, and then READY"),
        ([*GOOD, Seen("text", TEXT, action("text", "TIMEOUT"))], "text 11 was TIMEOUT, and then FINISHED"),
        ([*GOOD, Seen("text", TEXT, over("text", "DNT", 21))], "text 11 was FINISHED, and changed then"),
        (instead(GOOD[4], Seen("call", CALL, action("call"))), "call 12 was SELECTED, and then READY"),
        (
            instead(GOOD[4], Seen("call", CALL, action("call", "SELECTED", records=[{"id": 20}]))),
            "call 12 had a record that is gone",
        ),
        ([*GOOD[:6], GOOD[2], *GOOD[6:]], "call 12 was in progress at a kill, and is so after it"),
        (
            instead(CALL_AT_REST, AtRest("call", CALL, BROKEN | {"records": [*BROKEN["records"], {"id": 23}]})),
            "call 12 has 2 records: it was made so often",
        ),
        (instead(CALL_AT_REST, AtRest("call", CALL, BROKEN | {"records": []})), "call 12 has 0 records"),
        (
            instead(CALL_AT_REST, AtRest("call", CALL, over("call", "INTERNAL_ERROR", 21))),
            "record 21 is of 11 and of 12",
        ),
        (
            instead(CALL_AT_REST, AtRest("call", CALL, BROKEN | {"finalCallResult": "LA"})),
            "call 12 has another result than its record",
        ),
        ([*GOOD, told(1, SENT | {"more": 1})], "delivery 1 came with other bytes"),
        ([*GOOD, told(3, SENT | {"more": 1})], "delivery 3 tells text 11 otherwise than it is"),
        ([*GOOD, told(3, SENT)], "Finished of 11 came to webhook 10 as 2 deliveries"),
        (instead(GOOD[8]), "nobody was told that call 12 is finished"),
    ],
)  # fmt: skip
def test_each_broken_promise_is_found(history: list[Event], words: str) -> None:
    found = problems(history)
    assert [each for each in found if each.startswith(words)], found


def test_what_two_readers_saw_is_not_compared() -> None:
    late = Seen("text", TEXT, action("text"), "late")  # asked before the other, and noted after it
    assert problems([*GOOD[:6], late, *GOOD[6:]]) == []


def test_events_of_other_resources_have_ids_that_stay_too() -> None:
    first = told(3, {"id": 13, "status": "FINISHED"}, of="CallBroadcast")
    assert problems([*GOOD, first, first]) == []
    assert problems([*GOOD, first, Delivered("4", first.body)]) == ["Finished of 13 came to webhook 10 as 2 deliveries"]


def test_two_webhooks_are_told_by_deliveries_of_their_own() -> None:
    assert problems([*GOOD, told(3, SENT, WEBHOOK + 1)]) == []
