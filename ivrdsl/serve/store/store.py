"""Everything that is stored, behind one connection."""

from pathlib import Path
from typing import Final

from ivrdsl.serve.store.actions import Actions
from ivrdsl.serve.store.database import Database
from ivrdsl.serve.store.others import Broadcasts, Numbers, NumberSet, Recordings
from ivrdsl.serve.store.search import SearchIndex
from ivrdsl.serve.store.webhooks import Deliveries, Webhooks

_EMPTIED: Final = (
    "actions", "webhooks", "deliveries", "broadcasts", "numbers", "do_not_call", "do_not_text", "recordings",
)  # fmt: skip


class Store:
    """The store of a server.

    Args:
        path: a SQLite file; None for memory.
        keep: how many texts, calls and deliveries are kept of each; None for all.

    Raises:
        StoreError: the file cannot be used.
    """

    def __init__(self, path: Path | None, keep: int | None) -> None:
        self._database = Database(path)
        self.transaction = self._database.transaction
        self.close = self._database.close
        self.actions = Actions(self._database, keep)
        self.search = SearchIndex(self._database)
        self.webhooks = Webhooks(self._database)
        self.deliveries = Deliveries(self._database, keep)
        self.broadcasts = Broadcasts(self._database)
        self.numbers = Numbers(self._database)
        self.recordings = Recordings(self._database)
        self.do_not_call = NumberSet(self._database, "do_not_call")
        self.do_not_text = NumberSet(self._database, "do_not_text")

    def new_id(self) -> int:
        """Take an id that nobody has."""
        return self.actions.new_ids(1)[0]

    def clock_ms(self) -> int:
        """How far the platform's clock had come, ms since 1970, UTC; 0 for a new store."""
        found: int = self._database.run("SELECT clock_ms FROM counter").fetchone()[0]
        return found

    def keep_clock(self, now_ms: int) -> None:
        """Note how far the platform's clock has come, so that it does not go back at a restart."""
        self._database.run("UPDATE counter SET clock_ms = max(clock_ms, ?)", (now_ms,))

    def clear(self) -> None:
        """Forget everything but which ids were used."""
        with self.transaction():
            self.webhooks.clear()
            self.search.clear()
            for table in _EMPTIED:
                self._database.run(f"DELETE FROM {table}")
            self._database.run("UPDATE counter SET clock_ms = 0")
