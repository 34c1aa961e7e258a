"""Exit codes: what each means, and the one place that decides them."""

import sys
from typing import Final, NoReturn

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


def end(*, found: bool = False, undecided: bool = False) -> NoReturn:
    """End a command. What is wrong beats what is undecided.

    Args:
        found: whether something is wrong with the plan.
        undecided: whether something could not be decided.
    """
    sys.exit(FOUND if found else UNDECIDED if undecided else CLEAN)


def code_of(error: Exception) -> int:
    """The exit code of an error that ends a command: the command was wrong, unless the error says that the plan was."""
    return USAGE if getattr(error, "usage", True) else FOUND
