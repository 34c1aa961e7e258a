"""What everything that works beside the requests needs: settings, time, the store, and who is to be told."""

from dataclasses import dataclass

from ivrdsl.serve.base.callees import Callees
from ivrdsl.serve.base.clock import Clock
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
