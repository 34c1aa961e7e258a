"""What was acknowledged is never lost: restarts, kill -9 under load, versions of the tables, and --keep."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ivrdsl.serve.store import database
from ivrdsl.serve.store.actions import Action, Filter
from ivrdsl.serve.store.database import Database, StoreError
from ivrdsl.serve.store.schema import FIRST_ID, VERSION
from ivrdsl.serve.store.store import Store
from tests.serve.conftest import CODE_CALL, Listener
from tests.serve.processes import CLIENTS, SECONDS, Load, ServerProcess

ENOUGH = 300
"""Texts that are sent before the kill where no time is given."""


def loaded(server: ServerProcess) -> Load:
    """A load that has run for a while."""
    load = Load(server.port, CLIENTS)
    if SECONDS:
        load.run_for(SECONDS)
    else:
        load.wait_until(lambda load: len(load.acknowledged) >= ENOUGH or bool(load.errors), 60)
    return load


def stored_ids(server: ServerProcess) -> dict[int, str]:
    """Every text that the server has, with its state."""
    found: dict[int, str] = {}
    while True:
        path = f"/v2/texts?limit=1000&offset={len(found)}&fields=items(id,state)"
        items = server.request("GET", path)[1]["items"]
        found.update((item["id"], item["state"]) for item in items)
        if len(items) < 1000:
            return found


def test_kill_9_under_load_loses_nothing(tmp_path: Path, listening: Callable[..., Listener]) -> None:
    file = tmp_path / "store.db"
    listener = listening()
    with ServerProcess("--database", str(file), "--webhook-retries", "100,100,100,100") as server:
        hook = {"resource": "OutboundText", "callback": listener.url}
        assert server.request("POST", "/v2/webhooks", hook)[0] == 201
        call = [{"phoneNumber": "12135559999", "dialplanXml": CODE_CALL}]
        call_id = server.request("POST", "/v2/calls", call)[1]["items"][0]["id"]
        assert server.request("GET", "/local/calls/wait")[1]["state"] == "ringing"
        server.request("POST", f"/local/calls/{call_id}/script", {"script": "answer live; hear 'Hello'"})
        load = loaded(server)
        assert load.errors == []
        server.kill()
        load.stop()
    with ServerProcess("--database", str(file), "--webhook-retries", "100,100,100,100") as server:
        stored = stored_ids(server)
        assert set(load.acknowledged) - set(stored) == set()
        interrupted = server.request("GET", f"/local/calls/{call_id}")[1]
        assert (interrupted["state"], interrupted["result"]) == ("interrupted", "INTERNAL_ERROR")
        assert interrupted["heard"][0].startswith("Hello")  # as far as it had come
        assert "interrupted" in interrupted["notes"][-1]
        told: set[int] = set()
        while set(stored) - told:  # every webhook at least once; `next` fails if one does not come
            told.add(listener.next().payload["events"][0]["resource"]["id"])
        assert told == set(stored)
        assert set(stored_ids(server).values()) == {"FINISHED"}


def test_a_load_without_a_kill_has_no_error(tmp_path: Path, listening: Callable[..., Listener]) -> None:
    listener = listening()
    with ServerProcess("--database", str(tmp_path / "store.db")) as server:
        assert server.request("POST", "/v2/webhooks", {"resource": "OutboundText", "callback": listener.url})[0] == 201
        load = loaded(server)
        load.stop()
        assert load.errors == []
        assert set(load.acknowledged) == set(stored_ids(server))
        ids: dict[str, int] = {}
        while len(ids) < len(load.acknowledged):
            received = listener.next()
            resource_id = received.payload["events"][0]["resource"]["id"]
            assert ids.setdefault(received.headers["X-Ivrdsl-Delivery"], resource_id) == resource_id  # a stable id
        assert set(ids.values()) == set(load.acknowledged)


def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": CODE_CALL}}
    hook = {"resource": "OutboundText", "callback": "http://127.0.0.1:9/", "enabled": False}
    with ServerProcess("--database", str(file)) as server:
        server.request("POST", "/v2/texts", [{"phoneNumber": "12135551234", "message": "x"}])
        server.request("PUT", "/v2/numbers/leases/configs/12135559000", config)
        server.request("POST", "/v2/webhooks", hook)
    with ServerProcess("--database", str(file)) as server:
        text = server.request("GET", "/v2/texts")[1]["items"][0]
        assert text["state"] in ("READY", "FINISHED")
        assert server.request("GET", "/v2/numbers/leases/configs/12135559000")[1]["number"] == "12135559000"
        assert server.request("GET", "/v2/webhooks")[1]["items"][0]["callback"] == hook["callback"]
        new = server.request("POST", "/v2/texts", [{"phoneNumber": "12135551234", "message": "y"}])[1]["items"][0]
        assert new["id"] > text["id"]


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_in_use_is_refused(tmp_path: Path) -> None:
    first = Database(tmp_path / "store.db")
    with pytest.raises(StoreError, match="another server is using it"):
        Database(tmp_path / "store.db")
    first.close()
    Database(tmp_path / "store.db").close()


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be one" * 100, b"SQLite format 3\0"])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(StoreError, match="not a SQLite database"):
        Database(file)
    assert file.read_bytes() == content


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "theirs.db")
    connection.execute("CREATE TABLE customers (name TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="not of this stand-in"):
        Database(tmp_path / "theirs.db")


def test_a_folder_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used: unable to open"):
        Database(tmp_path / "absent" / "store.db")


def test_a_newer_file_is_refused_and_an_older_one_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "store.db"
    store = Store(file, None)
    store.numbers.put({"number": "12135559000"})
    store.close()
    newer = (*database.MIGRATIONS, "ALTER TABLE numbers ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; SELECT 1")
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", newer)
        patch.setattr(database, "VERSION", VERSION + 1)
        migrated = Database(file)
        assert migrated.run("SELECT number, note FROM numbers").fetchall() == [("12135559000", "none")]
        migrated.close()
    with pytest.raises(StoreError, match=f"has version {VERSION + 1} of the tables, this ivrdsl knows {VERSION}"):
        Database(file)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "store.db"
    Database(file).close()
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, "DROP TABLE numbers; DROP TABLE absent"))
        patch.setattr(database, "VERSION", VERSION + 1)
        with pytest.raises(StoreError, match="no such table: absent"):
            Database(file)
    assert Store(file, None).numbers.all() == []


def _store_two_and_fail(store: Store) -> None:
    with store.transaction():
        store.numbers.put({"number": "1"})
        with store.transaction():
            store.numbers.put({"number": "2"})
        raise ZeroDivisionError


def test_a_transaction_is_all_or_nothing() -> None:
    store = Store(None, None)
    with pytest.raises(ZeroDivisionError):
        _store_two_and_fail(store)
    assert store.numbers.all() == []


def test_a_full_disk_ends_one_transaction_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.db", None)
    store._database.run("PRAGMA max_page_count = 60")

    def fill() -> None:
        while True:
            with store.transaction():
                store.numbers.put({"number": str(store.new_id()), "note": "x" * 2000})

    with pytest.raises(sqlite3.OperationalError, match="full"):
        fill()
    kept = len(store.numbers.all())
    with pytest.raises(sqlite3.OperationalError, match="full"):
        fill()
    assert len(store.numbers.all()) == kept > 10
    store._database.run("PRAGMA max_page_count = 1000")
    store.numbers.put({"number": "1"})
    assert len(store.numbers.all()) == kept + 1


# --- --keep ---------------------------------------------------------------------------------------------------------


def text(action_id: int, state: str) -> Action:
    body = {"id": action_id, "toNumber": "1", "fromNumber": "2", "state": state, "campaignId": 0, "inbound": False}
    return Action(action_id, "text", {**body, "created": action_id, "message": "x"}, {})


def test_the_oldest_go_but_never_what_waits() -> None:
    store = Store(None, keep=10)
    ids = store.actions.new_ids(1000)
    assert ids[0] == FIRST_ID
    for at, action_id in enumerate(ids):
        with store.transaction():
            store.actions.add([text(action_id, "READY" if at < 5 else "FINISHED")])
    left = [action.id for action in store.actions.find("text", Filter(), limit=1000)]
    assert len(left) <= 5 + 10 + 10
    assert set(ids[:5]) <= set(left)
    assert set(ids[-10:]) <= set(left)


def test_the_memory_store_does_not_grow() -> None:
    store = Store(None, keep=100)
    pages = "SELECT page_count - (SELECT freelist_count FROM pragma_freelist_count) FROM pragma_page_count"
    sizes = []
    for _ in range(5):
        for action_id in store.actions.new_ids(1000):
            store.actions.add([text(action_id, "FINISHED")])
        sizes.append(store.actions._run(pages).fetchone()[0])
    assert max(sizes[1:]) <= sizes[1] + 8
