"""The connection to SQLite: opened and migrated once, written by one thread.

Everything that belongs together is one transaction, and nobody is answered before it is committed. The file is in
write-ahead mode: what is committed has reached the system and survives the end of this process, however it ends.
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ivrdsl.errors import IvrError
from ivrdsl.serve.store.schema import APPLICATION_ID, MIGRATIONS, VERSION


class StoreError(IvrError):
    """The file cannot be used; the text says why."""


class Database:
    """A database that is ready for use.

    Args:
        path: the file, made if there is none, which nobody else can read; None for memory.

    Raises:
        StoreError: the file cannot be opened, is somebody else's, is in use, or is of a newer version.
    """

    def __init__(self, path: Path | None) -> None:
        self._name = "memory" if path is None else str(path)
        if path is not None:
            _make_private(path)
        try:
            self.connection = sqlite3.connect(":memory:" if path is None else path, isolation_level=None, timeout=0.5)
        except sqlite3.Error as error:
            raise StoreError(f"{self._name} cannot be used: {_words(error)}") from None
        try:
            self._prepare()
        except sqlite3.Error as error:
            self.connection.close()
            raise StoreError(f"{self._name} cannot be used: {_words(error)}") from None
        except StoreError:
            self.connection.close()
            raise
        self.run = self.connection.execute
        self._depth = 0
        self._on_rollback: list[Callable[[], None]] = []

    def _prepare(self) -> None:
        connection = self.connection
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # two servers on one file would run every call twice
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._migrate()
            connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _migrate(self) -> None:
        """Bring the tables to this version, all in one transaction."""
        version = int(self._pragma("user_version"))
        owner = int(self._pragma("application_id"))
        tables = self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and owner != APPLICATION_ID:
            raise StoreError(f"{self._name} is a database, but not of this stand-in; name another file")
        if version > VERSION:
            raise StoreError(
                f"{self._name} has version {version} of the tables, this ivrdsl knows {VERSION}; "
                "use a newer ivrdsl, or name another file"
            )
        for script in MIGRATIONS[version:]:
            for statement in script.split(";"):
                self.connection.execute(statement)
        self.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.connection.execute(f"PRAGMA user_version = {VERSION}")

    def _pragma(self, name: str) -> Any:
        return self.connection.execute(f"PRAGMA {name}").fetchone()[0]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. One inside another belongs to the outer one."""
        if self._depth:
            yield
            return
        self._depth += 1
        try:
            self.run("BEGIN IMMEDIATE")
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            for each in self._on_rollback:
                each()
            raise
        finally:
            self._depth -= 1

    def _roll_back(self) -> None:
        if self.connection.in_transaction:  # a disk that is full, or broken, may have ended it
            self.connection.execute("ROLLBACK")

    def on_rollback(self, read_again: Callable[[], None]) -> None:
        """Let somebody who remembers what is stored know that it is as it was before."""
        self._on_rollback.append(read_again)

    def close(self) -> None:
        """Close the file; everything committed is in it."""
        self.connection.close()


def is_open_to_others(path: Path) -> bool:
    """Whether other users of this machine can read or write a file."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def trouble(error: sqlite3.Error) -> str:
    """What is said, to clients and in the log, when a store that was opened cannot be read or written."""
    return f"the store cannot be used: {error}"


def _make_private(path: Path) -> None:
    """Make a file that there is not yet, readable by nobody else. SQLite gives the files beside it the same mode."""
    with suppress(OSError):  # SQLite says what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _words(error: sqlite3.Error) -> str:
    text = str(error)
    if "locked" in text:
        return "another server is using it"
    return "it is not a SQLite database" if "not a database" in text else text
