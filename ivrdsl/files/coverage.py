"""Coverage between runs: how plans are named in it, and the file in which runs are added up."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from ivrdsl.errors import LoadError
from ivrdsl.files.names import DEFAULT_NAME, read_bytes, require_file, split
from ivrdsl.files.writing import write_new
from ivrsim.coverage.shares import as_json, from_json
from ivrsim.coverage.tally import Coverage, total

MAX_BYTES: Final = 256 * 1024 * 1024
"""Bytes of a data file that are read."""


def named(source: str, folder: str = "") -> str:
    """A plan's name in coverage: from a folder if it is in there, so that runs agree on it.

    Args:
        source: `FILE.xml` or `FILE.py[:NAME]`, from the current folder.
        folder: where the run started; the current folder if not given.
    """
    path, name = split(source)
    real, here = os.path.realpath(path), os.path.join(os.path.realpath(folder), "")
    shown = real.removeprefix(here)
    shown = shown.replace(os.sep, "/")
    return shown if name in (None, "", DEFAULT_NAME) else f"{shown}:{name}"


def read(path: str) -> Coverage:
    """Read a data file.

    Raises:
        LoadError: there is no such file, or it holds no coverage.
    """
    require_file(path)
    data = read_bytes(path, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise LoadError(f"{path} is larger than {MAX_BYTES} bytes: it is no coverage data", usage=True)
    try:
        return from_json(json.loads(data))
    except (ValueError, RecursionError) as error:  # the former is also what is not UTF-8, or not JSON
        raise LoadError(f"{path} holds no coverage data: {error}", usage=True) from None


def combine(paths: Sequence[str]) -> Coverage:
    """Read data files and add them up.

    Raises:
        LoadError: one of them cannot be read, or they are about different versions of a plan.
    """
    coverage = total([read(path) for path in dict.fromkeys(paths)])
    changed = coverage.changed()
    if changed:
        name = changed[0].identity.source
        shapes = {plan.identity.shape for plan in changed if plan.identity.source == name}
        files = [path for path in paths if any(plan.identity.shape in shapes for plan in read(path).plans)]
        raise LoadError(
            f"{name} changed between the runs of {' and '.join(dict.fromkeys(files))}: record the older ones again",
            usage=True,
        )
    return coverage


def save(path: str, coverage: Coverage) -> Coverage:
    """Add coverage to a data file, which is made if it is not there.

    Two processes may do so at once: neither is lost, and whoever reads meanwhile sees the one or the other. What the
    file says about a plan that has changed since is replaced.

    Returns:
        What the file holds now.

    Raises:
        LoadError: the file cannot be written, or holds something else; it is unchanged then.
    """
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise LoadError(f"{path} is a directory; name a file", usage=True)
    try:
        with _alone(os.path.dirname(target)):
            known = read(path) if os.path.exists(target) else Coverage()
            updated = known.updated(coverage)
            write_new(target, json.dumps(as_json(updated), indent=1).encode() + b"\n")
    except OSError as error:
        raise LoadError(f"{path} cannot be written: {error.strerror or error}", usage=True) from None
    return updated


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Hold the lock of a folder, so that no other process adds to a file in it; there is none on Windows."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
