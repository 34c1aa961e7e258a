"""Finds the secrets that a prompt tells. What `check` warns of and what `verify` proves things about is found here.

A report hides more than this, because there what is in doubt counts (`ivrdsl.wording.likely`).
"""

import re
from functools import cache, lru_cache
from typing import Final

from ivrdsl.wording.digits import codes, number_runs
from ivrdsl.wording.secrecy import speaks_code
from ivrdsl.wording.spans import PromptSpan

_SHORTEST: Final = 4
"""Single digits and letters that are a code without a word that says so."""
_NEAR: Final = 40
"""Characters between such a word and a code in an unusual form: a number in one piece, or a variable."""
_AROUND: Final = 25
"""Characters before and behind digits in which a word says that they are no code."""
_NO_CODE: Final = (
    r"\b(?:street|st|avenue|ave|road|rd|drive|lane|boulevard|suite|room|floor|gate|flight|extension|ext|order|invoice"
    r"|ticket|case|route|highway|unit|box|zip|area|address|number|calle|avenida|orden|pedido|rue|poste|commande)\b"
)
_VARIABLE: Final = r"\$\{[^{}]*\}"
_NAME: Final = (
    r"(?i)(?:.*[._-])?(?:(?:access|auth|login|security|verification|one_?time)?_?code|otp|pin(?:_?code)?|pass(?:code|word)"
    r"|token|secret)"
)


@lru_cache(maxsize=4096)
def told_codes(text: str) -> tuple[PromptSpan, ...]:
    """Return the codes that a prompt tells, in order.

    Digits that are spoken one by one are a code where words say so ("your code is"). Without these there must be four
    or more, and no word that says what else they are, such as an order or a flight. Beside words that tell a code a
    number in one piece is one, and so is a variable, whose `digits` are "".

    Args:
        text: the words of a prompt, with `${name}` for what is not known.
    """
    words = speaks_code(text)
    spelt = [each for each in codes(text) if each.kind == "code"]
    plain = [each for each in spelt if not _is_other(text, each)]
    if words is None:
        return tuple(each for each in plain if len(each.digits) >= _SHORTEST)
    if spelt:
        return tuple(plain or spelt)
    numbers = [each for each in number_runs(text) if each.kind in ("number", "round")]
    variables = [PromptSpan(*each.span(), "secret", "") for each in re.finditer(_VARIABLE, text)]
    nearest = _nearest([*numbers, *variables], words)
    if nearest is None:
        return ()
    same = text[nearest.start : nearest.end]
    return tuple(each for each in sorted([*numbers, *variables]) if text[each.start : each.end] == same)


def names_secret(name: str) -> bool:
    """Return whether the name of a variable says that it holds a secret, as `contact.pin` does."""
    return re.fullmatch(_NAME, name) is not None


def bare(code: str) -> str:
    """Return a code without what separates its digits: two are the same one if nothing else differs."""
    return re.sub(r"[\s,.;-]", "", code)


def _nearest(found: list[PromptSpan], words: PromptSpan) -> PromptSpan | None:
    """The first of some codes behind the words that tell one, else the last before them; None where none is near."""
    behind = [each for each in found if 0 <= each.start - words.end <= _NEAR]
    before = [each for each in found if 0 <= words.start - each.end <= _NEAR]
    return min(behind, default=None) or max(before, default=None)


def _is_other(text: str, code: PromptSpan) -> bool:
    """Whether spoken digits are an address, an extension, an order and the like."""
    return _no_code().search(text, max(0, code.start - _AROUND), code.end + _AROUND) is not None


@cache
def _no_code() -> re.Pattern[str]:
    return re.compile(_NO_CODE, re.IGNORECASE)
