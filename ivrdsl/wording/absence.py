"""Tells whether a prompt is meant for somebody who could not be connected: "nobody is there", "leave a message"."""

import re
from functools import cache
from typing import Final

_WORDS: Final = r"""
    (?:un)?available | availability | nobody | no[ -]?one | busy | answer(?:ed|ing)? | unable | sorry | apologi\w+
    | try\ again
    | (?:could|can)(?:\ ?not|n?['’]t) | voice ?mail | messages? | call\w*\ (?:you\ )?back | callback | later
    | unanswered | reached | mailbox | engaged
    | disponibles? | nadie | ocupad[oa]s? | contest\w+ | mensajes? | buz[oó]n | sentimos | intente | disculp\w+
    | no\ pudimos
    | personne | occup[ée]e?s? | r[ée]pond\w* | messagerie | d[ée]sol[ée]e?s? | r[ée]essay\w* | rappel\w*
"""


def tells_of_no_answer(text: str) -> bool:
    """Return whether a prompt may speak of a transfer that nobody answered, or of what to do then."""
    return _pattern().search(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE | re.VERBOSE)
