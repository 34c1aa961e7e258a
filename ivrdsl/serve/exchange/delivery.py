"""What became of a text: whether a phone has it, and if not, why."""

from typing import Final

from ivrdsl.rest.numbers import read_number
from ivrdsl.rest.shapes import STATES, UNDER_WAY
from ivrdsl.serve.store.actions import Action

SETTLED: Final = tuple(state for state in STATES if state not in (*UNDER_WAY, "DUP"))
"""States of texts of which it is known whether a phone has them. A duplicate is none: its phone has the first one."""

REASONS: Final = {
    "INVALID": "the number is none",
    "DUP": "the request has this number twice, and its first recipient gets the text",
    "TIMEOUT": "it was not sent in time",
    "DNT": "the number is on the do-not-text list",
    "TOO_BIG": "it is too long",
    "INTERNAL_ERROR": "the platform has a fault",
    "CARRIER_ERROR": "the carrier refuses it, or the number is not in use",
    "CARRIER_TEMP_ERROR": "the carrier has a problem that may pass",
    "UNDIALED": "it was not sent",
}
"""By the platform's word for what came of a text, or of a call."""


def is_delivered(text: Action) -> bool:
    """Whether a phone has the text; or we have, for one that somebody sends to us."""
    return text.body["state"] == "FINISHED" and text.body.get("finalTextResult") in ("SENT", "RECEIVED")


def reason_of(text: Action) -> str:
    """Why no phone has a text, in words that begin with the platform's; "" for one that is delivered or under way."""
    state = text.body["state"]
    if state in UNDER_WAY or is_delivered(text):
        return ""
    word: str = text.body.get("finalTextResult") or state
    why = text.detail.get("reason") or REASONS.get(word, "no phone got it")
    if state == "INVALID":
        why = read_number(text.body["toNumber"], short_codes=True).problem or why
    return f"{word}: {why}"
