"""What rules ask about the two branches of an amd: where each begins, and what is heard there for how long."""

import re
from itertools import islice
from typing import Final

from ivrdsl.checking.subject import Subject
from ivrsim.core import table as t
from ivrsim.core.units import is_seconds

MOST_AMDS: Final = 20
"""Amds of one plan that are looked at; each is a walk over the plan."""

_SILENT: Final = r"(?i)\b(?:silen(?:ce|t)|blank)"
"""In the name of a sound: there is nothing in it to hear."""


def detections(subject: Subject) -> list[t.Detect]:
    """The amds of a plan, in the order of the table; see `MOST_AMDS`."""
    return list(islice((each for each in subject.engine.table if type(each) is t.Detect), MOST_AMDS))


def least_ms(instruction: t.Instruction) -> int:
    """How long words or a wait take at least, in ms: variables, and sounds of unknown length, take no time."""
    match instruction:
        case t.Play(source="tts", words=words, length=length):
            pieces = tuple([piece for _, text in words.pieces for piece in text if isinstance(piece, str)])
            return length.ms("".join(pieces), pieces)
        case t.Pause(seconds=(str(text),)) if is_seconds(text):
            return round(float(text) * 1000)
    return 0


def silent_ms(instruction: t.Instruction) -> int | None:
    """How long nothing is heard at a place where a call waits, as far as that is known, in ms; None for all else."""
    match instruction:
        case t.Pause():
            return least_ms(instruction)
        case t.Collect(timeout_ms=ms):
            return ms
        case t.Request():
            return 0
        case t.Play() if not instruction.waits():
            return 0
        case t.Play(said=(text, _), source="url" | "callfireid", length=length) if re.search(_SILENT, text):
            return length.ms(text, ())
    return None
