"""Finds the one-time code in a text, or in what a callee heard."""

from collections.abc import Iterable
from typing import Final

from ivrdsl.wording.digits import number_runs
from ivrdsl.wording.told import told_codes

_LENGTHS: Final = range(3, 13)
"""How many digits a code may have. Unit: digits and letters."""
_UNTOLD: Final = 4
"""How many digits a number has at least that no words tell. Unit: digits."""


def code_in(text: str) -> str | None:
    """The code that a text tells, or None.

    It is the first that the recogniser of secrets finds (`ivrdsl.wording.told`). Where it finds none, the first number
    of four digits or more is taken: a text to a phone is there for its code. Shorter ones are houses and hours.
    """
    told = (each.digits for each in told_codes(text) if len(each.digits) in _LENGTHS)
    runs = (each for each in number_runs(text) if each.kind in ("number", "round"))
    untold = (each.digits for each in runs if len(each.digits) >= _UNTOLD and len(each.digits) in _LENGTHS)
    return next(told, None) or next(untold, None)


def code_of(texts: Iterable[str]) -> str | None:
    """The code in the last of several texts that tells one."""
    found = None
    for text in texts:
        found = code_in(text) or found
    return found
