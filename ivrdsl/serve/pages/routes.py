"""What a browser can ask for: pages, and the files they need. The page's script asks for a page again when something
has happened, and puts what has changed into the one that is shown.
"""

from collections.abc import Callable
from os import PathLike, stat_result
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ivrdsl.serve.pages.broadcasts import broadcast_page, broadcasts_page
from ivrdsl.serve.pages.html import render
from ivrdsl.serve.pages.inbox import LARGEST_ID, inbox
from ivrdsl.serve.pages.items import call_page, text_page
from ivrdsl.serve.pages.phone import phone
from ivrdsl.serve.pages.search import catch_up
from ivrdsl.serve.pages.start import callees_page, clock, inbound_page, start
from ivrdsl.serve.pages.webhooks import webhooks_page
from ivrdsl.serve.services import Services, services_of

_STATIC: Final = Path(__file__).parent / "static"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Nothing is loaded from anywhere else, and nothing that a message says is ever run."""
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def routes() -> list[BaseRoute]:
    """The routes of the page, to be put into the application."""
    return [
        Route("/", first),
        Route("/start", how_to_start),
        Route("/texts/{id:int}", text),
        Route("/calls/{id:int}", call),
        Route("/callees", callees),
        Route("/inbound", inbound),
        Route("/webhooks", webhooks),
        Route("/broadcasts", broadcasts),
        Route("/broadcasts/{id:int}", broadcast),
        Mount("/static", _Files(directory=_STATIC)),
    ]


async def first(request: Request) -> Response:
    """The inbox, and how to send something to it."""
    return await _page(request, "start.html", place="/")


async def how_to_start(request: Request) -> Response:
    """How to send something."""
    return await _page(request, "start.html", place="/start")


async def text(request: Request) -> Response:
    """A text, beside the inbox."""
    return await _page_of_one(request, "text.html", text_page, "/")


async def call(request: Request) -> Response:
    """A call, beside the inbox."""
    return await _page_of_one(request, "call.html", call_page, "/")


async def callees(request: Request) -> Response:
    """Who answers."""
    return await _page(request, "callees.html", place="/callees", shown=callees_page(services_of(request)))


async def inbound(request: Request) -> Response:
    """Somebody calls in, or writes."""
    return await _page(request, "inbound.html", place="/inbound", shown=inbound_page(services_of(request)))


async def webhooks(request: Request) -> Response:
    """Who is told of what, and what came of it."""
    shown = webhooks_page(services_of(request), _number(request, "older"))
    return await _page(request, "webhooks.html", place="/webhooks", shown=shown)


async def broadcasts(request: Request) -> Response:
    """All broadcasts."""
    return await _page(request, "broadcasts.html", place="/broadcasts", shown=broadcasts_page(services_of(request)))


async def broadcast(request: Request) -> Response:
    """A broadcast, with its calls."""
    older = _number(request, "older")
    return await _page_of_one(
        request, "broadcast.html", lambda services, wanted: broadcast_page(services, wanted, older), "/broadcasts"
    )


async def _page_of_one(request: Request, template: str, view: Callable[[Services, int], Any], place: str) -> Response:
    wanted = request.path_params["id"]
    found = view(services_of(request), wanted) if wanted <= LARGEST_ID else None
    if found is None:
        return await _page(request, "missing.html", place=place, status=404)
    return await _page(request, template, place=place, chosen=wanted, shown=found)


async def _page(
    request: Request, template: str, *, place: str, chosen: int | None = None, shown: Any = None, status: int = 200
) -> Response:
    """A page: the inbox, what is chosen, and the phone. `place` is where it stands among the links at the top."""
    services = services_of(request)
    listed = await inbox(services, request.query_params.get("q", ""), _number(request, "before"), chosen)
    first_page = request.url.path == "/"
    empty = not (listed.rows or listed.query)
    data = {
        "address": request.url.path,
        "view": ("start empty" if empty else "start") if first_page else "chosen",
        "place": place,
        "inbox": listed,
        "shown": shown,
        "clock": clock(services),
        "start": start(services, f"{request.url.scheme}://{request.url.netloc}/v2"),
        "phone": phone(services, _number(request, "on")),
    }
    # whoever has opened the page may search: what there is to find is taken in before they do
    return HTMLResponse(render(template, data), status, _HEADERS, background=BackgroundTask(catch_up, services))


def _number(request: Request, name: str) -> int | None:
    """A whole number of the query; what is none is passed over, as browsers' addresses are edited by hand."""
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


class _Files(StaticFiles):
    """The page's files, which a browser asks for again after an upgrade."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        found = super().file_response(full_path, stat_result, scope, status_code)
        found.headers["Cache-Control"] = "no-cache"
        found.headers["X-Content-Type-Options"] = "nosniff"
        return found
