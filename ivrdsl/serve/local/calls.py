"""/local/calls: the phone. A person in the browser, or a test, answers, presses keys and hangs up."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.errors import ScriptError
from ivrdsl.findings.words import expected
from ivrdsl.rest.shapes import STATES
from ivrdsl.serve.exchange.calls import CannotMoveError
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, BadRequestError, not_found
from ivrdsl.serve.http.queries import int64, whole
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object
from ivrdsl.serve.local.messages import SHOWN, wait_s
from ivrdsl.serve.local.views import Json, call_view, told
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.actions import Action, Filter
from ivrdsl.wording.mask import Mask


async def find_calls(request: Request) -> Response:
    """GET /local/calls: calls, the newest last."""
    services = services_of(request)
    wanted = Filter(to_number=request.query_params.get("to"), after_id=whole(request.query_params, "after"))
    limit = whole(request.query_params, "limit", least=1, most=SHOWN * 5) or SHOWN
    found = services.store.actions.find("call", wanted, limit=limit)
    return answer({"calls": [call_view(services, call, whole=False) for call in reversed(found)]})


async def get_call(request: Request) -> Response:
    """GET /local/calls/{id}."""
    services = services_of(request)
    return answer(told(services, call_view(services, _call(request, services), whole=True)))


async def wait_for_call(request: Request) -> Response:
    """GET /local/calls/wait: the first call after one that rings, runs or is over, now or when it comes."""
    services = services_of(request)
    wanted = Filter(to_number=request.query_params.get("to"), after_id=whole(request.query_params, "after"))
    timeout_s = wait_s(request)
    with services.feed.reading() as reader:
        try:
            async with asyncio.timeout(timeout_s):
                while not (found := _calls_begun(services, wanted)):
                    await reader.next()
        except TimeoutError:
            message = f"no call{_to(wanted)} came within {timeout_s:g} s{_calls_so_far(services)}"
            raise ApiError(408, message, "a larger timeout=SECONDS waits longer") from None
    return answer(told(services, call_view(services, found[0], whole=True)))


_NAMED = 5
"""Calls that an error names at most."""


def _to(wanted: Filter) -> str:
    return "" if wanted.to_number is None else f" to {wanted.to_number}"


def _calls_so_far(services: Services) -> str:
    """The calls that did come, as the end of a sentence."""
    found = services.store.actions.find("call", Filter(), limit=_NAMED)
    if not found:
        return "; there is no call at all"
    views = [call_view(services, call, whole=False) for call in reversed(found)]
    named = ", ".join(f"to {view['to']} ({view['state']})" for view in views)
    return f"; the last that came: {named}"


def _calls_begun(services: Services, wanted: Filter) -> list[Action]:
    begun = wanted._replace(states=tuple(state for state in STATES if state != "READY"))
    return services.store.actions.find("call", begun, limit=1, newest_first=False)


async def wait_for_entries(request: Request) -> Response:
    """GET /local/calls/{id}/wait: the call once it has more than so many entries, or is over."""
    services = services_of(request)
    call = _call(request, services)
    after = whole(request.query_params, "after", least=0) or 0
    timeout_s = wait_s(request)
    with services.feed.reading() as reader:
        try:
            async with asyncio.timeout(timeout_s):
                while not _is_further(view := call_view(services, call, whole=True), after):
                    event = await reader.next()
                    if event.id in (call.id, 0):
                        call = _call(request, services)
        except TimeoutError:
            message = f"nothing happened in call {call.id} within {timeout_s:g} s"
            raise ApiError(408, message, "a larger timeout=SECONDS waits longer") from None
    return answer(told(services, view))


def _is_further(view: Json, after: int) -> bool:
    return len(view["entries"]) > after or view["state"] not in ("waiting", "ringing", "active")


async def answer_call(request: Request) -> Response:
    """POST /local/calls/{id}/answer {"by": "live" | "machine"}, or a party: "mailbox"."""
    from ivrsim.core.parties import PARTIES

    body = await read_object(request)
    by = body.get("by", "live")
    known = ("live", "machine", *PARTIES)
    if by not in known:
        raise BadRequestError(f"by is {by!r:.40}; {expected(by, known)}")
    return await _move(request, {"do": "answer", "by": by}, hold=body.get("hold") is True)


async def press_key(request: Request) -> Response:
    """POST /local/calls/{id}/key {"key": "1"}."""
    key = (await read_object(request)).get("key")
    if not (isinstance(key, str) and len(key) == 1 and key in "0123456789*#"):
        raise BadRequestError(f"key is {key!r:.40}; expected one of 0-9, * and #")
    return await _move(request, {"do": "key", "key": key})


async def hang_up(request: Request) -> Response:
    """POST /local/calls/{id}/hangup {}."""
    await read_object(request)
    return await _move(request, {"do": "hang up"})


async def run_script(request: Request) -> Response:
    """POST /local/calls/{id}/script {"script": "hear '2 5 1 7'; press 1"}: statements of the call script.

    They move the call's clock as they need, and its own timers rest from then on; not so with "hold": false.
    """
    from ivrsim.script.statements import parse_script

    body = await read_object(request)
    script = body.get("script")
    if not isinstance(script, str):
        raise BadRequestError("script is missing", 'send {"script": "answer live; press 1"}')
    try:
        parse_script(script)
    except ScriptError as error:
        words = Mask(shows=services_of(request).settings.show_secrets).quoting(str(error))
        raise BadRequestError(f"script, line {error.line}, column {error.column}: {words}") from None
    return await _move(request, {"script": script}, hold=body.get("hold") is not False)


def _end_of(call_id: int, services: Services) -> str:
    """How a call has ended, to be said behind a sentence; "" for one that goes on, or that a reset has forgotten."""
    call = services.store.actions.get("call", call_id)
    if call is None:
        return ""
    view = call_view(services, call, whole=False)
    became = ", ".join(filter(None, (view["state"], view["outcome"], view["result"])))
    return f": {became}" if view["outcome"] else ""


async def _move(request: Request, move: Json, *, hold: bool = False) -> Response:
    services = services_of(request)
    call = _call(request, services)
    try:
        live = await services.calls.move(call.id, move, hold=hold)
    except CannotMoveError as error:
        words = f"{error}{_end_of(call.id, services)}"
        raise ApiError(409, words, "GET /local/calls/{id} shows what the call is doing") from None
    view = call_view(services, _call(request, services), whole=True)
    return answer(told(services, view | {"failed": live.snapshot["report"]["failed"]}))


def _call(request: Request, services: Services) -> Action:
    call_id = int64(request.path_params["id"], "id")
    call = services.store.actions.get("call", call_id)
    if call is None:
        raise not_found(f"call {call_id}")
    return call


ROUTES = [
    Route("/calls", find_calls),
    Route("/calls/wait", wait_for_call),
    Route("/calls/{id}", get_call),
    Route("/calls/{id}/wait", wait_for_entries),
    by_method("/calls/{id}/answer", POST=answer_call),
    by_method("/calls/{id}/key", POST=press_key),
    by_method("/calls/{id}/hangup", POST=hang_up),
    by_method("/calls/{id}/script", POST=run_script),
]
