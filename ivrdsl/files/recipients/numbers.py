"""Phone numbers as lists of recipients have them, and as they may be shown."""

import re
from typing import Final

from ivrdsl.rest.numbers import plain_number, read_number

_SIGNS: Final = re.compile(r"[0-9+().\-/ \u00a0]+")
_LONGEST_SHOWN: Final = 30
_FEW_DIGITS: Final = 4


def is_like_number(text: str) -> bool:
    """Whether a text has digits, and beside them nothing but what people write into numbers."""
    return _SIGNS.fullmatch(text) is not None and any(each.isdigit() for each in text)


def number_of(text: str) -> int | None:
    """Return the digits of a phone number as a whole number; None for what is none, or is cut by a spreadsheet."""
    if len(text) != 11 or not text.isdigit():  # as most are
        if not is_like_number(text):
            return None
        plain = plain_number(text)
        text = f"+{plain}" if text.startswith("+") else plain
    digits, problem = read_number(text)
    return None if problem else int(digits)


def masked(text: str) -> str:
    """A text that should be a number, with a star for each letter and digit but the last two digits."""
    kept = [place for place, each in enumerate(text) if each.isdigit()][-2:]
    shown = "".join("*" if each.isalnum() and place not in kept else each for place, each in enumerate(text))
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."


def shown(text: str) -> str:
    """A cell that should be something else, masked where it may be a number: cells of a row may be displaced."""
    return masked(text) if sum(map(str.isdigit, text)) > _FEW_DIGITS else text
