"""Webhooks and deliveries as they are stored."""

import json
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from ivrdsl.serve.store.database import Database

Json = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DELIVERY: Final = (
    "id, webhook_id, resource_id, event, callback, secret, verify_tls, body, state, created_ms, due_ms, attempts"
)
_IN_LANE: Final = (
    "FROM deliveries AS one INDEXED BY deliveries_waiting WHERE one.state = 'pending' "
    "AND one.webhook_id = ? AND one.callback = ? AND one.verify_tls = ?"
)
_IS_FIRST: Final = (
    "NOT EXISTS (SELECT 1 FROM deliveries AS before INDEXED BY deliveries_before WHERE before.state = 'pending' "
    "AND before.resource_id = one.resource_id AND before.id < one.id AND before.webhook_id = one.webhook_id "
    "AND before.callback = one.callback)"
)
"""No earlier one about the same resource waits to be sent there."""
_TRIM_EVERY: Final = 100


class Delivery(NamedTuple):
    """One thing that a listener is to be told.

    Attributes:
        id: stays the same however often it is tried.
        webhook_id, resource_id, event: what it is about: "OutboundText Finished".
        callback, secret, verify_tls: where to, and how; as the webhook was when it happened.
        body: the bytes that are sent, every time the same.
        state: "pending", "delivered", "failed" (after the last attempt), "refused" (not of this machine).
        created_ms: when it happened, on the platform's clock. Unit: ms since 1970, UTC.
        due_ms: when it is tried next, of real time, in which listeners live. Unit: ms since 1970, UTC.
        attempts: what came of each try.
    """

    id: int
    webhook_id: int
    resource_id: int
    event: str
    callback: str
    secret: str | None
    verify_tls: bool
    body: bytes
    state: str
    created_ms: int
    due_ms: int
    attempts: list[Json]

    @property
    def lane(self) -> "Lane":
        """In which it is sent."""
        return Lane(self.webhook_id, self.callback, self.verify_tls)


class Try(NamedTuple):
    """What came of a try, as it changes a delivery; see `Delivery`."""

    id: int
    state: str
    attempts: list[Json]
    due_ms: int


class Lane(NamedTuple):
    """What is sent in order, one after the other: the deliveries of one webhook to one URL."""

    webhook_id: int
    callback: str
    verify_tls: bool


class DeliveryFilter(NamedTuple):
    """Which deliveries are wanted; None or nothing means any."""

    webhook_id: int | None = None
    resource_id: int | None = None
    callback: str | None = None
    after_id: int | None = None
    before_id: int | None = None
    states: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Webhooks:
    """The stored webhooks. They are few, and asked about with every text: so they are kept in memory too."""

    def __init__(self, database: Database) -> None:
        self._run = database.run
        self._known: dict[int, Json] = {}
        self._read()
        database.on_rollback(self._read)

    def _read(self) -> None:
        rows = self._run("SELECT id, body FROM webhooks ORDER BY id")
        self._known = {row[0]: json.loads(row[1]) for row in rows}

    def all(self) -> list[Json]:
        """All of them, the oldest first."""
        return list(self._known.values())

    def get(self, webhook_id: int) -> Json | None:
        return self._known.get(webhook_id)

    def about(self, resource: str, event: str) -> list[Json]:
        """Those that want to be told of an event."""
        return [each for each in self._known.values() if each["resource"] == resource and event in each["events"]]

    def put(self, webhook: Json) -> None:
        """Store a new webhook, or a changed one."""
        self._run(
            "INSERT OR REPLACE INTO webhooks (id, resource, body) VALUES (?, ?, ?)",
            (webhook["id"], webhook["resource"], _encode(webhook)),
        )
        self._known[webhook["id"]] = webhook

    def delete(self, webhook_id: int) -> bool:
        """Take one away; False where there was no such."""
        self._run("DELETE FROM webhooks WHERE id = ?", (webhook_id,))
        return self._known.pop(webhook_id, None) is not None

    def clear(self) -> None:
        self._run("DELETE FROM webhooks")
        self._known.clear()


