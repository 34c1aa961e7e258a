"""How wide a text is at most, and how it is cut into lines, where nobody knows which font will show it.

Widths are those of the widest usual fonts, so a line that fits here fits in every usual font. What a font makes wider
still is clipped by whoever draws it.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WIDTHS: Final = {
    "'il": 0.28,
    "I j": 0.32,
    ".,:;/\\|‘’·": 0.34,
    "ft-": 0.4,
    "!()[]r": 0.42,
    '“”"*s`_?zJ': 0.56,
    "ckvxy°–L": 0.6,
    "aeobdghnpqu0123456789${}TF": 0.66,
    "ABKVXZRCEPYS": 0.72,
    "DHNUG&": 0.78,
    "wOQ+<=>^~#": 0.84,
    "M": 0.88,
    "%m": 0.98,
    "W@…—→": 1.02,
}
"""Widths of characters, in ems: the greater of what DejaVu Sans and Liberation Sans (Arial, Helvetica) have."""
_KNOWN: Final = {character: width for characters, width in _WIDTHS.items() for character in characters}
_BOLD: Final = 1.12
"""How much wider a line is in bold letters."""
_MOST_MARKS: Final = 3
"""Marks on one letter; more would reach far out of its line."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most, in the unit of `size`, the height of its letters' em."""
    return sum(map(_ems, text)) * size * (_BOLD if bold else 1)


def is_sure(text: str) -> bool:
    """Whether the widths of all its letters are known; some fonts make more of others."""
    return all(unicodedata.normalize("NFD", each)[0] in _KNOWN for each in text if each not in _KNOWN)


@lru_cache(maxsize=4096)
def _ems(character: str) -> float:
    known = _KNOWN.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    base = unicodedata.normalize("NFD", character)[0]  # é is as wide as e
    if base in _KNOWN:
        return _KNOWN[base]
    if unicodedata.east_asian_width(character) in "WF":
        return 1.3 if unicodedata.category(character) == "So" else 1.04  # emoji are wider than letters
    return _OTHERS.get(unicodedata.category(character), 1.3)


_OTHERS: Final = {"Ll": 1.0, "Lu": 1.1, "Lo": 1.0, "Lm": 0.7, "Nd": 0.9, "Pd": 1.0, "Zs": 1.0}
"""Widths of other characters by their category."""


def runs_backwards(text: str) -> bool:
    """Whether a text is written from right to left: by its first letter."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def legible(text: str) -> str:
    """The text with no more marks on a letter than fit in its line; further ones are shown as \\u0301."""
    shown, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        shown.append(character if marks <= _MOST_MARKS else f"\\u{ord(character):04x}")
    return "".join(shown)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """A text as lines of at most this width; a word that is too long for a line is cut.

    A break stands at white space, and beside wide letters.
    """
    lines, line, taken = [], "", 0.0
    for piece in _pieces(text):
        for part in _parts(piece, width, size, bold=bold):
            wide = width_of(part, size, bold=bold)
            if line and taken + width_of(part.rstrip(), size, bold=bold) > width:
                lines.append(line.rstrip())
                line, taken = "", 0.0
                if part.isspace():
                    continue
            line += part
            taken += wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """Words, each with the white space behind it; a wide letter is a word, marks stay with their letter."""
    piece = ""
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        mark = unicodedata.category(character) in ("Mn", "Me", "Po", "Pe", "Pf", "Sk")
        if piece and not mark and not character.isspace() and (piece[-1].isspace() or wide or _ends_wide(piece)):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _ends_wide(piece: str) -> bool:
    last = piece.rstrip()[-1:]
    return bool(last) and unicodedata.east_asian_width(last) in "WF" and unicodedata.category(last) != "Ps"


def _parts(piece: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """A word in parts that fit in a line; nearly every word is one."""
    if width_of(piece.rstrip(), size, bold=bold) <= width:
        yield piece
        return
    part, taken = "", 0.0
    for character in piece:
        wide = width_of(character, size, bold=bold)
        if part and taken + wide > width and wide and not character.isspace():
            at = max(part.rfind(each) for each in _BREAKS) + 1
            at = at if at > len(part) // 2 else len(part)
            yield part[:at]
            part = part[at:]
            taken = width_of(part, size, bold=bold)
        part += character
        taken += wide
    yield part


_BREAKS: Final = "/-_.?&="
"""Behind these a long word is cut where that is not far from the end of the line: addresses have them."""


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """A text that fits in a line; what is cut off is shown as …"""
    if width_of(text, size, bold=bold) <= width:
        return text
    room, kept = width - width_of("…", size, bold=bold), ""
    for character in text:
        room -= width_of(character, size, bold=bold)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + "…"
