"""What was acknowledged is never lost: restarts, kill -9 under load, versions of the tables, and --keep."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from ivrdsl.serve.store import database
from ivrdsl.serve.store.actions import Action, Filter
from ivrdsl.serve.store.database import Database, StoreError
from ivrdsl.serve.store.schema import FIRST_ID, VERSION
from ivrdsl.serve.store.store import Store
from tests.serve.conftest import CODE_CALL, Json, Listener
from tests.serve.history import Acknowledged, AtRest, Delivered, Event, Kind, problems
from tests.serve.processes import CLIENTS, PERSON, SECONDS, SEEDS, Clients, ServerProcess

LONGEST_S = 120 + 5 * SECONDS
"""How long everything may take that was sent, once nobody sends any more."""


class Watched:
    """A file, the servers on it one after the other, and everybody outside who sees what they do.

    Args:
        file: of the store.
        listener: of webhooks.
        seed: of what is sent, and of when a server is killed.
    """

    def __init__(self, file: Path, listener: Listener, seed: int) -> None:
        self._options = ("--database", str(file), "--webhook-retries", "100,100,100,100,100,100")
        self._listener = listener
        self._random = Random(seed)
        self._server = ServerProcess(*self._options)
        for resource in ("OutboundText", "OutboundCall"):
            hook = {"resource": resource, "callback": listener.url}
            assert self._server.request("POST", "/v2/webhooks", hook)[0] == 201
        self.clients = Clients(self._server.port, CLIENTS, seed)

    def load(self) -> None:
        """Let the clients go on for a while: half the time that is given, or a few moments."""
        if SECONDS:
            self.clients.run_for(SECONDS * self._random.uniform(0.4, 0.5))
        else:
            self.clients.wait_until(self.clients.count() + self._random.randrange(20, 150), 60)

    def kill(self) -> None:
        """End the server, wherever it is, and start another one."""
        self._server.kill()
        assert self._server.errors == ""
        self.clients.note_kill()
        self._server = ServerProcess(*self._options)
        self.clients.go_on(self._server.port)

    def history(self) -> list[Event]:
        """All that was seen, when everything has come to rest."""
        self.clients.stop()
        told: set[int] = set()
        self._await_ends(told, people=False)
        self._end_calls()
        self._await_ends(told, people=True)
        self.clients.history += self._all()
        with self._server:
            pass
        assert self._server.errors == ""
        return self.clients.history

    def _await_ends(self, told: set[int], *, people: bool) -> None:
        """Take deliveries in until all ends were told, with or without those of calls to people."""
        until = monotonic() + LONGEST_S
        while left := {each.id for each in self._all() if _is_waited_for(each, people)} - told:
            assert monotonic() < until, left
            while left - told:
                told.add(self._next())

    def _next(self) -> int:
        """Whom the next delivery is about."""
        received = self._listener.next()
        self.clients.history.append(Delivered(received.headers["X-Ivrdsl-Delivery"], received.body))
        found: int = received.payload["events"][0]["resource"]["id"]
        return found

    def _end_calls(self) -> None:
        """Let whoever is still on the phone hang up."""
        for call in self._server.request("GET", "/v2/calls?states=SELECTED,READY&limit=1000")[1]["items"]:
            if call["toNumber"] == PERSON:
                self._end_call(call["id"])

    def _end_call(self, call_id: int) -> None:
        ask = self._server.request
        assert ask("GET", f"/local/calls/wait?to={PERSON}&after={call_id - 1}&timeout=50")[0] == 200
        ask("POST", f"/local/calls/{call_id}/answer", {})  # where somebody had answered, this is refused
        assert ask("POST", f"/local/calls/{call_id}/hangup", {})[0] == 200

    def _all(self) -> list[AtRest]:
        kinds: tuple[Kind, ...] = ("text", "call")
        return [AtRest(kind, each["id"], each) for kind in kinds for each in self._pages(kind)]

    def _pages(self, kind: Kind) -> list[Json]:
        found: list[Json] = []
        while True:
            items = self._server.request("GET", f"/v2/{kind}s?limit=1000&offset={len(found)}")[1]["items"]
            found += items
            if len(items) < 1000:
                return found


def _is_waited_for(action: AtRest, people: bool) -> bool:
    """Whether somebody is, or will be, told of its end."""
    return action.body["state"] in ("READY", "SELECTED", "FINISHED") and (people or action.body["toNumber"] != PERSON)


@pytest.mark.parametrize("seed", SEEDS)
def test_kill_9_under_load_breaks_no_promise(
    tmp_path: Path, listening: Callable[..., Listener], seed: int, record_testsuite_property: Callable[..., None]
) -> None:
    watched = Watched(tmp_path / "store.db", listening(), seed)
    watched.load()
    watched.kill()
    watched.load()
    watched.kill()
    history = watched.history()
    assert problems(history) == []
    kinds = Counter(type(each).__name__ for each in history)
    record_testsuite_property(f"load, seed {seed}", dict(kinds))  # --junitxml=FILE has it
    assert kinds["Killed"] == 2
    assert kinds["Delivered"] >= kinds["Acknowledged"] > 40
    assert kinds["Seen"] > 40
    assert all(watched.clients.acknowledged.values())
    assert len({each.body.get("finalCallResult") for each in history if isinstance(each, AtRest)}) > 4


def test_a_call_that_a_kill_interrupts_is_reported_as_far_as_it_had_come(tmp_path: Path) -> None:
    options = ("--database", str(tmp_path / "store.db"))
    with ServerProcess(*options) as server:
        call = [{"phoneNumber": PERSON, "dialplanXml": CODE_CALL}]
        call_id = server.request("POST", "/v2/calls", call)[1]["items"][0]["id"]
        assert server.request("GET", "/local/calls/wait")[1]["state"] == "ringing"
        server.request("POST", f"/local/calls/{call_id}/script", {"script": "answer live; hear 'Hello'"})
        server.kill()
    with ServerProcess(*options) as server:
        interrupted = server.request("GET", f"/local/calls/{call_id}")[1]
        assert (interrupted["state"], interrupted["result"]) == ("interrupted", "INTERNAL_ERROR")
        assert interrupted["heard"][0].startswith("Hello")  # as far as it had come
        assert "interrupted" in interrupted["notes"][-1]


def test_a_load_without_a_kill_has_no_error(tmp_path: Path, listening: Callable[..., Listener]) -> None:
    watched = Watched(tmp_path / "store.db", listening(), 0)
    watched.load()
    history = watched.history()
    assert problems(history) == []
    known = {each.id for each in history if isinstance(each, AtRest)}
    assert known == {each.id for each in history if isinstance(each, Acknowledged)}  # nothing else is there
    assert Counter(each.delivery_id for each in history if isinstance(each, Delivered)).most_common(1)[0][1] == 1


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


def test_a_transaction_that_cannot_begin_is_the_only_one() -> None:
    store = Store(None, None)
    connection = store._database.connection
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_TRANSACTION else sqlite3.SQLITE_OK
    )
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), store.transaction():
        pass
    connection.set_authorizer(None)
    with pytest.raises(ZeroDivisionError):
        _store_two_and_fail(store)
    assert store.numbers.all() == []


def _do_and_fail(store: Store, work: Callable[[], object]) -> None:
    with store.transaction():
        work()
        raise ZeroDivisionError


def test_a_webhook_is_remembered_as_it_is_stored() -> None:
    store = Store(None, None)
    kept = {"id": 1, "resource": "OutboundText", "events": ["Finished"], "enabled": True}
    store.webhooks.put(kept)
    with pytest.raises(ZeroDivisionError):
        _do_and_fail(store, lambda: [store.webhooks.put(kept | more) for more in ({"id": 2}, {"enabled": False})])
    assert store.webhooks.all() == [kept]
    with pytest.raises(ZeroDivisionError):
        _do_and_fail(store, lambda: store.webhooks.delete(1))
    assert store.webhooks.about("OutboundText", "Finished") == [kept]


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
