"""The lines of text in boxes and beside arrows, the same in every format that people look at."""

import textwrap
from collections.abc import Iterable
from typing import Final, NamedTuple

from ivrsim.picture.boxes import AFTER_HANG_UP, NOWHERE, Arrow, Box

BOX_COLUMNS: Final = 34
ARROW_COLUMNS: Final = 26
SHORT: Final = 7
"""Characters of a text that shares its line with others: "1", "300-315"."""

NOTES: Final = {NOWHERE: "(no call gets here)", AFTER_HANG_UP: "(only after a hang-up)"}
"""What is said of boxes that are not reached as others are."""


class DrawnLine(NamedTuple):
    """What is drawn as one line: all arrows of one kind between two boxes.

    Attributes:
        source, target: the places of the boxes.
        kind: of the arrows.
        text: the lines of text beside it.
    """

    source: int
    target: int
    kind: str
    text: tuple[str, ...]


def box_lines(box: Box) -> list[str]:
    """The lines of text in a box."""
    told = [box.title] if box.title else []
    if not box.title.startswith(f"{box.text} "):  # not twice: hangup "bye"
        told += textwrap.wrap(box.text, BOX_COLUMNS) or [""]
    return told + ([NOTES[box.reached]] if box.reached in NOTES else [])


def drawn_lines(arrows: Iterable[Arrow]) -> list[DrawnLine]:
    """The arrows as lines: those of one kind between the same two boxes are one, which names them all."""
    together: dict[tuple[int, int, str], list[Arrow]] = {}
    for arrow in arrows:
        together.setdefault((arrow.source, arrow.target, arrow.kind), []).append(arrow)
    return [
        DrawnLine(source, target, kind, tuple(_labels(found))) for (source, target, kind), found in together.items()
    ]


def _labels(arrows: list[Arrow]) -> list[str]:
    """What takes some arrows, with the quirks they lean on; keys beside each other, the rest line by line."""
    alone = len(arrows) == 1
    told = list(dict.fromkeys([_with_quirks(arrow.text or ("" if alone else "at its end"), arrow) for arrow in arrows]))
    short = [text for text in told if len(text) <= SHORT]
    found = textwrap.wrap(", ".join(short), ARROW_COLUMNS)
    for text in told:
        if len(text) > SHORT:
            found += textwrap.wrap(text, ARROW_COLUMNS)
    return found


def _with_quirks(text: str, arrow: Arrow) -> str:
    return f"{text} ({', '.join(arrow.assumes)})".strip() if arrow.assumes else text
