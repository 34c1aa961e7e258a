"""Broadcasts, numbers, recordings and lists of numbers as they are stored."""

import json
from typing import Any, Literal

from ivrdsl.serve.store.database import Database

Json = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Broadcasts:
    """The stored call broadcasts; `body` is the object as the API gives it."""

    def __init__(self, database: Database) -> None:
        self._run = database.run

    def put(self, broadcast: Json) -> None:
        """Store a new broadcast, or a changed one."""
        self._run(
            "INSERT OR REPLACE INTO broadcasts (id, name, status, modified_ms, body) VALUES (?, ?, ?, ?, ?)",
            (
                broadcast["id"],
                broadcast.get("name", ""),
                broadcast["status"],
                broadcast["lastModified"],
                _encode(broadcast),
            ),
        )

    def get(self, broadcast_id: int) -> Json | None:
        row = self._run("SELECT body FROM broadcasts WHERE id = ?", (broadcast_id,)).fetchone()
        return None if row is None else json.loads(row[0])

    def all(self) -> list[Json]:
        """All of them, the newest first."""
        return [json.loads(row[0]) for row in self._run("SELECT body FROM broadcasts ORDER BY id DESC")]


class Numbers:
    """The stored configurations of numbers."""

    def __init__(self, database: Database) -> None:
        self._run = database.run

    def put(self, config: Json) -> None:
        self._run("INSERT OR REPLACE INTO numbers VALUES (?, ?)", (config["number"], _encode(config)))

    def get(self, number: str) -> Json | None:
        row = self._run("SELECT body FROM numbers WHERE number = ?", (number,)).fetchone()
        return None if row is None else json.loads(row[0])

    def all(self) -> list[Json]:
        return [json.loads(row[0]) for row in self._run("SELECT body FROM numbers ORDER BY number")]


class Recordings:
    """The stored recordings of calls. They go when their call does."""

    def __init__(self, database: Database) -> None:
        self._run = database.run

    def add(self, recording: Json) -> None:
        self._run(
            "INSERT INTO recordings VALUES (?, ?, ?, ?)",
            (recording["id"], recording["callId"], recording["name"], _encode(recording)),
        )

    def get(self, recording_id: int) -> Json | None:
        row = self._run("SELECT body FROM recordings WHERE id = ?", (recording_id,)).fetchone()
        return None if row is None else json.loads(row[0])

    def of_call(self, call_id: int, name: str | None = None) -> list[Json]:
        rows = self._run(
            "SELECT body FROM recordings WHERE call_id = :call AND (:name IS NULL OR name = :name) ORDER BY id",
            {"call": call_id, "name": name},
        )
        return [json.loads(row[0]) for row in rows]


class NumberSet:
    """A stored set of phone numbers: those not to call, or not to text.

    Args:
        database: where it is.
        table: "do_not_call", which dialplans fill, or "do_not_text", which STOP does.
    """

    def __init__(self, database: Database, table: Literal["do_not_call", "do_not_text"]) -> None:
        self._run = database.run
        self._table = table
        self._is_used = self._run(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
        """Whether there may be a number in it: most servers never have one, and it is asked about with every text."""

    def add(self, number: str) -> None:
        self._is_used = True
        self._run(f"INSERT OR IGNORE INTO {self._table} VALUES (?)", (number,))

    def remove(self, number: str) -> None:
        self._run(f"DELETE FROM {self._table} WHERE number = ?", (number,))

    def __contains__(self, number: str) -> bool:
        if not self._is_used:
            return False
        return self._run(f"SELECT 1 FROM {self._table} WHERE number = ?", (number,)).fetchone() is not None
