"""What is worked out along ways that are looked at one after the other: many begin as the one before did."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ivrsim.proofs.paths import Path, PathStep

T = TypeVar("T")


def in_common(one: Sequence[object], other: Sequence[object]) -> int:
    """How many things two sequences begin with alike."""
    alike, most = 0, min(len(one), len(other))
    while alike < most:
        middle = (alike + most + 1) // 2
        if one[alike:middle] == other[alike:middle]:
            alike = middle
        else:
            most = middle - 1
    return alike


class Along(Generic[T]):
    """Works something out for each act of a way, and keeps it for the beginning that the next way shares.

    Args:
        work: what is worked out for an act.
    """

    def __init__(self, work: Callable[[PathStep], T]) -> None:
        self._work = work
        self._path: Path = ()
        self._found: list[T] = []

    def of(self, path: Path) -> list[T]:
        """Return what was worked out, act by act. Do not change it; it holds until the next way."""
        alike = in_common(self._path, path)
        del self._found[alike:]
        self._found += map(self._work, path[alike:])
        self._path = path
        return self._found
