"""The index of words: what it finds, and that it keeps pace with what is sent, goes on, and is forgotten."""

from pathlib import Path
from typing import Any

import pytest

from ivrdsl.serve.store import search
from ivrdsl.serve.store.actions import Action, Kind
from ivrdsl.serve.store.store import Store

ALL = 2**63 - 1


def add(store: Store, *messages: str, kind: Kind = "text", state: str = "FINISHED") -> list[int]:
    ids = store.actions.new_ids(len(messages))
    bodies: list[dict[str, Any]] = [
        {
            "id": at, "toNumber": "12135551100", "fromNumber": "67076", "state": state, "campaignId": 0,
            "inbound": False, "created": 1, "message": message,
        }
        for at, message in zip(ids, messages, strict=True)
    ]  # fmt: skip
    with store.transaction():
        store.actions.add([Action(body["id"], kind, body, {}) for body in bodies])
    return list(ids)


def words_of(action: Action) -> str:
    return str(action.body["message"])


def found(store: Store, *words: str, before: int = ALL, limit: int = 1000) -> list[int]:
    while store.search.fill(words_of):
        pass
    store.search.refresh(words_of)
    return [each.id for each in store.search.find(words, before_id=before, limit=limit)]


@pytest.fixture(params=["index", "no index", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store; one whose SQLite has no FTS5, which has to find the same; and one in a file."""
    if request.param == "no index":
        make = search._make

        def without(database: Any) -> bool:
            assert make(database)
            database.run("DROP TABLE temp.searched")
            database.run("CREATE TABLE temp.searched (words TEXT NOT NULL)")
            return False

        monkeypatch.setattr(search, "_make", without)
    return Store(tmp_path / "store.db" if request.param == "file" else None, 1500)


def test_parts_of_words_all_of_them(store: Store) -> None:
    one, two, three = add(store, "one-time code 2517", "the code 4711 OR", 'a "quoted" NEAR(x) * \0 ^ zebra')
    assert found(store, "code") == [two, one]
    assert found(store, "ode", "251") == [one]
    assert found(store, "co", "47") == [two]
    assert found(store, "OR") == [two]
    assert found(store, '"quoted"', "*") == [three]
    assert found(store, "NEAR(x)") == [three]
    assert found(store, "^", "zebra\0") == [three]
    assert found(store, "Code") == found(store, "cox") == found(store, "code", "zebra") == []
    assert found(store, "code", before=two) == [one]
    assert found(store, "code", limit=1) == [two]
    assert found(store, "\0") == [three, two, one]


def test_what_changes_until_it_is_over(store: Store) -> None:
    (call,) = add(store, "rings", kind="call", state="READY")
    assert found(store, "rings") == [call]
    for state, said in (("SELECTED", "hello"), ("SELECTED", "hello again"), ("FINISHED", "hello again, bye")):
        action = store.actions.get("call", call)
        assert action is not None
        store.actions.update([action._replace(body=action.body | {"state": state, "message": said})])
        assert found(store, *said.split()) == [call]
        assert found(store, "rings") == []
    assert store.search._run("SELECT count(*) FROM temp.unfinished").fetchone() == (0,)


def test_what_made_room_is_dropped_and_ids_go_on(store: Store) -> None:
    for start in range(0, 6000, 500):
        last = add(store, *(f"number {start + at}" for at in range(500)))[-1]
        assert found(store, f"number {start + 499}".split()[1], "number")[0] == last
    assert len(found(store, "number", limit=10_000)) <= 1600
    kept = store.search._run("SELECT count(*) FROM temp.searched").fetchone()[0]
    assert kept <= 4000, "the index does not grow without end"
    store.clear()
    assert found(store, "number") == []
    (new,) = add(store, "number 1")
    assert found(store, "number") == [new]


def test_a_search_after_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.db", None)
    sent = add(store, "before the restart")
    assert found(store, "restart") == sent
    store.close()
    again = Store(tmp_path / "store.db", None)
    assert found(again, "restart") == sent
    tables = again._database.run("SELECT name FROM main.sqlite_schema WHERE name LIKE 'searched%'").fetchall()
    assert tables == []  # the file has no second copy of what was sent
