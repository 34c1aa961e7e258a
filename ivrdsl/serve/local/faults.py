"""/local/faults, /local/slow: what a test wants to go wrong."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.findings.words import expected, nearest_word, one_of
from ivrdsl.rest.numbers import read_number
from ivrdsl.serve.base.faults import CARRIER_RESULTS, FAULT_KINDS, FIELDS, ArmedFault, FaultKind, Faults
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object, whole_in
from ivrdsl.serve.services import services_of

Json = dict[str, Any]

_MOST_TIMES: Final = 1_000_000
_LONGEST_MS: Final = 600_000
_LONGEST_S: Final = 86_400
_STAYING: Final = ("slow", "carrier_error")
"""Kinds that stay until they are cleared, if nobody says how often."""


async def get_faults(request: Request) -> Response:
    """GET /local/faults: what is armed, in the order in which it happens."""
    return _answer(services_of(request).faults)


async def arm_fault(request: Request) -> Response:
    """POST /local/faults {"kind": ..., ...}: arm one more; or, short, {"fail_next": N, "status": 503}."""
    body = await read_object(request)
    faults = services_of(request).faults
    if "fail_next" in body:
        return _fail_next(faults, body)
    faults.arm(fault_in(body))
    return _answer(faults)


async def clear_faults(request: Request) -> Response:
    """DELETE /local/faults: nothing more goes wrong."""
    faults = services_of(request).faults
    faults.clear()
    return _answer(faults)


async def set_slow(request: Request) -> Response:
    """POST /local/slow {"ms": n}: every answer of the API takes so much longer, instead of what was slow before."""
    body = await read_object(request)
    _refuse_others(body, ("ms",))
    ms = whole_in(body, "ms", _LONGEST_MS)
    faults = services_of(request).faults
    faults.clear("slow")
    faults.arm(ArmedFault("slow", None if ms else 0, before_ms=ms))
    return answer({"ms": ms})


def _fail_next(faults: Faults, body: Json) -> Response:
    """The next sends fail, instead of those that were to fail before."""
    _refuse_others(body, ("fail_next", "status", "retry_after_s"))
    sends = whole_in(body, "fail_next", _MOST_TIMES)
    given = {name: value for name, value in body.items() if name != "fail_next"}
    fault = fault_in({"kind": "fail", "times": sends or 1, **given})
    faults.clear("fail")
    if sends:
        faults.arm(fault)
    return answer({"fail_next": sends, "status": fault.status})


def fault_in(body: Mapping[str, Any]) -> ArmedFault:
    """Read a fault.

    Raises:
        BadRequestError: there is no such kind, or something that it does not have; the text has the nearest name.
    """
    kind = _kind(body)
    _refuse_others(body, ("kind", *FIELDS[kind]))
    fault = ArmedFault(kind, None if kind in _STAYING else 1)
    if "times" in body:  # null is for until it is cleared
        fault.times = None if body["times"] is None else whole_in(body, "times", _MOST_TIMES, least=1)
    fault.path = _path(body.get("path", ""))
    fault.to = _number(body.get("to", ""))
    fault.before_ms = whole_in({"before_ms": 0, **body}, "before_ms", _LONGEST_MS)
    fault.after_ms = whole_in({"after_ms": 0, **body}, "after_ms", _LONGEST_MS)
    if body.get("retry_after_s") is not None:
        fault.retry_after_s = whole_in(body, "retry_after_s", _LONGEST_S)
    fault.status = _status(body.get("status", 503 if fault.retry_after_s is None else 429))
    if fault.status == 429 and "retry_after_s" not in body:
        fault.retry_after_s = 1
    fault.result = _result(body.get("result", fault.result))
    _require(fault)
    return fault


def _require(fault: ArmedFault) -> None:
    """Refuse a fault that would do nothing, or nobody knows to whom."""
    if fault.kind == "carrier_error" and not fault.to:
        raise BadRequestError("to is missing: a carrier's error is for one number", 'add "to": "12135551234"')
    if fault.kind == "slow" and not fault.before_ms + fault.after_ms:
        raise BadRequestError("neither before_ms nor after_ms is set", 'add "before_ms": 300; DELETE ends slowness')


def _kind(body: Mapping[str, Any]) -> FaultKind:
    given = body.get("kind")
    if given is None:
        unknown = next((key for key in body if key not in ("fail_next", "status")), None)
        near = "" if unknown is None else nearest_word(unknown, ("kind", "fail_next"))
        raise BadRequestError("kind is missing", f"{near}; expected {one_of(FAULT_KINDS)}".removeprefix("; "))
    found = next((kind for kind in FAULT_KINDS if kind == given), None)
    if found is None:
        raise BadRequestError(f"kind is {given!r:.40}; {expected(str(given), FAULT_KINDS)}")
    return found


def _refuse_others(body: Mapping[str, Any], known: Collection[str]) -> None:
    for key in body:
        if key not in known:
            raise BadRequestError(f"there is no {key[:40]!r} here", nearest_word(key, known) or one_of(known))


def _path(value: object) -> str:
    if not isinstance(value, str) or (value and not value.startswith("/")):
        raise BadRequestError(f"path is {value!r:.40}; expected one of the API, such as /texts")
    return value.removeprefix("/v2").rstrip("/")


def _number(value: object) -> str:
    if value == "":
        return ""
    if not isinstance(value, str):
        raise BadRequestError(f"to is {value!r:.40}; expected a number in quotes, such as 12135551234")
    found = read_number(value, short_codes=True)
    if found.problem:
        raise BadRequestError(f"to: {found.problem}")
    return found.digits


def _status(value: object) -> int:
    if type(value) is not int or not 400 <= value <= 599:
        raise BadRequestError(f"status is {value!r:.40}; expected 400 to 599")
    return value


def _result(value: object) -> str:
    if value not in CARRIER_RESULTS:
        raise BadRequestError(f"result is {value!r:.40}; {expected(str(value), CARRIER_RESULTS)}")
    return str(value)


def _answer(faults: Faults) -> Response:
    return answer({"faults": [each.view() for each in faults.armed]})


ROUTES = [
    by_method("/faults", GET=get_faults, POST=arm_fault, DELETE=clear_faults),
    by_method("/slow", POST=set_slow),
]
