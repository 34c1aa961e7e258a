"""/local/clock, /local/reset: how a test steers the stand-in."""

from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.base.settings import ClockMode
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object, whole_in
from ivrdsl.serve.services import Services, services_of

Json = dict[str, Any]

_LONGEST_MS = 10 * 366 * 86_400_000
_LAST_MS = 250_000_000_000_000
"""In the year 9892: behind 9999 no calendar, and no header `Date`, goes on. Unit: ms since 1970, UTC."""


async def get_clock(request: Request) -> Response:
    """GET /local/clock."""
    return answer(_clock(services_of(request)))


async def set_clock(request: Request) -> Response:
    """POST /local/clock {"mode": "automatic" | "real" | "manual"}."""
    services = services_of(request)
    mode = (await read_object(request)).get("mode")
    modes: tuple[ClockMode, ...] = get_args(ClockMode)
    chosen = next((each for each in modes if each == mode), None)
    if chosen is None:
        raise BadRequestError(f"mode is {mode!r:.40}; expected automatic, real or manual")
    services.clock.set_mode(chosen)
    _wake(services)
    return answer(_clock(services))


async def advance_clock(request: Request) -> Response:
    """POST /local/clock/advance {"ms": n}: let time pass on a manual clock, with all that is due on the way."""
    services = services_of(request)
    ms = whole_in(await read_object(request), "ms", _LONGEST_MS)
    if services.clock.mode != "manual":
        raise BadRequestError(f"the clock is {services.clock.mode}", 'POST /local/clock {"mode": "manual"} first')
    until_ms = services.clock.now_ms() + ms
    if until_ms > _LAST_MS:
        raise BadRequestError("the clock would stand behind the year 9892", "POST /local/reset sets it back")
    while True:
        stands_ms = services.clock.now_ms()
        while services.texts.turn():
            pass
        await services.calls.turn()
        if services.clock.mode != "manual" or services.clock.now_ms() < stands_ms:
            return answer(_clock(services))  # somebody else has set it otherwise meanwhile, or everything was reset
        dues = (services.texts.next_due_ms(), services.calls.next_due_ms())
        due_ms = min((due for due in dues if due is not None), default=None)
        if due_ms is None or due_ms > until_ms:
            break
        services.clock.stand_at(due_ms)
    services.clock.stand_at(until_ms)
    services.store.keep_clock(until_ms)
    services.feed.tell(FeedEvent("clock"))
    return answer(_clock(services))


async def reset(request: Request) -> Response:
    """POST /local/reset {}: forget everything, and end the calls in progress, faults and slowness."""
    services = services_of(request)
    await read_object(request)
    await services.calls.forget(services.store.clear)  # first: where the store cannot be used, all goes on
    services.deliverer.forget()
    services.outbox.forget()
    services.callees.take_back()
    services.clock.reset(services.settings.clock)
    services.faults.clear()
    services.feed.tell(FeedEvent("reset"))
    return answer({"mode": services.clock.mode})


def _clock(services: Services) -> Json:
    return {"mode": services.clock.mode, "now_ms": services.clock.now_ms()}


def _wake(services: Services) -> None:
    services.texts.arrived()
    services.calls.arrived()
    services.feed.tell(FeedEvent("clock"))


ROUTES = [
    by_method("/clock", GET=get_clock, POST=set_clock),
    by_method("/clock/advance", POST=advance_clock),
    by_method("/reset", POST=reset),
]
