"""Everything that a running stand-in has, in one place, for the handlers of requests."""

from dataclasses import dataclass

from starlette.requests import Request

from ivrdsl.serve.base.callees import Callees, callees_of
from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.faults import Faults
from ivrdsl.serve.base.feed import Feed
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.engine.client import EngineClient
from ivrdsl.serve.exchange.broadcasts import BroadcastExchange
from ivrdsl.serve.exchange.calls import CallExchange
from ivrdsl.serve.exchange.parts import Parts
from ivrdsl.serve.exchange.texts import TextExchange
from ivrdsl.serve.store.actions import Actions
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.webhooks.deliverer import Deliverer
from ivrdsl.serve.webhooks.outbox import Outbox


@dataclass(slots=True)
class Services:
    """What a running stand-in has."""

    settings: ServerSettings
    clock: Clock
    store: Store
    callees: Callees
    feed: Feed
    outbox: Outbox
    engine: EngineClient
    deliverer: Deliverer
    texts: TextExchange
    calls: CallExchange
    broadcasts: BroadcastExchange
    faults: Faults

    @property
    def actions(self) -> Actions:
        """The stored texts and calls."""
        return self.store.actions


def services_for(settings: ServerSettings) -> Services:
    """Open the store and make everything that works on it.

    Raises:
        IvrError: the store or the file of callees cannot be used.
    """
    callees = callees_of(settings.callee, settings.callees)
    clock, feed, engine, faults = Clock(settings.clock), Feed(), EngineClient(settings), Faults()
    store = Store(settings.database, settings.keep)
    clock.leap_to(store.clock_ms())
    deliverer = Deliverer(settings, clock, store, feed, faults)
    outbox = Outbox(settings, clock, store, faults, deliverer.arrived)
    parts = Parts(settings, clock, store, callees, feed, outbox, faults)
    texts = TextExchange(parts)
    broadcasts = BroadcastExchange(parts)
    calls = CallExchange(parts, engine, broadcasts, texts.arrived)
    return Services(settings, clock, store, callees, feed, outbox, engine, deliverer, texts, calls, broadcasts, faults)


def services_of(request: Request) -> Services:
    """The services of the application that a request came to."""
    found: Services = request.app.state.services
    return found
