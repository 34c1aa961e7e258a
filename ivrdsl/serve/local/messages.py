"""/local/messages: the inbox of texts, with long polls."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.serve.exchange.delivery import SETTLED, reason_of
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, BadRequestError
from ivrdsl.serve.http.queries import truth, whole
from ivrdsl.serve.local.polls import awaited
from ivrdsl.serve.local.views import Json, text_view
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.actions import Action, Filter

SHOWN: Final = 200
"""How many messages a list has at most."""


async def find_messages(request: Request) -> Response:
    """GET /local/messages: texts, the newest last."""
    services = services_of(request)
    wanted = Filter(to_number=request.query_params.get("to"), after_id=whole(request.query_params, "after"))
    limit = whole(request.query_params, "limit", least=1, most=SHOWN * 5) or SHOWN
    found = services.store.actions.find("text", wanted, limit=limit)
    return answer({"messages": [text_view(text) for text in reversed(found)]})


async def latest_message(request: Request) -> Response:
    """GET /local/messages/latest: the newest text that a phone has got, or was to get."""
    services = services_of(request)
    to = request.query_params.get("to")
    found = services.store.actions.find("text", Filter(to_number=to, states=SETTLED, inbound=False), limit=1)
    if not found:
        message = f"no text{_to(to)} has come. {_came(services, Filter())}"
        raise ApiError(404, message, "send one first, or wait: /local/messages/wait")
    return answer(_extract(request, found[0]))


async def wait_for_message(request: Request) -> Response:
    """GET /local/messages/wait: the first text after one that a phone gets, or was to get, now or when it comes."""
    services = services_of(request)
    to, after = request.query_params.get("to"), whole(request.query_params, "after")
    wanted = Filter(to_number=to, after_id=after, states=SETTLED, inbound=False)

    def missing(within: str) -> str:
        return f"no text{_to(to)} came {within}. {_came(services, Filter(after_id=after))}"

    text = await awaited(request, lambda: _first(services, wanted), missing)
    return answer(_extract(request, text))


def _first(services: Services, wanted: Filter) -> Action | None:
    found = services.store.actions.find("text", wanted, limit=1, newest_first=False)
    return found[0] if found else None


def _to(number: str | None) -> str:
    return f" to {number[:40]}" if number else ""


def _came(services: Services, wanted: Filter) -> str:
    """Which texts there are instead of the one that was waited for."""
    texts = services.store.actions.find("text", wanted, limit=_TOLD)
    if not texts:
        return "No other text came either."
    told = [f"to {text.body['toNumber'][:40]} ({reason_of(text) or text.body['state']})" for text in texts]
    return f"What came, the newest first: {', '.join(told)}."


_TOLD: Final = 5
"""How many texts an error lists."""


def _extract(request: Request, text: Action) -> Json:
    """A text, or the code in it.

    Raises:
        ApiError: 409 where no phone has it, unless the query takes such ones; 404 where it tells no code.
    """
    message = text_view(text)
    if message["reason"] and not truth(request.query_params, "undelivered"):
        words = f"the text to {message['to'][:40]} reached no phone: {message['reason']}"
        raise ApiError(409, words, "undelivered=true takes such texts too", more={"undelivered": message})
    wanted = request.query_params.get("extract")
    if wanted is None:
        return {"message": message}
    if wanted != "code":
        raise BadRequestError(f"extract is {wanted[:40]!r}; expected code")
    if message["code"] is None:
        raise ApiError(404, f"no code is found in: {message['text'][:200]}", "read the text itself, without extract=")
    return {"code": message["code"], "message": message}


ROUTES = [
    Route("/messages", find_messages),
    Route("/messages/latest", latest_message),
    Route("/messages/wait", wait_for_message),
]
