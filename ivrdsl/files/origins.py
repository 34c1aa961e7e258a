"""What a plan was loaded from: every file that Python opens for it, its modules among them, every folder listed.

Python itself tells of them (`sys.addaudithook`), so nothing that a user's file reads is missed. Such a hook stays until
the process ends, and does nothing while nobody asks. What is only looked for tells it here, by `look_for`.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

Signature = tuple[int, ...]
"""What the system says of a file, which changes with its content; empty where there is none."""
Tell = Callable[[str, Signature | None], None]
"""Is told of a path, and of what it was before it was read; None of one that the run itself has written."""

_WHETHER: Final = "?"
"""Stands before a path of which only matters whether there is something."""
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LISTS: Final = frozenset(("os.listdir", "os.scandir"))
_WRITES: Final = os.O_WRONLY | os.O_RDWR
_MOST_READ: Final = 64 * 1024 * 1024
"""Bytes of a file that are compared; of larger ones the signature counts alone."""


def signature(path: str) -> Signature:
    """What the system says of a file or folder, links followed."""
    if path.startswith(_WHETHER):
        return (1,) if os.path.exists(path[1:]) else ()
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ()
    if stat.S_ISDIR(found.st_mode):
        return (found.st_mtime_ns, found.st_ino, found.st_dev, found.st_mode)
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev, found.st_mode)


def digest(path: str) -> bytes:
    """What tells contents apart: those of a file, or the names in a folder that somebody may mean."""
    if path.startswith(_WHETHER):
        return repr(signature(path)).encode()
    try:
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            return _hash(os.fsencode(name) + b"/" for name in sorted(os.listdir(path)) if not _is_passing(name))
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > _MOST_READ:
            return repr(signature(path)).encode()
        with open(path, "rb") as file:
            return _hash([file.read()])
    except (OSError, ValueError) as error:
        return f"none: {getattr(error, 'errno', error)}".encode()


def _hash(parts: Iterable[bytes]) -> bytes:
    from hashlib import blake2b  # no other command needs it

    return blake2b(b"".join(parts), digest_size=16).digest()


def is_installed(path: str) -> bool:
    """Whether a file comes with Python, with ivrdsl, or with a library that is installed."""
    return path.startswith(installed())


def _is_passing(name: str) -> bool:
    """Whether a name in a folder is one that editors and Python make for themselves."""
    return name.startswith((".", "__pycache__", "4913")) or name.endswith(("~", ".tmp", ".swp", ".pyc"))


def look_for(path: str) -> None:
    """Say that it matters whether there is such a file; what it holds only if it is opened, too."""
    if _noted is not None:
        _noted.read(path, _WHETHER)


def place_of(path: str) -> str:
    """The file or folder of a path that was told, from the current folder where that is shorter."""
    path = path.removeprefix(_WHETHER)
    return min(path, os.path.relpath(path), key=len)


@contextmanager
def noting(tell: Tell) -> Iterator[None]:
    """Tell what is read in this block, each path once; what comes with Python, or with ivrdsl, is left out.

    Args:
        tell: is told before the file is opened, so what is told is never newer than what was read.
    """
    global _noted, _is_hooked
    before, _noted = _noted, _Noted(tell)
    if not _is_hooked:
        sys.addaudithook(_hook)
        _is_hooked = True
    try:
        yield
    finally:
        _noted = before


class _Noted:
    """What has been told."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told: set[str] = set()
        self._written: set[str] = set()
        self._theirs = installed()
        from importlib.util import source_from_cache  # not while something is being imported

        self._source_from_cache = source_from_cache

    def read(self, path: Any, mark: str = "") -> None:
        """A file is about to be read, or looked for."""
        if (place := self._place(path)) and mark + place not in self._told and place not in self._written:
            self._told.add(mark + place)
            self._tell(mark + place, signature(mark + place))

    def wrote(self, path: Any) -> None:
        """A file is about to be written: it cannot be what makes the run what it is."""
        if (place := self._place(path)) and place not in self._written:
            self._written.add(place)
            self._tell(place, None)

    def _source_of(self, path: str) -> str:
        """The source of a module that was compiled before, which Python does not open then."""
        try:
            return self._source_from_cache(path)
        except ValueError:  # it stands alone
            return path

    def _place(self, path: Any) -> str:
        """Where a path is that is the user's; "" for all others."""
        if path is None:
            path = "."
        try:
            place = os.path.abspath(os.fsdecode(path))
        except (TypeError, ValueError, OSError):  # the number of a file that is open; a folder that is no more
            return ""
        if place.endswith(".pyc"):
            place = self._source_of(place)
        return "" if place.startswith((*self._theirs, "/proc/", "/dev/", "/sys/")) else place


@lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """Folders of what is installed."""
    import sysconfig  # likewise

    import ivrsim

    paths = sysconfig.get_paths()
    found = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    ours = {_PACKAGE, os.path.join(os.path.dirname(_PACKAGE), "schemas"), os.path.dirname(ivrsim.__file__)}
    return tuple(os.path.join(os.path.abspath(each), "") for each in found | ours)


_noted: _Noted | None = None
_is_hooked = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    noted = _noted
    if noted is None:
        return
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int):
            return
        if isinstance(flags, int) and flags & _WRITES:
            noted.wrote(path)
        else:
            noted.read(path)
    elif event in _LISTS:
        noted.read(arguments[0])
