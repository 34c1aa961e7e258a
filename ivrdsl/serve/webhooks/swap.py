"""Lets two deliveries of one lane change places, because a test has asked for it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from ivrdsl.serve.base.faults import Faults
from ivrdsl.serve.store.webhooks import Delivery

LONGEST_S: Final = 2.0
"""How long one waits for the next of its lane, which may never come. Unit: seconds of real time."""


class Swap:
    """Holds a delivery back until the next one of its lane has gone before it.

    Args:
        faults: of the server.
        let_go: takes one that has waited long enough.
    """

    def __init__(self, faults: Faults, let_go: Callable[[Delivery], None]) -> None:
        self._faults = faults
        self._let_go = let_go
        self._held: Delivery | None = None
        self._timer: asyncio.TimerHandle | None = None

    def swapped(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """New deliveries as they are to leave, with one that was held back, or without one that is."""
        found: list[Delivery] = []
        for each in deliveries:
            held = self._held
            if held is not None and held.lane == each.lane:
                self.forget()
                found += [each, held._replace(due_ms=each.due_ms)]  # where both are due, the order of ids counts
            elif held is None and each.state == "pending" and self._faults.of_webhooks("reorder_webhooks"):
                self._held = each
                self._timer = asyncio.get_running_loop().call_later(LONGEST_S, self._end)
            else:
                found.append(each)
        return found

    def forget(self) -> None:
        """Hold nothing back any more."""
        self._held = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self) -> None:
        held = self._held
        self.forget()
        if held is not None:
            self._let_go(held)
