"""/local/messages: the inbox of texts, with long polls."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, BadRequestError
from ivrdsl.serve.http.queries import whole
from ivrdsl.serve.local.views import Json, text_view
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.actions import Action, Filter

LONGEST_WAIT_S: Final = 60.0
DEFAULT_WAIT_S: Final = 10.0
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
    """GET /local/messages/latest."""
    services = services_of(request)
    to = request.query_params.get("to")
    found = services.store.actions.find("text", Filter(to_number=to), limit=1)
    if not found:
        raise ApiError(
            404, f"there is no text{f' to {to}' if to else ''}", "send one first, or wait: /local/messages/wait"
        )
    return answer(_extract(request, text_view(found[0])))


async def wait_for_message(request: Request) -> Response:
    """GET /local/messages/wait: the first text after one, now or when it comes."""
    services = services_of(request)
    timeout_s = wait_s(request)
    wanted = Filter(to_number=request.query_params.get("to"), after_id=whole(request.query_params, "after"))
    with services.feed.reading() as reader:
        try:
            async with asyncio.timeout(timeout_s):
                while (text := _first(services, wanted)) is None:
                    await reader.next()
        except TimeoutError:
            to = request.query_params.get("to")
            message = f"no text{f' to {to}' if to else ''} came within {timeout_s:g} s"
            raise ApiError(408, message, "a larger timeout=SECONDS waits longer") from None
    return answer(_extract(request, text_view(text)))


def _first(services: Services, wanted: Filter) -> Action | None:
    found = services.store.actions.find("text", wanted, limit=1, newest_first=False)
    return found[0] if found else None


def wait_s(request: Request) -> float:
    """Read how long a long poll waits, in seconds.

    Raises:
        ApiError: it is no number, or too long.
    """
    text = request.query_params.get("timeout", str(DEFAULT_WAIT_S))
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= LONGEST_WAIT_S:
        raise BadRequestError(f"timeout is {text[:40]!r}; expected seconds, 0 to {LONGEST_WAIT_S:g}")
    return value


def _extract(request: Request, message: Json) -> Json:
    """A message, or the code in it."""
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
