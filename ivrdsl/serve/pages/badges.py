"""How a text or a call stands: a word for it, its tone, and why it went wrong, in words for people."""

from typing import Any, Final, NamedTuple

from ivrsim.core.outcomes import OUTCOMES
from ivrsim.play.transcript import ENDED_BY

Json = dict[str, Any]

_RESULTS: Final = {
    "LA": ("answered", "good"),
    "AM": ("machine", "calm"),
    "BUSY": ("busy", "calm"),
    "NO_ANS": ("no answer", "calm"),
    "XFER": ("transferred", "good"),
    "SENT": ("sent", "good"),
    "RECEIVED": ("received", "good"),
    "DNT": ("do not text", "calm"),
    "DNC": ("do not call", "calm"),
}
"""What came of a text or a call: the word for it, and its tone: good, calm, live or bad."""
_STATES: Final = {
    "ringing": ("ringing", "live"),
    "active": ("in call", "live"),
    "waiting": ("waiting", "calm"),
    "interrupted": ("interrupted", "bad"),
}
_NEVER_TRIED: Final = {"DNC": ("do not call", "calm"), "DUP": ("duplicate", "calm"), "READY": ("waiting", "calm")}
_MEANS: Final = {each.name: each.means for each in OUTCOMES}


class Badge(NamedTuple):
    """A word on how something stands, and its tone: good, calm, live or bad."""

    word: str
    tone: str


def badge_of(item: Json) -> Badge:
    """How a text or a call, as the local API has it, stands."""
    if item["kind"] == "call" and item["state"] in _STATES:
        return Badge(*_STATES[item["state"]])
    if item["kind"] == "call" and (item.get("problem") or is_broken(item["outcome"])) and item["result"] is not None:
        return Badge("failed", "bad")
    if item["result"] is None:
        state = item["state"] if item["kind"] == "text" else item["api_state"]
        return Badge(*_NEVER_TRIED.get(state, (_plain(state), "bad")))
    return result_badge(item["result"])


def result_badge(result: str) -> Badge:
    """What came of a text or a call, by the platform's word for it."""
    return Badge(*_RESULTS.get(result, (_plain(result), "bad")))


def state_badge(state: str) -> Badge:
    """How a call stands that has no result, by the platform's word for it."""
    return Badge("in call", "live") if state == "SELECTED" else Badge(*_NEVER_TRIED.get(state, (_plain(state), "bad")))


def is_broken(outcome: str | None) -> bool:
    """Whether a call ended as none should: by an error of its plan, or at a limit."""
    return outcome is not None and ENDED_BY.get(outcome, "error") in ("error", "limit")


def reason_of(item: Json) -> str:
    """Why a text did not reach a phone, or why a call broke; "" where all went well."""
    if item["kind"] == "text":
        return str(item.get("reason", ""))
    told = str(item.get("problem", ""))
    return told or (_MEANS.get(item["outcome"], str(item["outcome"])) if is_broken(item["outcome"]) else "")


def _plain(word: str) -> str:
    return word.lower().replace("_", " ")
