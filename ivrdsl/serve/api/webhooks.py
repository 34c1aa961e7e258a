"""/v2/webhooks: who wants to be told of what."""

import logging
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.findings.words import expected, one_of
from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.shapes import EVENTS
from ivrdsl.serve.base.addresses import masked, problem_of, refusal_of
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.http.answers import answer, empty
from ivrdsl.serve.http.bodies import read_json
from ivrdsl.serve.http.errors import ApiError, BadRequestError, not_found
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.queries import int64, page_of, paged, truth
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.http.validation import validated
from ivrdsl.serve.services import Services, services_of

Json = dict[str, Any]

_log = logging.getLogger("ivrdsl.serve")
_LIKE = {name.lower(): name for name in EVENTS}
_NEVER: Final = {
    "TextBroadcast": "it has no broadcasts of texts",
    "CccCampaign": "it has no call centre",
    "ContactList": "it keeps no contact lists",
    "MonthlyRenewal": "it has no account that is renewed",
    "LowBalance": "it has no account with a balance",
    "OutboundTextDeliveryReport": "it writes no delivery reports; OutboundText Finished tells what came of a text",
}
"""Resources of the platform whose events nothing here can fire, and why."""
_SUPPORTED: Final = tuple(name for name in EVENTS if name not in _NEVER)


async def create_webhook(request: Request) -> Response:
    """POST /webhooks."""
    services = services_of(request)
    given = await _webhook_in(request, services)
    for name in ("resource", "callback"):
        if name not in given:
            raise BadRequestError(f"the webhook has no {name}", f"add {name}")
    now_ms = services.clock.now_ms()
    with services.store.transaction():
        (webhook_id,) = services.store.actions.new_ids(1)
        defaults: Json = {"enabled": True, "singleUse": False, "nonStrictSsl": False, "createdAt": now_ms}
        webhook = _good_webhook({"id": webhook_id, **defaults, **given, "updatedAt": now_ms})
        services.store.webhooks.put(webhook)
    services.feed.tell(FeedEvent("webhook", webhook_id))
    _tell_refusal(webhook, services)
    return answer({"id": webhook_id}, 201)


async def find_webhooks(request: Request) -> Response:
    """GET /webhooks."""
    query = request.query_params
    page = page_of(query, 100)
    wanted = wanted_fields(query.get("fields"))
    enabled = truth(query, "enabled")
    found = [
        each
        for each in services_of(request).store.webhooks.all()
        if _equals(each.get("name"), query.get("name"))
        and _equals(each["resource"], query.get("resource"))
        and _equals(each["callback"], query.get("callback"))
        and (query.get("event") is None or any(_equals(event, query.get("event")) for event in each["events"]))
        and (enabled is None or each["enabled"] == enabled)
    ]
    items = found[page.offset : page.offset + page.limit]
    return answer(part(paged(items, page, len(found)), wanted))


def _equals(value: str | None, wanted: str | None) -> bool:
    return wanted is None or (value or "").lower() == wanted.lower()


async def get_webhook(request: Request) -> Response:
    """GET /webhooks/{id}."""
    wanted = wanted_fields(request.query_params.get("fields"))
    return answer(part(_webhook(request), wanted))


async def update_webhook(request: Request) -> Response:
    """PUT /webhooks/{id}: what the body has is changed, the rest stays."""
    services = services_of(request)
    webhook = _webhook(request)
    given = await _webhook_in(request, services)
    if "resource" in given and "events" not in given and given["resource"].lower() != webhook["resource"].lower():
        webhook = {name: value for name, value in webhook.items() if name != "events"}
    changed = _good_webhook({**webhook, **given, "updatedAt": services.clock.now_ms()})
    with services.store.transaction():
        services.store.webhooks.put(changed)
    services.feed.tell(FeedEvent("webhook", changed["id"]))
    if changed["callback"] != webhook["callback"]:
        _tell_refusal(changed, services)
    return empty()


async def delete_webhook(request: Request) -> Response:
    """DELETE /webhooks/{id}."""
    services = services_of(request)
    webhook = _webhook(request)
    with services.store.transaction():
        services.store.webhooks.delete(webhook["id"])
    services.feed.tell(FeedEvent("webhook", webhook["id"]))
    return empty(204)


async def find_resources(request: Request) -> Response:
    """GET /webhooks/resources."""
    wanted = wanted_fields(request.query_params.get("fields"))
    return answer(part({"items": [_resource(name) for name in _SUPPORTED]}, wanted))


async def get_resource(request: Request) -> Response:
    """GET /webhooks/resources/{resource}."""
    wanted = wanted_fields(request.query_params.get("fields"))
    name = _LIKE.get(request.path_params["resource"].lower())
    if name is None:
        raise not_found(f"resource {request.path_params['resource'][:60]!r}; there are {one_of(_SUPPORTED)}")
    _refuse_what_never_happens(name)
    return answer(part(_resource(name), wanted))


def _resource(name: str) -> Json:
    return {"resource": name, "supportedEvents": list(EVENTS[name])}


def _webhook(request: Request) -> Json:
    webhook_id = int64(request.path_params["id"], "id")
    found = services_of(request).store.webhooks.get(webhook_id)
    if found is None:
        raise not_found(f"webhook {webhook_id}")
    return found


async def _webhook_in(request: Request, services: Services) -> Json:
    body = await read_json(request, services.settings.max_body_bytes)
    return validated(body, SHAPES["Webhook"], "webhook", [])


def _refuse_what_never_happens(resource: str) -> None:
    """Refuse a resource that the platform has events of, and the stand-in never.

    Raises:
        ApiError: it is one.
    """
    if resource in _NEVER:
        message = f"nothing in the stand-in fires events of {resource}: {_NEVER[resource]}"
        raise ApiError(501, message, f"subscribe to {one_of(_SUPPORTED)}")


def _tell_refusal(webhook: Json, services: Services) -> None:
    """Say on the console that nothing will be delivered; the platform would take the webhook, so it is taken."""
    refusal = refusal_of(webhook["callback"], services.settings)
    if refusal:
        _log.warning("webhook %d to %s: %s", webhook["id"], masked(webhook["callback"]), refusal)


def _good_webhook(webhook: Json) -> Json:
    """A webhook whose resource, events, callback and fields are good; names in the API's letter case."""
    resource = _LIKE.get(webhook["resource"].lower())
    if resource is None:
        raise BadRequestError(
            f"there is no resource {webhook['resource'][:60]!r}", expected(webhook["resource"], EVENTS)
        )
    _refuse_what_never_happens(resource)
    known = {event.lower(): event for event in EVENTS[resource]}
    events = webhook.get("events") or list(EVENTS[resource])
    for event in events:
        if event.lower() not in known:
            todo = f"{resource} has {one_of(EVENTS[resource])}"
            raise BadRequestError(f"{resource} has no event {event[:60]!r}", todo)
    problem = problem_of(webhook["callback"])
    if problem:
        raise BadRequestError(f"callback: {problem}", "write a URL such as http://127.0.0.1:5000/hook")
    wanted_fields(webhook.get("fields"))
    return webhook | {"resource": resource, "events": list(dict.fromkeys(known[event.lower()] for event in events))}


ROUTES = [
    by_method("/webhooks", POST=create_webhook, GET=find_webhooks),
    by_method("/webhooks/resources", GET=find_resources),
    by_method("/webhooks/resources/{resource}", GET=get_resource),
    by_method("/webhooks/{id}", GET=get_webhook, PUT=update_webhook, DELETE=delete_webhook),
]
