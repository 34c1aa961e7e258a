"""Texts and calls as the local API shows them."""

from typing import Any, Final

from ivrdsl.serve.exchange.delivery import is_delivered, reason_of
from ivrdsl.serve.exchange.live import LiveCall
from ivrdsl.serve.exchange.results import answered_by
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.actions import Action
from ivrdsl.wording.mask import Mask, codes_told
from ivrdsl.wording.one_time_code import code_in, code_of
from ivrsim.core.outcomes import OUTCOMES

Json = dict[str, Any]


def text_view(action: Action) -> Json:
    """A text."""
    body = action.body
    return {
        "id": action.id,
        "kind": "text",
        "to": body["toNumber"],
        "from": body["fromNumber"],
        "text": body["message"],
        "state": body["state"],
        "result": body.get("finalTextResult"),
        "inbound": body["inbound"],
        "delivered": is_delivered(action),
        "reason": reason_of(action),
        "code": code_in(body["message"]) if is_delivered(action) else None,
        "attributes": body["attributes"],
        "created_ms": body["created"],
        "notes": action.detail.get("notes", []),
    }


def _problem_of(action: Action) -> str:
    """What went wrong with a call on our side or in its plan, in words; "" where nothing did."""
    broken = [note["text"] for note in action.body.get("notes", [])]
    report = action.detail.get("report")
    if report is not None and report["ended_by"] in ("limit", "error"):
        broken.append(f"{report['outcome']}: {_MEANINGS.get(report['outcome'], 'the call broke')}")
    return " ".join(broken)


_MEANINGS: Final = {outcome.name: outcome.means for outcome in OUTCOMES}


def call_view(services: Services, action: Action, *, whole: bool) -> Json:
    """A call; with its plan and all that happened in it where `whole`."""
    live = services.calls.live.get(action.id)
    body = action.body
    report = live.snapshot["report"] if live is not None else action.detail.get("report")
    entries = _entries(services, live, report)
    heard = [entry["text"] for entry in entries if entry["kind"] == "prompt"]
    found: Json = {
        "id": action.id,
        "kind": "call",
        "to": body["toNumber"],
        "from": body["fromNumber"],
        "state": _state(services, body["state"], live, action),
        "api_state": body["state"],
        "callee": action.detail.get("callee"),
        "answered_by": answered_by({"entries": entries}),
        "outcome": None if live is not None or report is None else report["outcome"],
        "result": body.get("finalCallResult"),
        "created_ms": body["created"],
        "heard": heard,
        "code": code_of(_said(services, live, report)),
        "problem": _problem_of(action),
        "attributes": body["attributes"],
        "waits": None if live is None else _waits(services, live),
    }
    if whole:
        found |= {
            "plan_xml": action.detail.get("plan_xml"),
            "findings": action.detail.get("findings", []),
            "notes": [*action.detail.get("notes", []), *(note["text"] for note in body.get("notes", []))],
            "answered_ms": _answered_ms(services, live),
            "now_ms": services.clock.now_ms(),
            "entries": entries,
            "stash": {entry["variable"]: entry["value"] for entry in entries if entry["kind"] == "stash"},
            "assumptions": [] if report is None else report["assumptions"],
            "failed": None if report is None else report["failed"],
            "story": _story(live, action),
            "masking": {} if report is None else report.get("masking", {}),
        }
    return found


_REPORTED: Final = ("notes", "entries", "stash", "assumptions", "failed", "story")
"""What is told of a call in the words of a report. `heard` and `code` are what the callee got, and stay."""


def told(services: Services, view: Json) -> Json:
    """A call as programs are told of it: its codes are masked in all that is a report, unless the server shows them."""
    known = {"told": [entry["text"] for entry in view["entries"] if entry["kind"] in ("prompt", "sms")]}
    known |= view.get("masking", {})  # what the engine knows of the plan's variables
    shows = services.settings.show_secrets
    codes = codes_told(known["told"])
    mask = Mask(known.get("marked", ()), codes=codes, typed=known.get("typed", ()), shows=shows)
    view = {name: value for name, value in view.items() if name != "masking"}
    findings = [
        {name: mask.quoting(value) if isinstance(value, str) else value for name, value in each.items()}
        for each in view["findings"]
    ]
    return view | {"findings": findings} | {name: mask.deep(view[name]) for name in _REPORTED}


def _story(live: LiveCall | None, action: Action) -> str | None:
    """The transcript so far, once somebody has answered.

    That of a scripted call in progress is known to its end, and so not told before.
    """
    if live is None:
        return action.detail.get("story")
    return live.snapshot["story"] if live.human and live.base_ms is not None else None


def _said(services: Services, live: LiveCall | None, report: Json | None) -> list[str]:
    """What was said of each prompt so far. Of one that was cut, by a key or the end of the call, it is a part."""
    if report is None:
        return []
    said = report.get("said", [])  # which no call has that an older version stored
    return [each["text"] for each in (said if live is None else live.so_far(said, services.clock.steady_ms()))]


def _entries(services: Services, live: LiveCall | None, report: Json | None) -> list[Json]:
    if live is not None:
        return live.shown(services.clock.steady_ms())
    return [] if report is None else list(report["entries"])


def _answered_ms(services: Services, live: LiveCall | None) -> int | None:
    """When a call in progress was answered, as the clock tells it now."""
    if live is None or live.base_ms is None or not live.is_answered(services.clock.steady_ms()):
        return None
    return services.clock.told_ms(live.base_ms)


def _state(services: Services, state: str, live: LiveCall | None, action: Action) -> str:
    """The state of a call in plain words: waiting, ringing, active, finished, interrupted, or refused."""
    if live is not None:
        return "active" if live.is_answered(services.clock.steady_ms()) else "ringing"
    if action.detail.get("interrupted"):
        return "interrupted"
    words = {"READY": "waiting", "SELECTED": "active", "FINISHED": "finished"}
    return words.get(state, "refused")


def _waits(services: Services, live: LiveCall) -> Json | None:
    """What a call in progress waits for, and when that is over by itself, in ms of the platform's clock."""
    waits: Json | None = live.snapshot["waits"]
    if not live.human or waits is None:
        return None
    due_ms = live.due_ms(services.clock.steady_ms())
    told_ms = None if due_ms is None else services.clock.told_ms(due_ms)
    return {"for": "ring" if live.base_ms is None else waits["for"], "due_ms": told_ms}
