"""What a user's own Python raised, and where: the lines that led to it, without ours."""

from collections.abc import Callable
from traceback import walk_tb
from typing import Any, Final

from ivrdsl.errors import IvrError

_OURS: Final = ("ivrdsl", "ivrsim")
_MOST: Final = 5
"""Lines that are told; a recursion has many."""

Place = tuple[str, int]
"""A file and a line."""


def places_of(error: BaseException) -> list[Place]:
    """Return the user's lines that led to an error, the last one first."""
    found = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] not in _OURS
    ]
    return [(file, line) for file, line in reversed(found) if not file.startswith("<")]


def way_to(places: list[Place], shown: Callable[[str], str] = str) -> str:
    """Return places in words, behind a blank: " (at plan.py:3, called from plan.py:9)"; "" for none.

    Args:
        places: as `places_of` finds them.
        shown: what a user calls a file.
    """
    told = [f"{shown(file)}:{line}" for file, line in places[:_MOST]]
    return f" (at {', called from '.join(told)})" if told else ""


def story_of(error: BaseException) -> str:
    """An error in words: its text, behind its type if it is none of ours."""
    kind = "" if isinstance(error, IvrError) else f"{type(error).__name__}: "
    return f"{kind}{safely(str, error)}"


def safely(told: Callable[[Any], str], value: object) -> str:
    """A text of a user's object, which may itself raise anything, SystemExit too."""
    try:
        return told(value)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # likewise
        return f"(a {type(value).__name__} that cannot be shown)"
