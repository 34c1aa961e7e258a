"""What everything that works beside the requests needs: settings, time, the store, and who is to be told."""

from dataclasses import dataclass
from typing import Literal

from ivrdsl.serve.base.callees import Callees, Subscriber
from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.faults import Faults
from ivrdsl.serve.base.feed import Feed
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.webhooks.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a running stand-in that others are made of."""

    settings: ServerSettings
    clock: Clock
    store: Store
    callees: Callees
    feed: Feed
    outbox: Outbox
    faults: Faults

    def keep_clock(self) -> None:
        """Store how far the clock has come, in the transaction of the caller, if a restart would set it back."""
        if self.clock.is_ahead:
            self.store.keep_clock(self.clock.now_ms())

    def reached(self, of: Literal["calls", "texts"], number: str) -> Subscriber:
        """Who is reached at a number now; an error of the carrier that a test has armed comes first, and is counted."""
        fault = self.faults.at_carrier(number)
        if fault is None:
            return self.callees.take(of, number)
        return Subscriber("carrier", "a test asked for this", call_result=fault.result, text_result=fault.result)
