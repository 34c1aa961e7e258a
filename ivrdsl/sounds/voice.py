"""espeak-ng, driven in memory: a text becomes samples, and the moment at which each of its words ends."""

import ctypes
import re
from array import array
from bisect import bisect_right
from functools import cache
from itertools import zip_longest
from threading import Lock
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError

RATE: Final = 22_050
"""Samples a second that espeak-ng makes."""
_WORDS_A_MINUTE: Final = 175
_SILENT: Final = 40
"""Samples up to this are silence: what espeak-ng leaves after the last sound of a text."""

_SYNCHRONOUS: Final = 2
_UTF8: Final = 1
_FROM_CHARACTERS: Final = 1
_RATE: Final = 1
_WORD_EVENT: Final = 1

LANGUAGES: Final = {"en": "en-us", "es": "es-419", "fr": "fr"}
"""The voice of espeak-ng for each language."""


class SpokenWord(NamedTuple):
    """A written word, a run of characters without white space, as a voice spoke it.

    Attributes:
        start, end: where it stands in the text, in characters.
        end_ms: when its last sound ends, in ms from the start of the text.
    """

    start: int
    end: int
    end_ms: int


class Speech(NamedTuple):
    """A text as a voice spoke it, without the silence behind it.

    Attributes:
        samples: signed, 16 bits, `RATE` a second.
        words: in order.
    """

    samples: "array[int]"
    words: list[SpokenWord]

    @property
    def length_ms(self) -> int:
        """How long it is, in ms."""
        return round(len(self.samples) * 1000 / RATE)


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Espeak:
    """The library, once in a process: it keeps its state in globals of its own."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._lock = Lock()
        self._samples: array[int] = array("h")
        self._events: list[tuple[int, int, int]] = []
        self._callback = _Callback(self._hear)  # kept: the library calls it

    def _hear(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._samples.frombytes(ctypes.string_at(samples, 2 * count))
        position = 0
        while events[position].type:
            event = events[position]
            if event.type == _WORD_EVENT:
                self._events.append((event.position - 1, event.length, event.audio_ms))
            position += 1
        return 0

    def speak(self, text: str, voice: str) -> Speech:
        with self._lock:
            self._samples, self._events = array("h"), []
            self._library.espeak_SetSynthCallback(self._callback)
            if self._library.espeak_SetVoiceByName(voice.encode()):
                raise IvrError(f"espeak-ng has no voice {voice!r}")
            self._library.espeak_SetParameter(_RATE, _WORDS_A_MINUTE, 0)
            data = text.encode()
            self._library.espeak_Synth(data, len(data) + 1, 0, _FROM_CHARACTERS, 0, _UTF8, None, None)
            self._library.espeak_Synchronize()
            return _speech_of(self._samples, self._events, text)


def _speech_of(samples: "array[int]", events: list[tuple[int, int, int]], text: str) -> Speech:
    """What was spoken, from the samples and from the start of each spoken word: where it stands, how long it is, when.

    A written word may be spoken in several words, such as a number: its end is that of the last one. It ends with its
    last sound: the pause behind it is none of it. An event may stand at the white space before its word.
    """
    samples = samples[: _last_sound(samples, len(samples))]
    written = [match.span() for match in re.finditer(r"\S+", text)]
    word_ends = [end for _, end in written]
    starts_ms = [at_ms for _, _, at_ms in events[1:]]
    ends: dict[int, int] = {}
    word = 0
    for (position, _, _), next_ms in zip_longest(events, starts_ms):
        end = len(samples) if next_ms is None else min(next_ms * RATE // 1000, len(samples))
        word = min(max(bisect_right(word_ends, position), word), len(written) - 1)
        ends[word] = round(_last_sound(samples, end) * 1000 / RATE)
    return Speech(samples, [SpokenWord(*written[word], end_ms) for word, end_ms in ends.items() if written])


def _last_sound(samples: "array[int]", before: int) -> int:
    """How many samples there are up to the last one that is heard."""
    return next((at + 1 for at in range(before - 1, -1, -1) if abs(samples[at]) > _SILENT), 0)


@cache
def _espeak() -> _Espeak:
    try:
        import espeakng_loader
    except ImportError:
        raise IvrError("espeakng-loader is not installed; a voice needs: pip install 'ivrdsl[speech]'") from None
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate != RATE:
        raise IvrError(f"espeak-ng did not start: it speaks at {rate} samples a second, expected {RATE}")
    return _Espeak(library)


def speak(text: str, language: str = "en") -> Speech:
    """Speak a text.

    Args:
        text: what is spoken, as it stands; markup is read out.
        language: "en", "es" or "fr".

    Raises:
        IvrError: the extra `speech` is not installed, or espeak-ng does not start.
    """
    return _espeak().speak(text.replace("\0", " "), LANGUAGES[language])
