"""Delivers what is due: a POST, the same bytes at every try, until a listener answers 2xx or the tries run out.

A listener that hangs, redirects, or sends without end costs its own deliveries their time and nobody else's. Several
are under way at once, to one address only a part of them. Each has a limit in real time, redirects are not followed,
and no answer's body is read.
"""

import asyncio
import ssl
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from ivrdsl._version import __version__
from ivrdsl.serve.base.alarm import Alarm
from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.feed import Feed, FeedEvent
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.store.webhooks import Delivery, Try
from ivrdsl.serve.webhooks.signature import HEADER, signature

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]

ID_HEADER: Final = "X-Ivrdsl-Delivery"
"""Carries the id of a delivery, the same at every try, so that a listener can tell a repetition."""


class Deliverer:
    """Delivers.

    Args:
        settings, clock, store: of the server.
    """

    def __init__(self, settings: ServerSettings, clock: Clock, store: Store, feed: Feed) -> None:
        self._feed = feed
        self._settings = settings
        self._clock = clock
        self._store = store
        self._deliveries = store.deliveries
        self._alarm = Alarm()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._addresses: Counter[str] = Counter()
        """How many are under way to each address."""
        self._clients: dict[bool, httpx.AsyncClient] = {}

    @property
    def _most_to_one(self) -> int:
        """How many may be under way to one address."""
        return max(1, self._settings.webhook_clients // 4)

    def arrived(self) -> None:
        """Say that there are new deliveries."""
        self._alarm.ring()

    def send_again(self, delivery: Delivery) -> None:
        """Put one that is over in line once more."""
        with self._store.transaction():
            self._deliveries.put_in_line(delivery.id, self._clock.real_ms())
        self.arrived()

    def forget(self) -> None:
        """Drop what is under way."""
        for task in self._under_way.values():
            task.cancel()

    async def run(self) -> None:
        """Deliver for as long as the server runs."""
        try:
            while True:
                self._alarm.turn_off()
                self._begin()
                await self._alarm.wait(self._pause_s())
        finally:
            await self._stop()

    def _begin(self) -> None:
        """Begin as many tries as there is room for."""
        while (room := self._settings.webhook_clients - len(self._under_way)) > 0:
            busy = [address for address, count in self._addresses.items() if count >= self._most_to_one]
            due = self._deliveries.due_TMP(self._clock.real_ms(), room + len(self._under_way), tuple(busy))
            new = [each for each in due if each.id not in self._under_way]
            if not new:
                return
            for delivery in new[:room]:
                if self._addresses[delivery.callback] < self._most_to_one:
                    self._addresses[delivery.callback] += 1
                    self._under_way[delivery.id] = asyncio.create_task(self._try(delivery))

    def _pause_s(self) -> float | None:
        """Until when nothing can begin, in seconds; None where only something new, or an end, can change that."""
        if len(self._under_way) >= self._settings.webhook_clients:
            return None
        due_ms = self._deliveries.next_due_ms_TMP() if not self._under_way else self._clock.real_ms() + 100
        return None if due_ms is None else max(0, due_ms - self._clock.real_ms()) / 1000

    async def _try(self, delivery: Delivery) -> None:
        try:
            started_ms = self._clock.real_ms()
            status, problem = await self._post(delivery)
            attempt: Json = {
                "at_ms": self._clock.now_ms(),
                "took_ms": self._clock.real_ms() - started_ms,
                "status": status,
            }
            if problem:
                attempt["problem"] = problem
            self._note(delivery, attempt, delivered=not problem)
        finally:
            self._under_way.pop(delivery.id, None)
            self._addresses -= Counter([delivery.callback])  # which drops those with none
            self._alarm.ring()

    def _note(self, delivery: Delivery, attempt: Json, *, delivered: bool) -> None:
        pauses = self._settings.webhook_retries_ms
        tries = len(delivery.attempts)
        state = "delivered" if delivered else "pending" if tries < len(pauses) else "failed"
        due_ms = self._clock.real_ms() + (pauses[tries] if state == "pending" else 0)
        with self._store.transaction():
            self._deliveries.tried([Try(delivery.id, state, [*delivery.attempts, attempt], due_ms)])
        self._feed.tell(FeedEvent("delivery", delivery.id))

    async def _post(self, delivery: Delivery) -> tuple[int | None, str]:
        """Send once: the status of the answer, and what was wrong with it, or ""."""
        import httpx

        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"ivrdsl/{__version__}",
            ID_HEADER: str(delivery.id),
        }
        if delivery.secret:
            headers[HEADER] = signature(delivery.secret, delivery.body)
        client = self._client(delivery.verify_tls)
        try:
            async with asyncio.timeout(self._settings.webhook_timeout_s):
                async with client.stream("POST", delivery.callback, content=delivery.body, headers=headers) as answer:
                    status = answer.status_code
        except TimeoutError:
            return None, f"no answer within {self._settings.webhook_timeout_s:g} s"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"
        if 200 <= status < 300:
            return status, ""
        return status, "redirects are not followed" if 300 <= status < 400 else f"the listener answered {status}"

    def _client(self, verify_tls: bool) -> "httpx.AsyncClient":
        import httpx

        if verify_tls not in self._clients:
            context = ssl.create_default_context()
            if not verify_tls:  # the webhook says nonStrictSsl
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            limits = httpx.Limits(max_keepalive_connections=self._settings.webhook_clients)
            timeout = httpx.Timeout(self._settings.webhook_timeout_s)
            self._clients[verify_tls] = httpx.AsyncClient(
                verify=context, trust_env=False, follow_redirects=False, limits=limits, timeout=timeout
            )
        return self._clients[verify_tls]

    async def _stop(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in self._clients.values():
            await client.aclose()
