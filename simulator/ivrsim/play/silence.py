"""Silent gaps: how long a callee hears nothing because a web server takes its time.

Theory of operation. A callee hears nothing from the end of a sound, or of something that a callee was asked to do, to
the beginning of the next. Tones and prompts are heard, but for a prompt that says nothing. A menu that listens, a
recording and a transfer are no silence: there the callee was asked for keys, speaks, or hears the other phone ring.
Each silence between them is a gap if a request takes its time in it. What else is silent in it counts along: wait tags,
detection of machines, pauses in tones. Without a request no silence is a gap: how long a wait tag waits stands in the
plan, and was meant. Nor is there one where nobody is on the line, before the call is answered and after the end of it.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ivrsim.core import effects as did
from ivrsim.core.effects import Effect
from ivrsim.speech.lengths import language_of, spoken_ms

LONGEST_SILENCE_MS: Final = 4000
"""How long callees bear to hear nothing, in ms. Assumed: not documented."""

WHY: Final = f"who hears nothing for over {LONGEST_SILENCE_MS // 1000} s takes the line for dead and hangs up"
FIX: Final = (
    "say first that it takes a moment, and let the server reply sooner, or accept the request at once and give its "
    "result to another one behind a prompt"
)


class SilentGap(NamedTuple):
    """A stretch of a call in which the callee hears nothing for too long.

    Attributes:
        at_ms: when it begins, in ms since the call began to ring.
        duration_ms: how long it lasts, in ms.
        element: the tag whose request takes its time in it, the first if there are several.
    """

    at_ms: int
    duration_ms: int
    element: int


def silent_gaps(happened: Iterable[tuple[int, tuple[Effect, ...]]], end_ms: int) -> list[SilentGap]:
    """Return the silent gaps of a call.

    Args:
        happened: what the call did, as a transcript tells it: when, in ms, and the effects.
        end_ms: how long the call took, in ms.
    """
    ear = _Ear()
    for at_ms, effects in happened:
        for effect in effects:
            ear.notice(at_ms, effect)
    ear.silence_ends(end_ms)
    return ear.gaps


def heard_as(effect: Effect) -> str:
    """Return what an effect is to a callee who listens; "" for nothing.

    It is "asked" or "answered" of a request, a "sound", "gone", or "quiet" from then on. It is "busy" where the callee
    was asked to do something. It is "cut" by a key that a catch takes, which answers no request, whatever was heard.
    """
    match effect:
        case did.Requested():
            return "asked"
        case did.Replied() | did.NoReply():
            return "answered"
        case did.Prompt() if _is_heard(effect):
            return "sound"
        case did.Listening() | did.Recording(background=False) | did.Transferring():
            return "busy"
        case did.CalleeHungUp() | did.HungUp() | did.Transferred() | did.CatchTaken(event="hangup"):
            return "gone"
        case did.CatchTaken():
            return "cut"
        case did.RecordingKept(ended_by="background"):
            return ""
    return "quiet" if isinstance(effect, _LEAVES_IN_SILENCE) else ""


class _Ear:
    """A callee who listens.

    Attributes:
        gaps: those that are over.
    """

    def __init__(self) -> None:
        self.gaps: list[SilentGap] = []
        self._gone = False
        self._quiet_ms: int | None = None
        """From when on nothing is heard, if nothing else begins; None while a callee is busy, or has not answered."""
        self._asked: tuple[int, int] | None = None
        """The request that is not answered yet: when, in ms, and its tag."""
        self._slow: int | None = None
        """The tag of the first request of this silence that took its time."""

    def notice(self, at_ms: int, effect: Effect) -> None:
        """Something happens."""
        if self._gone:
            return
        match heard_as(effect):
            case "asked":
                self._asked = at_ms, effect.element
            case "answered":
                self._wait_is_over(at_ms)
            case "sound":
                self.silence_ends(at_ms, at_ms + effect.duration_ms)  # type: ignore[attr-defined]  # a prompt
            case "busy":
                self.silence_ends(at_ms)
            case "gone":
                self.silence_ends(at_ms)
                self._gone = True
            case "cut":
                self._wait_is_over(at_ms)
                self._quiet_ms = at_ms if self._quiet_ms is None else min(self._quiet_ms, at_ms)
            case "quiet":
                self.silence_ends(at_ms, at_ms)

    def silence_ends(self, at_ms: int, quiet_ms: int | None = None) -> None:
        """A silence is over; the next one begins at `quiet_ms`, if it is known."""
        self._wait_is_over(at_ms)
        if self._quiet_ms is not None and self._slow is not None:
            duration_ms = at_ms - self._quiet_ms
            if duration_ms > LONGEST_SILENCE_MS:
                self.gaps.append(SilentGap(self._quiet_ms, duration_ms, self._slow))
        self._quiet_ms, self._slow = quiet_ms, None

    def _wait_is_over(self, at_ms: int) -> None:
        """A request is answered, or nobody waits for it any more."""
        if self._asked is not None and self._slow is None and at_ms > self._asked[0]:
            self._slow = self._asked[1]
        self._asked = None


_LEAVES_IN_SILENCE: Final = (
    did.Answered, did.CutShort, did.Input, did.NothingEntered, did.RecordingKept, did.TonesSent, did.TransferOver,
)  # fmt: skip
"""Effects after which nothing is heard until something else begins."""


def _is_heard(prompt: did.Prompt) -> bool:
    """Whether there is anything to hear in a prompt: marks alone, such as "...", are read as a pause."""
    return prompt.source != "tts" or spoken_ms(prompt.text, language_of(prompt.voice)) > 0
