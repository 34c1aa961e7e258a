"""Finds digits that are spoken one by one, and runs of digits that text to speech reads as one number."""

import re
from bisect import bisect_left
from functools import cache

from ivrdsl.wording.keys import offers
from ivrdsl.wording.spans import Offer, PromptSpan, SpanKind
from ivrdsl.wording.vocabulary import kinds

_PHONE_LENGTHS = (7, 10, 11)
_NEAR = 24
"""How far around a number its unit or its month may stand. Unit: characters."""

_SPACED = r"(?<![\w$€£])(?:[0-9A-Z](?!\w)(?:(?:[,.;-]\s*+|\s++)(?=[0-9](?!\w))|\s++(?=[A-Z](?!\w)))){2,}+[0-9A-Z](?!\w)"
_TWO = r"[0-9](?:[,.;-]\s*+|\s++)[0-9A-Z](?!\w)"
"""What every run of single digits has in it, and hardly any other text."""
_RUN = (
    r"(?P<variable>\$\{[^}\s]{0,200}+\}?)"
    r"|(?P<phone>(?<![\w$€£.])(?:\+?1[ .-])?(?:\([0-9]{3}\) ?|[0-9]{3}[ .-])?[0-9]{3}[ .-][0-9]{4}(?!\w))"
    r"|(?P<run>[0-9]{3,}+)"
)
_DATED = r"""\b(?:in|since|of|year|until|till|by|before|after|from|copyright|de|del|en|desde|hasta|año|année|depuis|
    jan\w*|feb\w*|mar(?:ch|zo|s)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|enero|abril|mayo|junio|
    julio|agosto|diciembre|janvier|f[ée]vrier|avril|mai|juin|juillet|ao[ûu]t|d[ée]cembre)\s+(?:[0-9]{1,2}(?:st|nd|rd|th)?
    ,?\s+)?$"""


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE if pattern is _DATED else 0)


def codes(text: str) -> tuple[PromptSpan, ...]:
    """Return the runs of three or more single digits: "2 5 1 7", "2, 5, 1, 7", "A 7 B 2".

    Letters count only in capitals, beside at least two digits; without digits they are an abbreviation that is spelled.

    Args:
        text: the words of a prompt.
    """
    if not _compile(_TWO).search(text):
        return ()
    found = [(match, re.sub(r"\W", "", match[0])) for match in _compile(_SPACED).finditer(text)]
    found = [(match, digits) for match, digits in found if _is_code(digits)]
    if not found:
        return ()
    offered = offers(text)
    return tuple([PromptSpan(*m.span(), _code_kind(digits, offered, m), digits) for m, digits in found])


def number_runs(text: str) -> tuple[PromptSpan, ...]:
    """Return the runs of three or more digits that are read as one number, or in groups, where digits may be meant.

    Years beside a date word, times, prices, decimals, quantities, and digits inside words or variables are left out.

    Args:
        text: the words of a prompt.
    """
    if not _compile("[0-9]{3}").search(text):
        return ()
    found = []
    for match in _compile(_RUN).finditer(text):
        if match.lastgroup == "phone" or (match.lastgroup == "run" and not _is_fine(text, *match.span())):
            found.append(match)
    if not found:
        return ()
    offered = offers(text)
    return tuple([PromptSpan(*m.span(), _run_kind(m, offered), re.sub(r"\D", "", m[0])) for m in found])


def _is_code(digits: str) -> bool:
    figures = sum(digit.isdigit() for digit in digits)
    return figures == len(digits) or (figures >= 2 and len(digits) >= 4)


def _code_kind(digits: str, offered: tuple[Offer, ...], match: re.Match[str]) -> SpanKind:
    if _overlaps(offered, match):
        return "keys"
    return "phone" if digits.isdecimal() and len(digits) in _PHONE_LENGTHS else "code"


def _run_kind(match: re.Match[str], offered: tuple[Offer, ...]) -> SpanKind:
    if match.lastgroup == "phone":
        return "phone_groups"
    if _overlaps(offered, match):
        return "keys"
    digits = match[0]
    if len(digits) in (10, 11):
        return "phone"
    return "round" if digits.endswith("00") else "number"


def _overlaps(offered: tuple[Offer, ...], match: re.Match[str]) -> bool:
    """Tell whether a key that is offered stands in the match; offers are in order and do not overlap."""
    at = bisect_left(offered, match.start(), key=_end)
    at += at < len(offered) and offered[at].end == match.start()
    return at < len(offered) and offered[at].start < match.end()


def _end(offer: Offer) -> int:
    return offer.end


def _is_fine(text: str, start: int, end: int) -> bool:
    """Tell whether text to speech reads the run as it is meant: part of a word, a year, a price, a quantity."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if before and (before[-1].isalnum() or before[-1] in "_$€£@/" or (before[-1] in ".,:" and before[-2:-1].isdigit())):
        return True
    if (
        after[:1].isalnum()
        or after[:1] in ("_", "%", "$", "@")
        or (after[:1] in (".", ",", ":") and after[1:2].isdigit())
    ):
        return True
    if end - start == 4 and text[start : start + 2] in ("19", "20") and _compile(_DATED).search(before):
        return True
    word = after.split(None, 1)[0].strip(".,;:!?").lower() if after[:1].isspace() and after.strip() else ""
    return kinds().get(word) == "u"
