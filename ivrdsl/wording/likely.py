"""Where a text tells a secret, for masks: in a plan's own words, and where a sentence of ours quotes a plan.

What the words of a plan tell, `ivrdsl.wording.told` says. A sentence about a plan may quote a part of what makes a
number a secret, so a word of secrets anywhere near a quoted number counts there.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from ivrdsl.wording.labels import is_labelled_closely
from ivrdsl.wording.secrecy import is_public
from ivrdsl.wording.told import told_codes, with_plain_digits

Spot: TypeAlias = tuple[int, int]

_OPENS: Final = re.compile(r"""["`<“«]|(?<!\w)['‘]""")
_CLOSES: Final = re.compile(r"""["`>”»]|['’](?!\w)""")
"""Marks around a plan's text: quotes of all kinds, backticks, and tags. An apostrophe is none."""
_NUMBER: Final = re.compile(
    r"(?<![\d-])\d{3,10}(?!-?\d)"
    r"|(?<![\d-])\d{2,4}[ -]\d{2,4}(?!\s*[\d-])"
    r"|(?<!\d)\d(?:[\s,.-]{1,3}\d(?!\d)){3,7}"
)
"""Digits that are a code if a word says so; a phone number is longer, or has hyphens."""
_WORD: Final = re.compile(
    r"(?i)(?<![a-z])(?:pass(?:codes?|words?|phrases?)?|pins?|codes?|otp|verif(?:y|ication)|tokens?|secrets?"
    r"|c[oó]digos?|contrase[ñn]as?|claves?|nip|mot de passe)(?![a-z])"
)
_NEAR: Final = 40
"""Characters between such a word and the number."""
_LOOK_BACK: Final = 20
_NO_SECRET_BEFORE: Final = re.compile(
    r"""(?i)(?:(?:timeout|max|length|limit)[\w-]*\s*=\s*["']?|\b(?:keys?|press)\s+)\Z"""
)
_NO_SECRET_BEHIND: Final = re.compile(r"(?i)\s*(?:ms|s|seconds?|milliseconds?|bytes)\b")
_MARKED: Final = re.compile(r"""\b(?:spell|Secret)\(\s*(["'])((?:(?!\1).)+)\1""")
"""How Python plans mark a secret."""


def in_words(text: str) -> list[Spot]:
    """Where a plan's own words tell a secret: "2 5 1 7", "your code is 2517". The name of a variable tells none."""
    return [(each.start, each.end) for each in told_codes(text) if each.digits]


def in_quotes(text: str) -> list[Spot]:
    """Where a sentence of ours that quotes a plan may tell a secret: `say "2 5 1 7" comes twice`.

    Rules write about keys and times in words of their own, outside of quotes: these are no secrets.
    """
    start, end = quotation(text)
    if start == end:
        return []
    plain = with_plain_digits(text)
    own = [(start + first, start + last) for first, last in in_words(plain[start:end])]
    words = [each.span() for each in _WORD.finditer(plain) if not _is_public(plain, each)]
    numbers = [each.span() for each in _NUMBER.finditer(plain, start, end)] if words else []
    return [*(spot for spot in own if not _is_measure(plain, spot)), *_told_by(words, numbers, plain)]


def in_source(text: str) -> list[Spot]:
    """Where a text that quotes a line of a Python plan has what the plan marks: `spell("2517")`."""
    return [each.span(2) for each in _MARKED.finditer(text)]


def quotation(text: str) -> Spot:
    """From the first mark to the last one; to the end where what is quoted was cut off.

    The outermost marks count, not pairs, because what is quoted can hold marks itself.
    """
    first = _OPENS.search(text)
    if first is None:
        return 0, 0
    last = max((found.end() for found in _CLOSES.finditer(text, first.end())), default=len(text))
    return first.start(), last


def _is_public(text: str, word: re.Match[str]) -> bool:
    return is_public(text[max(0, word.start() - _LOOK_BACK) : word.start()].lower(), text[word.end() :][:_LOOK_BACK])


def _told_by(words: Sequence[Spot], numbers: Iterable[Spot], text: str) -> list[Spot]:
    """The numbers near which a word of secrets stands, and which are nothing else. The words are in order."""
    if not words:
        return []
    starts, ends = zip(*words, strict=True)
    near = (each for each in numbers if _has_near(ends, each[0]) or _has_near(starts, each[1]))
    return [each for each in near if not _is_measure(text, each) and not is_labelled_closely(text, *each)]


def _has_near(places: Sequence[int], place: int) -> bool:
    at = bisect_left(places, place - _NEAR)
    return at < len(places) and places[at] <= place + _NEAR


def _is_measure(text: str, spot: Spot) -> bool:
    """Whether a number is a time, a count or a list of keys to press."""
    before = text[max(0, spot[0] - _NEAR) : spot[0]]
    return bool(_NO_SECRET_BEFORE.search(before) or _NO_SECRET_BEHIND.match(text, spot[1]))
