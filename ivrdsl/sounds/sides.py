"""A call as sound: on the left what the callee hears, on the right what the callee does.

Each sound begins and ends when the call says so. What nobody has, such as a recorded sound or what somebody says, is a
soft noise for as long as it takes.
"""

from collections.abc import Callable
from typing import Any, Final

from ivrdsl.sounds import tones
from ivrdsl.sounds.library import NOBODY_HAS_IT, Library
from ivrdsl.sounds.spoken import SpokenCall
from ivrdsl.sounds.tracks import Sound, Stereo, Track
from ivrsim.core import effects as did
from ivrsim.core.effects import Effect
from ivrsim.core.events import Event

_AFTER_MS: Final = 50
"""How much longer the sound is than the call: a key with which a call ends is heard, too."""
_KEY_MS: Final = (50, 100)
"""How long a key sounds: for half the gap between two, within these."""
_PAUSE_MS: Final = 2000
"""How long a `w` among the tones that a plan sends pauses."""


def sound_of(spoken: SpokenCall, library: Library) -> Stereo:
    """A call as sound.

    Args:
        spoken: the call, and its prompts.
        library: the recorded sounds that somebody has.
    """
    transcript = spoken.call.transcript()
    sides = _Sides(spoken, library, transcript.plan.platform.key_gap_ms)
    log = transcript.log
    for at_ms, effects, move in zip(log[::3], log[1::3], log[2::3], strict=True):
        if move is not None:
            sides.meet(at_ms, move.event)
        for effect in effects:
            sides.follow(at_ms, effect)
    sides.end(transcript.duration_ms)
    return Stereo(sides.left, sides.right, transcript.duration_ms + _AFTER_MS)


class _Ongoing:
    """What goes on, on a track, until it is over or something ends it: one thing at a time."""

    def __init__(self, track: Track) -> None:
        self._track = track
        self._begun: tuple[int, int, Sound] | None = None

    def begin(self, at_ms: int, ms: int, sound: Sound) -> None:
        """A sound begins, and takes so many ms unless it is ended."""
        self.end(at_ms)
        self._begun = at_ms, at_ms + ms, sound

    def end(self, at_ms: int) -> None:
        """What goes on ends, if it is not over."""
        if self._begun:
            start_ms, over_ms, sound = self._begun
            self._track.lay(start_ms, min(over_ms, at_ms), sound)
        self._begun = None

    def never_was(self) -> None:
        """Nothing went on."""
        self._begun = None


class _Keys:
    """Keys on a track. Those of one moment follow each other."""

    def __init__(self, track: Track, gap_ms: int) -> None:
        self._track = track
        self._ms = min(max(gap_ms // 2, _KEY_MS[0]), _KEY_MS[1])
        self._next_ms = 0

    def press(self, at_ms: int, key: str) -> None:
        start_ms = max(at_ms, self._next_ms)
        self._track.lay(start_ms, start_ms + self._ms, Sound(tones.key(key, self._ms)), above=True)
        self._next_ms = start_ms + 2 * self._ms

    def pause(self, at_ms: int) -> None:
        self._next_ms = max(at_ms, self._next_ms) + _PAUSE_MS


class _Sides:
    """Both sides of a call, while it is gone through."""

    def __init__(self, spoken: SpokenCall, library: Library, gap_ms: int) -> None:
        self.left, self.right = Track(), Track()
        self._speeches = spoken.speeches
        self._library = library
        self._hears, self._says = _Ongoing(self.left), _Ongoing(self.right)
        self._pressed, self._sent = _Keys(self.right, gap_ms), _Keys(self.left, gap_ms)
        self._is_there = True

    def meet(self, at_ms: int, event: Event) -> None:
        """Something happens to the call."""
        if event.kind == "key":
            self._pressed.press(at_ms, event.value)
        elif event.kind == "spoke":
            self._says.end(at_ms)
        elif event.kind == "hang up":
            self._leaves(at_ms)

    def follow(self, at_ms: int, effect: Effect) -> None:
        """The call does something."""
        told = _HEARD.get(type(effect))
        if told is not None and self._is_there:
            told(self, at_ms, effect)

    def end(self, at_ms: int) -> None:
        """The call is over, or nobody says how it goes on."""
        self._hears.end(at_ms)
        self._says.never_was()

    def _leaves(self, at_ms: int, _: object = None) -> None:
        self._hears.end(at_ms)
        self._says.end(at_ms)
        self._is_there = False

    def _prompt(self, at_ms: int, prompt: did.Prompt) -> None:
        if prompt.source == "tts":
            sound = Sound(self._speeches[prompt.voice, prompt.text].samples)
        else:
            sound = self._library.sound(prompt.text, prompt.duration_ms)
        self._hears.begin(at_ms, prompt.duration_ms, sound)

    def _is_cut(self, at_ms: int, _: did.CutShort) -> None:
        self._hears.end(at_ms)

    def _records(self, at_ms: int, recording: did.Recording) -> None:
        if not recording.background:
            self.left.lay(at_ms, at_ms + recording.timeout_ms, Sound(tones.beep()), above=True)
            self._says.begin(at_ms, recording.timeout_ms, NOBODY_HAS_IT)

    def _has_recorded(self, at_ms: int, kept: did.RecordingKept) -> None:
        if kept.ended_by == "timeout":
            self._says.never_was()  # who speaks is said to have spoken, before
        else:
            self._says.end(at_ms)

    def _rings(self, at_ms: int, transfer: did.Transferring) -> None:
        self._hears.begin(at_ms, transfer.timeout_ms, Sound(tones.ringing(), again=True))

    def _talks(self, at_ms: int, _: did.TransferAnswered) -> None:
        for side in (self._hears, self._says):
            side.begin(at_ms, _FOR_EVER_MS, NOBODY_HAS_IT)

    def _has_talked(self, at_ms: int, _: did.TransferOver) -> None:
        self._hears.end(at_ms)
        self._says.end(at_ms)

    def _sends(self, at_ms: int, sent: did.TonesSent) -> None:
        for sign in sent.tones.upper():
            if sign == "W":
                self._sent.pause(at_ms)
            elif sign in tones.DTMF:
                self._sent.press(at_ms, sign)


_FOR_EVER_MS: Final = 10**9
"""Longer than any call, in ms."""

_HEARD: Final[dict[type[Effect], Callable[[_Sides, int, Any], None]]] = {
    did.Prompt: _Sides._prompt,
    did.CutShort: _Sides._is_cut,
    did.Recording: _Sides._records,
    did.RecordingKept: _Sides._has_recorded,
    did.Transferring: _Sides._rings,
    did.TransferAnswered: _Sides._talks,
    did.TransferOver: _Sides._has_talked,
    did.TonesSent: _Sides._sends,
    did.HungUp: _Sides._leaves,
}
"""What is heard of the effects of a call; of the others, nothing is."""
