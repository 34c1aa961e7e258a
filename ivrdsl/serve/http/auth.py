"""HTTP Basic on everything under /v2 but the API's document, which both official clients fetch without a login."""

import base64
import hmac
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from ivrdsl.serve.http.errors import ApiError, error_answer

OPEN: Final = "/v2/api-docs/swagger.json"
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="ivrdsl serve"'}


class BasicAuth:
    """Lets requests through that bring the login."""

    def __init__(self, app: ASGIApp, login: str, password: str) -> None:
        self._app = app
        self._pair = base64.b64encode(f"{login}:{password}".encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == OPEN or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        sent = any(name == b"authorization" for name, _ in scope["headers"])
        message = "the login or the password is wrong" if sent else "the request has no login"
        todo = "send HTTP Basic with the login and password that `ivrdsl serve` was started with"
        await error_answer(ApiError(401, message, todo, _CHALLENGE))(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"authorization":
                scheme, _, pair = value.partition(b" ")
                return scheme.lower() == b"basic" and hmac.compare_digest(pair.strip(), self._pair)
        return False
