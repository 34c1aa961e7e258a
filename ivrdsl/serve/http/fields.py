"""Partial answers: `fields=id,name` and `fields=items(id,records(result))`."""

import re
from typing import Any, Final

from ivrdsl.serve.http.errors import BadRequestError

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


def part(value: Any, wanted: Wanted | None) -> Any:
    """The part of a value that is wanted; names that it does not have are passed over."""
    if wanted is None:
        return value
    if isinstance(value, list):
        return [part(each, wanted) for each in value]
    if isinstance(value, dict):
        return {name: part(value[name], inside) for name, inside in wanted.items() if name in value}
    return value
