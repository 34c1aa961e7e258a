"""Everything that a running stand-in has, in one place, for the handlers of requests."""

from dataclasses import dataclass, field

from starlette.requests import Request

from ivrdsl.serve.callees import Callees
from ivrdsl.serve.clock import Clock
from ivrdsl.serve.engine.client import EngineClient
from ivrdsl.serve.exchange.calls import CallExchange
from ivrdsl.serve.exchange.texts import TextExchange
from ivrdsl.serve.feed import Feed
from ivrdsl.serve.settings import Settings
from ivrdsl.serve.store.actions import Actions
from ivrdsl.serve.store.database import Database


@dataclass(slots=True)
class Faults:
    """What a test has asked for: failing sends, and slow answers.

    Attributes:
        failing: how many sends fail from now on.
        status: with which HTTP status.
        slow_ms: how long every answer of the API takes more.
    """

    failing: int = 0
    status: int = 503
    slow_ms: int = 0


@dataclass(slots=True)
class Services:
    """What a running stand-in has."""

    settings: Settings
    clock: Clock
    database: Database
    actions: Actions
    callees: Callees
    feed: Feed
    engine: EngineClient
    texts: TextExchange
    calls: CallExchange
    faults: Faults = field(default_factory=Faults)


def services_of(request: Request) -> Services:
    """The services of the application that a request came to."""
    found: Services = request.app.state.services
    return found
