"""A text as a voice reads it: the words that are heard, and the pauses between them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from ivrsim.speech.language import Language
from ivrsim.speech.languages import language

_OPENING: Final = '"“”„«([{<'
_SILENT_OPENING: Final = "'‘’¿¡`-–—"
_STOPS: Final = ".!?"
_COMMAS: Final = ",;:…"
_CLOSING: Final = '"“”»)]}>'
_TRAILING: Final = _STOPS + _COMMAS + _CLOSING + "'’‘-–—"
_LONG_DASHES: Final = "–—"
_BEGINNINGS: Final = frozenset("sc sk sm sn sp sq st kn gn ps pn mc ts".split())  # noqa: SIM905
"""Two consonants that a word can begin with; l, r, h and w can stand behind any."""
_HALVES: Final = ("am", "pm")


class Token(NamedTuple):
    """What a voice makes of a run of characters without white space.

    Attributes:
        words: what is said, and the pauses in it.
        pause: the pause behind it: a comma, a full stop, "-" for a short one, or "".
        weak: whether the pause is none before a small letter, as that of a full stop.
        number: whether it ends in a number; am and pm are spelled behind it.
    """

    words: list[str]
    pause: str = ""
    weak: bool = False
    number: bool = False


@cache
def _parts() -> re.Pattern[str]:
    digits = r"[0-9]"
    return re.compile(
        rf"(?P<phone>(?:\+?1[-.])?{digits}{{3}}(?:[-.]|\)-?){digits}{{3}}[-.]{digits}{{4}}(?!{digits})"
        rf"|{digits}{{3}}-{digits}{{4}}(?!{digits}))"
        r"|(?P<number>(?:(?<![\d.])\.)?\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>.)",
        re.DOTALL,
    )


def words(text: str, name: str) -> list[str]:
    """The words of a text in lower case, spelled letters as single capitals, pauses as ",", "." or a short "-"."""
    spoken: list[str] = []
    number, weak, pause = False, False, ""
    for word in text.split():
        read = token(word, name, after_number=number)
        if pause and not (weak and word[0].islower()):
            spoken.append(pause)
        spoken += read.words
        pause, weak, number = read.pause, read.weak, read.number
    return spoken


def token(text: str, name: str, *, after_number: bool = False) -> Token:
    """Read a run of characters without white space.

    Args:
        name: the language.
        after_number: whether a number stands before it.
    """
    spoken = language(name)
    body = text.rstrip(_TRAILING)
    if not body:
        return Token([], *_pause(text))
    pause, weak = _pause(text[len(body) :]) if len(body) < len(text) else ("", False)
    if body.isalpha() and not body.isupper():  # most are plain words
        low = body.lower()
        if low not in spoken.abbreviations and not (after_number and (low in _HALVES or low in spoken.signs)):
            return Token(_pronounced(low, spoken), pause, weak)
    start = len(body) - len(body.lstrip(_OPENING + _SILENT_OPENING))
    opened = any(sign in _OPENING for sign in body[:start])
    negative = body[start - 1 : start] in ("-", "–") and (body[start].isdecimal() or body[start] in spoken.money)
    body = body[start:]
    if not body:
        return Token([], "-")
    if text.startswith("(") and body.isdecimal() and len(body) == 3:  # the area of a telephone number
        said = _one_by_one(body, spoken)
    else:
        said = _read(body, spoken, after_number)
    if weak and body.lower() in spoken.titles:
        pause = ""
    before = ["-"] * opened + [spoken.minus] * negative
    return Token(before + said, pause, weak, body[-1].isdecimal())


def _read(body: str, spoken: Language, after_number: bool) -> list[str]:
    """The words of a run without the signs around it: those it is known for, its letters, or those of its parts."""
    low = body.lower()
    half = low.replace(".", "")
    if after_number and half in _HALVES:
        return list(half.upper())
    if after_number and low in spoken.signs:
        return spoken.signs[low].split()
    if low in spoken.abbreviations:
        return spoken.abbreviations[low].split()
    if "." in body and len(body) % 2 and all(len(letter) == 1 and letter.isalpha() for letter in body.split(".")):
        return _spelled(body[::2], spoken)
    return list(_said(body, spoken))


def _pause(tail: str) -> tuple[str, bool]:
    """The pause that signs at the end of a token make, and whether it is weak."""
    if "!" in tail or "?" in tail:
        return ".", False
    if "..." in tail or "…" in tail:
        return ",", False
    if "." in tail:
        return ".", True
    if any(sign in _COMMAS + _LONG_DASHES for sign in tail):
        return ",", False
    return ("-" if any(sign in _CLOSING + "-" for sign in tail) else ""), False


def _said(body: str, spoken: Language) -> Iterator[str]:
    parts = [(match.lastgroup, match[0]) for match in _parts().finditer(body)]
    mixed = len(parts) > 1
    at = 0
    while at < len(parts):
        kind, text = parts[at]
        before = parts[at - 1] if at else ("", "")
        after = parts[at + 1] if at + 1 < len(parts) else ("", "")
        at += 1
        if kind == "phone":
            yield from _telephone(text, spoken)
        elif kind == "number":
            ordinal = _ordinal(text, after[1], spoken)
            if ordinal:
                yield from ordinal
                at += 1
            elif before[1] in spoken.money:
                yield from _money(text, before[1], spoken)
            elif after[1] in spoken.money:
                yield from _money(text, after[1], spoken)
                at += 1
            else:
                yield from _number(text, spoken)
        elif kind == "word":
            yield from _word(text, spoken, mixed and "number" in (before[0], after[0]))
        elif text in spoken.money and after[0] == "number":
            pass  # it is said behind the number
        else:
            yield from _sign(text, before, after, spoken)


def _ordinal(number: str, ending: str, spoken: Language) -> list[str] | None:
    digits = _without_groups(number, spoken)
    if len(digits) > spoken.longest or not digits.isdecimal():
        return None
    return spoken.ordinal(digits, ending.lower())


def _telephone(text: str, spoken: Language) -> Iterator[str]:
    for at, group in enumerate(re.split("[-.)]+", text.lstrip("+"))):
        if at:
            yield ","
        yield from _one_by_one(group, spoken)


def _one_by_one(digits: str, spoken: Language) -> list[str]:
    return [spoken.digits[int(digit)] for digit in digits]


def _whole(digits: str, spoken: Language) -> list[str]:
    if len(digits) > spoken.longest or (len(digits) > 1 and digits[0] in "0٠०"):
        return _one_by_one(digits, spoken)
    return spoken.cardinal(digits)


def _number(text: str, spoken: Language) -> list[str]:
    whole, *rest = re.split("([.,])", _without_groups(text, spoken))
    said = _whole(whole, spoken) if whole else []
    for mark, digits in zip(rest[::2], rest[1::2], strict=True):
        if spoken.marks[mark]:
            said.append(spoken.marks[mark])
            said += _whole(digits, spoken) if spoken.decimals else _one_by_one(digits, spoken)
        else:
            said += _whole(digits, spoken)
    return said


def _without_groups(text: str, spoken: Language) -> str:
    """1,234.50 without the sign between the groups, where that is what it is."""
    if spoken.groups not in text:
        return text
    head, *groups = text.split(spoken.groups)
    *full, last = groups
    tail = last.partition("," if spoken.groups == "." else ".")[0]
    if 0 < len(head) <= 3 and head.isdecimal() and len(tail) == 3 and all(len(group) == 3 for group in full):
        return "".join((head, *groups))
    return text


def _money(text: str, sign: str, spoken: Language) -> list[str]:
    text = _without_groups(text, spoken)
    name, several, hundredth, hundredths = spoken.money[sign]
    whole, _, rest = text.replace(",", ".").partition(".")
    if len(rest) not in (0, 2) or not (whole + rest).isdecimal():
        return [*_number(text, spoken), several]
    said = _counted(whole, name, several, spoken) if whole else []
    cents = rest.lstrip("0")
    return [*said, *_counted(cents, hundredth, hundredths, spoken)] if cents else said


def _counted(digits: str, name: str, several: str, spoken: Language) -> list[str]:
    return [spoken.one, name] if digits == "1" else [*_whole(digits, spoken), several]


def _word(text: str, spoken: Language, beside_number: bool) -> list[str]:
    low = text.lower()
    if low in spoken.signs and (beside_number or not low.isalpha()):  # ½ counts as a letter
        return spoken.signs[low].split()
    if beside_number and (len(text) == 1 or low in _HALVES):
        return _spelled(text, spoken)
    if text.isupper() and len(text) > 1 and low in spoken.spelled:
        return _spelled(text, spoken)
    return _pronounced(low, spoken)


def _pronounced(low: str, spoken: Language) -> list[str]:
    """A word, or its letters where nobody can say it: those before the first vowel are too many, or there is none."""
    if len(low) == 1:
        return [low] if low in spoken.vowels else _spelled(low, spoken)
    for at, letter in enumerate(low):
        if letter in spoken.vowels:
            return [low] if at < 2 or _can_begin(low[:at]) else _spelled(low, spoken)
    return _spelled(low, spoken)


def _can_begin(consonants: str) -> bool:
    letters = consonants[:2]
    return letters[1] in "lrhw'’" or letters in _BEGINNINGS


def _spelled(text: str, spoken: Language) -> list[str]:
    letters = (letter for letter in text.upper() if letter.isalpha())
    return [spoken.wide.get(letter, letter) for letter in letters]


def _sign(sign: str, before: tuple[str | None, str], after: tuple[str | None, str], spoken: Language) -> list[str]:
    digits = before[0] == "number" and after[0] == "number"
    if sign in spoken.signs:
        return spoken.signs[sign].split()
    if sign == ".":
        return _dot(before[1], after[1], spoken)
    if sign == ":":
        return spoken.colon.split() if digits else []
    if sign == "-":
        return spoken.dash.split() if digits else []
    if sign == "…":
        return [","] if before[1] and after[1] else []
    if sign in _OPENING or sign in _CLOSING:
        return ["-"] if before[1] and after[1] else []
    return [] if sign.isascii() else _named(sign)


def _dot(before: str, after: str, spoken: Language) -> list[str]:
    """One between two words is said; several are a pause."""
    if not before or after in ("", "."):
        return []
    return [","] if before == "." else [spoken.dot]


def _named(sign: str) -> list[str]:
    """A symbol by its name, as voices read pictures; what has no look has no sound."""
    import unicodedata

    if unicodedata.category(sign) not in ("So", "Sm", "Sc"):
        return []
    names = unicodedata.name(sign, "").lower().replace("-", " ").split()
    return [name for name in names if name.isalpha() and name != "sign"]
