"""What happened becomes deliveries, in the transaction that stores it: neither can be there without the other."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from ivrdsl.serve.base.addresses import refusal_of
from ivrdsl.serve.base.clock import Clock
from ivrdsl.serve.base.faults import Faults
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.store.webhooks import Delivery, Lane
from ivrdsl.serve.webhooks.swap import Swap

Json = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Outbox:
    """Takes events.

    Args:
        settings, clock, store, faults: of the server.
        on_delivery: is told where there are new deliveries.
    """

    def __init__(
        self,
        settings: ServerSettings,
        clock: Clock,
        store: Store,
        faults: Faults,
        on_delivery: Callable[[Iterable[Lane]], None],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._store = store
        self._webhooks = store.webhooks
        self._on_delivery = on_delivery
        self._swap = Swap(faults, self._put_late)
        self.forget = self._swap.forget
        self._latest_ms = 0

    def put(self, resource_type: str, event: str, resources: Iterable[Json]) -> None:
        """Note that an event happened to some resources."""
        listeners = self._webhooks.about(resource_type, event)
        if not listeners:
            return
        now_ms = self._clock.now_ms()
        found = [
            self._delivery(webhook, resource_type, event, resource, now_ms)
            for resource in resources
            for webhook in listeners
            if self._listens(webhook, now_ms)
        ]
        self._add(self._swap.swapped(found))

    def _put_late(self, delivery: Delivery) -> None:
        with self._store.transaction():
            self._add([delivery])

    def _add(self, deliveries: list[Delivery]) -> None:
        self._store.deliveries.add(deliveries)
        self._on_delivery({each.lane for each in deliveries if each.state == "pending"})

    def _listens(self, webhook: Json, now_ms: int) -> bool:
        """Whether a webhook still wants to know; one for single use is used up by this."""
        if not webhook["enabled"] or webhook.get("expiresAt", now_ms + 1) <= now_ms:
            return False
        if not webhook["singleUse"]:
            return True
        return self._webhooks.delete(webhook["id"])

    def _delivery(self, webhook: Json, resource_type: str, event: str, resource: Json, now_ms: int) -> Delivery:
        payload = {
            "timestamp": now_ms,
            "webhookId": webhook["id"],
            "webhookName": webhook.get("name", ""),
            "resourceType": resource_type,
            "events": [
                {
                    "timestamp": now_ms,
                    "webhookId": webhook["id"],
                    "resourceType": resource_type,
                    "eventType": event,
                    "resource": part(resource, wanted_fields(webhook.get("fields"))),
                }
            ],
        }
        callback = webhook["callback"]
        self._latest_ms = max(self._latest_ms, self._clock.real_ms())  # in order, even if the time of day goes back
        return Delivery(
            0,
            webhook["id"],
            resource["id"],
            f"{resource_type} {event}",
            callback,
            webhook.get("secret"),
            not webhook.get("nonStrictSsl", False),
            _encode(payload).encode(),
            "refused" if refusal_of(callback, self._settings) else "pending",
            now_ms,
            self._latest_ms,
            [],
        )
