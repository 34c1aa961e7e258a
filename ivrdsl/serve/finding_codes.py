"""Finds the one-time code in a text, or in what a callee heard."""

from collections.abc import Iterable
from typing import Final

from ivrdsl.model.wording import codes, number_runs, speaks_code

_LENGTHS: Final = range(3, 13)
"""How many digits a code may have. Unit: digits and letters."""


def code_in(text: str) -> str | None:
    """The code that a text tells, or None.

    Digits that are spoken one by one come first, then runs of digits. Where words say that a code follows ("your code
    is"), the nearest after them is taken; a phone number never is.
    """
    spans = [each for each in codes(text) if each.kind == "code"]
    spans += [each for each in number_runs(text) if each.kind in ("number", "round")]
    spans = sorted((each for each in spans if len(each.digits) in _LENGTHS), key=lambda each: each.start)
    if not spans:
        return None
    told = speaks_code(text)
    if told is None:
        return spans[0].digits
    return next((each for each in spans if each.start >= told.end), spans[-1]).digits


def code_of(texts: Iterable[str]) -> str | None:
    """The code in the last of several texts that tells one."""
    found = None
    for text in texts:
        found = code_in(text) or found
    return found
