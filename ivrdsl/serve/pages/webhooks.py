"""Webhooks as the page shows them: who is told, and what came of each try."""

import json
from typing import Any, Final, NamedTuple

from ivrdsl.serve.base.addresses import masked, refusal_of
from ivrdsl.serve.pages.badges import Badge
from ivrdsl.serve.pages.html import phone_number
from ivrdsl.serve.pages.inbox import SHOWN
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.webhooks import Delivery, DeliveryFilter

Json = dict[str, Any]

_STATES: Final = {
    "delivered": Badge("delivered", "good"),
    "pending": Badge("under way", "live"),
    "failed": Badge("failed", "bad"),
    "refused": Badge("refused", "bad"),
}
_ABOUT: Final = {
    "OutboundText": ("texts", "text to", "toNumber"),
    "InboundText": ("texts", "text from", "fromNumber"),
    "OutboundCall": ("calls", "call to", "toNumber"),
    "InboundCall": ("calls", "call from", "fromNumber"),
    "CallBroadcast": ("broadcasts", "broadcast", "name"),
}
"""By resource: where its page is, what it is called, and the field that tells it from others."""
_LONGEST: Final = 20_000
_ANSWER: Final = 300
"""Characters of a payload, and of a listener's answer, that are shown."""


class HookView(NamedTuple):
    """A webhook, its callback as it may be shown, and why nothing is delivered there, or ""."""

    webhook: Json
    callback: str
    refused: str


class DeliveryView(NamedTuple):
    """A delivery.

    Attributes:
        href: the page of what it is about, or "".
        about: what that is, in words.
        why: it was refused, or "".
        again: whether it can be sent again; one that is under way cannot yet.
        pending: whether it is under way.
    """

    id: int
    event: str
    href: str
    about: str
    callback: str
    badge: Badge
    why: str
    created_ms: int
    attempts: list[Json]
    payload: str
    again: bool
    pending: bool


class WebhooksPage(NamedTuple):
    """All webhooks, and deliveries newest first; `older` is the id that further ones are before, or None."""

    hooks: list[HookView]
    deliveries: list[DeliveryView]
    older: int | None
    newest: bool
    now_ms: int


def webhooks_page(services: Services, before: int | None) -> WebhooksPage:
    """Who is told, and what came of it."""
    found = services.store.deliveries.find(DeliveryFilter(before_id=before), SHOWN + 1)
    shown = [_delivery(each, services) for each in found[:SHOWN]]
    older = shown[-1].id if len(found) > SHOWN else None
    hooks = [
        HookView(each, masked(each["callback"]), refusal_of(each["callback"], services.settings))
        for each in services.store.webhooks.all()
    ]
    return WebhooksPage(hooks, shown, older, before is None, services.clock.now_ms())


def _delivery(delivery: Delivery, services: Services) -> DeliveryView:
    payload = json.loads(delivery.body)
    href, about = _about(delivery, payload)
    refusal = refusal_of(delivery.callback, services.settings) if delivery.state == "refused" else ""
    attempts = [each | {"answer": str(each.get("answer", ""))[:_ANSWER]} for each in delivery.attempts]
    return DeliveryView(
        delivery.id,
        delivery.event,
        href,
        about,
        masked(delivery.callback),
        _STATES.get(delivery.state, Badge(delivery.state, "calm")),
        refusal,
        delivery.created_ms,
        attempts,
        json.dumps(payload, indent=2, ensure_ascii=False)[:_LONGEST],
        not refusal,
        delivery.state == "pending",
    )


def _about(delivery: Delivery, payload: Json) -> tuple[str, str]:
    """The address of what a delivery is about, and what that is."""
    resource = delivery.event.partition(" ")[0]
    place, word, key = _ABOUT.get(resource, ("", resource, ""))
    events = payload.get("events") or [{}]
    told = events[0].get("resource", {}).get(key) or delivery.resource_id
    return (f"/{place}/{delivery.resource_id}" if place else ""), f"{word} {phone_number(str(told))}"
