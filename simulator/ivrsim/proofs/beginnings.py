"""What is worked out along ways that are looked at one after the other: many begin as the one before did."""

from collections.abc import Callable
from typing import Generic, TypeVar

from ivrsim.proofs.paths import Path, PathStep

T = TypeVar("T")


def in_common(one: Path, other: Path) -> int:
    """How many acts two ways begin with alike. Many ask about the same two, one after the other."""
    global _asked
    asked = _asked
    if asked[0] is not one or asked[1] is not other:
        asked = _asked = one, other, _in_common(one, other)
    return asked[2]


_asked: tuple[Path, Path, int] = (), (), 0
"""What was asked last, and the answer."""


def _in_common(one: Path, other: Path) -> int:
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
        if path is not self._path:
            alike = in_common(self._path, path)
            del self._found[alike:]
            self._extend(path[alike:])
            self._path = path
        return self._found

    def _extend(self, acts: Path) -> None:
        self._found += map(self._work, acts)


class Total(Along[T]):
    """Adds up what is worked out for each act of a way.

    Args:
        work: what is worked out for an act.
        add: adds up two of these.
        nothing: what it is for no act.
    """

    def __init__(self, work: Callable[[PathStep], T], add: Callable[[T, T], T], nothing: T) -> None:
        super().__init__(work)
        self._add = add
        self._nothing = nothing

    def over(self, path: Path) -> T:
        """Return what it is for a whole way."""
        return self.of(path)[-1] if path else self._nothing

    def _extend(self, acts: Path) -> None:
        total = self._found[-1] if self._found else self._nothing
        self._found += [total := self._add(total, self._work(act)) for act in acts]
