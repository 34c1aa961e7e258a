"""A track: the sounds on one side of a call, each from when to when; and two of them, as one recording."""

from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrdsl.sounds.pcm import written
from ivrdsl.sounds.tones import samples_in
from ivrdsl.sounds.voice import RATE

_PART: Final = 10 * RATE
"""Samples that are put together at a time: a long call never is in memory as a whole."""


class Sound(NamedTuple):
    """What is heard.

    Attributes:
        samples: at `RATE`.
        again: whether it begins anew when it is over; it is followed by silence otherwise.
    """

    samples: "array[int]"
    again: bool = False

    def between(self, first: int, last: int) -> "array[int]":
        """The samples from one to another, which may lie behind its end."""
        if not self.again or not self.samples:
            return self.samples[first:last]
        length = len(self.samples)
        rounds = self.samples * ((last - first) // length + 2)
        return rounds[first % length : first % length + last - first]


class _Span(NamedTuple):
    """A sound in its place; `first` and `last` count samples from the beginning of the call."""

    first: int
    last: int
    sound: Sound


class Track:
    """The sounds on one side of a call. Of two at the same time, one is heard."""

    def __init__(self) -> None:
        self._below: list[_Span] = []
        self._above: list[_Span] = []

    def lay(self, start_ms: int, end_ms: int, sound: Sound, *, above: bool = False) -> None:
        """Lay a sound from one moment to another; both in ms since the call began to ring.

        Args:
            start_ms: when it begins.
            end_ms: when it ends; silence follows a sound that is shorter.
            sound: what is heard.
            above: whether it is heard instead of others. Among equals the one that was laid last is.
        """
        span = _Span(samples_in(start_ms), samples_in(end_ms), sound)
        (self._above if above else self._below).append(span)

    def between(self, first: int, last: int) -> "array[int]":
        """The samples from one to another; silence where no sound is."""
        found = array("h", bytes(2 * (last - first)))
        for span in (*self._below, *self._above):
            start, end = max(span.first, first), min(span.last, last)
            if start < end:
                heard = span.sound.between(start - span.first, end - span.first)
                found[start - first : start - first + len(heard)] = heard
        return found


class Stereo:
    """Two tracks as a WAV of two channels. It can be gone through several times, and is made anew each time.

    Attributes:
        left, right: the tracks.
        frames: how long it is, in samples of one channel.
    """

    def __init__(self, left: Track, right: Track, ms: int) -> None:
        self.left = left
        self.right = right
        self.frames = samples_in(ms)

    def __iter__(self) -> Iterator[bytes]:
        return written(self._parts(), self.frames)

    def _parts(self) -> Iterator["array[int]"]:
        for first in range(0, self.frames, _PART):
            last = min(first + _PART, self.frames)
            both = array("h", bytes(4 * (last - first)))
            both[::2], both[1::2] = self.left.between(first, last), self.right.between(first, last)
            yield both
