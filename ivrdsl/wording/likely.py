"""Where a text may tell a secret. Reports hide all of it, so what is in doubt counts.

The recogniser of prompts is asked first: `codes` and `speaks_code`. A code that is not spoken digit by digit is known
by the words around it. What `verify` proves things about is `codes` alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from ivrdsl.wording.digits import codes
from ivrdsl.wording.one_time_code import MIXED, MIXED_TOLD
from ivrdsl.wording.secrecy import speaks_code

Spot: TypeAlias = tuple[int, int]

_OPENS: Final = re.compile(r"""["`<“«]|(?<!\w)['‘]""")
_CLOSES: Final = re.compile(r"""["`>”»]|['’](?!\w)""")
"""Marks around a plan's text: quotes of all kinds, backticks, and tags. An apostrophe is none."""
_SPACED: Final = re.compile(r"(?<!\d)\d(?:\s+\d(?!\d)){2,}")
"""Digits as text to speech reads them one by one: a code, wherever it is quoted."""
_NUMBER: Final = re.compile(
    r"(?<![\d-])\d{3,10}(?!-?\d)"
    r"|(?<![\d-])\d{2,4}[ -]\d{2,4}(?!\s*[\d-])"
    r"|(?<!\d)\d(?:[\s,.-]{1,3}\d(?!\d)){3,7}"
)
"""Digits that are a code if a word says so; a phone number is longer, or has hyphens."""
_WORD: Final = re.compile(
    r"(?i)(?<![a-z])(?:pass(?:codes?|words?|phrases?)?|pins?|codes?|otp|verif(?:y|ication)|tokens?|secrets?|spell"
    r"|c[oó]digos?|contrase[ñn]as?|claves?|nip|mot de passe)(?![a-z])"
)
_NEAR: Final = 40
"""Characters between such a word and the number."""
_WINDOW: Final = 2000
_SENTENCE: Final = 200
"""Characters of a text that are looked at together, and of those that are looked at twice."""
_NO_SECRET_BEFORE: Final = re.compile(
    r"""(?i)(?:(?:timeout|max|length|limit)[\w-]*\s*=\s*["']?|\b(?:keys?|press)\s+)\Z"""
)
_NO_SECRET_BEHIND: Final = re.compile(r"(?i)\s*(?:ms|s|seconds?|milliseconds?|bytes)\b")


def in_words(text: str) -> list[Spot]:
    """Where a plan's own words tell a secret: "2 5 1 7", "your code is 2517"."""
    plain = with_plain_digits(text)
    found = [(span.start, span.end) for span in codes(plain) if span.kind == "code"]
    found += [each.span(1) for each in MIXED_TOLD.finditer(plain)]
    told = list(_words_that_tell(plain))
    if told:
        numbers = [each.span() for pattern in (_NUMBER, MIXED) for each in pattern.finditer(plain)]
        found += _told_by(told, numbers, plain)
    return found


def in_quotes(text: str) -> list[Spot]:
    """Where a sentence of ours that quotes a plan may tell a secret: `say "2 5 1 7" comes twice`.

    Rules write about keys and times in words of their own, outside of quotes: these are no secrets. Such words can
    stand anywhere near a quoted number, so they never say that it is none, and any word of secrets says that it is one.
    """
    start, end = quotation(text)
    if start == end:
        return []
    plain = with_plain_digits(text)
    found = [each.span() for each in _SPACED.finditer(plain, start, end)]
    own = [(start + first, start + last) for first, last in in_words(plain[start:end])]
    found += [spot for spot in own if not _is_measure(plain, spot)]
    words = [each.span() for each in _WORD.finditer(plain)]  # a rule may say it: spell("2517")
    if words:
        found += _told_by(words, [each.span() for each in _NUMBER.finditer(plain, start, end)], plain)
    return found


def quotation(text: str) -> Spot:
    """From the first mark to the last one; to the end where what is quoted was cut off.

    The outermost marks count, not pairs, because what is quoted can hold marks itself.
    """
    first = _OPENS.search(text)
    if first is None:
        return 0, 0
    last = max((found.end() for found in _CLOSES.finditer(text, first.end())), default=len(text))
    return first.start(), last


def with_plain_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9, each in its place."""
    if text.isascii():
        return text
    return "".join([str(int(char)) if char.isdecimal() else char for char in text])


def _words_that_tell(text: str) -> Iterator[Spot]:
    """Where words say that a secret is spoken, each time."""
    begin = 0
    while begin < len(text):
        told = speaks_code(text[begin : begin + _WINDOW])  # never the whole rest: a long text may tell many
        if told is not None:
            yield begin + told.start, begin + told.end
        begin += told.end if told else _WINDOW - _SENTENCE


def _told_by(words: Sequence[Spot], numbers: Iterable[Spot], text: str) -> list[Spot]:
    """The numbers near which a word of secrets stands, and which are no measures. The words are in order."""
    starts, ends = zip(*words, strict=True)
    near = (each for each in numbers if _has_near(ends, each[0]) or _has_near(starts, each[1]))
    return [each for each in near if not _is_measure(text, each)]


def _has_near(places: Sequence[int], place: int) -> bool:
    at = bisect_left(places, place - _NEAR)
    return at < len(places) and places[at] <= place + _NEAR


def _is_measure(text: str, spot: Spot) -> bool:
    """Whether a number is a time, a count or a list of keys to press."""
    before = text[max(0, spot[0] - _NEAR) : spot[0]]
    return bool(_NO_SECRET_BEFORE.search(before) or _NO_SECRET_BEHIND.match(text, spot[1]))
