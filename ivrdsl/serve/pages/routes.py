"""What a browser can ask for: pages, and the files they need. The page's script asks for a page again when something
has happened, and puts what has changed into the one that is shown.
"""

from collections.abc import Callable
from os import PathLike, stat_result
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ivrdsl.serve.pages import views
from ivrdsl.serve.pages.html import render
from ivrdsl.serve.services import Services, services_of

_LARGEST_ID: Final = 2**63 - 1
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
        Route("/", inbox),
        Route("/texts/{id:int}", text),
        Route("/calls/{id:int}", call),
        Mount("/static", _Files(directory=_STATIC)),
    ]


async def inbox(request: Request) -> Response:
    """The inbox alone."""
    return _page(request, "start.html")


async def text(request: Request) -> Response:
    """A text, beside the inbox."""
    return _page_of_one(request, "text.html", views.text_page)


async def call(request: Request) -> Response:
    """A call, beside the inbox."""
    return _page_of_one(request, "call.html", views.call_page)


def _page_of_one(request: Request, template: str, view: Callable[[Services, int], Any]) -> Response:
    wanted = request.path_params["id"]
    found = view(services_of(request), wanted) if wanted <= _LARGEST_ID else None
    if found is None:
        return _page(request, "missing.html", status=404)
    return _page(request, template, chosen=wanted, shown=found)


def _page(
    request: Request, template: str, *, chosen: int | None = None, shown: Any = None, status: int = 200
) -> Response:
    """A page: the inbox, what is chosen in it, and the phone."""
    services = services_of(request)
    data = {
        "address": request.url.path,
        "inbox": views.inbox(services, request.query_params.get("q", ""), _number(request, "limit"), chosen),
        "shown": shown,
        "clock": views.clock(services),
        "start": views.start(services, f"{request.url.scheme}://{request.url.netloc}/v2"),
        "phone": views.phone(services, _number(request, "on")),
    }
    return HTMLResponse(render(template, data), status, _HEADERS)


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
