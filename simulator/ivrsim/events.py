"""What happens TO a call. An event is a small tuple, so that it can be a key of a table; it carries no time."""

from typing import Final, NamedTuple


class Event(NamedTuple):
    """One thing that happens to a call.

    kind        value
    answered    who answered as the platform detects it: "live" or "machine"
    unanswered  "busy" or "no answer"
    key         one of 0-9 * #
    timer       "": the timer that the last step asked for has run out
    hang up     "": the callee hangs up
    clock       the time now, ms since 1970-01-01 UTC, as text: the reply to the effect "ask"
    """

    kind: str
    value: str = ""


KEYS: Final = "0123456789*#"
LIVE: Final = Event("answered", "live")
MACHINE: Final = Event("answered", "machine")
BUSY: Final = Event("unanswered", "busy")
NO_ANSWER: Final = Event("unanswered", "no answer")
TIMER: Final = Event("timer")
HANG_UP: Final = Event("hang up")
KEY: Final = {key: Event("key", key) for key in KEYS}
ANSWERS: Final = {"live": LIVE, "machine": MACHINE, "busy": BUSY, "no answer": NO_ANSWER}
