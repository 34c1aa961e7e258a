"""The application: every route, the login, and what runs beside the requests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from ivrdsl.serve.api import calls, texts
from ivrdsl.serve.api.auth import BasicAuth
from ivrdsl.serve.api.errors import ApiError, on_api_error, on_crash, on_http_error
from ivrdsl.serve.callees import callees_of
from ivrdsl.serve.clock import Clock
from ivrdsl.serve.engine.client import EngineClient
from ivrdsl.serve.exchange.calls import CallExchange
from ivrdsl.serve.exchange.texts import TextExchange
from ivrdsl.serve.feed import Feed
from ivrdsl.serve.local import calls as local_calls
from ivrdsl.serve.local import control, events, messages
from ivrdsl.serve.services import Services
from ivrdsl.serve.settings import Settings
from ivrdsl.serve.store.actions import Actions
from ivrdsl.serve.store.database import Database


def application(settings: Settings) -> Starlette:
    """Make the application of a stand-in. The store is opened when it starts.

    Raises:
        IvrError: the file of callees is wrong.
    """
    callees_of(settings.callee, settings.callees)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        services = services_for(settings)
        app.state.services = services
        tasks = [asyncio.create_task(services.texts.run()), asyncio.create_task(services.calls.run())]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await services.engine.close()
        services.database.close()

    api = Mount(
        "/v2",
        routes=[*texts.ROUTES, *calls.ROUTES],
        middleware=[Middleware(BasicAuth, settings.login, settings.password)],
    )
    local = Mount("/local", routes=[*messages.ROUTES, *local_calls.ROUTES, *events.ROUTES, *control.ROUTES])
    return Starlette(
        routes=[api, local, *_pages()],
        exception_handlers={ApiError: on_api_error, HTTPException: on_http_error, Exception: on_crash},
        lifespan=lifespan,
    )


def services_for(settings: Settings) -> Services:
    """Open the store and make everything that works on it.

    Raises:
        IvrError: the file cannot be used.
    """
    database = Database(settings.database)
    clock, feed = Clock(settings.clock), Feed()
    actions = Actions(database, settings.keep)
    callees = callees_of(settings.callee, settings.callees)
    engine = EngineClient(settings)
    texts_ = TextExchange(settings, clock, database, actions, callees, feed)
    calls_ = CallExchange(settings, clock, database, actions, callees, feed, engine, texts_.arrived)
    return Services(settings, clock, database, actions, callees, feed, engine, texts_, calls_)


def _pages() -> list[BaseRoute]:
    """The routes of the page at `/`."""
    if find_spec("ivrdsl.serve.pages") is None:
        return []
    found: list[BaseRoute] = import_module("ivrdsl.serve.pages").routes()
    return found
