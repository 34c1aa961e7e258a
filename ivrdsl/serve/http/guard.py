"""What stands before the handlers: whose requests are taken, and what bodies they may have.

A page of another site, open in the same browser, can send requests here too, and the login is one that everybody knows.
It is told by its Origin and by Sec-Fetch-Site, which no page can forge; and by the Host, when the page's own name was
made to lead to this machine.
"""

import ipaddress
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from ivrdsl.findings.words import quoted
from ivrdsl.serve.base.addresses import in_url, is_of_this_machine, problem_of_name
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.errors import ApiError, error_answer

TARGET: Final = "ivrdsl.target"
"""In a scope: the host that the request's target names, where it is a whole URL, as programs send their proxy."""
MULTIPART: Final = frozenset({"/v2/campaigns/sounds/files", "/v2/contacts/lists/upload", "/v2/media"})
"""Where the platform's document has forms; the stand-in has none of these yet."""
_API: Final = "/v2/"
_OWN_SITE: Final = (b"same-origin", b"none")
RawHeaders = Mapping[bytes, bytes]
"""Headers as a scope has them, each name once."""


class RequestGuard:
    """Lets requests through that a program sends, or our own page, to a name that is ours.

    Args:
        app: what is guarded.
        settings: where the server listens, and which further names it has.
        platform: the platform's own names, which programs use over TLS and through a proxy; browsers do neither.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings, platform: Collection[str]) -> None:
        self._app = app
        self._names = {name.lower() for name in (settings.host, *settings.hosts)}
        self._opened = not is_of_this_machine(f"http://{in_url(settings.host)}/")
        self._platform = platform
        self._is_ours = lru_cache(maxsize=100)(self._find_ours)  # a server is asked for by few names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = self._problem(scope) if scope["type"] == "http" else None
        if problem is not None:
            await error_answer(problem)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _problem(self, scope: Scope) -> ApiError | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host")
        if host is None or (len(headers) < len(scope["headers"]) and _count(scope, b"host") > 1):
            words = "no Host" if host is None else "more than one Host"
            return ApiError(403, f"the request has {words}", "send one: 127.0.0.1, with the port")
        target = scope.get(TARGET)
        by_program = (target is not None or scope["scheme"] == "https") and scope["path"].startswith(_API)
        for each in (host,) if target is None else (host, target):
            if not self._is_ours(each, by_program):
                return _foreign_host(each.decode("latin-1"))
        origin = headers.get(b"origin")
        if origin is not None and origin.lower() != scope["scheme"].encode() + b"://" + host.lower():
            return _foreign_page(origin.decode("latin-1"))
        site = headers.get(b"sec-fetch-site", b"none")
        if site in _OWN_SITE or _is_a_visit(scope, headers):
            return None
        return _foreign_page(f"another site ({site.decode('latin-1')})")

    def _find_ours(self, host: bytes, by_program: bool) -> bool:
        """Whether a Host, with a port or without, is a name of this server."""
        name = _name_in(host.decode("latin-1"))
        if name in self._names or is_of_this_machine(f"http://{in_url(name)}/"):
            return True
        if self._opened and _is_an_address(name):  # which cannot be made to lead elsewhere
            return True
        return by_program and name in self._platform


class JsonBodies:
    """Wants the bodies of requests to be JSON, and to say so. A page of another site cannot say so unasked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = _problem_of_body(dict(scope["headers"]), scope["path"])
        if problem is not None:
            await error_answer(problem)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_an_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _count(scope: Scope, wanted: bytes) -> int:
    return sum(name == wanted for name, _ in scope["headers"])


def _is_a_visit(scope: Scope, headers: RawHeaders) -> bool:
    """Whether somebody follows a link of another site in a browser. They see the answer; the other site does not."""
    mode, place = headers.get(b"sec-fetch-mode"), headers.get(b"sec-fetch-dest")
    return scope["method"] in ("GET", "HEAD") and (mode, place) == (b"navigate", b"document")


def _name_in(host: str) -> str:
    """The name in a Host, without its port; nothing where it cannot be read."""
    try:
        return (urlsplit(f"http://{host}/").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _foreign_host(host: str) -> ApiError:
    name = _name_in(host)
    todo = "ask for it at 127.0.0.1 or localhost"
    if not problem_of_name(name):
        todo += f", or start it with: ivrdsl serve --allow-host {name}"
    return ApiError(403, f"the request is for the host {quoted(host)}, which is no name of this stand-in", todo)


def _foreign_page(origin: str) -> ApiError:
    message = f"the request is of a page of {quoted(origin)}; pages of other sites are not answered"
    return ApiError(403, message, "send it from a program, or from the stand-in's own page")


def _problem_of_body(headers: RawHeaders, path: str) -> ApiError | None:
    if headers.get(b"content-length", b"0").strip(b"0") == b"" and b"transfer-encoding" not in headers:
        return None  # no body
    content_type = headers.get(b"content-type", b"")
    if content_type == b"application/json":  # as nearly all say it
        return None
    kind, _, rest = content_type.decode("latin-1").partition(";")
    kind = kind.strip().lower()
    todo = "send JSON in UTF-8, with the header Content-Type: application/json"
    if kind == "application/json":
        charset = _charset(rest)
        if charset in ("", "utf-8", "utf8"):
            return None
        return ApiError(415, f"the body is said to be in {quoted(charset)}; only UTF-8 is read", todo)
    if kind == "multipart/form-data" and path in MULTIPART:
        return None
    if not kind:
        return ApiError(415, "the body has no Content-Type", todo)
    return ApiError(415, f"the body is {quoted(kind)}, not JSON", todo)


def _charset(parameters: str) -> str:
    """The charset among the parameters of a content type, or nothing."""
    for each in parameters.split(";"):
        name, _, value = each.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""
