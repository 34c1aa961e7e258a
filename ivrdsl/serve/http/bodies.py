"""Reads the JSON of a request, with limits on its size and depth."""

import json
import math
import re
from typing import Any, Final, NoReturn

from starlette.requests import Request

from ivrdsl.serve.http.errors import ApiError, BadRequestError

_DRAINED: Final = 8
"""A body that is too large is read, and thrown away, up to so many times the limit: who still sends does not listen."""
_HALF_CHARACTER: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_TODO: Final = "send JSON in UTF-8, with the header Content-Type: application/json"
_DEEPEST: Final = 64


async def read_json(request: Request, max_bytes: int) -> Any:
    """Read the body of a request as JSON.

    Raises:
        ApiError: 413 where it is too large, 400 where it is no JSON, too deep, or holds half a character.
    """
    data = await _read(request, max_bytes)
    try:
        value = json.loads(data, parse_constant=_no_constant, parse_float=_finite)
        _require_flat(value)
    except RecursionError:
        raise BadRequestError("the JSON is nested too deeply", f"nothing here is deeper than {_DEEPEST}") from None
    except UnicodeDecodeError:
        raise BadRequestError("the body is not UTF-8", _TODO) from None
    except ValueError as error:
        shown = "the body is empty" if not data.strip() else f"the body is not JSON: {error}"
        raise BadRequestError(shown, _TODO) from None
    if _HALF_CHARACTER.search(data):
        _refuse_half_characters(value)
    return value


async def _read(request: Request, max_bytes: int) -> bytes:
    declared = request.headers.get("content-length", "")
    too_large = declared.isascii() and declared.isdigit() and int(declared[:18]) > max_bytes
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        too_large = too_large or size > max_bytes
        if not too_large:
            chunks.append(chunk)
        elif size > _DRAINED * max_bytes:
            break
        else:
            chunks.clear()
    if too_large:
        raise ApiError(413, f"the request is larger than {max_bytes:,} bytes", "send fewer recipients at one time")
    return b"".join(chunks)


def _require_flat(value: Any) -> None:
    """Refuse what nobody can show, or write into a recording.

    Raises:
        RecursionError: it is nested too deeply.
    """
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inside
            for each in level
            if isinstance(each, dict | list)
            for inside in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise RecursionError


def _finite(text: str) -> float:
    """A number with a fraction or an exponent; 1e400 is too large for one, and no JSON could tell it again."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is too large")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _refuse_half_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadRequestError("a text holds half a character (a lone surrogate)", _TODO) from None
