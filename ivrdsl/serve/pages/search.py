"""The search of the inbox: what a text or a call is found by."""

import asyncio
import re
from typing import Final

from ivrdsl.serve.local.views import call_view
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.actions import Action

_MOST_WORDS: Final = 20
_LONGEST: Final = 10_000
"""Characters of a text, or of all that a call said, that are searched."""
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[ .,-]+(?=\d)")


async def found(services: Services, query: str, *, before_id: int, limit: int) -> list[Action]:
    """Texts and calls that hold all words of a query, each anywhere and in any letter case; the newest first."""
    await catch_up(services)
    index = services.store.search
    index.refresh(lambda action: words_of(services, action))
    return index.find(query.casefold().split()[:_MOST_WORDS], before_id=before_id, limit=limit)


async def catch_up(services: Services) -> None:
    """Take in what was sent since the last time; others are answered in between."""
    while services.store.search.fill(lambda action: words_of(services, action)):
        await asyncio.sleep(0)


def words_of(services: Services, action: Action) -> str:
    """What a text or a call is found by: numbers, what it says, and its attributes; codes without their blanks too."""
    body = action.body
    said = body["message"] if action.kind == "text" else " ".join(call_view(services, action, whole=False)["heard"])
    said = said[:_LONGEST]
    joined = _BETWEEN_DIGITS.sub("", said)
    attributes = [part for pair in body.get("attributes", {}).items() for part in pair]
    told = [action.kind, body["toNumber"], body["fromNumber"], said, *([joined] if joined != said else []), *attributes]
    return " ".join(told).casefold()
