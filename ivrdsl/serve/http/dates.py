"""The header `Date`, by the platform's clock: on the machine's, an answer would be later than what it tells."""

from email.utils import formatdate
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Dated:
    """Gives every answer its date."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                second = scope["app"].state.services.clock.now_ms() // 1000
                message["headers"] = [*message["headers"], (b"date", _date(second))]
            await send(message)

        await self._app(scope, receive, dated)


@lru_cache(maxsize=8)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()
