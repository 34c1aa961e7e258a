"""What stands before the handlers: who may use the local API, and targets as proxies are sent them."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from ivrdsl.serve.base.addresses import is_of_this_machine
from ivrdsl.serve.http.errors import ApiError, error_answer


class AbsoluteTargets:
    """Takes `POST http://api.callfire.com/v2/calls HTTP/1.1`, which clients send to a plain HTTP proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("http://", "https://")):
            path = "/" + scope["path"].split("://", 1)[1].partition("/")[2]
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(scope, receive, send)


class LocalOnly:
    """Lets requests to the local API through that come from a program of this machine, or from our own page.

    A page of somebody else, open in the same browser, could send requests here too. It is told by its Origin; and by
    the Host, when its own name was made to lead here.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = ()) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        if not self._is_ours(f"http://{host}") or (origin is not None and urlsplit(origin).netloc != host):
            message = f"the local API is not for {origin or host or 'requests without a Host'}"
            todo = "ask for it at 127.0.0.1, or start the server with --host for the name you use"
            await error_answer(ApiError(403, message, todo))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, url: str) -> bool:
        try:
            host = (urlsplit(url).hostname or "").lower()
            return host in self._hosts or "*" in self._hosts or is_of_this_machine(url)
        except ValueError:
            return False
