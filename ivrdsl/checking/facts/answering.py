"""What rules ask about the two branches of an amd: where each begins, and how long its words take."""

from itertools import islice
from typing import Final

from ivrdsl.checking.subject import Subject
from ivrsim.core import table as t

MOST_AMDS: Final = 20
"""Amds of one plan that are looked at; each is a walk over the plan."""


def detections(subject: Subject) -> list[t.Detect]:
    """The amds of a plan, in the order of the table; see `MOST_AMDS`."""
    return list(islice((each for each in subject.engine.table if type(each) is t.Detect), MOST_AMDS))


def least_ms(play: t.Play) -> int:
    """How long a prompt takes at least, in ms: its variables are silent."""
    pieces = tuple([piece for _, text in play.words.pieces for piece in text if isinstance(piece, str)])
    return play.length.ms("".join(pieces), pieces)
