"""The application: every route, the login, and what runs beside the requests."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Mount, Router

from ivrdsl.serve.api import broadcasts, calls, document, numbers, recordings, texts, unbuilt, webhooks
from ivrdsl.serve.base.callees import callees_of
from ivrdsl.serve.base.feed import FeedEndsError
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.auth import BasicAuth
from ivrdsl.serve.http.dates import Dated
from ivrdsl.serve.http.errors import (
    ApiError,
    LastAnswers,
    on_api_error,
    on_crash,
    on_end,
    on_http_error,
    on_leave,
    on_store_error,
)
from ivrdsl.serve.http.faults import FaultGate
from ivrdsl.serve.http.guard import JsonBodies, RequestGuard
from ivrdsl.serve.http.routes import specific_first
from ivrdsl.serve.local import (
    broadcasts as local_broadcasts,
    callee,
    calls as local_calls,
    control,
    deliveries,
    events,
    faults,
    inbound,
    messages,
)
from ivrdsl.serve.running.front import NAMES
from ivrdsl.serve.running.recorder import Recorder, RecordingGate
from ivrdsl.serve.services import Services, services_for
from ivrdsl.serve.store.database import trouble

_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 2.0

_log = logging.getLogger("uvicorn.error")


def application(settings: ServerSettings) -> Starlette:
    """Make the application of a stand-in. The store is opened when it starts.

    Raises:
        IvrError: the file of callees is wrong, or that of --record cannot be written.
    """
    callees_of(settings.callee, settings.callees)
    recorder = None if settings.record is None else Recorder(settings.record, settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        services: Services = getattr(app.state, "services", None) or services_for(settings)
        app.state.services = services
        beside = _beside(services)
        if recorder is not None:
            recorder.begin(services)
            beside.append(partial(recorder.run, services))
        tasks = [asyncio.create_task(_for_ever(each)) for each in beside]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if recorder is not None:
            recorder.write(services)
        await services.engine.close()
        with suppress(sqlite3.Error):  # it may be that the disk is full; whoever is killed keeps it no better
            services.store.keep_clock(services.clock.now_ms())
        services.store.close()

    app = Starlette(
        routes=[_api(settings), _local(), *_pages()],
        exception_handlers=_HANDLERS,
        middleware=_middleware(settings, recorder),
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _middleware(settings: ServerSettings, recorder: Recorder | None) -> list[Middleware]:
    """What every request passes, from the outside in."""
    found = [Middleware(LastAnswers), Middleware(Dated), Middleware(RequestGuard, settings, NAMES)]
    return found if recorder is None else [*found, Middleware(RecordingGate, recorder)]


_HANDLERS: Final = {
    ApiError: on_api_error,
    HTTPException: on_http_error,
    FeedEndsError: on_end,
    ClientDisconnect: on_leave,
    sqlite3.Error: on_store_error,
    Exception: on_crash,
}


def _api(settings: ServerSettings) -> Mount:
    parts = (document, texts, broadcasts, recordings, calls, webhooks, numbers)
    middleware = [Middleware(BasicAuth, settings), Middleware(JsonBodies), Middleware(FaultGate)]
    routes = [route for part in parts for route in part.ROUTES]
    return _mount("/v2", specific_first([*routes, *unbuilt.routes(document.built())]), middleware)


def _local() -> Mount:
    parts = (messages, local_calls, events, control, faults, deliveries, inbound, callee, local_broadcasts)
    routes = [route for part in parts for route in part.ROUTES]
    return _mount("/local", routes, [Middleware(JsonBodies)])


def _pages() -> list[BaseRoute]:
    """The routes of the page at `/`, which shows what the local API does."""
    if find_spec("ivrdsl.serve.pages") is None:
        return []
    found: list[BaseRoute] = import_module("ivrdsl.serve.pages").routes()
    return [_mount("", found, [])]


def _mount(path: str, routes: Sequence[BaseRoute], middleware: Sequence[Middleware]) -> Mount:
    """Routes below a path. One that there is not is answered with the error body, and leads nowhere else."""
    return Mount(path, Router(routes, redirect_slashes=False), middleware=middleware)


def _beside(services: Services) -> list[Any]:
    """What runs beside the requests."""
    return [services.texts.run, services.calls.run, services.deliverer.run]


async def _for_ever(run: Any) -> None:
    """Run it, again if it fails: a bug that one call lays open must not stop the others; a disk may have room again.

    What fails again and again is tried, and logged, once in two seconds.
    """
    now = asyncio.get_running_loop().time
    pause_s = _FIRST_PAUSE_S
    while True:
        began = now()
        try:
            work: Coroutine[Any, Any, None] = run()
            await work
        except sqlite3.Error as error:
            _log.error("%s; what waits is tried again", trouble(error))
        except Exception:  # noqa: BLE001  # whatever it is, it is logged
            _log.exception("a task of the stand-in failed; it starts again")
        pause_s = _FIRST_PAUSE_S if now() - began > _LONGEST_PAUSE_S else min(2 * pause_s, _LONGEST_PAUSE_S)
        await asyncio.sleep(pause_s)
