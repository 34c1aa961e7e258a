"""Delivers what is due: a POST, the same bytes at every try, until a listener answers 2xx or the tries run out.

What one webhook sends to one URL is a lane: a task of its own sends it, in the order in which it happened, one after
the other. One that failed waits for its next try, and those behind it pass it by, but not those about the same
resource. Lanes of one host share its limit and its connections. Hosts share nothing: one that hangs delays itself.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from ivrdsl.serve.base.addresses import refusal_of
from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.faults import Faults
from ivrdsl.serve.base.feed import Feed
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.store.database import trouble
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.store.webhooks import Delivery, Lane
from ivrdsl.serve.webhooks.connection import NoReplyError
from ivrdsl.serve.webhooks.endpoint import Origin, endpoint_of
from ivrdsl.serve.webhooks.peer import Peer
from ivrdsl.serve.webhooks.signature import HEADER, signature
from ivrdsl.serve.webhooks.tries import Tries

Json = dict[str, Any]

ID_HEADER: Final = "X-Ivrdsl-Delivery"
"""Carries the id of a delivery, the same at every try, so that a listener can tell a repetition."""
_BATCH: Final = 50
"""How many deliveries of a lane are fetched at one time."""
_PASSED: Final = 500
"""How many deliveries are passed by at one time while their host is away."""
_AFTER_CRASH_S: Final = 1.0

_log = logging.getLogger("uvicorn.error")


class Deliverer:
    """Delivers.

    Args:
        settings, clock, store, feed, faults: of the server.
    """

    def __init__(self, settings: ServerSettings, clock: Clock, store: Store, feed: Feed, faults: Faults) -> None:
        self._settings = settings
        self._faults = faults
        self._clock = clock
        self._store = store
        self._deliveries = store.deliveries
        self._tries = Tries(store, clock, feed, settings.webhook_retries_ms)
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._timers: dict[Lane, asyncio.TimerHandle] = {}
        self._arrived: set[Lane] = set()
        """Lanes that are busy, and have something new."""
        self._sending: set[Lane] = set()
        """Lanes that send what they have fetched."""
        self._peers: dict[Origin, Peer] = {}
        self._running = False

    def arrived(self, lanes: Iterable[Lane]) -> None:
        """Say that there are new deliveries in some lanes."""
        self._tries.arrived()
        if self._running:
            for lane in lanes:
                self._begin(lane)

    def send_again(self, delivery: Delivery) -> None:
        """Put one that is over in line once more."""
        with self._store.transaction():
            self._deliveries.put_in_line(delivery.id, self._clock.real_ms())
        self.arrived([delivery.lane])

    def forget(self) -> None:
        """Drop what is under way."""
        for task in self._tasks.values():
            task.cancel()
        for timer in self._timers.values():
            timer.cancel()
        self._tasks.clear()
        self._timers.clear()
        self._arrived.clear()
        self._tries.forget()
        for peer in self._peers.values():
            peer.close()
        self._peers.clear()

    async def run(self) -> None:
        """Deliver for as long as the server runs."""
        self._running = True
        try:
            for lane in self._deliveries.waiting():
                self._begin(lane)
            await asyncio.get_running_loop().create_future()
        finally:
            self._running = False
            await self._stop()

    async def _stop(self) -> None:
        tasks = list(self._tasks.values())
        self._tries.write_if_possible()
        self.forget()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- lanes ---------------------------------------------------------------------------------------------------

    def _begin(self, lane: Lane) -> None:
        """Let a lane send what is due."""
        if lane in self._tasks:
            self._arrived.add(lane)
            return
        timer = self._timers.pop(lane, None)
        if timer is not None:
            timer.cancel()
        task = asyncio.create_task(self._work(lane))
        self._tasks[lane] = task
        task.add_done_callback(lambda task: self._ended(lane, task))

    def _begin_at(self, lane: Lane, pause_s: float) -> None:
        self._timers[lane] = asyncio.get_running_loop().call_later(pause_s, self._begin, lane)

    def _ended(self, lane: Lane, task: asyncio.Task[None]) -> None:
        """Look at when a lane goes on."""
        if self._tasks.get(lane) is not task:  # it was forgotten
            return
        del self._tasks[lane]
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            if isinstance(error, sqlite3.Error):
                _log.error("%s; webhooks to one URL wait for it", trouble(error))
            else:
                _log.error("webhooks to one URL failed; they start again", exc_info=error)
            self._begin_at(lane, _AFTER_CRASH_S)
            return
        if lane in self._arrived:
            self._arrived.discard(lane)
            self._begin(lane)
            return
        due_ms = self._deliveries.next_due_ms(lane)
        if due_ms is not None:
            self._begin_at(lane, max(1, due_ms - self._clock.real_ms()) / 1000)

    async def _work(self, lane: Lane) -> None:
        """Send all of a lane that is due."""
        if refusal_of(lane.callback, self._settings):  # the server was started with other options before
            with self._store.transaction():
                self._deliveries.refuse(lane)
            self._tries.arrived()
            return
        more = True
        while more:
            more = await self._send_some(lane)

    async def _send_some(self, lane: Lane) -> bool:
        """Send a batch, or as much of it as the host takes; False where there was nothing."""
        origin = _origin_of(lane)
        peer = self._peers.get(origin)
        if peer is None:
            peer = self._peers[origin] = Peer(origin, self._settings.webhook_clients)
        async with peer.turn():
            self._tries.write()
            self._arrived.discard(lane)
            batch = self._deliveries.due(lane, self._clock.real_ms(), _BATCH)
            await self._send_batch(lane, peer, batch)
        return bool(batch)

    async def _send_batch(self, lane: Lane, peer: Peer, batch: list[Delivery]) -> None:
        """Send them one after the other, until the host turns out to be away."""
        for delivery in batch:
            self._sending.add(lane)
            try:
                attempt = await self._try(peer, delivery)
                if "problem" not in attempt and self._faults.of_webhooks("duplicate_webhook"):
                    await self._try(peer, delivery._replace(attempts=[*delivery.attempts, attempt]))
            finally:
                self._sending.discard(lane)
            if attempt["status"] is None and peer.is_away:
                await self._pass_by(peer, delivery.id, attempt["problem"])
                return

    async def _try(self, peer: Peer, delivery: Delivery) -> Json:
        """Send once; what came of it."""
        at_ms, began_ms = self._clock.now_ms(), self._clock.real_ms()
        attempt: Json = {"at_ms": at_ms, "took_ms": 0, "status": None}
        try:
            reply = await peer.post(self._request(delivery), self._settings.webhook_timeout_s)
        except NoReplyError as error:
            attempt["problem"] = str(error)
        else:
            attempt["status"] = reply.status
            if not 200 <= reply.status < 300:
                attempt["problem"] = _problem_of(reply.status)
            if reply.text:
                attempt["answer"] = reply.text
        attempt["took_ms"] = max(0, self._clock.real_ms() - began_ms)
        self._tries.add(delivery.id, [*delivery.attempts, attempt], delivered="problem" not in attempt)
        return attempt

    @staticmethod
    def _request(delivery: Delivery) -> bytes:
        endpoint = endpoint_of(delivery.callback, delivery.verify_tls)
        signed = f"{HEADER}: {signature(delivery.secret, delivery.body)}\r\n" if delivery.secret else ""
        head = f"{ID_HEADER}: {delivery.id}\r\n{signed}Content-Length: {len(delivery.body)}\r\n\r\n"
        return endpoint.head + head.encode() + delivery.body

    async def _pass_by(self, peer: Peer, tried_id: int, problem: str) -> None:
        """While a host is away, one delivery tries for all that are due there: theirs counts as a try, too.

        So a listener that is gone costs next to nothing however much waits for it, and nothing waits for ever.
        """
        self._tries.write()
        for lane in self._deliveries.waiting():
            if lane not in self._sending and _origin_of(lane) == peer.origin:
                await self._pass_lane_by(lane, f"not sent, since delivery {tried_id} had just failed: {problem}")

    async def _pass_lane_by(self, lane: Lane, problem: str) -> None:
        now_ms = self._clock.real_ms()
        while found := self._deliveries.tries_due(lane, now_ms, _PASSED):
            for delivery_id, attempts in found:
                attempt = {"at_ms": self._clock.now_ms(), "took_ms": 0, "status": None, "problem": problem}
                self._tries.add(delivery_id, [*attempts, attempt], delivered=False)
            self._tries.write()
            await asyncio.sleep(0)


def _origin_of(lane: Lane) -> Origin:
    return endpoint_of(lane.callback, lane.verify_tls).origin


def _problem_of(status: int) -> str:
    return "redirects are not followed" if 300 <= status < 400 else f"the listener answered {status}"
