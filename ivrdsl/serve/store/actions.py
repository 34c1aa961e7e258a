"""Texts and calls as they are stored: columns for what is searched, JSON for the rest."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from ivrdsl.rest.numbers import plain_number
from ivrdsl.serve.base.account import FIRST_BROADCAST
from ivrdsl.serve.store.database import Database

Kind = Literal["text", "call"]
Json = dict[str, Any]

_COLUMNS = (
    "id, kind, to_number, from_number, state, result, campaign_id, batch_id, inbound, created_ms, due_ms, body, detail"
)
_INSERT = f"INSERT INTO actions ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
_WAITING = (
    "FROM actions WHERE kind = ? AND state = 'READY' AND due_ms <= ? "
    "AND campaign_id NOT IN (SELECT id FROM broadcasts WHERE status <> 'RUNNING')"
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NOTHING = "{}"


def _encoded(detail: Json) -> str:
    """A detail as it is stored; most texts have none, and each is written twice and read once."""
    return _encode(detail) if detail else _NOTHING


def _decoded(stored: str) -> Json:
    return {} if stored == _NOTHING else dict(json.loads(stored))


class Action(NamedTuple):
    """A text or a call.

    Attributes:
        id: unique over texts and calls.
        kind: "text" or "call".
        body: the object as the API gives it.
        detail: what only the local API shows: a call's plan, its findings, what happened.
    """

    id: int
    kind: Kind
    body: Json
    detail: Json


class Filter(NamedTuple):
    """Which actions are wanted; None or nothing means any. Numbers may be written in any way.

    `ids` is stronger than everything else. Times are ms; both ends belong to the interval.
    """

    ids: tuple[int, ...] = ()
    campaign_id: int | None = None
    batch_id: int | None = None
    from_number: str | None = None
    to_number: str | None = None
    label: str | None = None
    states: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    inbound: bool | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    after_id: int | None = None
    before_id: int | None = None


class Actions:
    """The stored texts and calls.

    Args:
        database: where they are.
        keep: how many of each kind are kept at least; None for all.
    """

    def __init__(self, database: Database, keep: int | None) -> None:
        self._database = database
        self._run = database.run
        self._keep = keep
        self._since_trim = {"text": 0, "call": 0}

    def new_ids(self, count: int) -> range:
        """Take so many ids that nobody has."""
        (first,) = self._run(
            "UPDATE counter SET next_id = next_id + ? RETURNING next_id - ?", (count, count)
        ).fetchone()
        return range(first, first + count)

    def add(self, actions: Sequence[Action]) -> None:
        """Store new actions; the oldest go when there are too many."""
        self._database.connection.executemany(_INSERT, map(_row, actions))
        if self._keep is not None and actions:
            self._trim(actions[0].kind, len(actions), self._keep)

    def _trim(self, kind: Kind, added: int, keep: int) -> None:
        self._since_trim[kind] += added
        if self._since_trim[kind] < min(keep, 100):  # not at every text: a deletion costs as much as an insertion
            return
        self._since_trim[kind] = 0
        oldest = "SELECT id FROM actions WHERE kind = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
        self._run(
            f"DELETE FROM actions WHERE kind = ? AND id <= ({oldest}) AND state NOT IN ('READY', 'SELECTED')",
            (kind, kind, keep),
        )
        if kind == "call":
            self._run("DELETE FROM recordings WHERE call_id NOT IN (SELECT id FROM actions WHERE kind = 'call')")

    def update(self, actions: Iterable[Action], *, due_ms: int | None = None) -> None:
        """Store what has become of actions, and when they are to be tried again, if they are."""
        self._database.connection.executemany(
            "UPDATE actions SET state = ?, result = ?, body = ?, detail = ?, due_ms = ifnull(?, due_ms) WHERE id = ?",
            [(a.body["state"], _result(a), _encode(a.body), _encoded(a.detail), due_ms, a.id) for a in actions],
        )

    def get(self, kind: Kind, action_id: int) -> Action | None:
        """One action, or None where there is no such."""
        row = self._run("SELECT id, kind, body, detail FROM actions WHERE id = ? AND kind = ?", (action_id, kind))
        found = row.fetchone()
        return None if found is None else action_of(found)

    def find(
        self, kind: Kind, wanted: Filter, *, limit: int, offset: int = 0, newest_first: bool = True
    ) -> list[Action]:
        """The actions that a filter wants."""
        where, values = _where(kind, wanted)
        order = "DESC" if newest_first else "ASC"
        rows = self._run(
            f"SELECT id, kind, body, detail FROM actions WHERE {where} ORDER BY id {order} LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [action_of(row) for row in rows]

    def page(self, *, before_id: int, limit: int) -> list[Action]:
        """Texts and calls together, those before an id, the newest first."""
        rows = self._run(
            "SELECT id, kind, body, detail FROM actions WHERE id < ? ORDER BY id DESC LIMIT ?", (before_id, limit)
        )
        return [action_of(row) for row in rows]

    def tally(self, kind: Kind, wanted: Filter) -> dict[tuple[str, str | None], int]:
        """How many of those that a filter wants have which state and result."""
        where, values = _where(kind, wanted)
        rows = self._run(f"SELECT state, result, count(*) FROM actions WHERE {where} GROUP BY state, result", values)
        return {(state, result): count for state, result, count in rows}

    def bodies(self, kind: Kind, wanted: Filter) -> list[Json]:
        """The objects of all actions that a filter wants."""
        where, values = _where(kind, wanted)
        return [json.loads(row[0]) for row in self._run(f"SELECT body FROM actions WHERE {where}", values)]

    def count(self, kind: Kind, wanted: Filter) -> int:
        """How many a filter wants."""
        where, values = _where(kind, wanted)
        found: int = self._run(f"SELECT count(*) FROM actions WHERE {where}", values).fetchone()[0]
        return found

    def waiting(self, kind: Kind, *, before_ms: int, limit: int) -> list[Action]:
        """The oldest that are READY and due at some time or before; of broadcasts only while they run."""
        rows = self._run(f"SELECT id, kind, body, detail {_WAITING} ORDER BY id LIMIT ?", (kind, before_ms, limit))
        return [action_of(row) for row in rows]

    def next_due_ms(self, kind: Kind) -> int | None:
        """When the next one that is READY is due, ms since 1970, UTC; None where none is."""
        found: int | None = self._run(f"SELECT min(due_ms) {_WAITING}", (kind, 2**62)).fetchone()[0]
        return found

    def is_unfinished(self, broadcast_id: int) -> bool:
        """Whether calls of a broadcast wait or run."""
        found = self._run(
            f"SELECT 1 FROM actions WHERE campaign_id > {FIRST_BROADCAST} AND campaign_id = ? "
            "AND state IN ('READY', 'SELECTED') LIMIT 1",
            (broadcast_id,),
        )
        return found.fetchone() is not None

    def running(self) -> list[Action]:
        """The calls that are in progress."""
        rows = self._run("SELECT id, kind, body, detail FROM actions WHERE kind = 'call' AND state = 'SELECTED'")
        return [action_of(row) for row in rows.fetchall()]


def _result(action: Action) -> str | None:
    found: str | None = action.body.get("finalCallResult" if action.kind == "call" else "finalTextResult")
    return found


def _row(action: Action) -> tuple[Any, ...]:
    body = action.body
    return (
        action.id,
        action.kind,
        plain_number(body["toNumber"]),
        plain_number(body["fromNumber"]),
        body["state"],
        _result(action),
        body["campaignId"],
        body.get("batchId"),
        body["inbound"],
        body["created"],
        body["created"],
        _encode(body),
        _encoded(action.detail),
    )


def action_of(row: tuple[Any, ...]) -> Action:
    """An action from its columns id, kind, body and detail."""
    return Action(row[0], row[1], json.loads(row[2]), _decoded(row[3]))


def _where(kind: Kind, wanted: Filter) -> tuple[str, list[Any]]:
    """A filter as SQL, with its values."""
    if wanted.ids:
        return f"kind = ? AND id IN ({','.join('?' * len(wanted.ids))})", [kind, *wanted.ids]
    parts: list[str] = ["kind = ?"]
    values: list[Any] = [kind]
    broadcast = f"campaign_id > {FIRST_BROADCAST} AND " if (wanted.campaign_id or 0) > FIRST_BROADCAST else ""
    for condition, value in (
        (f"{broadcast}campaign_id = ?", wanted.campaign_id),  # which says that an index of broadcasts alone will do
        ("batch_id = ?", wanted.batch_id),
        ("from_number = ?", None if wanted.from_number is None else plain_number(wanted.from_number)),
        ("to_number = ?", None if wanted.to_number is None else plain_number(wanted.to_number)),
        ("inbound = ?", wanted.inbound),
        ("created_ms >= ?", wanted.since_ms),
        ("created_ms <= ?", wanted.until_ms),
        ("id > ?", wanted.after_id),
        ("id < ?", wanted.before_id),
        ("EXISTS (SELECT 1 FROM json_each(body, '$.labels') WHERE value = ?)", wanted.label),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    for column, several in (("state", wanted.states), ("result", wanted.results)):
        if several:
            parts.append(f"{column} IN ({','.join('?' * len(several))})")
            values += several
    return " AND ".join(parts), values
