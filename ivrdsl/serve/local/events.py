"""/local/events: server-sent events, which drive the page."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ivrdsl.serve.base.feed import FeedEndsError, FeedEvent
from ivrdsl.serve.services import Services, services_of

_ALIVE_S: Final = 15.0
"""After so long without an event a comment is sent, so that a lost reader is noticed."""


async def events(request: Request) -> Response:
    """GET /local/events."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.method == "HEAD":  # nothing would ever end it, and the client waits for its end
        return Response(headers=headers, media_type="text/event-stream")
    return StreamingResponse(_stream(services_of(request)), media_type="text/event-stream", headers=headers)


async def _stream(services: Services) -> AsyncIterator[str]:
    with services.feed.reading() as reader:
        yield ": hello\n\n"
        while True:
            try:
                async with asyncio.timeout(_ALIVE_S):
                    events = [await reader.next(), *reader.rest()]
            except FeedEndsError:
                return
            except TimeoutError:
                yield ": still here\n\n"
            else:
                yield "".join(map(_told, events))  # in one write: who has left is noticed between two


def _told(event: FeedEvent) -> str:
    data = json.dumps({"type": event.type, "id": event.id, "to": event.number})
    return f"event: {event.type}\ndata: {data}\n\n"


ROUTES = [Route("/events", events)]
