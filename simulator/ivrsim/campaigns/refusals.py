"""How wrong numbers and words of a campaign's settings are refused."""

from collections.abc import Sequence
from typing import Final

from ivrdsl.errors import ArgumentError
from ivrdsl.findings.arguments import near_or_all, refuse, require, shown

SLACK: Final = 1e-6
"""So far the sum of shares may be from 1."""


def require_most(where: str, name: str, value: int, most: int) -> None:
    """Refuse what is more than the most. See `ivrdsl.findings.arguments.refuse`."""
    require(value <= most, where, name, value, f"{most} at most")


def require_share(where: str, name: str, value: object) -> None:
    """Refuse what is no share."""
    is_share = type(value) in (int, float) and 0 <= value <= 1  # type: ignore[operator]  # it is a number
    require(is_share, where, name, value, "a number from 0 to 1")


def require_words(where: str, name: str, words: Sequence[str], known: Sequence[str]) -> None:
    """Refuse words that are not known; the nearest is offered."""
    if isinstance(words, str):
        refuse(where, name, words, f"several, as ({known[0]!r},)")
    for word in words:
        if word not in known:
            raise ArgumentError(f"{where}: {name} has {shown(word)}; {near_or_all(word, known)}")
