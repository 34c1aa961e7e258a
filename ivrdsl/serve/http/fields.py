"""Partial answers: `fields=id,name` and `fields=items(id,records(result))`, both for one thing and for lists."""

import re
from typing import Any, Final

from ivrdsl.serve.http.errors import BadRequestError

Json = dict[str, Any]

Wanted = dict[str, "Wanted | None"]
"""Names that are wanted, each with what is wanted inside it; None for all of it."""

_TOKEN: Final = re.compile(r"\s*([^(),\s]+|[(),])\s*")
_DEEPEST: Final = 10


def wanted_fields(text: str | None) -> Wanted | None:
    """Read the parameter `fields`; None where everything is wanted.

    Raises:
        BadRequestError: the brackets do not match.
    """
    if text is None or not text.strip():
        return None
    open_: list[Wanted] = [{}]
    name = ""
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise _malformed_error(text)
        position = token.end()
        match token[1]:
            case "(":
                if not name or len(open_) > _DEEPEST:
                    raise _malformed_error(text)
                inside: Wanted = {}
                open_[-1][name] = inside
                open_.append(inside)
                name = ""
            case ")":
                if len(open_) == 1:
                    raise _malformed_error(text)
                open_.pop()
                name = ""
            case ",":
                name = ""
            case name:
                open_[-1].setdefault(name, None)
    if len(open_) > 1:
        raise _malformed_error(text)
    return open_[0]


def _malformed_error(text: str) -> BadRequestError:
    return BadRequestError(f"fields={text[:80]} cannot be read", "write names with commas: fields=id,items(id,state)")


def part(body: Json, wanted: Wanted | None) -> Json:
    """The part of an answer that is wanted; names that it does not have are passed over.

    Where the answer is a list, its items may be named, `items(id,state)`, or their fields alone, `id,state`: both are
    documented.
    """
    if wanted is None:
        return body
    items = body.get("items")
    if not isinstance(items, list):
        return _named(body, wanted)
    of_items = {name: inside for name, inside in wanted.items() if name not in _ENVELOPE}
    of_envelope = {name: inside for name, inside in wanted.items() if name in _ENVELOPE}
    found: Json = _named(body, of_envelope if of_envelope else dict.fromkeys(body))
    whole = "items" in of_envelope and of_envelope["items"] is None
    if of_items and not whole:
        found["items"] = _inside(items, of_items | (of_envelope.get("items") or {}))
    return found


_ENVELOPE: Final = ("items", "limit", "offset", "totalCount")
"""What an answer has round the items of a list."""


def _inside(value: Any, wanted: Wanted | None) -> Any:
    if wanted is None:
        return value
    if isinstance(value, list):
        return [_inside(each, wanted) for each in value]
    return _named(value, wanted) if isinstance(value, dict) else value


def _named(value: Json, wanted: Wanted) -> Json:
    return {name: _inside(value[name], inside) for name, inside in wanted.items() if name in value}
