"""Ears for tests: a WAV read back, how loud it is, and which keys and tones are in it."""

import io
import wave
from array import array
from collections.abc import Iterable
from math import cos, pi, sqrt
from typing import NamedTuple

from ivrdsl.sounds.voice import RATE

ROWS = (697, 770, 852, 941)
COLUMNS = (1209, 1336, 1477, 1633)
KEYS = ("123A", "456B", "789C", "*0#D")
WINDOW_MS = 20
CLEAR = 0.2
"""The least share of the loudness of a window that both frequencies of a key have."""


class Heard(NamedTuple):
    """A recording, read back: the samples of both channels."""

    left: "array[int]"
    right: "array[int]"

    @property
    def ms(self) -> float:
        return len(self.left) * 1000 / RATE


def heard(pieces: Iterable[bytes]) -> Heard:
    with wave.open(io.BytesIO(b"".join(pieces))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        both = array("h", file.readframes(file.getnframes()))
        assert len(both) == 2 * file.getnframes()
    return Heard(both[::2], both[1::2])


def between(samples: "array[int]", start_ms: float, end_ms: float) -> "array[int]":
    return samples[round(start_ms * RATE / 1000) : round(end_ms * RATE / 1000)]


def loudness(samples: "array[int]") -> float:
    """The root of the mean of the squares."""
    return sqrt(sum(each * each for each in samples) / len(samples)) if samples else 0.0


def share(samples: "array[int]", frequency: int) -> float:
    """How much of the power of some samples is at a frequency, in Hz, from 0 to 1: Goertzel's algorithm."""
    factor = 2 * cos(2 * pi * frequency / RATE)
    last = before = 0.0
    for each in samples:
        last, before = each + factor * last - before, last
    power = last * last + before * before - factor * last * before
    whole = sum(each * each for each in samples) * len(samples) / 2
    return power / whole if whole else 0.0


def keys(samples: "array[int]") -> list[tuple[int, str]]:
    """The keys in a channel, each with the moment, in ms, at which it begins."""
    found: list[tuple[int, str]] = []
    before = ""
    for start_ms in range(0, len(samples) * 1000 // RATE - WINDOW_MS + 1, WINDOW_MS // 2):
        key = _key(between(samples, start_ms, start_ms + WINDOW_MS))
        if key and key != before:
            found.append((start_ms, key))
        before = key
    return found


def _key(window: "array[int]") -> str:
    if loudness(window) < 500:
        return ""
    row, column = (max(each, key=lambda hz: share(window, hz)) for each in (ROWS, COLUMNS))
    if share(window, row) < CLEAR or share(window, column) < CLEAR:
        return ""
    return KEYS[ROWS.index(row)][COLUMNS.index(column)]
