"""/local/callee: who answers the next call, or calls, instead of who else would."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.errors import IvrError
from ivrdsl.serve.base.callees import StandingIn, Subscriber, read_callee
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object
from ivrdsl.serve.services import Services, services_of
from ivrdsl.wording.mask import Mask

Json = dict[str, Any]

_MOST: Final = 1_000_000
_WHO: Final = ("script", "like", "name", "text")


async def get_callee(request: Request) -> Response:
    """GET /local/callee: who stands in, the strongest first."""
    return answer(_shown(services_of(request)))


async def set_callee(request: Request) -> Response:
    """POST /local/callee {"like": "machine"} or {"script": "answer live; press 1"}: who answers the next call.

    Further: "to" for calls to these numbers alone, "calls" for how many (0 until it is taken back), and "text" for what
    comes of texts, so many as "texts" says.
    """
    services = services_of(request)
    body = await read_object(request)
    calls, texts = _count(body, "calls"), _count(body, "texts")
    to = body.get("to", "")
    who = {name: value for name, value in body.items() if name not in ("to", "calls", "texts")}
    callee = _callee(who, to, Mask(shows=services.settings.show_secrets))
    if "script" in who or "like" in who:
        services.callees.let_stand_in(StandingIn("calls", to, callee, calls))
    if "text" in who:
        services.callees.let_stand_in(StandingIn("texts", to, callee, texts))
    services.feed.tell(FeedEvent("callee"))
    return answer(_shown(services))


async def take_back(request: Request) -> Response:
    """DELETE /local/callee: everybody answers again who would."""
    services = services_of(request)
    services.callees.take_back()
    services.feed.tell(FeedEvent("callee"))
    return answer(_shown(services))


def _callee(who: Json, to: object, mask: Mask) -> Subscriber:
    """Read who it is, in the words of a file of callees."""
    for name in who:
        if name not in _WHO:
            known = ", ".join((*_WHO, "to", "calls", "texts"))
            raise BadRequestError(f"there is no setting {name!r:.60}; expected some of {known}")
    row = {"number": "*" if to == "" else to, "name": "script", **who}
    if "text" in who and "script" not in who:
        row.setdefault("like", "human")  # whoever it is: this is about texts alone
    try:
        return read_callee("callee", row)[1]
    except IvrError as error:
        raise BadRequestError(
            mask.quoting(str(error)), 'send {"like": "machine"}, or {"script": "answer live"}'
        ) from None


def _count(body: Json, name: str) -> int | None:
    value = body.get(name, 1)
    if type(value) is not int or not 0 <= value <= _MOST:
        raise BadRequestError(f"{name} is {value!r:.40}; expected a whole number, 0 for all, to {_MOST:,}")
    return value or None


def _shown(services: Services) -> Json:
    mask = Mask(shows=services.settings.show_secrets)
    return {"standing_in": [_view(each, mask) for each in services.callees.standing_in]}


def _view(each: StandingIn, mask: Mask) -> Json:
    view: Json = {"of": each.of, "to": each.to, "left": each.left}
    if each.of == "texts":
        return view | {"text": each.callee.text_result}
    script = each.callee.script
    return view | {"name": each.callee.name, "script": None if script is None else mask.quoting(script)}


ROUTES = [by_method("/callee", GET=get_callee, POST=set_callee, DELETE=take_back)]
