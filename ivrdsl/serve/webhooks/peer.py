"""A host that listens: its kept connections, how many deliveries it gets at one time, and rests while it is away."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

from ivrdsl.serve.webhooks.connection import ClosedError, Connection, NoReplyError, Reply
from ivrdsl.serve.webhooks.endpoint import Origin

IDLE_S: Final = 2.0
"""How long a connection is kept that nothing is sent on. Listeners that serve one at a time wait for its end."""
AWAY_AFTER: Final = 3
"""So many failures in a row, and a host counts as away: it is tried by one delivery at a time, after a rest."""
_REST_S: Final = 0.25
_LONGEST_REST_S: Final = 2.0


class Peer:
    """A host as deliveries see it.

    Args:
        origin: whom to connect to.
        most: how many deliveries are under way at one time.
    """

    def __init__(self, origin: Origin, most: int) -> None:
        self.origin = origin
        self._loop = asyncio.get_running_loop()
        self._most = most
        self._under_way = 0
        self._failures = 0
        self._rests_until = 0.0
        self._waiters: deque[asyncio.Future[None]] = deque()
        self._idle: list[Connection] = []
        self._sweep: asyncio.TimerHandle | None = None

    @property
    def is_away(self) -> bool:
        """Whether it has not answered again and again."""
        return self._failures >= AWAY_AFTER

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One's turn to deliver, when there is room and the host does not rest; first come, first served."""
        if self._waiters or not self._has_room():
            await self._wait()
        else:
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._wake()

    async def post(self, request: bytes, timeout_s: float) -> Reply:
        """Send a request, on a kept connection if there is one.

        A kept one that had been closed is no failure: nobody has seen the request, and it goes out on a new one.

        Args:
            request: the bytes.
            timeout_s: how long everything may take.

        Raises:
            NoReplyError: there is no answer; the text says why.
        """
        until = self._loop.time() + timeout_s
        try:
            return await self._exchange(request, until)
        except TimeoutError:
            self._failed()
            raise NoReplyError(f"no answer within {timeout_s:g} s") from None
        except NoReplyError:
            self._failed()
            raise

    def close(self) -> None:
        """Let all connections go that are idle."""
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def _exchange(self, request: bytes, until: float) -> Reply:
        while True:
            connection = self._idle.pop() if self._idle else await self._connect(until)
            try:
                reply = await connection.exchange(request, until)
            except ClosedError:
                continue
            self._failures = 0
            if connection.is_open:
                self._keep(connection)
            return reply

    def _keep(self, connection: Connection) -> None:
        connection.idle_since = self._loop.time()
        self._idle.append(connection)
        if self._sweep is None:
            self._sweep = self._loop.call_later(IDLE_S, self._close_idle)

    def _close_idle(self) -> None:
        before = self._loop.time() - IDLE_S
        for connection in self._idle:
            if connection.idle_since <= before:
                connection.close()
        self._idle = [each for each in self._idle if each.is_open]
        self._sweep = self._loop.call_later(IDLE_S, self._close_idle) if self._idle else None

    async def _connect(self, until: float) -> Connection:
        """Connect to the first address of the host that takes connections."""
        problem: Exception | None = None
        for address in self.origin.addresses:
            try:
                async with asyncio.timeout_at(until):
                    return await self._connect_to(address)
            except TimeoutError:
                raise
            except (OSError, UnicodeError) as error:  # a name may be too long for one, which is a UnicodeError
                problem = problem or error
        raise NoReplyError(f"no connection to {self.origin}: {_words(problem)}")

    async def _connect_to(self, address: str) -> Connection:
        origin = self.origin
        options: dict[str, Any] = {}
        if origin.tls:
            options = {"ssl": _context(origin.verify), "server_hostname": origin.host.rstrip(".")}
        return (await self._loop.create_connection(Connection, address, origin.port, **options))[1]

    def _has_room(self) -> bool:
        if self.is_away:
            return self._under_way == 0 and self._loop.time() >= self._rests_until
        return self._under_way < self._most

    def _failed(self) -> None:
        self._failures += 1
        if self.is_away:
            rest_s = min(_REST_S * 2.0 ** min(self._failures - AWAY_AFTER, 10), _LONGEST_REST_S)
            self._rests_until = self._loop.time() + rest_s
            self._loop.call_later(rest_s + 0.001, self._wake)

    async def _wait(self) -> None:
        """Wait for a turn, which is taken when this returns."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():  # it had got its turn
                self._under_way -= 1
                self._wake()
            raise

    def _wake(self) -> None:
        """Give turns to those who wait, as many as there is room for."""
        while self._waiters and self._has_room():
            waiter = self._waiters.popleft()
            if not waiter.done():
                self._under_way += 1
                waiter.set_result(None)


@cache
def _context(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:  # the webhook says nonStrictSsl
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _words(error: Exception | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}); nonStrictSsl in the webhook lets it pass"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or error}"
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
