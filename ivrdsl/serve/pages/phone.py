"""The phone of the page: the call on it, or who answers while there is none."""

from typing import Any, Final, NamedTuple

from ivrdsl.serve.base.callees import BY_NAME, StandingIn, Subscriber
from ivrdsl.serve.local.views import call_view
from ivrdsl.serve.pages.items import EntryView, ending, length_of, lines_of
from ivrdsl.serve.services import Services

Json = dict[str, Any]

_WAITS: Final = {
    "key": "listens for a key",
    "prompt": "speaks",
    "time": "waits",
    "transfer": "transfers the call",
    "record": "records",
    "ring": "rings",
}


class PhoneView(NamedTuple):
    """The phone.

    Attributes:
        state: idle, ringing, active or ended.
        call: the call on it, or None.
        others: further calls that ring or run.
        elapsed_ms: since the call was answered.
        runs: whether time passes by itself.
        doing: what the call does now, in words.
        ending: who ended it and how, in words.
        left_ms: how much longer it does, by itself, or None.
        standing_in: who answers next instead of the default callee.
        callees: who could, by name, with what each does.
    """

    state: str
    call: Json | None
    lines: list[EntryView]
    others: list[Json]
    elapsed_ms: int
    runs: bool
    doing: str
    ending: str
    left_ms: int | None
    default_callee: str
    standing_in: list[StandingIn]
    callees: list[Subscriber]


def phone(services: Services, call_id: int | None) -> PhoneView:
    """The phone with a call on it: the one that is named, else the one that came first of those in progress."""
    in_progress = [live.action for live in services.calls.live.values() if live.human]
    named = None if call_id is None else services.store.actions.get("call", call_id)
    action = named or (in_progress[0] if in_progress else None)
    others = [call_view(services, each, whole=False) for each in in_progress if action is None or each.id != action.id]
    if action is None:
        return PhoneView("idle", None, [], others, 0, False, "", "", None, *_who(services))
    call = call_view(services, action, whole=True)
    live = services.calls.live.get(action.id)
    state = call["state"] if call["state"] in ("ringing", "active") and live is not None else "ended"
    runs = state == "active" and services.clock.mode != "manual" and live is not None and not live.held
    waits = call["waits"] or {"for": "", "due_ms": None}
    left_ms = None if waits["due_ms"] is None else max(0, waits["due_ms"] - call["now_ms"])
    doing = _WAITS.get(waits["for"], "")
    told = (lines_of(call), others, length_of(call), runs, doing, ending(call), left_ms)
    return PhoneView(state, call, *told, *_who(services))


def _who(services: Services) -> tuple[str, list[StandingIn], list[Subscriber]]:
    """Who answers ordinary numbers, who stands in for them, and who could."""
    return services.settings.callee, services.callees.standing_in, list(BY_NAME.values())
