"""Characters that come of bytes read in the wrong encoding: UTF-8 taken for Latin-1, or for windows-1252.

Each byte of a character beyond ASCII then became a character of its own: é is `Ã©`, and ’ is `â€™`. The way back is to
take these bytes again and to read them as UTF-8. Capital letters with an accent do stand before signs in texts that are
right, as in `CAFÉ»`. So what may be right is left alone:

- `Â` and `Ã` before a sign that may follow a letter count only where no capital letter stands before them
- other letters of Latin count only within a word, beside a small letter: `ZadzwoÅ„`
- other scripts count only where the whole text can be read so, and three letters or more come of it
"""

import re
from typing import Final, NamedTuple

LOST: Final = "\ufffd"
"""Stands for a character that could not be read; which it was nobody knows."""

_HIGH: Final = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"  # what windows-1252 has for the bytes from 0x80 on
_BYTES: Final = {ord(sign): 0x80 + at for at, sign in enumerate(_HIGH)} | {code: code for code in range(256)}
_FOLLOWS: Final = "\x80-\xbf" + re.escape("".join(sign for sign in _HIGH if sign > "\xff"))
"""What the second and later bytes of a character become, for a class of a pattern."""
_AFTER_A_LETTER: Final = frozenset("…‘’“”–—†‡‰‹›•™\xa0«»·®©ªº°²³¹")
"""Signs among them that may stand behind a letter, or behind a word, in a text that is right."""
_QUOTES: Final = ("«", "“", "‘", "„", "‹")
_SIGNS: Final = f"â[€\x80][{_FOLLOWS}]|â‚¬|â\x82¬|â„¢|â\x84¢|ï»¿|ï¿½"
_PAIR: Final = f"[Â-Å][{_FOLLOWS}]"
_LONG: Final = f"[Â-ß][{_FOLLOWS}]|[à-ï][{_FOLLOWS}]{{2}}|[ð-ô][{_FOLLOWS}]{{3}}"
_SUSPECT: Final = re.compile(f"[Â-ô][{_FOLLOWS}]")
_FEW: Final = 3
_MOST_TIMES: Final = 4
"""How often a text is taken to be read wrongly."""
_MARK: Final = "\ufeff"
"""Begins some files of UTF-8, and is no part of a text."""


class Garbled(NamedTuple):
    """A text with characters that are not what was written.

    Attributes:
        sign: the first of them.
        start: where it stands, in characters.
        meant: the text as it was written, as far as that can be said.
    """

    sign: str
    start: int
    meant: str


def garbled(text: str) -> Garbled | None:
    """Return what is wrong with a text whose bytes were read in the wrong encoding; None where nothing is."""
    if text.isascii():
        return None
    first, meant = None, text
    for times in range(_MOST_TIMES, 0, -1):
        found = _wrong(meant, times)
        if not found:
            break
        first = first or found[0]
        meant = _mended(meant, found)
    if first is not None:
        return Garbled(first[0], first.start(), meant)
    at = text.find(LOST)
    return Garbled(LOST, at, text) if at >= 0 else None


def _wrong(text: str, times: int) -> list[re.Match[str]]:
    """Where characters stand that were bytes of one, in a text that was read wrongly so many times at most."""
    if _SUSPECT.search(text) is None:
        return []
    whole = _decoded(text)
    found = [each for each in re.finditer(f"{_SIGNS}|{_PAIR}", text) if _is_certain(text, each)]
    if whole and (found or _is_another_script(whole) or (times > 1 and _wrong(whole, times - 1))):
        return list(re.finditer(_LONG, text))
    return found


def _is_certain(text: str, found: re.Match[str]) -> bool:
    """Whether no text that is right has these characters there."""
    if found[0][0] not in "ÂÃÄÅ":
        return (meant := _decoded(found[0])) in (LOST, _MARK, "€", "™") or "\u2010" <= meant <= "\u203a"
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    within = before.islower() or after.islower()
    if found[0][0] in "ÄÅ" or (found[0][0] == "Ã" and found[0][1] in _AFTER_A_LETTER):
        return within
    return found[0][1] not in _AFTER_A_LETTER or not (before.isupper() or before in _QUOTES)


def _is_another_script(text: str) -> bool:
    """Whether a text has words of another script than Latin, and of one alone."""
    letters = [each for each in text if each > "\u024f" and each.isalpha()]
    return len(letters) >= _FEW and len({_script(each) for each in letters}) == 1


_SCRIPTS: Final = (
    ("Greek", "\u0370", "\u03ff"),
    ("Cyrillic", "\u0400", "\u052f"),
    ("Hebrew", "\u0590", "\u05ff"),
    ("Arabic", "\u0600", "\u06ff"),
    ("Devanagari", "\u0900", "\u097f"),
    ("Thai", "\u0e00", "\u0e7f"),
    ("East Asia", "\u3040", "\u9fff"),
    ("East Asia", "\uac00", "\ud7a3"),
)


def _script(letter: str) -> str:
    return next((name for name, first, last in _SCRIPTS if first <= letter <= last), letter)


def _decoded(text: str) -> str:
    """A text whose characters are taken as bytes of UTF-8; "" where they are none."""
    codes = [_BYTES.get(ord(each), -1) for each in text]
    if min(codes, default=-1) < 0:
        return ""
    try:
        return bytes(codes).decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _mended(text: str, found: list[re.Match[str]]) -> str:
    pieces, done = [], 0
    for each in found:
        pieces += [text[done : each.start()], _decoded(each[0]).replace(_MARK, "")]
        done = each.end()
    return "".join([*pieces, text[done:]])
