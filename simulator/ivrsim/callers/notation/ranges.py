"""What the numbers of a model of callers may be: the one place for that, whether a file has them or a program."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NoReturn

from ivrdsl.errors import CallersError
from ivrdsl.findings.arguments import shown
from ivrdsl.findings.words import expected
from ivrsim.callers.model import Interval
from ivrsim.callers.notation.names import Name, dotted
from ivrsim.chains.quantity import SLACK

LONGEST_MS: Final = 3_600_000
LONGEST_TEXT: Final = 10_000
"""Letters of a text of which only the length matters; of a word that stands for a value, too."""
MOST_POINTS: Final = 40_000
"""Times of one law, or words of one table of shares."""
MOST_MONEY: Final = 1e6
SHARE_TOLD: Final = 'a share from 0 to 1, such as 0.85, "85 %" or "0.85..0.95"'
PLAIN_TOLD: Final = 'a share from 0 to 1, such as 0.85 or "85 %", here without ".."'
_LONGEST_WORD: Final = 60


def refuse(name: Name, says: str, key: str | None = None) -> NoReturn:
    """Refuse a number of a model.

    Args:
        name: of what is wrong; () for the whole.
        says: what is wrong, behind the name.
        key: of a section, where it is the key that is wrong.

    Raises:
        CallersError: always.
    """
    short = tuple(each if len(each) <= _LONGEST_WORD else f"{each[:_LONGEST_WORD]}..." for each in name)
    raise CallersError(f"{dotted(short) or 'callers'} {says}", name if key is None else (*name, key))


def require_number(name: Name, value: object, most: float, what: str) -> None:
    """Refuse what is no number from 0 to another. See `refuse`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        told = f"{value.low}..{value.high}" if isinstance(value, Interval) else shown(value)
        refuse(name, f"is {told}; expected {what}")


def require_whole(name: Name, value: object, least: int, most: int, what: str) -> None:
    """Refuse what is no whole number from one to another. See `refuse`."""
    if type(value) is not int or not least <= value <= most:
        refuse(name, f"is {shown(value)}; expected {what}")


def require_share(name: Name, value: object) -> None:
    """Refuse what is no share, nor bounds of one. See `refuse`."""
    for each in value if isinstance(value, Interval) else (value,):
        require_number(name, each, 1, SHARE_TOLD)
    if isinstance(value, Interval) and value.low > value.high:
        refuse(name, f"is {value.low}..{value.high}; expected the lower bound first")


def require_chance(name: Name, value: object) -> None:
    """Refuse what is no share that is known. See `refuse`."""
    require_number(name, value, 1, PLAIN_TOLD)


def require_ms(name: Name, value: object) -> None:
    """Refuse what is no time in ms, of an hour at most. See `refuse`."""
    require_whole(name, value, 0, LONGEST_MS, "whole ms, from 0 to 3600000 (an hour)")


def require_letters(name: Name, value: object) -> None:
    """Refuse what is no length of a text. See `refuse`."""
    require_whole(name, value, 0, LONGEST_TEXT, f"a number of letters, from 0 to {LONGEST_TEXT}")


def require_word(name: Name, word: object) -> None:
    """Refuse what is no text that a file can hold. See `refuse`."""
    if not isinstance(word, str) or len(word) > LONGEST_TEXT or any("\ud800" <= each <= "\udfff" for each in word):
        refuse(name, f"has {shown(word)}; expected text of at most {LONGEST_TEXT} letters")


def require_one_of(name: Name, word: object, words: Iterable[str]) -> None:
    """Refuse a word that is none of a few. See `refuse`."""
    few = tuple(words)
    if word not in few:
        hint = expected(word, few) if isinstance(word, str) else f"expected one of {', '.join(few)}"
        refuse(name, f"has {shown(word)}; {hint}")


def require_law(
    name: Name, law: object, require_point: Callable[[Name, object], None], write_point: Callable[[int], str]
) -> None:
    """Refuse what is no law: points, each with how likely it is. See `refuse`."""
    for point, share in _items(name, law, "at least one time with its share"):
        require_point(name, point)
        require_chance((*name, write_point(point)), share)
    _require_sum(name, law.values())  # type: ignore[attr-defined]  # it is a mapping


def require_shares(name: Name, shares: object, require_key: Callable[[Name, object], None]) -> None:
    """Refuse what is no table of words, each with its share. See `refuse`."""
    for word, share in _items(name, shares, "at least one word with its share"):
        require_key(name, word)
        require_share((*name, word), share)
    _require_sum(name, shares.values())  # type: ignore[attr-defined]  # it is a mapping


def _items(name: Name, table: object, least: str) -> Iterable[tuple[Any, Any]]:
    if not isinstance(table, Mapping):
        refuse(name, f"is {shown(table)}; expected a table of shares")
    if not table:
        refuse(name, f"is empty; expected {least}")
    if len(table) > MOST_POINTS:
        refuse(name, f"has {len(table)} shares; expected at most {MOST_POINTS}")
    return table.items()


def _require_sum(name: Name, shares: Iterable[Any]) -> None:
    bounds = [each if isinstance(each, Interval) else Interval(each, each) for each in shares]
    low, high = sum(each.low for each in bounds), sum(each.high for each in bounds)
    if low > 1 + SLACK:
        least = "" if low == high else "at least "
        refuse(name, f"adds up to {least}{low:.10g}; {low - 1:.6g} is too much")
    if high < 1 - SLACK:
        most = "" if low == high else "at most "
        refuse(name, f'adds up to {most}{high:.10g}; {1 - high:.6g} is missing (one of them may be "rest")')
