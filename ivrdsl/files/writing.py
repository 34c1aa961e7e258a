"""Writing a changed document back to its file: wholly or not at all, and never over what somebody else wrote."""

import os
import stat

from ivrdsl.errors import LoadError


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
            raise _unwritten(path, "it is not an ordinary file")
        _require_unchanged(path, target, was)
        if not os.access(target, os.W_OK):
            raise _unwritten(path, "it is read-only")
        _replace(path, target, data, stat.S_IMODE(mode), was)
    except OSError as error:
        raise _unwritten(path, error.strerror or str(error)) from None


def write_new(path: str, data: bytes) -> None:
    """Write a file in one step; whoever reads it meanwhile sees what was there before, or all of it.

    Raises:
        OSError: it cannot be written.
    """
    import tempfile

    handle, temporary = tempfile.mkstemp(prefix=".ivrdsl.", suffix=".tmp", dir=os.path.dirname(path) or ".")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    """The mask for new files, which can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritten(path: str, reason: str) -> LoadError:
    return LoadError(f"{path} cannot be written: {reason}", usage=True)


def _require_unchanged(path: str, target: str, was: bytes) -> None:
    with open(target, "rb") as file:
        if file.read(len(was) + 1) != was:
            raise _unwritten(path, "it was changed after it had been read; run the command again")


def _replace(path: str, target: str, data: bytes, mode: int, was: bytes) -> None:
    """Write beside the target, to the disk, then rename: a rename within one folder is one step."""
    import tempfile  # slow to import, and most runs write nothing

    folder = os.path.dirname(target)
    handle, temporary = tempfile.mkstemp(prefix=".ivrdsl.", suffix=".tmp", dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        _require_unchanged(path, target, was)  # writing took its time
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
