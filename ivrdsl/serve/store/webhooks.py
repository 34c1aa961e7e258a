"""Webhooks and deliveries as they are stored."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.serve.store.database import Database

Json = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DELIVERY: Final = (
    "id, webhook_id, resource_id, event, callback, secret, verify_tls, body, state, created_ms, due_ms, attempts"
)
_TRIM_EVERY: Final = 100


class Delivery(NamedTuple):
    """One thing that a listener is to be told.

    Attributes:
        id: stays the same however often it is tried.
        webhook_id, resource_id, event: what it is about: "OutboundText Finished".
        callback, secret, verify_tls: where to, and how; as the webhook was when it happened.
        body: the bytes that are sent, every time the same.
        state: "pending", "delivered", "failed" (after the last attempt), "refused" (not of this machine).
        created_ms, due_ms: when it happened, and when it is tried next; ms since 1970, UTC, of real time.
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


class Webhooks:
    """The stored webhooks. They are few, and asked about with every text: so they are kept in memory too."""

    def __init__(self, database: Database) -> None:
        self._run = database.run
        rows = self._run("SELECT id, body FROM webhooks ORDER BY id")
        self._known: dict[int, Json] = {row[0]: json.loads(row[1]) for row in rows}

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
        self._keep = keep
        self._since_trim = 0

    def add(self, deliveries: Iterable[Delivery]) -> None:
        """Store new deliveries; those whose id is 0 get one."""
        rows = [
            (
                None if each.id == 0 else each.id,
                *each[1:6],
                int(each.verify_tls),
                each.body,
                each.state,
                each.created_ms,
                each.due_ms,
                "[]",
            )
            for each in deliveries
        ]
        self._database.connection.executemany(
            f"INSERT INTO deliveries ({_DELIVERY}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", rows
        )
        self._since_trim += len(rows)
        if self._keep is not None and self._since_trim >= min(self._keep, _TRIM_EVERY):
            self._since_trim = 0
            oldest = "SELECT id FROM deliveries ORDER BY id DESC LIMIT 1 OFFSET ?"
            self._run(f"DELETE FROM deliveries WHERE id <= ({oldest}) AND state <> 'pending'", (self._keep,))

    def tried(self, delivery: Delivery, state: str, attempt: Json, due_ms: int) -> None:
        """Store what came of a try."""
        attempts = [*delivery.attempts, attempt]
        self._run(
            "UPDATE deliveries SET state = ?, attempts = ?, due_ms = ? WHERE id = ?",
            (state, _encode(attempts), due_ms, delivery.id),
        )

    def due(self, now_ms: int, limit: int, busy: Sequence[str] = ()) -> list[Delivery]:
        """Those that are to be tried, the longest due first; none to addresses that are busy."""
        rows = self._run(
            f"SELECT {_DELIVERY} FROM deliveries WHERE state = 'pending' AND due_ms <= ? "
            f"AND callback NOT IN ({','.join('?' * len(busy))}) ORDER BY due_ms, id LIMIT ?",
            (now_ms, *busy, limit),
        )
        return [_delivery(row) for row in rows]

    def next_due_ms(self) -> int | None:
        """When the next one is due, or None."""
        found: int | None = self._run("SELECT min(due_ms) FROM deliveries WHERE state = 'pending'").fetchone()[0]
        return found

    def last(self, limit: int, webhook_id: int | None = None, state: str | None = None) -> list[Delivery]:
        """The last ones, the newest last."""
        rows = self._run(
            f"SELECT {_DELIVERY} FROM deliveries WHERE (:webhook IS NULL OR webhook_id = :webhook) "
            "AND (:state IS NULL OR state = :state) ORDER BY id DESC LIMIT :limit",
            {"webhook": webhook_id, "state": state, "limit": limit},
        )
        return [_delivery(row) for row in rows][::-1]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    return Delivery._make((*row[:6], bool(row[6]), bytes(row[7]), *row[8:11], json.loads(row[11])))
