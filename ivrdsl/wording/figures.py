"""Dates and telephone numbers as people write them, with signs that JavaScript computes with."""

import re
from typing import Final

DATE: Final = "date"
NUMBER: Final = "number"
"""A telephone number, or an account and the like."""

_YEAR_FIRST: Final = r"[0-9]{4}([-/])(?P<month>[0-9]{1,2})\1(?P<day>[0-9]{1,2})"
_YEAR_LAST: Final = r"(?P<month>[0-9]{1,2})([-/])(?P<day>[0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})"
_GROUPS: Final = r"\+?\(?[0-9](?:[-/. ]?[0-9]|[)][ -]?[0-9]| ?[(][0-9]){6,}"
_SIGNS: Final = r"[0-9)][-/]\(?[0-9]|\+[0-9]"


def kind(text: str) -> str:
    """Return what a text is: DATE, NUMBER, or "" for anything else, such as a sum with blanks between its parts."""
    if not has_signs(text):
        return ""
    for form in (_YEAR_FIRST, _YEAR_LAST):
        found = re.fullmatch(form, text)
        if found and all(1 <= int(found[part]) <= 31 for part in ("month", "day")):
            return DATE
    return NUMBER if re.fullmatch(_GROUPS, text) else ""


def has_signs(text: str) -> bool:
    """Return whether a sign that JavaScript computes with stands between digits somewhere in a text, or a + before."""
    return re.search(_SIGNS, text) is not None
