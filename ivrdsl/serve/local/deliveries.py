"""/local/deliveries: the log of webhooks, every try of every delivery."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.queries import one_of_query, whole
from ivrdsl.serve.local.messages import SHOWN
from ivrdsl.serve.local.views import Json
from ivrdsl.serve.services import services_of
from ivrdsl.serve.store.webhooks import Delivery


async def find_deliveries(request: Request) -> Response:
    """GET /local/deliveries[?webhook=ID][&state=...]: the newest last."""
    query = request.query_params
    limit = whole(query, "limit", least=1, most=SHOWN * 5) or SHOWN
    state = one_of_query(query, "state", ("pending", "delivered", "failed", "refused"))
    found = services_of(request).store.deliveries.last(limit, whole(query, "webhook"), state)
    return answer({"deliveries": [_view(each) for each in found]})


def _view(delivery: Delivery) -> Json:
    view = {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "resource_id": delivery.resource_id,
        "event": delivery.event,
        "callback": delivery.callback,
        "signed": delivery.secret is not None,
        "state": delivery.state,
        "created_ms": delivery.created_ms,
        "attempts": delivery.attempts,
        "payload": json.loads(delivery.body),
    }
    if delivery.state == "refused":
        view["why"] = "the callback is not of this machine; start the server with --allow-remote-webhooks"
    return view


ROUTES = [Route("/deliveries", find_deliveries)]
