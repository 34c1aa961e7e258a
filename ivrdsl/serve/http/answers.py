"""JSON answers, whole or in part (`fields=`)."""

import json
from typing import Any

from starlette.responses import Response

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    return Response(_encode(body).encode(), status, headers, media_type="application/json")


def empty(status: int = 200) -> Response:
    """An answer without a body."""
    return Response(b"", status)
