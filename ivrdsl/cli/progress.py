"""How far a command is that takes its time."""

import sys
from collections.abc import Sequence
from typing import Final

_ERASE: Final = "\r\x1b[2K"
"""Erases a line at a terminal."""


class ProgressLine:
    """A line at a terminal that says how far it is; nothing elsewhere. It has no thread, which no fork would keep."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._told = ""

    def show(self, going: Sequence[str], ended: int, of: int) -> None:
        """Tell which plans are looked at, how many have been, and of how many."""
        if going:
            self.tell(f"{ended} of {of} plans: {', '.join(going)}")

    def tell(self, told: str) -> None:
        """Show a text in the place of the one before."""
        import shutil

        if not self._shows:
            return
        told = told[: shutil.get_terminal_size().columns - 1]
        if told != self._told:
            self._told = told
            sys.stderr.write(_ERASE + told)
            sys.stderr.flush()

    def clear(self) -> None:
        """Make room for something else."""
        if self._told:
            self._told = ""
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
