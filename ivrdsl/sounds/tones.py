"""Sounds that no voice makes: keys, ringing, a beep, and the soft noise that stands for what nobody has."""

from array import array
from functools import cache
from math import pi, sin
from typing import Final

from ivrdsl.sounds.voice import RATE

_ROWS: Final = (697, 770, 852, 941)
_COLUMNS: Final = (1209, 1336, 1477, 1633)
_KEYS: Final = ("123A", "456B", "789C", "*0#D")
DTMF: Final = {key: (_ROWS[row], _COLUMNS[at]) for row, keys in enumerate(_KEYS) for at, key in enumerate(keys)}
"""The two frequencies of each key, in Hz [ITU-T Q.23]."""

RINGING: Final = (440, 480)
"""The frequencies of ringing as a caller hears it in North America, in Hz; two seconds in six."""
_RING_MS: Final = 2000
_RING_EVERY_MS: Final = 6000

_BEEP: Final = (1000,)
_BEEP_MS: Final = 300
_LOUD: Final = 6000
_SOFT: Final = 600
"""Amplitudes, of 32767: of one frequency of a tone, and of noise."""
_RAMP: Final = RATE // 200
"""Samples over which a tone begins and ends, so that it does not click: 5 ms."""


def samples_in(ms: int) -> int:
    """How many samples there are in so many ms."""
    return ms * RATE // 1000


@cache
def key(sign: str, ms: int) -> "array[int]":
    """A key as it sounds, one of 0-9, `*`, `#` and A-D, for so many ms."""
    return _tone(DTMF[sign], ms)


@cache
def beep() -> "array[int]":
    """What says that a recording begins."""
    return _tone(_BEEP, _BEEP_MS)


@cache
def ringing() -> "array[int]":
    """Six seconds of ringing: a tone, and a pause. What rings for longer hears it again."""
    return _tone(RINGING, _RING_MS) + array("h", bytes(2 * samples_in(_RING_EVERY_MS - _RING_MS)))


@cache
def noise() -> "array[int]":
    """A second of soft noise, the same one every time."""
    samples, state = array("h"), 1
    for _ in range(RATE):
        state = (state * 1_103_515_245 + 12_345) % 2**31  # as the C standard's rand() does
        samples.append((state >> 16) * 2 * _SOFT // 2**15 - _SOFT)
    return samples


def _tone(frequencies: tuple[int, ...], ms: int) -> "array[int]":
    """Some frequencies at once, in Hz."""
    count = samples_in(ms)
    return array("h", [round(_ramp(at, count) * sum(_wave(each, at) for each in frequencies)) for at in range(count)])


def _wave(frequency: int, at: int) -> float:
    return _LOUD * sin(2 * pi * frequency * at / RATE)


def _ramp(at: int, count: int) -> float:
    """How loud a tone is at one of its samples, from 0 to 1."""
    return min(1.0, at / _RAMP, (count - at) / _RAMP)
