"""SQLite on a disk that fails: its own layer for files, with a write, sync or truncation that fails when a test says.

The layer (VFS) is a copy of the system's one whose files have three functions of ours before those of the system. So
what is tested is the `sqlite3` of this Python as it is, and how it behaves when the disk does not.
"""

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

_FUNCTION = ctypes.c_void_p
FULL: Final = 13
"""SQLITE_FULL: there is no room on the disk (ENOSPC)."""
_IO_ERRORS: Final = {"write": 778, "sync": 1034, "truncate": 1546}
"""SQLITE_IOERR_WRITE, _FSYNC and _TRUNCATE: the disk is broken (EIO)."""


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`; https://www.sqlite.org/c3ref/vfs.html."""


_Vfs._fields_ = [
    ("version", ctypes.c_int),
    ("file_size", ctypes.c_int),
    ("longest_path", ctypes.c_int),
    ("next", ctypes.POINTER(_Vfs)),
    ("name", ctypes.c_char_p),
    ("data", ctypes.c_void_p),
    ("open", _FUNCTION),
    *((f"other_{at}", _FUNCTION) for at in range(15)),
]


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`; https://www.sqlite.org/c3ref/io_methods.html."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", _FUNCTION),
        ("read", _FUNCTION),
        ("write", _FUNCTION),
        ("truncate", _FUNCTION),
        ("sync", _FUNCTION),
        *((f"other_{at}", _FUNCTION) for at in range(13)),
    )


class _File(ctypes.Structure):
    """`sqlite3_file`."""

    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


_FILE = ctypes.POINTER(_File)
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, _FILE, ctypes.c_int, ctypes.c_void_p)
_CALLS: Final = {
    "write": ctypes.CFUNCTYPE(ctypes.c_int, _FILE, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64),
    "truncate": ctypes.CFUNCTYPE(ctypes.c_int, _FILE, ctypes.c_int64),
    "sync": ctypes.CFUNCTYPE(ctypes.c_int, _FILE, ctypes.c_int),
}


class Disk:
    """What the files of SQLite are on while a test uses `failing_disk`.

    Attributes:
        calls: how many writes, syncs and truncations there were since the last `fail`.
        failed: what failed: "write", "sync" or "truncate", each as often as it did.
        begins: the calls with which statements begin to write, where the statements are marked.
    """

    def __init__(self) -> None:
        self.calls = 0
        self.failed: list[str] = []
        self.begins: list[int] = []
        self._marked = True
        self._first = self._last = 0
        self._full = False

    def fail(self, first: int, *, times: int = 1, full: bool = False) -> None:
        """Let calls fail, counted from 1 on from now.

        Args:
            first: the one that fails first; 0 for none.
            times: how many fail from there on.
            full: whether the disk is full, or broken.
        """
        self.calls = 0
        self.failed = []
        self.begins = []
        self._first, self._last, self._full = first, first + times - 1, full

    def mark(self, statement: str) -> None:
        """Note that a statement begins."""
        self._marked = True

    def answer(self, call: str) -> int:
        """What a call answers that is made now; 0 for what the system's does."""
        self.calls += 1
        if self._marked:
            self._marked = False
            self.begins.append(self.calls)
        if not self._first <= self.calls <= self._last:
            return 0
        self.failed.append(call)
        return FULL if self._full and call == "write" else _IO_ERRORS[call]


class _Layer:
    """The registered layer; it lives as long as the process does, since files do not say when they are gone."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(_sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._system = self._library.sqlite3_vfs_find(None)
        self._open_file = _OPEN(self._system.contents.open)
        self._methods: dict[int, _Methods] = {}
        self._callbacks: list[Any] = []
        self.disk = Disk()
        self._vfs = _Vfs.from_buffer_copy(self._system.contents)
        self._vfs.name = b"failing"
        self._vfs.open = self._pointer(_OPEN(self._open))

    def _pointer(self, callback: Any) -> int | None:
        self._callbacks.append(callback)
        return ctypes.cast(callback, ctypes.c_void_p).value

    def _open(self, _vfs: int, name: int, file: Any, flags: int, flags_out: int) -> int:
        system = ctypes.cast(self._system, ctypes.c_void_p).value
        found: int = self._open_file(system, name, file, flags, flags_out)
        if file.contents.methods:
            file.contents.methods = ctypes.pointer(self._failing(file.contents.methods))
        return found

    def _failing(self, methods: Any) -> _Methods:
        """The functions of a file with ours before them; made once for each kind of file."""
        key = ctypes.addressof(methods.contents)
        if key not in self._methods:
            made = _Methods.from_buffer_copy(methods.contents)
            for call, kind in _CALLS.items():
                setattr(made, call, self._pointer(kind(self._before(call, kind(getattr(made, call))))))
            self._methods[key] = made
        return self._methods[key]

    def _before(self, call: str, system: Any) -> Callable[..., int]:
        return lambda *values: self.disk.answer(call) or system(*values)

    @contextmanager
    def in_use(self) -> Iterator[Disk]:
        """Let it be what connections are opened on."""
        self.disk = Disk()
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            yield self.disk
        finally:
            self._library.sqlite3_vfs_register(self._system, 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))


_layers: list[_Layer] = []


@contextmanager
def failing_disk() -> Iterator[Disk]:
    """Files that SQLite opens meanwhile are on a disk that fails when it is told to.

    Raises:
        AttributeError: this Python has its SQLite where nobody can get at it.
    """
    if not _layers:
        _layers.append(_Layer())
    with _layers[0].in_use() as disk:
        yield disk
