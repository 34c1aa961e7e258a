"""/local/deliveries and /local/webhooks: the log of webhooks, every try of every delivery, and who is told."""

import json
from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.rest.shapes import EVENTS
from ivrdsl.serve.base.addresses import masked, refusal_of
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, BadRequestError, not_found
from ivrdsl.serve.http.queries import int64, one_of_query, whole
from ivrdsl.serve.local.bodies import read_object
from ivrdsl.serve.local.messages import SHOWN
from ivrdsl.serve.local.polls import awaited
from ivrdsl.serve.local.views import Json
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.webhooks import Delivery, DeliveryFilter

STATES: Final = ("pending", "delivered", "failed", "refused")
_OVER: Final = ("delivered", "failed", "refused")
_TOLD: Final = 10
"""How many deliveries an error lists."""


async def find_deliveries(request: Request) -> Response:
    """GET /local/deliveries[?webhook=ID][&state=...][&event=...][&resource=ID][&callback=...][&after=ID]."""
    services, query = services_of(request), request.query_params
    limit = whole(query, "limit", least=1, most=SHOWN * 5) or SHOWN
    state = one_of_query(query, "state", STATES)
    found = services.store.deliveries.find(_filter_of(query, () if state is None else (state,)), limit)
    return answer({"deliveries": [_view(each, services.settings) for each in reversed(found)]})


async def get_delivery(request: Request) -> Response:
    """GET /local/deliveries/{id}."""
    return answer(_view(_delivery(request), services_of(request).settings))


async def wait_for_delivery(request: Request) -> Response:
    """GET /local/deliveries/wait: the first delivery that fits and is over, now or when it is."""
    services = services_of(request)
    state = one_of_query(request.query_params, "state", _OVER)
    wanted = _filter_of(request.query_params, _OVER if state is None else (state,))

    def look() -> Delivery | None:
        found = services.store.deliveries.find(wanted, 1, newest_first=False)
        return found[0] if found else None

    def missing(within: str) -> str:
        return f"no delivery that fits was over {within}; {_others(services, wanted)}"

    return answer({"delivery": _view(await awaited(request, look, missing), services.settings)})


async def resend_delivery(request: Request) -> Response:
    """POST /local/deliveries/{id}/resend {}: send it once more."""
    services, delivery = services_of(request), _delivery(request)
    await read_object(request)
    if delivery.state == "pending":
        raise ApiError(409, f"delivery {delivery.id} is pending: it will be sent", "wait for it")
    refusal = refusal_of(delivery.callback, services.settings)
    if refusal:
        raise ApiError(409, refusal)
    services.deliverer.send_again(delivery)
    return answer(_view(_delivery(request), services.settings))


async def find_local_webhooks(request: Request) -> Response:
    """GET /local/webhooks: who is told of what, and why nothing is delivered there ("refused"), or ""."""
    services = services_of(request)
    found = [
        {
            "id": each["id"],
            "name": each.get("name", ""),
            "resource": each["resource"],
            "events": each["events"],
            "callback": masked(each["callback"]),
            "enabled": each["enabled"],
            "signed": "secret" in each,
            "refused": refusal_of(each["callback"], services.settings),
        }
        for each in services.store.webhooks.all()
    ]
    return answer({"webhooks": found})


def _filter_of(query: QueryParams, states: tuple[str, ...]) -> DeliveryFilter:
    return DeliveryFilter(
        webhook_id=whole(query, "webhook"),
        resource_id=whole(query, "resource"),
        callback=query.get("callback"),
        after_id=whole(query, "after"),
        states=states,
        events=_events_like(query.get("event")),
    )


def _events_like(text: str | None) -> tuple[str, ...]:
    """The events that a query means: `OutboundText Finished`, or one word of that.

    Raises:
        BadRequestError: there is no such event.
    """
    if text is None:
        return ()
    known = [f"{resource} {event}" for resource, events in EVENTS.items() for event in events]
    found = tuple(each for each in known if text.lower() in (each.lower(), *each.lower().split()))
    if not found:
        raise BadRequestError(f"event is {text[:60]!r}; expected one such as {known[0]}, or one word of it")
    return found


def _delivery(request: Request) -> Delivery:
    delivery_id = int64(request.path_params["id"], "id")
    found = services_of(request).store.deliveries.get(delivery_id)
    if found is None:
        raise not_found(f"delivery {delivery_id}")
    return found


def _others(services: Services, wanted: DeliveryFilter) -> str:
    """What there is beside what was waited for, for the words of an error."""
    fitting = services.store.deliveries.find(wanted._replace(states=()), _TOLD)
    if fitting:
        return f"so far: {'; '.join(map(_words, reversed(fitting)))}"
    others = services.store.deliveries.find(DeliveryFilter(), _TOLD)
    if others:
        return f"others, the newest last: {'; '.join(map(_words, reversed(others)))}"
    hooks = services.store.webhooks.all()
    if not hooks:
        return "there are no deliveries, and no webhooks"
    told = ", ".join(f"{each['resource']} {'/'.join(each['events'])}" for each in hooks[:_TOLD])
    return f"there are no deliveries; webhooks are about {told}"


def _words(delivery: Delivery) -> str:
    problem = delivery.attempts[-1].get("problem", "") if delivery.attempts else ""
    tries = f", tried {len(delivery.attempts)} times" if len(delivery.attempts) > 1 else ""
    return (
        f"{delivery.id} {delivery.event} of {delivery.resource_id} to {masked(delivery.callback)}: "
        f"{delivery.state}{tries}{f' ({problem})' if problem else ''}"
    )


def _view(delivery: Delivery, settings: ServerSettings) -> Json:
    view = {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "resource_id": delivery.resource_id,
        "event": delivery.event,
        "callback": masked(delivery.callback),
        "signed": delivery.secret is not None,
        "state": delivery.state,
        "created_ms": delivery.created_ms,
        "attempts": delivery.attempts,
        "payload": json.loads(delivery.body),
    }
    if delivery.state == "refused":
        view["why"] = refusal_of(delivery.callback, settings) or (
            f"it was refused when it happened; POST /local/deliveries/{delivery.id}/resend {{}} sends it now"
        )
    return view


ROUTES = [
    Route("/deliveries", find_deliveries),
    Route("/deliveries/wait", wait_for_delivery),
    Route("/deliveries/{id}", get_delivery),
    Route("/deliveries/{id}/resend", resend_delivery, methods=["POST"]),
    Route("/webhooks", find_local_webhooks),
]
