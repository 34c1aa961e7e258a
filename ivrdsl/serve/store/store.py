"""Everything that is stored, behind one connection."""

from pathlib import Path
from typing import Final

from ivrdsl.serve.store.actions import Actions
from ivrdsl.serve.store.database import Database
from ivrdsl.serve.store.others import Broadcasts, DoNotCall, Numbers, Recordings
from ivrdsl.serve.store.search import SearchIndex
from ivrdsl.serve.store.webhooks import Deliveries, Webhooks

_EMPTIED: Final = ("actions", "webhooks", "deliveries", "broadcasts", "numbers", "do_not_call", "recordings")


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
        self.do_not_call = DoNotCall(self._database)

    def new_id(self) -> int:
        """Take an id that nobody has."""
        return self.actions.new_ids(1)[0]

    def clear(self) -> None:
        """Forget everything but which ids were used."""
        with self.transaction():
            self.webhooks.clear()
            self.search.clear()
            for table in _EMPTIED:
                self._database.run(f"DELETE FROM {table}")