class Deliveries:
    """The stored deliveries.

    Args:
        database: where they are.
        keep: how many are kept at least when they are over; None for all.
    """

    def __init__(self, database: Database, keep: int | None) -> None:
        self._database = database
        self._run = database.run
        self._run_many = database.connection.executemany
        self._keep = keep
        self._since_trim = 0

    def add(self, deliveries: Iterable[Delivery]) -> None:
        """Store new deliveries, which get their ids here."""
        rows = [
            (None, *each[1:6], int(each.verify_tls), each.body, each.state, each.created_ms, each.due_ms, "[]")
            for each in deliveries
        ]
        self._run_many(f"INSERT INTO deliveries ({_DELIVERY}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", rows)
        self._since_trim += len(rows)
        if self._keep is not None and self._since_trim >= min(self._keep, _TRIM_EVERY):
            self._since_trim = 0
            oldest = "SELECT id FROM deliveries ORDER BY id DESC LIMIT 1 OFFSET ?"
            over = "deliveries INDEXED BY deliveries_over"
            self._run(f"DELETE FROM {over} WHERE id <= ({oldest}) AND state <> 'pending'", (self._keep,))

    def waiting(self) -> list[Lane]:
        """Where deliveries wait to be sent to, each once."""
        rows = self._run("SELECT DISTINCT webhook_id, callback, verify_tls FROM deliveries WHERE state = 'pending'")
        return [Lane(row[0], row[1], bool(row[2])) for row in rows]

    def due(self, lane: Lane, now_ms: int, limit: int) -> list[Delivery]:
        """Those of one lane that are to be sent, the longest due first.

        One waits as long as an earlier one about the same resource does: nobody hears of an end before its beginning.
        """
        rows = self._run(
            f"SELECT {_DELIVERY} {_IN_LANE} AND due_ms <= ? AND {_IS_FIRST} ORDER BY due_ms, id LIMIT ?",
            (*lane, now_ms, limit),
        )
        return [_delivery(row) for row in rows]

    def tries_due(self, lane: Lane, now_ms: int, limit: int) -> list[tuple[int, list[Json]]]:
        """Those of one lane that are due: ids and what came of each try, without their bodies."""
        rows = self._run(
            f"SELECT id, attempts {_IN_LANE} AND due_ms <= ? ORDER BY due_ms, id LIMIT ?",
            (*lane, now_ms, limit),
        )
        return [(row[0], json.loads(row[1])) for row in rows]

    def next_due_ms(self, lane: Lane) -> int | None:
        """When the next one of a lane is due, or None."""
        row = self._run(f"SELECT due_ms {_IN_LANE} AND {_IS_FIRST} ORDER BY due_ms, id LIMIT 1", lane).fetchone()
        return None if row is None else int(row[0])

    def tried(self, tries: Iterable[Try]) -> None:
        """Store what came of tries; those that are gone meanwhile are passed over."""
        rows = [(each.state, _encode(each.attempts), each.due_ms, each.id) for each in tries]
        self._run_many("UPDATE deliveries SET state = ?, attempts = ?, due_ms = ? WHERE id = ?", rows)

    def put_in_line(self, delivery_id: int, due_ms: int) -> None:
        """Let one that is over be sent once more; what came of earlier tries is kept."""
        self._run("UPDATE deliveries SET state = 'pending', due_ms = ? WHERE id = ?", (due_ms, delivery_id))

    def refuse(self, lane: Lane) -> None:
        """Send nothing that waits to be sent there."""
        self._run(f"UPDATE deliveries SET state = 'refused' WHERE id IN (SELECT id {_IN_LANE})", lane)

    def get(self, delivery_id: int) -> Delivery | None:
        row = self._run(f"SELECT {_DELIVERY} FROM deliveries WHERE id = ?", (delivery_id,)).fetchone()
        return None if row is None else _delivery(row)

    def find(self, wanted: DeliveryFilter, limit: int, *, newest_first: bool = True) -> list[Delivery]:
        """Those that fit."""
        terms, values = _terms(wanted)
        rows = self._run(
            f"SELECT {_DELIVERY} FROM deliveries WHERE {' AND '.join(terms) or '1'} "
            f"ORDER BY id {'DESC' if newest_first else 'ASC'} LIMIT ?",
            (*values, limit),
        )
        return [_delivery(row) for row in rows]


def _terms(wanted: DeliveryFilter) -> tuple[list[str], list[int | str]]:
    """The terms of a filter in SQL, and their values."""
    single: dict[str, int | str | None] = {
        "webhook_id = ?": wanted.webhook_id,
        "resource_id = ?": wanted.resource_id,
        "callback = ?": wanted.callback,
        "id > ?": wanted.after_id,
        "id < ?": wanted.before_id,
    }
    given = {term: value for term, value in single.items() if value is not None}
    several = {"state": wanted.states, "event": wanted.events}
    lists = [f"{column} IN ({','.join('?' * len(words))})" for column, words in several.items() if words]
    return [*given, *lists], [*given.values(), *wanted.states, *wanted.events]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    return Delivery._make((*row[:6], bool(row[6]), bytes(row[7]), *row[8:11], json.loads(row[11])))
