"""What clients, listeners and readers outside of a stand-in saw of it, and what in it breaks a promise.

The promises: what was acknowledged is kept, states go forward, no call is made twice, and each end is told, under an id
that stays, with the same bytes, and as it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

Json = dict[str, Any]
Kind = Literal["text", "call"]

RESULTS: Final[dict[Kind, str]] = {"text": "finalTextResult", "call": "finalCallResult"}
RESOURCES: Final = ("OutboundText", "OutboundCall")
"""Of which the ends are compared with what there is."""
_UNDER_WAY: Final = ("READY", "SELECTED")


class Acknowledged(NamedTuple):
    """A client was answered that a text or a call is taken."""

    kind: Kind
    id: int
    body: Json


class Seen(NamedTuple):
    """A text or a call as one reader saw it; what one reader saw is in the order in which it asked."""

    kind: Kind
    id: int
    body: Json
    reader: str = ""


class Delivered(NamedTuple):
    """A listener got a delivery."""

    delivery_id: str
    body: bytes


class Killed(NamedTuple):
    """The server was ended: what follows is of another one on the same file."""


class AtRest(NamedTuple):
    """A text or a call when nothing was left to happen."""

    kind: Kind
    id: int
    body: Json


Event = Acknowledged | Seen | Delivered | Killed | AtRest


def problems(history: Iterable[Event]) -> list[str]:
    """Every promise that a history breaks, in words."""
    events = list(history)
    rest = {each.id: each for each in events if isinstance(each, AtRest)}
    delivered = [each for each in events if isinstance(each, Delivered)]
    return [
        *_lost(events, rest),
        *_unfinished(rest),
        *_backwards(events, rest),
        *_after_kill(events),
        *_made_twice(rest),
        *_badly_told(delivered, rest),
    ]


def _lost(events: list[Event], rest: dict[int, AtRest]) -> Iterator[str]:
    """What was acknowledged, and is gone or another."""
    for each in events:
        if not isinstance(each, Acknowledged):
            continue
        found = rest.get(each.id)
        if found is None or found.kind != each.kind:
            yield f"{each.kind} {each.id} was acknowledged, and is lost"
            continue
        for name in ("toNumber", "fromNumber", "message", "created", "batchId"):
            if each.body.get(name) != found.body.get(name):
                yield f"{each.kind} {each.id}: {name} was {each.body.get(name)!r}, and is {found.body.get(name)!r}"


def _unfinished(rest: dict[int, AtRest]) -> Iterator[str]:
    for each in rest.values():
        if each.body["state"] in _UNDER_WAY:
            yield f"{each.kind} {each.id} is {each.body['state']} for ever"


def _backwards(events: list[Event], rest: dict[int, AtRest]) -> Iterator[str]:
    """States, results and records that went back, or changed when they were final."""
    last: dict[tuple[str, int], Json] = {}
    for each in events:
        if not isinstance(each, Seen):
            continue
        before = last.get((each.reader, each.id))
        last[each.reader, each.id] = each.body
        if before is not None:
            yield from _change(f"{each.kind} {each.id}", before, each.body)
    for (_, action_id), body in last.items():
        if action_id in rest:
            yield from _change(f"{rest[action_id].kind} {action_id}", body, rest[action_id].body)
        else:
            yield f"{action_id} was seen, and is lost"


def _change(what: str, before: Json, after: Json) -> Iterator[str]:
    """What is wrong with a change."""
    old, new = before["state"], after["state"]
    if old != new and (old not in _UNDER_WAY or (old, new) == ("SELECTED", "READY")):
        yield f"{what} was {old}, and then {new}"
    elif old == new and old not in _UNDER_WAY and before != after:
        yield f"{what} was {old}, and changed then"
    elif before.get("records", []) != after.get("records", [])[: len(before.get("records", []))]:
        yield f"{what} had a record that is gone"


def _after_kill(events: list[Event]) -> Iterator[str]:
    """Calls that are in progress though their server was killed: nobody is on the phone any more."""
    selected: set[int] = set()
    gone: set[int] = set()
    for each in events:
        if isinstance(each, Killed):
            gone |= selected
            selected.clear()
        elif isinstance(each, Seen) and each.body["state"] == "SELECTED":
            selected.add(each.id)
            if each.id in gone:
                yield f"call {each.id} was in progress at a kill, and is so after it"


def _made_twice(rest: dict[int, AtRest]) -> Iterator[str]:
    """Records that belong to two, or are too many: nothing here is tried again."""
    owners: dict[int, int] = {}
    for each in rest.values():
        records = each.body.get("records", [])
        if each.body["state"] == "FINISHED" and len(records) != 1:
            yield f"{each.kind} {each.id} has {len(records)} records: it was made so often"
        for record in records:
            owner = owners.setdefault(record["id"], each.id)
            if owner != each.id:
                yield f"record {record['id']} is of {owner} and of {each.id}"
            if record.get("textResult", record.get("result")) != each.body.get(RESULTS[each.kind]):
                yield f"{each.kind} {each.id} has another result than its record"


def _badly_told(delivered: list[Delivered], rest: dict[int, AtRest]) -> Iterator[str]:
    """Ends that nobody was told of, or wrongly, or under two ids."""
    bodies: dict[str, bytes] = {}
    ids: defaultdict[tuple[int, int, str], set[str]] = defaultdict(set)
    told: set[int] = set()
    for each in delivered:
        if bodies.setdefault(each.delivery_id, each.body) != each.body:
            yield f"delivery {each.delivery_id} came with other bytes"
        payload = json.loads(each.body)
        for event in payload["events"]:
            resource = event["resource"]
            ids[payload["webhookId"], resource["id"], event["eventType"]].add(each.delivery_id)
            if payload["resourceType"] not in RESOURCES:
                continue
            told.add(resource["id"])
            found = rest.get(resource["id"])
            if found is None:
                yield f"delivery {each.delivery_id} tells of {resource['id']}, which is lost"
            elif resource != found.body:
                yield f"delivery {each.delivery_id} tells {found.kind} {found.id} otherwise than it is"
    for (webhook_id, resource_id, event_type), several in ids.items():
        if len(several) > 1:
            yield f"{event_type} of {resource_id} came to webhook {webhook_id} as {len(several)} deliveries"
    for action in rest.values():
        if action.body["state"] == "FINISHED" and not action.body["inbound"] and action.id not in told:
            yield f"nobody was told that {action.kind} {action.id} is finished"
