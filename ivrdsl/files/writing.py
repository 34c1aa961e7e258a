"""Writes files: wholly or not at all, and a changed document never over what somebody else wrote."""

import errno
import os
import stat
from collections.abc import Callable, Iterable
from functools import partial
from io import FileIO
from typing import Final

from ivrdsl.errors import LoadError

_DEVICES: Final = ("/dev/", "/proc/")
"""Where a name stands for a file that somebody has open."""
_NO_RENAME: Final = frozenset((errno.EACCES, errno.EBUSY, errno.EPERM, errno.EXDEV))
"""A folder that takes no new file, a file that is mounted, another's file: it may still take what is written to it."""


def write_back(path: str, data: bytes, *, was: bytes) -> None:
    """Replace a file's content in one step; whoever reads it meanwhile sees the old or the new content.

    A symbolic link stays, and the file that it names is replaced. The file's mode is kept.

    Args:
        path: the file, which must exist.
        data: its new content.
        was: what it was when it was read.

    Raises:
        LoadError: it cannot be read or written, is no ordinary file, or is not what it was; it is unchanged then.
    """
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
        if not stat.S_ISREG(mode):
            raise _cannot_write(path, "it is not an ordinary file")
        _require_unchanged(path, target, was)
        if not os.access(target, os.W_OK):
            raise _cannot_write(path, "it is read-only")
        # once more right before the rename, for writing takes its time
        replace(target, (data,), stat.S_IMODE(mode), before=partial(_require_unchanged, path, target, was))
    except OSError as error:
        raise _cannot_write(path, error.strerror or str(error)) from None


def write_new(path: str, data: bytes) -> None:
    """Write a file in one step; see `write_pieces`."""
    write_pieces(path, (data,))


def write_pieces(path: str, pieces: Iterable[bytes]) -> None:
    """Write a file in one step; whoever reads it meanwhile sees what was there before, or all of it.

    A file that is there keeps its mode and its owner, and a symbolic link stays. Where a rename would lose something,
    or is refused, it is written to as it is: a device, a file of several names, one that is mounted. A file then gets
    its old content back if that fails; only who is killed in the middle leaves part of it.

    Raises:
        OSError: it cannot be written.
    """
    target = os.path.realpath(path)
    try:
        now = os.stat(path)
    except FileNotFoundError:
        if not path:
            raise
        replace(target, pieces, 0o666 & ~_umask())
        return
    if not os.access(path, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    is_file = stat.S_ISREG(now.st_mode) and not path.startswith(_DEVICES)
    if is_file and now.st_nlink == 1:
        try:
            replace(target, pieces, stat.S_IMODE(now.st_mode), owner=(now.st_uid, now.st_gid))
            return
        except OSError as error:
            if error.errno not in _NO_RENAME:
                raise
    if is_file and os.access(path, os.R_OK):
        _write_over(path, pieces)
        return
    with open(path, "wb") as file:
        file.writelines(pieces)


def _write_over(path: str, pieces: Iterable[bytes]) -> None:
    """Write into a file that is there, without giving back its room on the disk before all is written.

    Raises:
        OSError: it cannot be written; it is as it was then.
    """
    with open(path, "r+b", buffering=0) as file:
        old = file.read()
        file.seek(0)
        try:
            for piece in pieces:
                _write_all(file, piece)
            file.truncate()
            os.fsync(file.fileno())
        except BaseException:
            file.seek(0)
            _write_all(file, old)
            file.truncate()
            raise


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def replace(
    target: str,
    pieces: Iterable[bytes],
    mode: int,
    *,
    owner: tuple[int, int] | None = None,
    before: Callable[[], object] = bool,
) -> None:
    """Write beside a file, to the disk, then rename: a rename within one folder is one step.

    Args:
        target: the file, not a link.
        pieces: its new content.
        mode: its permissions.
        owner: user and group whose it is, if not those of the process.
        before: is called when all is written, right before the rename; what it raises leaves the file as it is.

    Raises:
        OSError: it cannot be written.
    """
    import tempfile  # slow to import, and most runs write nothing

    handle, temporary = tempfile.mkstemp(prefix=".ivrdsl.", suffix=".tmp", dir=os.path.dirname(target) or ".")
    try:
        with open(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if owner is not None and owner != (os.stat(temporary).st_uid, os.stat(temporary).st_gid):
            os.chown(temporary, *owner)
        os.chmod(temporary, mode)
        before()
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    """The mask for new files, which can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _cannot_write(path: str, reason: str) -> LoadError:
    return LoadError(f"{path} cannot be written: {reason}", usage=True)


def _require_unchanged(path: str, target: str, was: bytes) -> None:
    with open(target, "rb") as file:
        if file.read(len(was) + 1) != was:
            raise _cannot_write(path, "it was changed after it had been read; run the command again")
