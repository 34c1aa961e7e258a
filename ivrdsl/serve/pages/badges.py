"""How a text or a call stands: a word for it, its tone, and why it went wrong, in words for people."""

from typing import Any, Final, NamedTuple

from ivrdsl.serve.exchange.delivery import REASONS

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

_UNREACHED: Final = ("INVALID", "CARRIER_ERROR", "CARRIER_TEMP_ERROR", "INTERNAL_ERROR")
"""Calls that reached nobody, with nothing else known of why."""


class Badge(NamedTuple):
    """A word on how something stands, and its tone: good, calm, live or bad."""

    word: str
    tone: str


def badge_of(item: Json) -> Badge:
    """How a text or a call of the local API stands. A call that broke failed, whatever the platform calls it."""
    if item["kind"] == "call" and item["state"] in _STATES:
        return Badge(*_STATES[item["state"]])
    if item["result"] is None:
        return state_badge(item["state"] if item["kind"] == "text" else item["api_state"])
    badge = result_badge(item["result"])
    return Badge("failed", "bad") if item["kind"] == "call" and item["problem"] and badge.tone != "bad" else badge


def result_badge(result: str) -> Badge:
    """What came of a text or a call, by the platform's word for it."""
    return Badge(*_RESULTS.get(result, (_plain(result), "bad")))


def state_badge(state: str) -> Badge:
    """How a text or a call stands that has no result, by the platform's word for it."""
    return (
        Badge("under way", "live") if state == "SELECTED" else Badge(*_NEVER_TRIED.get(state, (_plain(state), "bad")))
    )


def reason_of(item: Json) -> str:
    """Why a text or a call did not reach a phone, or why a call broke; "" where all went well."""
    if item["kind"] == "text" or item["problem"]:
        return str(item["reason"] if item["kind"] == "text" else item["problem"])
    word = item["result"] or item["api_state"]
    return f"{word}: {REASONS[word]}" if word in _UNREACHED else ""


def _plain(word: str) -> str:
    return word.lower().replace("_", " ")
