"""What the templates show, as plain values: texts, calls and the phone, in words for people."""

from typing import Any, Final, NamedTuple

from ivrdsl.model.segments import Segments, measured
from ivrdsl.serve.base.callees import MAGIC
from ivrdsl.serve.local.views import call_view, text_view
from ivrdsl.serve.pages.plans import Listing, listing
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.actions import Filter
from ivrsim.play.story import sentence
from ivrsim.play.transcript import ENDED_BY

Json = dict[str, Any]

SHOWN: Final = 100
"""How many texts and calls the inbox shows unless somebody asks for more."""
MOST: Final = 1000
"""How many it looks at and shows at most."""

_LONGEST: Final = 10_000
"""Characters of a text or a prompt that are shown, and counted."""

_RESULTS: Final = {
    "LA": ("answered", "good"),
    "AM": ("machine", "calm"),
    "BUSY": ("busy", "calm"),
    "NO_ANS": ("no answer", "calm"),
    "XFER": ("transferred", "good"),
    "SENT": ("sent", "good"),
    "RECEIVED": ("received", "good"),
}
"""What came of a text or a call: the word for it, and its tone: good, calm, live or bad."""
_STATES: Final = {
    "ringing": ("ringing", "live"),
    "active": ("in call", "live"),
    "waiting": ("waiting", "calm"),
    "interrupted": ("interrupted", "bad"),
}
_SILENT: Final = {"ringing": "waits for somebody to answer", "waiting": "waits to be made"}
_SEVERITIES: Final = ("error", "warning", "note")
_ENDERS: Final = {"dialplan": "the dialplan", "limit": "a limit", "error": "an error"}
_CALLEE: Final = ("answered", "unanswered", "key", "callee hung up", "ignored")
_SAID: Final = ("prompt",)
_WAITS: Final = {
    "key": "listens for a key",
    "prompt": "speaks",
    "time": "waits",
    "transfer": "transfers the call",
    "record": "records",
    "ring": "rings",
}


class Badge(NamedTuple):
    """A word on how something stands, and its tone: good, calm, live or bad."""

    word: str
    tone: str


class InboxRow(NamedTuple):
    """One line of the inbox."""

    id: int
    kind: str
    href: str
    to: str
    snippet: str
    code: str | None
    badge: Badge
    at_ms: int
    chosen: bool


class InboxView(NamedTuple):
    """The inbox: rows newest first.

    Attributes:
        query: what it is searched for.
        more: how many rows a page with more of them would ask for, or None where there are no more.
    """

    rows: list[InboxRow]
    query: str
    more: int | None
    now_ms: int


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
    """A call with all that is known of it."""

    call: Json
    badge: Badge
    lines: list[EntryView]
    ending: str
    length_ms: int | None
    plan: Listing | None
    now_ms: int


class TextPage(NamedTuple):
    """A text, and how many messages it is paid as; None for one so long that counting would keep the server busy."""

    text: Json
    badge: Badge
    segments: Segments | None
    now_ms: int


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


class ClockView(NamedTuple):
    """The platform's clock."""

    mode: str
    now_ms: int


class Start(NamedTuple):
    """What somebody needs to send a first message: the address, the login, and who answers calls.

    `magic` has numbers that answer by themselves, each with who is there.
    """

    base: str
    login: str
    callee: str
    magic: list[tuple[str, str]]


def clock(services: Services) -> ClockView:
    """The platform's clock."""
    return ClockView(services.clock.mode, services.clock.now_ms())


def start(services: Services, base: str) -> Start:
    """What the first page tells; `base` is the address of the API."""
    magic = [(f"121355501{digits}", callee.about) for digits, callee in MAGIC.items()]
    return Start(base, services.settings.login, services.settings.callee, magic)


def inbox(services: Services, query: str, limit: int | None, chosen: int | None) -> InboxView:
    """Texts and calls, the newest first, that hold all words of a query."""
    shown = min(limit or SHOWN, MOST)
    words = query.casefold().split()
    looked_at = MOST if words else shown + 1
    found = [text_view(each) for each in services.store.actions.find("text", Filter(), limit=looked_at)]
    calls = services.store.actions.find("call", Filter(), limit=looked_at)
    found += [call_view(services, each, whole=False) for each in calls]
    wanted = [each for each in found if all(word in _search_text(each) for word in words)]
    wanted.sort(key=lambda each: each["id"], reverse=True)
    more = min(shown * 3, MOST) if len(wanted) > shown and shown < MOST else None
    return InboxView([_row(each, chosen) for each in wanted[:shown]], query, more, services.clock.now_ms())


