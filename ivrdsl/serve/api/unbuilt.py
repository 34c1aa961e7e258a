"""Operations of the platform that the stand-in has not: each answers 501, and says what there is instead."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ivrdsl.rest.operations import BOOLEANS, INTEGERS, UNBUILT, Operation
from ivrdsl.serve.http.errors import ApiError
from ivrdsl.serve.http.routes import Handler, by_method

Json = dict[str, Any]

_WHY: Final = {
    "calls": "the stand-in runs and stops broadcasts of calls, and changes nothing else about them",
    "campaigns": "the stand-in keeps no sounds and no batches",
    "contacts": "the stand-in keeps no contacts, no lists of them, and no do-not-contact lists that can be edited",
    "keywords": "the stand-in leases no keywords",
    "me": "the stand-in has no account, no billing and no credentials",
    "media": "the stand-in keeps no media",
    "numbers": "the stand-in leases no numbers: it only knows what answers them",
    "orders": "the stand-in sells nothing",
    "reports": "the stand-in writes no delivery reports",
    "texts": "the stand-in has no broadcasts of texts and no automatic replies",
}


def unbuilt_error(operation: Operation, built: list[str]) -> ApiError:
    """The error for an operation that is not built.

    Args:
        operation: that was asked for.
        built: the ids of those that are.
    """
    message = f"{operation.name} ({operation.method} /v2{operation.path}) is not built: {_WHY[operation.tag]}"
    return ApiError(501, message, f"there are {', '.join(built)}")


def routes(built: list[str]) -> list[Route]:
    """A route for each path that the stand-in has not.

    Args:
        built: the ids of the operations that it has.
    """
    found: dict[str, dict[str, Handler]] = {}
    for each in UNBUILT:
        found.setdefault(each.path, {})[each.method] = _handler(each, built)
    return [by_method(path, **handlers) for path, handlers in found.items()]


def _handler(operation: Operation, built: list[str]) -> Handler:
    async def refuse(request: Request) -> Response:
        raise unbuilt_error(operation, built)

    return refuse


def parameters_of(operation: Operation) -> list[Json]:
    """What a request may bring, for the API's document."""
    names = [part.split("}")[0] for part in operation.path.split("{")[1:]]
    path = [{"name": name, "in": "path", "required": True, **_type(name in ("id", "contactId"))} for name in names]
    return [*path, *map(_query, operation.query), *_brought(operation.brings)]


def _query(name: str) -> Json:
    kind = {"type": "boolean"} if name in BOOLEANS else _type(name in INTEGERS)
    if name.endswith("[]"):
        kind = {"type": "array", "items": kind, "collectionFormat": "multi"}
    return {"name": name.removesuffix("[]"), "in": "query", "required": False, **kind}


def _type(is_integer: bool) -> Json:
    return {"type": "integer", "format": "int64"} if is_integer else {"type": "string"}


def _brought(kind: str) -> list[Json]:
    if kind == "form":
        return [{"name": "file", "in": "formData", "required": True, "type": "file"}]
    return [{"name": "body", "in": "body", "required": False, "schema": {}}] if kind else []
