"""The moments of a wait that a callee can choose between: where what was heard changes, and both ends.

Theory of operation. While a call waits, nothing happens but that time passes, so where it goes on depends on which
event comes first. What the callee has heard by then depends on the moment. A prompt is cut at the start and at the end
of each secret in it, and between two cuts every moment is like every other. So one moment of each piece, and each cut
itself, are all there are. Both ends count: the first millisecond, the last one before the timer, and the one in which
it fires. There the quirk `timer_tie` says which of the two comes first. Both orders are tried, the other one as a key
in the first millisecond of what follows the timer.
"""

from itertools import pairwise
from typing import NamedTuple

from ivrsim.core.platform import Platform
from ivrsim.core.words import said_ms
from ivrsim.proofs.secrets import secrets_in
from ivrsim.search.explore import ControlState


class Window(NamedTuple):
    """Moments of a wait that are all alike.

    Attributes:
        at_ms: one of them, in ms from the beginning of the wait.
        words: how people say it: "at once", "early", "late", "just before silence ends it".
    """

    at_ms: int
    words: str


def cuts_of(control: ControlState, platform: Platform) -> list[int]:
    """Return the moments, in ms from the start of the prompt that plays, at which secrets in it start and end.

    A secret has been heard when its last word has ended.
    """
    prompt = control.playing
    if prompt is None or control.timer_ms <= 0:
        return []
    places = {place for secret in secrets_in(prompt) for place in (secret.start, secret.end)}
    return sorted({said_ms(prompt, platform, place) for place in places})


def windows(control: ControlState, platform: Platform) -> list[Window]:
    """Return one moment for each piece of a wait, and the cuts themselves, in order.

    Where no timer runs there is one, at once. The moment in which the timer fires is among them if a key comes first
    then (`timer_tie`); if not, it is the first moment of what follows.
    """
    whole_ms = control.timer_ms
    if whole_ms <= 0:
        return [Window(0, "at once")]
    cuts = sorted({0, whole_ms, *cuts_of(control, platform)})
    moments = [0]
    for early, late in pairwise(cuts):
        if late - early > 1:
            moments.append((early + late) // 2)
        moments.append(late)
    if platform.timer_tie == "timer":
        moments.remove(whole_ms)
    return [Window(moment, _words(moment, whole_ms)) for moment in moments]


def _words(at_ms: int, whole_ms: int) -> str:
    if at_ms == 0:
        return "at once"
    return "in the moment in which the time is up" if at_ms == whole_ms else "in between"
