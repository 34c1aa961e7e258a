"""Finds the one-time code in a text, or in what a callee heard."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ivrdsl.wording import codes, number_runs, speaks_code

_LENGTHS: Final = range(3, 13)
"""How many digits a code may have. Unit: digits and letters."""
_UNTOLD: Final = 4
"""How many digits a code has at least when no words tell it. Unit: digits."""
_GROUPS: Final = re.compile(r"(?<![\w-])([0-9]{2,4})[ -]([0-9]{2,4})(?![\w-])")
"""Codes that are written in two groups: 123-456."""
MIXED: Final = re.compile(r"(?<![\w-])(?=[A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z0-9]{4,12}(?![\w-])")
"""Codes of letters and digits; looked for only behind words that tell a code."""
MIXED_TOLD: Final = re.compile(rf"(?i:\b(?:code|passcode|pin|password|otp)(?:\s+is|:)\s*)({MIXED.pattern})")
_NEAR: Final = 40
"""How far behind these words a code of an unusual form may begin. Unit: characters."""


class _Candidate(NamedTuple):
    start: int
    end: int
    digits: str


def code_in(text: str) -> str | None:
    """The code that a text tells, or None.

    Where words say that a code follows ("your code is"), the nearest after them is taken, in groups or with letters
    too. Else the first run of four digits or more is taken: shorter ones are houses and hours. A phone number is taken
    only directly behind such words.
    """
    told = speaks_code(text)
    behind = -1 if told is None else told.end
    found = [_Candidate(each.start, each.end, each.digits) for each in codes(text) if each.kind == "code"]
    for each in number_runs(text):
        if told is None and len(each.digits) < _UNTOLD:
            continue
        if each.kind in ("number", "round") or (told and each.kind == "phone" and 0 <= each.start - behind <= _NEAR):
            found.append(_Candidate(each.start, each.end, each.digits))
    if told is not None:
        found += _unusual(text, behind)
    found = sorted((each for each in found if len(each.digits) in _LENGTHS), key=lambda each: (each.start, -each.end))
    if not found:
        mixed = MIXED_TOLD.search(text)
        return mixed[1] if mixed else None
    return next((each for each in found if each.start >= behind), found[-1]).digits


def _unusual(text: str, behind: int) -> list[_Candidate]:
    """Codes in groups, and codes with letters, close behind the words that tell them."""
    end = behind + _NEAR
    grouped = [_Candidate(each.start(), each.end(), each[1] + each[2]) for each in _GROUPS.finditer(text, behind, end)]
    mixed = [_Candidate(each.start(), each.end(), each[0]) for each in MIXED.finditer(text, behind, end)]
    return grouped + mixed


def code_of(texts: Iterable[str]) -> str | None:
    """The code in the last of several texts that tells one."""
    found = None
    for text in texts:
        found = code_in(text) or found
    return found
