"""How a plan is named on a command line, and how its file is read.

Paths are text here: importing pathlib takes longer than checking a dialplan does.
"""

import os
import os.path
from collections.abc import Sequence
from typing import Final

from ivrdsl.errors import LoadError
from ivrdsl.files.origins import look_for

DEFAULT_NAME: Final = "dialplan"
"""The plan of `FILE.py`."""


def split(source: str) -> tuple[str, str | None]:
    """Split `FILE.py:NAME`; NAME is None when it is not given."""
    path, colon, name = source.rpartition(":")
    if colon and is_python(path):
        return path, name
    return source, None


def is_python(path: str) -> bool:
    return path.endswith(".py")


def is_calls(path: str) -> bool:
    """Whether a path is that of a file of scripted calls."""
    return path.endswith(".call")


def is_name(word: str) -> bool:
    """Whether a word may be the name of a plan in a project: letters, digits, _ and -, as no `FILE.xml` is."""
    return f"_{word.replace('-', '_')}".isidentifier() and word[:1] not in ("", "-")


def require_file(path: str) -> None:
    """Raise LoadError unless the path is a file that can be read."""
    look_for(path)
    if os.path.isdir(path):
        raise LoadError(f"{path} is a directory; name a file", usage=True)
    if not os.path.exists(path):
        file, colon, _ = path.rpartition(":")
        if colon and os.path.exists(file):
            raise LoadError(f"{file} is not Python: only FILE.py:NAME names a plan in a file", usage=True)
        near = near_file(path, [path])
        if colon and os.path.exists(f"{file}.py"):
            near = f'did you mean "{file}.py:{path.removeprefix(f"{file}:")}"?'
        raise LoadError(f"{path}: there is no such file{near and f'; {near}'}", usage=True)


def require_plan(path: str) -> None:
    """Raise LoadError unless the path is a file that can be read, and may be a plan."""
    require_file(path)
    if is_calls(path):
        from ivrsim.script.callfile import read_call_file  # only for a mistake

        plan = read_call_file(read_bytes(path, _MOST_CALLS).decode(errors="replace")).file.plan
        told = f": {plan}" if plan else ""
        raise LoadError(f"{path} is a file of calls, not a plan; name the plan that it calls{told}", usage=True)


_MOST_CALLS: Final = 100_000
"""Bytes of a file of calls in which the name of its plan is looked for."""


def near_file(path: str, tried: Sequence[str]) -> str:
    """A question that offers the files beside those that were tried whose names are like theirs, or nothing."""
    from ivrdsl.findings.words import Speller, did_you_mean  # only for a mistake

    folder, ending = os.path.dirname(path), os.path.splitext(path)[1]
    names: dict[str, None] = {}
    for each in tried:
        try:
            names.update(dict.fromkeys(sorted(os.listdir(os.path.dirname(each) or "."))))
        except OSError:
            continue
    near = Speller(name for name in names if name.endswith(ending)).near(os.path.basename(path))
    return did_you_mean([os.path.join(folder, name) for name in near])


def read_bytes(path: str, max_bytes: int) -> bytes:
    """Read a file, not more of it than needed to see that it is too large."""
    try:
        with open(path, "rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise LoadError(f"{path} cannot be read: {error.strerror}", usage=True) from None


def read_within(path: str, max_bytes: int) -> bytes:
    """Read a whole file that has no more bytes than that.

    Raises:
        LoadError: it cannot be read, or is larger.
    """
    try:
        with open(path, "rb") as file:
            found = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # the latter of a name with a NUL
        raise unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if len(found) > max_bytes:
        raise unreadable(path, f"it has more than {max_bytes // 1_000_000} MB")
    return found


def unreadable(path: str, why: str) -> LoadError:
    """An error about a file that says nothing that could be read."""
    return LoadError(f"{path}: it cannot be read: {why}", usage=True, file=path)


def shown(file: str, path: str) -> str:
    """A file's name as users know it: as they wrote it, or from the current folder if it is in there."""
    if not file or os.path.realpath(file) == os.path.realpath(path):
        return path
    here = os.path.join(os.getcwd(), "")
    return file[len(here) :] if file.startswith(here) else file
