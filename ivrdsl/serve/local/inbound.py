"""/local/inbound: a test, or the page, calls a number in, or sends a text to one."""

import logging
import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.rest.numbers import PhoneNumber, read_number
from ivrdsl.rest.optout import choice_in
from ivrdsl.rest.shapes import SHORT_CODE
from ivrdsl.serve.base.account import CAMPAIGNS, action_body, contact_of
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, BadRequestError
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object, require_script
from ivrdsl.serve.local.views import call_view, text_view, told
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.actions import Action, Kind
from ivrdsl.serve.store.database import trouble

Json = dict[str, Any]

_log = logging.getLogger("uvicorn.error")


async def call_in(request: Request) -> Response:
    """POST /local/inbound/calls {"from", "to", "script"?, "hold"?}: the dialplan of the number `to` answers.

    With a script, statements of the call script, the caller does that; without one a person holds the phone. With
    "hold" the call's own timers rest, until a script or a manual clock moves it.
    """
    services = services_of(request)
    body = await read_object(request)
    to, caller = _number(body, "to", False), _number(body, "from", False)
    config = services.store.numbers.get(to)
    if config is None:
        raise ApiError(404, f"nothing answers {to}", "PUT /v2/numbers/leases/configs/{number} with a dialplan first")
    script = _script(request, body.get("script"))
    action = _inbound(services, "call", caller, to)
    action.body["agentCall"] = False
    detail = {"plan_xml": config["ivrInboundConfig"]["dialplanXml"]}
    if script is not None:
        detail["script"] = script
    if body.get("hold") is True:
        detail["hold"] = True
    call = action._replace(detail=detail)
    with services.store.transaction():
        services.store.actions.add([call])
    services.feed.tell(FeedEvent("call", call.id, to))
    services.calls.arrived()
    try:
        await services.calls.turn()
    except sqlite3.Error as error:  # the call is stored: it is answered as soon as it can be
        _log.error("%s; call %d waits for it", trouble(error), call.id)
    view = call_view(services, services.store.actions.get("call", call.id) or call, whole=True)
    return answer(told(services, view))


async def text_in(request: Request) -> Response:
    """POST /local/inbound/texts {"from", "to", "text"}: a text that somebody sends to us."""
    services = services_of(request)
    body = await read_object(request)
    to, sender = _number(body, "to", True, SHORT_CODE), _number(body, "from", True)
    text = body.get("text")
    if not isinstance(text, str) or len(text) > 10_000:
        raise BadRequestError("text is missing, or longer than 10,000 characters", 'send {"text": "STOP"}')
    action = _inbound(services, "text", sender, to)
    record = {"id": services.store.new_id(), "billedAmount": 0.0, "finishTime": action.body["created"]}
    record |= {"message": text, "textResult": "RECEIVED", "toNumber": to}
    action.body.update(
        {"state": "FINISHED", "message": text, "media": [], "finalTextResult": "RECEIVED", "records": [record]}
    )
    with services.store.transaction():
        services.store.actions.add([action])
        match choice_in(text):
            case "out":
                services.store.do_not_text.add(sender)
            case "in":
                services.store.do_not_text.remove(sender)
        services.outbox.put("InboundText", "Finished", [action.body])
    services.feed.tell(FeedEvent("text", action.id, to))
    return answer(text_view(action))


def _inbound(services: Services, kind: Kind, sender: str, to: str) -> Action:
    action_id = services.store.new_id()
    body = action_body(
        action_id,
        sender,
        to,
        state="READY",
        campaign_id=CAMPAIGNS[kind],
        contact=contact_of(PhoneNumber(sender)),
        at_ms=services.clock.now_ms(),
    )
    return Action(action_id, kind, body | {"inbound": True}, {})


def _number(body: Json, name: str, short_codes: bool, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise BadRequestError(f"{name} is missing", f'send {{"{name}": "12135551234"}}')
    found = read_number(value, short_codes=short_codes)
    if found.problem:
        raise BadRequestError(f"{name}: {found.problem}")
    return found.digits


def _script(request: Request, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRequestError(f"script is {value!r:.40}; expected statements of the call script")
    require_script(request, value)
    return value


ROUTES = [by_method("/inbound/calls", POST=call_in), by_method("/inbound/texts", POST=text_in)]
