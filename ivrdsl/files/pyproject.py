"""Finds and reads the settings of a project: [tool.ivrdsl] in the nearest pyproject.toml."""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ivrdsl.errors import LoadError
from ivrdsl.files.origins import look_for
from ivrdsl.findings.words import nearest_word, one_of

KEYS: Final = ("preset", "select", "ignore", "per-file-ignores", "max-warnings", "plans", "verify", "forecast")
"""What stands in [tool.ivrdsl]: the rules of check, the plans of the project, and what verify is told."""
_FILE: Final = "pyproject.toml"
_MAX_BYTES: Final = 10_000_000
_OWN: Final = re.compile(rb"tool[\"']?\s*(=|\]|\.\s*[\"']?(ivrdsl|\\))")
"""What a file with settings of ours has somewhere; most projects' files have not, and need not be parsed."""


class Pyproject(NamedTuple):
    """A file with settings of ours.

    Attributes:
        path: the file.
        text: what it holds.
        table: its [tool.ivrdsl].
    """

    path: str
    text: str
    table: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """The folder of the file."""
        return os.path.dirname(os.path.abspath(self.path))

    @property
    def shown(self) -> str:
        """The file as seen from the current folder."""
        return os.path.relpath(self.path)

    def line_of(self, table: str, key: str = "") -> int | None:
        """The line of a table such as tool.ivrdsl.verify, or of a key in it; None where it is written otherwise."""
        start = re.search(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]", self.text, re.M)
        if start is None:
            above, _, last = table.rpartition(".")  # its key may stand in the table above: code = {file = "..."}
            return self.line_of(above, last) if last and above else None
        end = re.compile(r"^[ \t]*\[", re.M).search(self.text, start.end())
        within = self.text[start.end() : end.start() if end else len(self.text)]
        found = re.search(rf"""^[ \t]*["']?{re.escape(key)}["']?[ \t]*[.=]""", within, re.M) if key else None
        at = start.start() if found is None else start.end() + found.start()
        return self.text.count("\n", 0, at) + 1


def place_of_word(path: str, word: str) -> str:
    """Where a settings file has a word, such as a name that means nothing: `FILE:LINE: [TABLE]`; else the file."""
    try:
        text = _bytes_of(path).decode()
    except (OSError, UnicodeDecodeError):  # it has changed since it was read
        return path
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]\s*(?:#|$)", line):
            table = f": [{header[1]}]"
        elif re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line.partition("#")[0]):
            return f"{path}:{number}{table}"
    return path


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(_MAX_BYTES)


def nearest(folder: str) -> Pyproject | None:
    """The nearest pyproject.toml at or above a folder that has settings of ours; None where there is none.

    Raises:
        LoadError: the file is no TOML, or [tool.ivrdsl] has a key that it does not know.
    """
    here = os.path.abspath(folder)
    while True:
        path = os.path.join(here, _FILE)
        look_for(path)
        if os.path.isfile(path) and (found := _read(path, needed=False)) is not None:
            return found
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def read(path: str) -> Pyproject:
    """The settings in a file.

    Raises:
        LoadError: see `nearest`; or the file cannot be read, or has no settings of ours.
    """
    found = _read(path, needed=True)
    assert found is not None  # needed
    return found


def _read(path: str, *, needed: bool) -> Pyproject | None:
    try:
        with open(path, "rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise LoadError(f"{path} cannot be read: {error.strerror}", usage=True) from None
    if len(data) > _MAX_BYTES:
        raise LoadError(f"{path} is larger than {_MAX_BYTES:,} bytes: no settings file is", usage=True)
    if not needed and not _OWN.search(data):
        return None
    table = _table(path, data)
    if table is None:
        if needed:
            raise LoadError(f"{path} has no [tool.ivrdsl]", usage=True)
        return None
    for key in table:
        if key not in KEYS:
            hint = nearest_word(key, KEYS) or f"expected {one_of(KEYS)}"
            raise LoadError(f"{os.path.relpath(path)}: [tool.ivrdsl] has no setting {key!r}; {hint}", usage=True)
    return Pyproject(path, data.decode(errors="replace").replace("\r\n", "\n"), table)


@lru_cache(maxsize=8)  # tests ask for the same file again and again; a file that has changed has other bytes
def _table(path: str, data: bytes) -> Mapping[str, Any] | None:
    import tomllib

    try:
        tool = tomllib.loads(data.decode("utf-8-sig")).get("tool", {})
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, a number of more digits than Python reads
        raise LoadError(f"{path} is no TOML: {error}", usage=True) from None
    found = tool.get("ivrdsl") if isinstance(tool, dict) else None
    if found is not None and not isinstance(found, dict):
        raise LoadError(f"{path}: tool.ivrdsl is {found!r:.60}; expected a table [tool.ivrdsl]", usage=True)
    return found
