"""Tells whether a message asks to be called back, and whether it says at which number."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

from ivrdsl.wording.digits import codes, number_runs
from ivrdsl.wording.labels import is_called
from ivrdsl.wording.vocabulary import kinds, plain

_FEWEST_DIGITS: Final = 7
"""Of a telephone number; shorter ones count where a word such as "dial" stands before them."""
_ASKS: Final = r"""\b(?:
    (?<!will\ )(?<!ll\ )(?:call|phone|ring)\s+(?:us|me|back|our|the\s+(?:office|clinic|practice|store|pharmacy))
    |please\s+call\s+(?:if|to|as|when|now|today|soon)
    |give\s+(?:us|me)\s+a\s+(?:call|ring)|return\s+(?:our|this|my|the)\s+call|get\s+back\s+to\s+us
    |(?:contact|reach)\s+(?:us|me|our)
    |ll[aá]m(?:enos|anos|eme|ame)|devu[eé]lva(?:nos)?\s+(?:la|esta)\s+llamada|comun[ií]quese\s+con|contacte(?:nos)?
    |(?:nous|me)\s+(?:rappeler|appeler|joindre|contacter)|(?:rappelez|appelez|contactez|joignez)-(?:nous|moi)
    |communiquez\s+avec|retournez\s+(?:notre|cet)\s+appel
    )\b"""
_NEGATED: Final = r"\b(?:not|never|don't|don’t|cannot|can't|no\s+need\s+to|no|ne|pas)\s+(?:\w+\s+){0,2}\Z"
_ELSEWHERE: Final = r"""\b(?:numbers?|website|web|online|internet|e-?mail|app|dot\s+com|www|card|bill|statement|letter
    |n[uú]meros?|sitio|correo|tarjeta|factura|num[eé]ros?|site|courriel|carte|facture)\b"""
_SENTENCE_ENDS: Final = r"[.!?](?=\s|$)"
_DIGIT: Final = r"[0-9]"


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE if pattern in (_ASKS, _ELSEWHERE) else re.IGNORECASE)


def asks_to_call(text: str) -> Iterator[str]:
    """Yield the sentences of a message that ask whoever hears it to call, in English, Spanish or French."""
    for sentence in re.split(_SENTENCE_ENDS, text):
        asked = _compile(_ASKS).finditer(sentence)
        if any(not _compile(_NEGATED).search(sentence[: each.start()]) for each in asked):
            yield sentence


def says_where(text: str) -> bool:
    """Return whether a message has a telephone number in it, or says where one is found: "the number on your card"."""
    return (
        says_number(text)
        or any(is_called(text, each.start()) for each in re.finditer(_DIGIT, text))
        or _compile(_ELSEWHERE).search(text) is not None
    )


def says_number(text: str) -> bool:
    """Return whether a message has a telephone number in it, in digits or in words; an emergency number is none."""
    spans = (*codes(text), *number_runs(text))
    digits = any(sum(map(str.isdigit, each.digits)) >= _FEWEST_DIGITS for each in spans)
    return digits or _has_number_in_words(text)


def _has_number_in_words(text: str) -> bool:
    """Whether so many digits are written as words: "five five five, one two three four"."""
    known = kinds()
    digits = (known[plain(word)] == "1" for word in re.findall(r"[^\W_]+", text.lower()))
    return any(is_digit and sum(1 for _ in group) >= _FEWEST_DIGITS for is_digit, group in groupby(digits))
