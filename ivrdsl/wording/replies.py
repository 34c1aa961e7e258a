"""What words say of an answer: that something was refused, or that it was done."""

import re
from typing import Final

_REFUSED: Final = re.compile(
    r"(?:not[ _-]\w+|un(?:authorized|available|known|paid|registered|verified)|in(?:valid|active|correct|sufficient)|"
    r"block(?:ed)?|den(?:y|ied)|declined?|refused?|"
    r"reject(?:ed)?|forbidden|fail(?:ed|ure)?|err(?:or)?|expired|suspended|banned|locked|cancell?ed|closed|missing|"
    r"no(?:ne)?|n|false|bad|wrong|overdue)",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"\b(?:has|have) (?:now |just )?been \w+(?:ed|en|nt|id|ut)\b|\bsuccessful(?:ly)?\b|"
    r"\b(?:is|are|was|were) (?:now )?(?:accepted|approved|booked|cancell?ed|charged|confirmed|paid|recorded|registered|"
    r"saved|sent|stored|updated)\b",
    re.IGNORECASE,
)


def is_refusal(reply: str) -> bool:
    """Return whether a web server that replies this word refuses."""
    return _REFUSED.fullmatch(reply.strip()) is not None


def says_done(text: str) -> bool:
    """Return whether a prompt, in English, says that something was done."""
    return _DONE.search(text) is not None
