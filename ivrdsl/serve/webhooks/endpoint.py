"""Where a delivery goes, as its URL says: whom to connect to, and how the request to it begins."""

from base64 import b64encode
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from ivrdsl._version import __version__
from ivrdsl.serve.base.addresses import ascii_host, is_local_name

_KEPT: Final = "%/:=&?~#+!$,;'@()*[]"
"""Characters of a path that are sent as they are."""


class Origin(NamedTuple):
    """Whom to connect to.

    Attributes:
        host, port: as the URL has them; a name in ASCII.
        tls: whether it is https.
        verify: whether its certificate must be good.
    """

    host: str
    port: int
    tls: bool
    verify: bool

    @property
    def addresses(self) -> tuple[str, ...]:
        """What to connect to, one after the other; names of the loopback are not looked up."""
        return ("127.0.0.1", "::1") if is_local_name(self.host) else (self.host,)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Endpoint(NamedTuple):
    """Where deliveries of a URL go.

    Attributes:
        origin: whom to connect to.
        head: how each request begins: all of the head that is the same every time.
    """

    origin: Origin
    head: bytes


@lru_cache(1000)
def endpoint_of(callback: str, verify_tls: bool) -> Endpoint:
    """The endpoint of a URL in which `problem_of` finds nothing wrong."""
    parts = urlsplit(callback)
    tls = parts.scheme == "https"
    host = ascii_host(parts.hostname or "")
    origin = Origin(host, parts.port or (443 if tls else 80), tls, verify_tls or not tls)
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    lines = [
        f"POST {target} HTTP/1.1",
        f"Host: {origin if parts.port is not None else f'[{host}]' if ':' in host else host}",
        "Accept: */*",
        f"User-Agent: ivrdsl/{__version__}",
        "Content-Type: application/json",
    ]
    if parts.username is not None or parts.password is not None:
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        lines.append(f"Authorization: Basic {b64encode(login.encode()).decode()}")
    return Endpoint(origin, "\r\n".join([*lines, ""]).encode("ascii"))
