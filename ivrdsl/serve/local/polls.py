"""Long polls: a request that is answered once there is something to tell, or its time is over."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from starlette.requests import Request

from ivrdsl.serve.http.errors import ApiError, BadRequestError
from ivrdsl.serve.services import services_of

T = TypeVar("T")

LONGEST_WAIT_S: Final = 60.0
DEFAULT_WAIT_S: Final = 10.0


async def awaited(request: Request, look: Callable[[], T | None], missing: Callable[[str], str]) -> T:
    """What is looked for, now or as soon as it is there.

    Args:
        request: its `timeout` says how long to wait, in seconds.
        look: finds it, or None while it is not there; it looks again whenever something has happened.
        missing: the words of an error, from how long was waited: "within 10 s".

    Raises:
        ApiError: 408 where it does not come in time; 400 where the time cannot be read.
    """
    timeout_s = _wait_s(request)
    with services_of(request).feed.reading() as reader:
        try:
            async with asyncio.timeout(timeout_s):
                while (found := look()) is None:
                    await reader.next()
                return found
        except TimeoutError:
            message = missing(f"within {timeout_s:g} s")
            raise ApiError(408, message, "a larger timeout=SECONDS waits longer") from None


def _wait_s(request: Request) -> float:
    text = request.query_params.get("timeout", str(DEFAULT_WAIT_S))
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= LONGEST_WAIT_S:
        raise BadRequestError(f"timeout is {text[:40]!r}; expected seconds, 0 to {LONGEST_WAIT_S:g}")
    return value