def text_page(services: Services, text_id: int) -> TextPage | None:
    """A text, or None where there is no such."""
    action = services.store.actions.get("text", text_id)
    if action is None:
        return None
    text = text_view(action)
    segments = measured(text["text"]) if len(text["text"]) <= _LONGEST else None
    return TextPage(text | {"text": _cut(text["text"])}, badge_of(text), segments, services.clock.now_ms())


def call_page(services: Services, call_id: int) -> CallPage | None:
    """A call, or None where there is no such."""
    action = services.store.actions.get("call", call_id)
    if action is None:
        return None
    call = call_view(services, action, whole=True)
    call["findings"] = sorted(call["findings"], key=lambda each: _SEVERITIES.index(each["severity"]))
    plan = listing(call["plan_xml"]) if call["plan_xml"] else None
    length_ms = _length_ms(call) if call["answered_by"] and call["outcome"] else None
    return CallPage(call, badge_of(call), lines_of(call), ending(call), length_ms, plan, call["now_ms"])


def phone(services: Services, call_id: int | None) -> PhoneView:
    """The phone with a call on it: the one that is named, else the one that came first of those in progress."""
    in_progress = [live.action for live in services.calls.live.values() if live.human]
    named = None if call_id is None else services.store.actions.get("call", call_id)
    action = named or (in_progress[0] if in_progress else None)
    others = [call_view(services, each, whole=False) for each in in_progress if action is None or each.id != action.id]
    if action is None:
        return PhoneView("idle", None, [], others, 0, False, "", "", None, services.settings.callee)
    call = call_view(services, action, whole=True)
    live = services.calls.live.get(action.id)
    state = call["state"] if call["state"] in ("ringing", "active") and live is not None else "ended"
    runs = state == "active" and services.clock.mode != "manual" and live is not None and not live.held
    waits = call["waits"] or {"for": "", "due_ms": None}
    left_ms = None if waits["due_ms"] is None else max(0, waits["due_ms"] - call["now_ms"])
    doing = _WAITS.get(waits["for"], "")
    length_ms, default = _length_ms(call), services.settings.callee
    return PhoneView(state, call, lines_of(call), others, length_ms, runs, doing, ending(call), left_ms, default)


def lines_of(call: Json) -> list[EntryView]:
    """What happened in a call, one line a thing."""
    return [_line(key, entry) for key, entry in enumerate(call["entries"]) if sentence(entry["kind"], entry)]


def ending(call: Json) -> str:
    """What ended a call, and how; "" while it goes on, and when its last line says so: the callee."""
    by = ENDED_BY.get(call["outcome"], "error")
    return f"ended by {_ENDERS[by]}: {call['outcome']}" if call["outcome"] is not None and by in _ENDERS else ""


def badge_of(item: Json) -> Badge:
    """How a text or a call stands."""
    if item["kind"] == "call" and item["state"] in _STATES:
        return Badge(*_STATES[item["state"]])
    if item["result"] is None:
        waits = item["kind"] == "text" and item["state"] == "READY"
        state = item["state"] if item["kind"] == "text" else item["api_state"]
        return Badge("waiting", "calm") if waits else Badge(_plain(state), "bad")
    return Badge(*_RESULTS.get(item["result"], (_plain(item["result"]), "bad")))


def _plain(word: str) -> str:
    return word.lower().replace("_", " ")


def _search_text(item: Json) -> str:
    told = [item["text"]] if item["kind"] == "text" else item["heard"]
    return " ".join([item["kind"], item["to"], item["from"], item["code"] or "", *told]).casefold()


def _row(item: Json, chosen: int | None) -> InboxRow:
    is_text = item["kind"] == "text"
    snippet = (
        item["text"] if is_text else " ".join(item["heard"][-1:]) or _SILENT.get(item["state"], "nothing was heard")
    )
    href = f"/{item['kind']}s/{item['id']}"
    return InboxRow(
        item["id"], item["kind"], href, item["to"], snippet[:300], item["code"], badge_of(item), item["created_ms"],
        item["id"] == chosen,
    )  # fmt: skip


def _line(key: int, entry: Json) -> EntryView:
    kind = entry["kind"]
    side = "call" if kind in _SAID else "callee" if kind in _CALLEE else "note"
    text = entry["text"] if kind in _SAID and entry["source"] == "tts" else sentence(kind, entry)
    return EntryView(key, entry["at_ms"], side, kind, _cut(text), "" if side == "callee" else entry["node"], entry)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _length_ms(call: Json) -> int:
    """How long a call has lasted: to now while it goes on, else to the last thing that happened."""
    if call["answered_ms"] is not None:
        return max(0, int(call["now_ms"]) - int(call["answered_ms"]))
    return int(call["entries"][-1]["at_ms"]) if call["entries"] else 0
