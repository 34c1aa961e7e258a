"""What happens TO a call. An event is a small tuple, so that it can be a key of a table; it carries no time."""

from typing import Final, NamedTuple


class Event(NamedTuple):
    """One thing that happens to a call.

    kind        value
    answered    who answered, as the platform detects it: "live", "machine" or "unsure"; "inbound": a caller rings in
    unanswered  "busy" or "no answer"
    key         one of 0-9 * #
    timer       "": the timer that the last step asked for has run out
    hang up     "": the callee hangs up
    spoke       "": the callee stops speaking into a recording
    transfer    what came of it: "answered", "busy", "no answer", "failed", "screened out"
    talk ends   "": the two parties of a transfer have spoken
    reply       the text that an HTTP request brought
    no reply    "error": the HTTP request failed
    told        what comes of a test or an assignment that is not worked out, because nobody knows all its values. Of a
                test "true", "false" or "fails"; of an assignment or a stash the value
    cut off     the value of an assignment or a stash, as above, that a limit of JavaScript has cut off
    """

    kind: str
    value: str = ""


KEYS: Final = "0123456789*#"
LIVE: Final = Event("answered", "live")
MACHINE: Final = Event("answered", "machine")
UNSURE: Final = Event("answered", "unsure")
BUSY: Final = Event("unanswered", "busy")
NO_ANSWER: Final = Event("unanswered", "no answer")
TIMER: Final = Event("timer")
HANG_UP: Final = Event("hang up")
KEY: Final = {key: Event("key", key) for key in KEYS}
INBOUND: Final = Event("answered", "inbound")
SPOKE: Final = Event("spoke")
TALK_ENDS: Final = Event("talk ends")
NO_REPLY: Final = Event("no reply", "error")
TOLD_KINDS: Final = ("told", "cut off")
"""Kinds of events that happen in searches alone."""
TOLD: Final = {answer: Event("told", answer) for answer in ("true", "false", "fails")}
TRANSFER: Final = {
    outcome: Event("transfer", outcome) for outcome in ("answered", "busy", "no answer", "failed", "screened out")
}
ANSWERS: Final = {
    "live": LIVE,
    "machine": MACHINE,
    "unsure": UNSURE,
    "inbound": INBOUND,
    "busy": BUSY,
    "no answer": NO_ANSWER,
}
