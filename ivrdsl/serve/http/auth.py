"""HTTP Basic on everything under /v2 but the API's document, which both official clients fetch without a login."""

import base64
import hmac
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.http.errors import ApiError, error_answer

OPEN: Final = "/v2/api-docs/swagger.json"
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="ivrdsl serve"'}


class BasicAuth:
    """Lets requests through that bring the login; or any, where the server takes any."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._any = settings.any_login
        self._pair = f"{settings.login}:{settings.password}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == OPEN or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        sent = any(name == b"authorization" for name, _ in scope["headers"])
        message = "the login or the password is wrong" if sent else "the request has no login"
        todo = "send HTTP Basic with the login and password that `ivrdsl serve` was started with"
        if self._any:
            todo = "send HTTP Basic with any login and password"
            message = "the login cannot be read" if sent else message
        await error_answer(ApiError(401, message, todo, _CHALLENGE))(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        pair = _pair_in(scope)
        if self._any:
            return pair.partition(b":")[0] != b"" and b":" in pair
        return hmac.compare_digest(pair, self._pair)


def client_of(request: Request) -> str:
    """Who sends a request, as far as can be told: a login, at an address. Programs of one machine may share both."""
    login = _pair_in(request.scope).partition(b":")[0].decode("latin-1")
    return f"{login} at {request.client.host if request.client else ''}"


def _pair_in(scope: Scope) -> bytes:
    """Login and password of a request with a colon between, or nothing."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, pair = value.partition(b" ")
            try:
                return base64.b64decode(pair.strip(), validate=True) if scheme.lower() == b"basic" else b""
            except ValueError:
                return b""
    return b""
