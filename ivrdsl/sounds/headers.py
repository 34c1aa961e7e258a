"""How long a file of sound is, as its header says. The sound itself is not read, and so believed to be there."""

import os
import stat
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ivrdsl.errors import IvrError

if TYPE_CHECKING:
    from tinytag import TinyTag

ENDINGS: Final = (".wav", ".mp3")
"""What the names of files of sound end with, in any letter case."""
_LAST_FRAME: Final = 4096
"""Bytes: more than one frame of an MP3 has. Its length counts whole frames, also the last one where that is cut."""


class BadSound(Exception):  # noqa: N818  # what is bad is the file
    """A file that is no sound, cannot be read, or whose header cannot be true; the text is the reason alone."""


def length_ms(path: str) -> int:
    """How long a WAV or an MP3 is, in ms.

    Raises:
        BadSound: it is neither, cannot be read, or its header cannot be true.
        IvrError: the extra `speech` is not installed.
    """
    tag = _header(path)
    length_s, kilobits = tag.duration or 0, tag.bitrate or 0
    ms = round(length_s * 1000)
    if not ms:
        raise BadSound("its header tells of no sound; save it anew, as a WAV of 16 bits for instance")
    promised = length_s * kilobits * 125
    if promised > tag.filesize + (_LAST_FRAME if _is_mp3(tag) else 0):
        held_s = tag.filesize * length_s / promised
        raise BadSound(f"its header says {length_s:.3f} s, the file ends after {held_s:.3f} s; fetch or save it anew")
    return ms


def _header(path: str) -> "TinyTag":
    tinytag = _tinytag()
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise BadSound("it is no ordinary file")
        with open(path, "rb") as file:
            if not _begins_as_sound(file.read(12)):
                raise BadSound("it does not begin as a WAV or an MP3 does")
            file.seek(0)
            tag: TinyTag = tinytag.TinyTag.get(file_obj=file, tags=False)
    except OSError as error:
        raise BadSound(f"it cannot be read: {error.strerror or error}") from None
    except tinytag.TinyTagException:
        _cannot_be_read()
    if tag.filesize is None or tag.mime_type is None or not (_is_mp3(tag) or "wav" in tag.mime_type):
        _cannot_be_read()
    return tag


def _cannot_be_read() -> NoReturn:
    raise BadSound("its header cannot be read; save it anew, as a WAV of 16 bits for instance")


def _begins_as_sound(head: bytes) -> bool:
    """Whether a file begins as a WAV or an MP3: what does not would be searched to its end for a frame of sound."""
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
    return is_frame or head.startswith(b"ID3") or (head.startswith(b"RIFF") and head[8:12] == b"WAVE")


def _is_mp3(tag: "TinyTag") -> bool:
    return tag.mime_type == "audio/mpeg"


def _tinytag() -> Any:
    try:
        import tinytag
    except ImportError:
        raise IvrError("tinytag is not installed; headers of sounds need: pip install 'ivrdsl[speech]'") from None
    return tinytag
