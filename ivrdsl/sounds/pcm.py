"""WAV files: written as they come, and read as one voice at our rate."""

import io
import sys
import wave
from array import array
from collections.abc import Iterable, Iterator
from typing import Final

from ivrdsl.sounds.headers import BadSound
from ivrdsl.sounds.voice import RATE

_CHANNELS: Final = 2
_BYTES: Final = 2
_HALF: Final = 128
"""What silence is in 8 bits."""


def written(parts: Iterable["array[int]"], frames: int) -> Iterator[bytes]:
    """A WAV of two channels, in pieces.

    Args:
        parts: its samples, those of the left and the right channel in turn.
        frames: how many pairs of samples these are.
    """
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((_CHANNELS, _BYTES, RATE, frames, "NONE", ""))
        for part in parts:
            file.writeframesraw(part.tobytes())  # wave swaps the bytes where a machine has them in the other order
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()  # the header, where nothing followed it


def read(path: str, ms: int) -> "array[int]":
    """The beginning of a WAV, as one channel at our rate.

    Args:
        path: the file.
        ms: how much of it, in ms.

    Raises:
        BadSound: it cannot be read, or its samples are not whole numbers of 8 or 16 bits.
    """
    if path.lower().endswith(".mp3"):
        raise BadSound("an MP3 cannot be played, a WAV of 8 or 16 bits can")
    try:
        with wave.open(path, "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if not rate:
                raise BadSound("its header says that it has no samples in a second")
            if width > _BYTES:
                raise BadSound(f"its samples have {8 * width} bits; those of 8 and 16 can be played")
            data = file.readframes(ms * rate // 1000 + 1)
            data = data[: len(data) // (channels * width) * channels * width]
    except OSError as error:
        raise BadSound(f"it cannot be read: {error.strerror or error}") from None
    except (wave.Error, EOFError, RuntimeError) as error:  # the last where a chunk goes on behind the end of the file
        reason = str(error) or "it ends too soon"
        raise BadSound(f"it is no WAV of 8 or 16 bits (PCM), which can be played: {reason}") from None
    return _at_our_rate(_one_channel(_samples(data, width), channels), rate)


def _samples(data: bytes, width: int) -> "array[int]":
    if width == 1:
        return array("h", [(each - _HALF) << 8 for each in data])
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _one_channel(samples: "array[int]", channels: int) -> "array[int]":
    """The mean of all channels."""
    if channels == 1:
        return samples
    each = [samples[channel::channels] for channel in range(channels)]
    return array("h", [sum(frame) // channels for frame in zip(*each, strict=True)])


def _at_our_rate(samples: "array[int]", rate: int) -> "array[int]":
    """Samples at another rate, each between its two neighbours: good enough to know what it is."""
    if rate == RATE or not samples:
        return samples
    last = len(samples) - 1
    found = array("h")
    for at in range(len(samples) * RATE // rate):
        place, part = divmod(at * rate, RATE)
        here = samples[min(place, last)]
        found.append(here + (samples[min(place + 1, last)] - here) * part // RATE)
    return found
