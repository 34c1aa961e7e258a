"""Reads the small JSON objects that the local API is sent."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request

from ivrdsl.errors import ScriptError
from ivrdsl.serve.http.bodies import read_json
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.services import services_of
from ivrdsl.wording.mask import Mask

_MAX_BYTES: Final = 1_000_000


async def read_object(request: Request) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        ApiError: the body is none.
    """
    body: Any = await read_json(request, _MAX_BYTES)
    if type(body) is not dict:
        raise BadRequestError("the body is not an object", "send {}")
    return body


def whole_in(body: Mapping[str, Any], name: str, most: int, *, least: int = 0) -> int:
    """Read a whole number.

    Raises:
        BadRequestError: it is missing, no whole number, too small or too large.
    """
    value = body.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BadRequestError(f"{name} is {value!r:.40}; expected a whole number, {least} to {most:,}")
    return value


def require_script(request: Request, script: str) -> None:
    """Refuse what is no call script; what the words quote of it is masked.

    Raises:
        BadRequestError: it does not parse.
    """
    from ivrsim.script.statements import parse_script

    try:
        parse_script(script)
    except ScriptError as error:
        words = Mask(shows=services_of(request).settings.show_secrets).quoting(str(error))
        raise BadRequestError(f"script, line {error.line}, column {error.column}: {words}") from None
