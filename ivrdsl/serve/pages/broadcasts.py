"""Broadcasts as the page shows them: how far they are, and what came of their calls."""

from typing import Any, Final, NamedTuple

from ivrdsl.rest.shapes import UNDER_WAY
from ivrdsl.serve.pages.badges import Badge, result_badge, state_badge
from ivrdsl.serve.pages.inbox import InboxRow, calls_of
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.actions import Filter

Json = dict[str, Any]

_TONES: Final = {"RUNNING": "live", "FINISHED": "good"}
_BUTTONS: Final = {"SETUP": ("start", "Start"), "STOPPED": ("start", "Start again"), "RUNNING": ("stop", "Stop")}


class Progress(NamedTuple):
    """How far a broadcast is.

    Attributes:
        over, calls: how many of how many calls are over.
        results: how calls stand, each with how many, the most first.
    """

    over: int
    calls: int
    results: list[tuple[Badge, int]]


class BroadcastView(NamedTuple):
    """A broadcast; what its button does, and the word on it, are "" where there is nothing to do."""

    id: int
    name: str
    badge: Badge
    progress: Progress
    does: str
    button: str


class BroadcastPage(NamedTuple):
    """A broadcast with its calls; `older` is the id that further ones are before, or None."""

    broadcast: BroadcastView
    from_number: str
    rows: list[InboxRow]
    older: int | None
    newest: bool
    now_ms: int


def broadcasts_page(services: Services) -> list[BroadcastView]:
    """All broadcasts, the newest first."""
    return [_view(services, each) for each in services.store.broadcasts.all()]


def broadcast_page(services: Services, broadcast_id: int, before: int | None) -> BroadcastPage | None:
    """A broadcast, or None where there is no such."""
    broadcast = services.store.broadcasts.get(broadcast_id)
    if broadcast is None:
        return None
    rows, older = calls_of(services, broadcast_id, before)
    view = _view(services, broadcast)
    return BroadcastPage(view, broadcast.get("fromNumber", ""), rows, older, before is None, services.clock.now_ms())


def _view(services: Services, broadcast: Json) -> BroadcastView:
    status = broadcast["status"]
    badge = Badge({"SETUP": "not started"}.get(status, status.lower().replace("_", " ")), _TONES.get(status, "calm"))
    does, button = _BUTTONS.get(status, ("", ""))
    name = broadcast.get("name") or f"Broadcast {broadcast['id']}"
    return BroadcastView(broadcast["id"], name, badge, _progress(services, broadcast["id"]), does, button)


def _progress(services: Services, broadcast_id: int) -> Progress:
    results: dict[Badge, int] = {}
    over = total = 0
    for (state, result), count in services.store.actions.tally("call", Filter(campaign_id=broadcast_id)).items():
        badge = result_badge(result) if result else state_badge(state)
        results[badge] = results.get(badge, 0) + count
        total += count
        over += 0 if state in UNDER_WAY else count
    return Progress(over, total, sorted(results.items(), key=lambda each: -each[1]))
