"""Routes with one handler for each method, so that what else is refused can be told with what is allowed."""

import re
from collections.abc import Awaitable, Callable, Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]


def specific_first(routes: Iterable[Route]) -> list[Route]:
    """Routes in an order in which none hides another: names come before parameters, `{id}.mp3` before `{id}`."""
    return sorted(routes, key=lambda route: [_width(part) for part in route.path.split("/")])


def _width(part: str) -> int:
    """How much a part of a path takes in: a name itself alone, a parameter anything."""
    return 0 if "{" not in part else 1 if not re.fullmatch(r"\{\w+\}", part) else 2


def by_method(path: str, **handlers: Handler) -> Route:
    """A route whose handlers are named by their methods: GET, POST, PUT, DELETE."""

    async def handle(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, handle, methods=list(handlers))
