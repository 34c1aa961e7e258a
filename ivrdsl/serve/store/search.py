"""The words of texts and calls, to be searched: an index beside the tables, made anew with each start of the server.

It is filled by whoever searches, from where it stood: what is sent costs nothing more, and the file has no copy of it.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Final

from ivrdsl.rest.shapes import UNDER_WAY
from ivrdsl.serve.store.actions import Action, action_of
from ivrdsl.serve.store.database import Database

_SLICE: Final = 100
"""How many are taken in at one time, so that others are answered meanwhile: 4 ms of texts, 30 ms of calls."""
_FIRST_SWEEP: Final = 1000
_SHORTEST: Final = 3
"""Characters of a word that the index knows; shorter ones are looked for in what it finds."""
_COLUMNS: Final = "actions.id, actions.kind, actions.body, actions.detail, actions.state"
_UNFINISHED: Final = f"SELECT {_COLUMNS} FROM temp.unfinished CROSS JOIN actions USING (id) WHERE"
"""The calls that were taken in before they were over: what can be found of them changes."""


class SearchIndex:
    """Finds texts and calls by parts of words.

    Args:
        database: where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._run = database.run
        self._run_many = database.connection.executemany
        self._indexed = _make(database)
        self._through = 0
        """The largest id that was taken in."""
        self._since_sweep = 0
        self._sweep_after = _FIRST_SWEEP

    def fill(self, words_of: Callable[[Action], str]) -> bool:
        """Take in some of what is new, and some of the calls that are over by now; return whether there may be more.

        Args:
            words_of: what an action is found by; letter case counts.
        """
        new = self._run(
            f"SELECT {_COLUMNS} FROM actions WHERE id > ? ORDER BY id LIMIT ?", (self._through, _SLICE)
        ).fetchall()
        if new:
            self._take(new, words_of)
            self._through = new[-1][0]
            return True
        over = self._run(f"{_UNFINISHED} state NOT IN ('READY', 'SELECTED') LIMIT ?", (_SLICE,)).fetchall()
        self._take(over, words_of)
        return len(over) == _SLICE

    def refresh(self, words_of: Callable[[Action], str]) -> None:
        """Take in what calls in progress have said by now."""
        self._take(self._run(f"{_UNFINISHED} state = 'SELECTED'").fetchall(), words_of)

    def _take(self, rows: list[tuple[int, str, str, str, str]], words_of: Callable[[Action], str]) -> None:
        if not rows:
            return
        taken = [(row[0], words_of(action_of(row[:-1])).replace("\0", " ")) for row in rows]
        ids = [(row[0],) for row in rows]
        unfinished = [(row[0],) for row in rows if row[1] == "call" and row[-1] in UNDER_WAY]
        with self._database.transaction():
            self._run_many("INSERT OR REPLACE INTO temp.searched (rowid, words) VALUES (?, ?)", taken)
            self._run_many("DELETE FROM temp.unfinished WHERE id = ?", ids)
            self._run_many("INSERT INTO temp.unfinished VALUES (?)", unfinished)
            self._since_sweep += len(rows)
            if self._since_sweep >= self._sweep_after:
                self._sweep()

    def _sweep(self) -> None:
        """Drop what has made room for newer ones; again when there is twice as much, so that it costs little."""
        self._since_sweep = 0
        self._run("DELETE FROM temp.searched WHERE rowid NOT IN (SELECT id FROM actions)")
        self._run("DELETE FROM temp.unfinished WHERE id NOT IN (SELECT id FROM actions)")
        count: int = self._run("SELECT count(*) FROM temp.searched").fetchone()[0]
        self._sweep_after = max(_FIRST_SWEEP, count)

    def find(self, words: Iterable[str], *, before_id: int, limit: int) -> list[Action]:
        """Those that hold all the words, each anywhere; those before an id, the newest first."""
        wanted = [word.replace("\0", " ").strip() for word in words]
        known = [word for word in wanted if self._indexed and len(word) >= _SHORTEST]
        parts, values = ["searched.rowid < ?"], [before_id]
        terms: list[str] = []
        if known:
            parts.append("searched MATCH ?")
            terms.append(" ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in known))
        others = [word for word in wanted if word not in known and word]
        parts += ["instr(searched.words, ?) > 0"] * len(others)
        rows = self._run(
            f"SELECT {_COLUMNS} FROM temp.searched AS searched CROSS JOIN actions ON actions.id = searched.rowid "
            f"WHERE {' AND '.join(parts)} ORDER BY searched.rowid DESC LIMIT ?",
            (*values, *terms, *others, limit),
        )
        return [action_of(row[:-1]) for row in rows]

    def clear(self) -> None:
        """Forget all words."""
        self._run("DELETE FROM temp.searched")
        self._run("DELETE FROM temp.unfinished")


def _make(database: Database) -> bool:
    """Make the tables; whether there is an index, which a SQLite without FTS5 does not have."""
    if not database.run("PRAGMA database_list").fetchone()[2]:
        database.run("PRAGMA temp_store = MEMORY")  # what is stored in memory alone is searched there too
    database.run("CREATE TABLE temp.unfinished (id INTEGER PRIMARY KEY)")
    try:
        database.run("CREATE VIRTUAL TABLE temp.searched USING fts5 (words, tokenize = 'trigram case_sensitive 1')")
    except sqlite3.OperationalError:
        database.run("CREATE TABLE temp.searched (words TEXT NOT NULL)")
        return False
    return True
