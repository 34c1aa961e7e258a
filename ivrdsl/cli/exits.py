"""Exit codes: what each means, and the one place that decides them."""

from collections.abc import Iterable
from typing import Any, Final, NoReturn

CLEAN: Final = 0
"""Everything was looked at, and nothing is wrong."""
FOUND: Final = 1
"""Something is wrong with the plan: an error, a failed expectation, BROKEN, DIFFERENT, a fault that survives."""
USAGE: Final = 2
"""Something is wrong with the command."""
UNDECIDED: Final = 3
"""Nothing was found wrong, and not everything was looked at. Never a pass."""
INTERRUPTED: Final = 130
"""Ctrl-C, as shells have it."""


_WORST_FIRST: Final = (INTERRUPTED, USAGE, FOUND, UNDECIDED, CLEAN)


class Ended(SystemExit):
    """The end of a command.

    Args:
        code: its exit code.
        told: what came out, in a few words: for a line in a summary of many.
        handed: what was found, for a report of many.
    """

    def __init__(self, code: int, told: str = "", handed: Any = None) -> None:
        super().__init__(code)
        self.told = told
        self.handed = handed


def end(*, found: bool = False, undecided: bool = False, told: str = "", handed: Any = None) -> NoReturn:
    """End a command. What is wrong beats what is undecided.

    Args:
        found: whether something is wrong with the plan.
        undecided: whether something could not be decided.
        told, handed: see `Ended`.
    """
    raise Ended(FOUND if found else UNDECIDED if undecided else CLEAN, told, handed)


def worst(codes: Iterable[int]) -> int:
    """The exit code of several runs: a command that was wrong, or interrupted, beats what is wrong with a plan."""
    return min(codes, key=_WORST_FIRST.index, default=CLEAN)


def code_of(error: Exception) -> int:
    """The exit code of an error that ends a command: the command was wrong, unless the error says that the plan was."""
    return USAGE if getattr(error, "usage", True) else FOUND
