"""The query parameters of a request, and pages of answers."""

from typing import Any, Final, NamedTuple

from starlette.datastructures import QueryParams

from ivrdsl.rest.shapes import STATES
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.store.actions import Filter

MAX_LIMIT: Final = 1000
MAX_IDS: Final = 1000


class Page(NamedTuple):
    """Which part of a list is wanted."""

    limit: int
    offset: int


def page_of(query: QueryParams, default_limit: int) -> Page:
    """Read `limit` and `offset`."""
    limit = whole(query, "limit", least=1, most=MAX_LIMIT)
    offset = whole(query, "offset", least=0)
    return Page(default_limit if limit is None else limit, offset or 0)


def paged(items: list[Any], page: Page, total: int) -> dict[str, Any]:
    """A page as the API gives it."""
    return {"items": items, "limit": page.limit, "offset": page.offset, "totalCount": total}


def int64(text: str, name: str, *, least: int = -(2**63), most: int = 2**63 - 1) -> int:
    """Read a whole number.

    Raises:
        BadRequestError: it is none, or too small or large.
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise BadRequestError(f"{name} is {text[:40]!r}; expected a whole number")
    value = int(text)
    if not least <= value <= most:
        raise BadRequestError(
            f"{name} is {value}; expected {least} or more" if value < least else f"{name}: at most {most}"
        )
    return value


def whole(query: QueryParams, name: str, *, least: int = -(2**63), most: int = 2**63 - 1) -> int | None:
    """Read a parameter that is a whole number, or None where it is not given.

    Raises:
        ApiError: it is none, or out of bounds.
    """
    text = query.get(name)
    return None if text is None else int64(text, name, least=least, most=most)


def truth(query: QueryParams, name: str) -> bool | None:
    """Read a parameter that is true or false, or None where it is not given.

    In any letter case: a Python client that passes a query on as it is sends True.

    Raises:
        ApiError: it is neither.
    """
    text = query.get(name)
    if text is None:
        return None
    if text.lower() not in ("true", "false"):
        raise BadRequestError(f"{name} is {text[:40]!r}; expected true or false")
    return text.lower() == "true"


def several(query: QueryParams, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Read a parameter that is words with commas; each word once.

    Raises:
        ApiError: one of them is not allowed.
    """
    words = tuple(word.strip() for text in query.getlist(name) for word in text.split(",") if word.strip())
    for word in words:
        if word not in allowed:
            raise BadRequestError(f"{name} has {word[:40]!r}; expected some of {', '.join(allowed)}")
    return tuple(dict.fromkeys(words))


def filter_of(query: QueryParams, results: tuple[str, ...], default_campaign: int) -> Filter:
    """Read the filters of `find`; campaign 0 is the default one of its kind.

    Raises:
        ApiError: one of them cannot be read, or there are too many ids.
    """
    ids = query.getlist("id")
    if len(ids) > MAX_IDS:
        raise BadRequestError(f"id is given {len(ids):,} times; at most {MAX_IDS:,} are taken")
    return Filter(
        ids=tuple(int64(each, "id") for each in ids),
        campaign_id=whole(query, "campaignId") if query.get("campaignId") != "0" else default_campaign,
        batch_id=whole(query, "batchId"),
        from_number=query.get("fromNumber"),
        to_number=query.get("toNumber"),
        label=query.get("label"),
        states=several(query, "states", STATES),
        results=several(query, "results", results),
        inbound=truth(query, "inbound"),
        since_ms=whole(query, "intervalBegin"),
        until_ms=whole(query, "intervalEnd"),
    )


def one_of_query(query: QueryParams, name: str, allowed: tuple[str, ...]) -> str | None:
    """Read a parameter that is one word, or None where it is not given.

    Raises:
        ApiError: it is not allowed.
    """
    text = query.get(name)
    if text is not None and text not in allowed:
        raise BadRequestError(f"{name} is {text[:40]!r}; expected one of {', '.join(allowed)}")
    return text
