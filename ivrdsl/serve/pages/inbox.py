"""The inbox: texts and calls together, by pages, or those that a search finds."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from ivrdsl.serve.local.views import call_view, text_view
from ivrdsl.serve.pages.badges import Badge, badge_of, reason_of
from ivrdsl.serve.pages.search import found
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.actions import Action, Filter

Json = dict[str, Any]

SHOWN: Final = 100
"""How many texts and calls, or deliveries, a page shows."""
LARGEST_ID: Final = 2**63 - 1
_SNIPPET: Final = 300
_SILENT: Final = {"ringing": "waits for somebody to answer", "waiting": "waits to be made"}


class InboxRow(NamedTuple):
    """One line of the inbox.

    Attributes:
        other: the number of the phone, whichever way it went.
        inbound: whether the phone sent it, or called.
        reason: why it went wrong, in words, or "".
    """

    id: int
    kind: str
    other: str
    inbound: bool
    snippet: str
    code: str | None
    badge: Badge
    reason: str
    at_ms: int
    chosen: bool


class InboxView(NamedTuple):
    """The inbox: rows newest first.

    Attributes:
        query: what it is searched for.
        here: the query of addresses that keep the inbox as it is: "?q=code", or "".
        older: the same for the rows before these, or "" where there are none.
        newest: the same for the first rows, or "" where they are shown.
    """

    rows: list[InboxRow]
    query: str
    here: str
    older: str
    newest: str
    now_ms: int


async def inbox(services: Services, query: str, before: int | None, chosen: int | None) -> InboxView:
    """The newest texts and calls before an id, and that hold all words of a query."""
    before_id = before or LARGEST_ID
    if query.split():
        actions = await found(services, query, before_id=before_id, limit=SHOWN + 1)
    else:
        actions = services.store.actions.page(before_id=before_id, limit=SHOWN + 1)
    rows = [row_of(services, each, chosen) for each in actions[:SHOWN]]
    older = _address(query, rows[-1].id) if len(actions) > SHOWN else ""
    newest = "" if before is None else _address(query, None) or "?"
    return InboxView(rows, query, _address(query, before), older, newest, services.clock.now_ms())


def calls_of(services: Services, campaign_id: int, before: int | None) -> tuple[list[InboxRow], int | None]:
    """The newest calls of a broadcast before an id, and the id that further ones are before, or None."""
    wanted = Filter(campaign_id=campaign_id, before_id=before)
    actions = services.store.actions.find("call", wanted, limit=SHOWN + 1)
    rows = [row_of(services, each, None) for each in actions[:SHOWN]]
    return rows, rows[-1].id if len(actions) > SHOWN else None


def row_of(services: Services, action: Action, chosen: int | None) -> InboxRow:
    """A text or a call as a line."""
    is_text = action.kind == "text"
    item = text_view(action) if is_text else call_view(services, action, whole=False)
    inbound = bool(action.body["inbound"])
    return InboxRow(
        action.id,
        action.kind,
        item["from"] if inbound else item["to"],
        inbound,
        (item["text"] if is_text else _heard_last(item))[:_SNIPPET],
        item["code"],
        badge_of(item),
        reason_of(item),
        item["created_ms"],
        action.id == chosen,
    )


def _heard_last(call: Json) -> str:
    return " ".join(call["heard"][-1:]) or _SILENT.get(call["state"], "nothing was heard")


def _address(query: str, before: int | None) -> str:
    kept = ([("q", query)] if query else []) + ([] if before is None else [("before", str(before))])
    return f"?{urlencode(kept)}" if kept else ""
