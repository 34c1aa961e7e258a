"""A text or a call with all that is known of it, as plain values in words for people."""

from typing import Any, Final, NamedTuple

from ivrdsl.model.segments import Segments, measured
from ivrdsl.serve.local.views import call_view, text_view
from ivrdsl.serve.pages.badges import Badge, badge_of, reason_of
from ivrdsl.serve.pages.plans import Listing, listing
from ivrdsl.serve.services import Services
from ivrsim.play.story import sentence
from ivrsim.play.transcript import ENDED_BY

Json = dict[str, Any]

_LONGEST: Final = 10_000
"""Characters of a text or a prompt that are shown, and counted."""
_SEVERITIES: Final = ("error", "warning", "note")
_ENDERS: Final = {"dialplan": "the dialplan", "limit": "a limit", "error": "an error"}
_CALLEE: Final = ("answered", "unanswered", "key", "callee hung up", "ignored")
_SAID: Final = ("prompt",)


class EntryView(NamedTuple):
    """One thing that happened in a call.

    Attributes:
        side: "call" for what is said, "callee" for what the callee does, "note" for the rest.
        node: the tag's place in the plan, in words.
        details: the fields of its kind.
    """

    key: int
    at_ms: int
    side: str
    kind: str
    text: str
    node: str
    details: Json


class CallPage(NamedTuple):
    """A call with all that is known of it.

    Attributes:
        reason: why it broke, in words, or "".
        broadcast: that it belongs to, or None.
    """

    call: Json
    inbound: bool
    badge: Badge
    reason: str
    lines: list[EntryView]
    ending: str
    length_ms: int | None
    plan: Listing | None
    attributes: dict[str, str]
    broadcast: Json | None
    now_ms: int


class TextPage(NamedTuple):
    """A text, and how many messages it is paid as; None for one so long that counting would keep the server busy.

    Attributes:
        phone, ours: the number of the phone, and the one that it talks to.
        reason: why it did not reach the phone, in words, or "".
        answers: whether there is a phone that could answer.
    """

    text: Json
    inbound: bool
    phone: str
    ours: str
    badge: Badge
    reason: str
    segments: Segments | None
    attributes: dict[str, str]
    answers: bool
    now_ms: int


def text_page(services: Services, text_id: int) -> TextPage | None:
    """A text, or None where there is no such."""
    action = services.store.actions.get("text", text_id)
    if action is None:
        return None
    text = text_view(action)
    segments = measured(text["text"]) if len(text["text"]) <= _LONGEST else None
    inbound = bool(action.body["inbound"])
    phone, ours = (text["from"], text["to"]) if inbound else (text["to"], text["from"])
    return TextPage(
        text | {"text": _cut(text["text"])},
        inbound,
        phone,
        ours,
        badge_of(text),
        reason_of(text),
        segments,
        _attributes(action.body),
        text["state"] != "INVALID",
        services.clock.now_ms(),
    )


def call_page(services: Services, call_id: int) -> CallPage | None:
    """A call, or None where there is no such."""
    action = services.store.actions.get("call", call_id)
    if action is None:
        return None
    call = call_view(services, action, whole=True)
    call["findings"] = sorted(call["findings"], key=lambda each: _SEVERITIES.index(each["severity"]))
    return CallPage(
        call,
        bool(action.body["inbound"]),
        badge_of(call),
        reason_of(call),
        lines_of(call),
        ending(call),
        length_of(call) if call["answered_by"] and call["outcome"] else None,
        listing(call["plan_xml"]) if call["plan_xml"] else None,
        _attributes(action.body),
        services.broadcasts.of_call(action),
        call["now_ms"],
    )


def lines_of(call: Json) -> list[EntryView]:
    """What happened in a call, one line a thing."""
    return [_line(key, entry) for key, entry in enumerate(call["entries"]) if sentence(entry["kind"], entry)]


def ending(call: Json) -> str:
    """What ended a call, and how; "" while it goes on, and when its last line says so: the callee."""
    by = ENDED_BY.get(call["outcome"], "error")
    return f"ended by {_ENDERS[by]}: {call['outcome']}" if call["outcome"] is not None and by in _ENDERS else ""


def length_of(call: Json) -> int:
    """How long a call has lasted, in ms: to now while it goes on, else to the last thing that happened."""
    if call["answered_ms"] is not None:
        return max(0, int(call["now_ms"]) - int(call["answered_ms"]))
    return int(call["entries"][-1]["at_ms"]) if call["entries"] else 0


def _attributes(body: Json) -> dict[str, str]:
    return {name: _cut(str(value)) for name, value in body.get("attributes", {}).items()}


def _line(key: int, entry: Json) -> EntryView:
    kind = entry["kind"]
    side = "call" if kind in _SAID else "callee" if kind in _CALLEE else "note"
    text = entry["text"] if kind in _SAID and entry["source"] == "tts" else sentence(kind, entry)
    return EntryView(key, entry["at_ms"], side, kind, _cut(text), "" if side == "callee" else entry["node"], entry)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
