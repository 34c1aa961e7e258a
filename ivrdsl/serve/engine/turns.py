"""What waits for its turn: clients take turns, so that one with much to do does not keep the others waiting."""

from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Turns(Generic[Item]):
    """Gives out what waits, one of each client in turn; of one client, the oldest first."""

    def __init__(self) -> None:
        self._of_client: dict[str, deque[Item]] = {}  # the client whose turn is next stands first
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def of(self, client: str) -> int:
        """How much of a client waits."""
        return len(self._of_client.get(client, ()))

    def put(self, client: str, item: Item) -> None:
        """Put something behind what a client has waiting."""
        self._of_client.setdefault(client, deque()).append(item)
        self._waiting += 1

    def take(self) -> Item:
        """Take what is next.

        Raises:
            LookupError: nothing waits.
        """
        if not self._waiting:
            raise LookupError("nothing waits")
        client = next(iter(self._of_client))
        items = self._of_client.pop(client)
        item = items.popleft()
        if items:
            self._of_client[client] = items  # at the end
        self._waiting -= 1
        return item
