"""/local/calls: the phone. A person in the browser, or a test, answers, presses keys and hangs up."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.findings.words import expected
from ivrdsl.rest.shapes import STATES
from ivrdsl.serve.exchange.calls import CannotMoveError
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, BadRequestError, not_found
from ivrdsl.serve.http.queries import int64, whole
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object, require_script
from ivrdsl.serve.local.messages import SHOWN
from ivrdsl.serve.local.polls import awaited
from ivrdsl.serve.local.views import Json, call_view, told
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.actions import Action, Filter


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

    def missing(within: str) -> str:
        return f"no call{_to(wanted)} came {within}{_calls_so_far(services)}"

    call = await awaited(request, lambda: _first_begun(services, wanted), missing)
    return answer(told(services, call_view(services, call, whole=True)))


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


def _first_begun(services: Services, wanted: Filter) -> Action | None:
    begun = wanted._replace(states=tuple(state for state in STATES if state != "READY"))
    found = services.store.actions.find("call", begun, limit=1, newest_first=False)
    return found[0] if found else None


async def wait_for_entries(request: Request) -> Response:
    """GET /local/calls/{id}/wait: the call once it has more than so many entries, or is over."""
    services = services_of(request)
    call_id = _call(request, services).id
    after = whole(request.query_params, "after", least=0) or 0

    def look() -> Json | None:
        view = call_view(services, _call(request, services), whole=True)
        return view if _is_further(view, after) else None

    view = await awaited(request, look, lambda within: f"nothing happened in call {call_id} {within}")
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
    body = await read_object(request)
    script = body.get("script")
    if not isinstance(script, str):
        raise BadRequestError("script is missing", 'send {"script": "answer live; press 1"}')
    require_script(request, script)
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
