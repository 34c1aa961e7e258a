"""Runs the application: on sockets that are bound beforehand, so that a port that is taken is told in plain words."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from ivrdsl.errors import IvrError
from ivrdsl.serve.base.settings import LOOPBACK, ServerSettings
from ivrdsl.serve.services import services_for

if TYPE_CHECKING:
    from collections.abc import Generator

    import uvicorn
    from starlette.applications import Starlette

Front = tuple[socket.socket, ssl.SSLContext]
"""Where clients find the platform's own names, and the certificate for them."""

_BACKLOG: Final = 2048
_GRACE_S: Final = 3
"""How long a request may go on when the server stops. Unit: seconds."""


class ServeError(IvrError):
    """The server cannot run; the text says why."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        ServeError: there is no such address here, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, asyncio switches Nagle's algorithm off; without, every answer would take 40 ms.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        raise ServeError(f"port {port} of {host} cannot be had: {error.strerror or error}") from None
    return found


def port_of(listening: socket.socket) -> int:
    """The port on which a socket listens."""
    port: int = listening.getsockname()[1]
    return port


class Runner:
    """A stand-in that runs until it is told to stop.

    Args:
        settings: how it behaves.
        listening: where it listens for plain HTTP.
    """

    def __init__(self, settings: ServerSettings, listening: socket.socket) -> None:
        from ivrdsl.serve.running.app import application

        self.app = application(settings)
        self._settings = settings
        self._listening = listening
        self._server: uvicorn.Server | None = None

    async def run(
        self,
        *,
        front: Front | None = None,
        signals: bool = True,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """Serve until `stop`, or a signal.

        Args:
            front: of the platform's own names; None for none.
            signals: whether SIGINT and SIGTERM stop it.
            ready: is called when the store is open and requests are taken.

        Raises:
            IvrError: the store cannot be used.
        """
        self.app.state.services = services_for(self._settings)  # here, so that what fails is told in plain words
        async with AsyncExitStack() as stack:
            if front is not None:
                place = port_of(self._listening)
                await stack.enter_async_context(_front(self.app, self._settings, place, *front))
            self._server = _server(self.app, self._settings, signals=signals)
            ready()
            await self._server.serve(sockets=[self._listening])

    @property
    def started(self) -> bool:
        """Whether requests are answered."""
        return self._server is not None and self._server.started

    def stop(self) -> None:
        """Stop soon."""
        if self._server is not None:
            self._server.should_exit = True


def _server(
    app: "Starlette",
    settings: ServerSettings,
    *,
    signals: bool,
    lifespan: str = "on",
    tls: ssl.SSLContext | None = None,
) -> "uvicorn.Server":
    import uvicorn

    from ivrdsl.serve.running.connection import ClientConnection

    class Server(uvicorn.Server):
        """Tells whoever waits that the server stops, before it waits for them."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            services = getattr(app.state, "services", None)
            if services is not None:
                services.feed.end()
            await super().shutdown(sockets)

        @contextmanager
        def capture_signals(self) -> "Generator[None, None, None]":
            if not signals:
                yield
                return
            with super().capture_signals():
                yield

    factory: Callable[..., ssl.SSLContext] | None = None if tls is None else lambda *_: tls
    config = uvicorn.Config(
        app,
        http=partial(ClientConnection, settings),  # type: ignore[arg-type]  # uvicorn only calls it
        ws="none",
        lifespan="on" if lifespan == "on" else "off",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,  # `http.dates` gives it, by the platform's clock
        proxy_headers=False,  # or a program could say that it comes over TLS, and from another address
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE_S,
        ssl_context_factory=factory,
    )
    return Server(config)


@asynccontextmanager
async def _front(
    app: "Starlette", settings: ServerSettings, plain_port: int, listening: socket.socket, tls: ssl.SSLContext
) -> AsyncIterator[None]:
    """A server with the platform's names on its certificate, and the proxy that leads clients to it."""
    from ivrdsl.serve.running.front import Front

    secure = bound(LOOPBACK, 0)
    server = _server(app, settings, signals=False, lifespan="off", tls=tls)
    task = asyncio.create_task(server.serve(sockets=[secure]))
    front = await Front(plain_port, port_of(secure), settings.header_timeout_s).start(listening)
    try:
        yield
    finally:
        front.close()
        server.should_exit = True
        await task
