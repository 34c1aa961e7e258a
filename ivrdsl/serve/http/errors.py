"""The error body that every answer of 400 and above has."""

import asyncio
import logging
import sqlite3
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.store.database import trouble

_log = logging.getLogger("uvicorn.error")


class ApiError(Exception):
    """A request is refused.

    Args:
        status: the HTTP status.
        message: what is wrong, for people.
        todo: what to do about it.
        headers: further headers of the answer.
        more: further fields of the body, for the local API; the platform's has none.
    """

    def __init__(
        self,
        status: int,
        message: str,
        todo: str = "",
        headers: dict[str, str] | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.todo = todo
        self.headers = headers
        self.more = more or {}


class BadRequestError(ApiError):
    """A request holds what the API's document does not allow."""

    def __init__(self, message: str, todo: str = "") -> None:
        super().__init__(400, message, todo)


def not_found(what: str) -> ApiError:
    """The error for something that there is not."""
    return ApiError(404, f"there is no {what}", "look at the id; --keep N, or a reset, may have taken it away")


def error_answer(error: ApiError) -> Response:
    """The answer that an error is."""
    body = {
        "httpStatusCode": error.status,
        "internalCode": 0,
        "message": error.message,
        "developerMessage": error.todo or error.message,
        "helpLink": "docs/stand-in.md",
        **error.more,
    }
    return answer(body, error.status, error.headers)


async def on_api_error(request: Request, error: Exception) -> Response:
    """Answer an `ApiError`."""
    assert isinstance(error, ApiError)
    return error_answer(error)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: no such path, no such method."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    headers = dict(error.headers or {})
    if error.status_code == 404:
        todo = "the paths of this stand-in are in /v2/api-docs/swagger.json; it has a part of the platform's"
        return error_answer(ApiError(404, f"there is nothing at {path}", todo, headers))
    if error.status_code == 405:
        todo = f"allowed here: {headers.get('Allow', headers.get('allow', 'see the document'))}"
        return error_answer(ApiError(405, f"{request.method} is not possible at {path}", todo, headers))
    return error_answer(ApiError(error.status_code, error.detail))


async def on_end(request: Request, error: Exception) -> Response:
    """Answer who waits when the server stops."""
    return _end_answer()


def _end_answer() -> Response:
    return error_answer(ApiError(503, "the server stops", "nothing more will happen; start it again"))


class LastAnswers:
    """Answers those whose request is cut short, because the server stops and has waited for them long enough."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except asyncio.CancelledError:
            if scope["type"] == "http" and not begun:
                await _end_answer()(scope, receive, send)


async def on_leave(request: Request, error: Exception) -> Response:
    """Answer nobody: the client left before its whole request had come. The connection has noted it in the log."""
    return Response(status_code=400)


async def on_store_error(request: Request, error: Exception) -> Response:
    """Answer when the store cannot be written: nothing of the request was kept."""
    assert isinstance(error, sqlite3.Error)
    message = trouble(error)
    _log.error("%s %s was answered 503: %s", request.method, request.url.path, message)
    return error_answer(ApiError(503, message, "nothing was stored; look at the disk that --database names"))


async def on_crash(request: Request, error: Exception) -> Response:
    """Answer a bug of ours; what happened is in the log of the server."""
    message = f"internal error: {type(error).__name__}"
    return error_answer(ApiError(500, message, "this is a bug of the stand-in, not of your request; its log says more"))
