"""Where a pattern of the user's finds something. Patterns may take for ever, and texts are asked about many times."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from ivrdsl.errors import IvrError
from ivrdsl.wording.likely import Spot
from ivrdsl.wording.patience import OverdueError, patiently

T = TypeVar("T")


class PatternError(IvrError):
    """A pattern of the user's takes too long."""


@lru_cache(maxsize=4096)
def found_by(pattern: re.Pattern[str], text: str) -> tuple[Spot, ...]:
    """Return where a pattern finds something in a text, in order; where it finds nothing at all is left out.

    Raises:
        PatternError: it does not come to an end.
    """
    return _patiently_asked(_spots, pattern, text)


@lru_cache(maxsize=4096)
def finds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern finds something in a text, be it nothing at all.

    Raises:
        PatternError: it does not come to an end.
    """
    return _patiently_asked(_finds, pattern, text)


def _patiently_asked(ask: Callable[[re.Pattern[str], str], T], pattern: re.Pattern[str], text: str) -> T:
    try:
        return patiently(ask, pattern, text)
    except OverdueError as error:
        raise PatternError(
            f"the pattern {pattern.pattern!r} did not come to an end within {error}: it can find the same in too many "
            "ways; write it so that nothing that repeats holds something that repeats, as (a+)+ does"
        ) from None


def _spots(pattern: re.Pattern[str], text: str) -> tuple[Spot, ...]:
    return tuple([found.span() for found in pattern.finditer(text) if found[0]])


def _finds(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None
