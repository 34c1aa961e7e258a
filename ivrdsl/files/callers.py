"""Reads callers.toml: who answers, what they do, and how long that takes. docs/callers.md says what may stand there."""

import re
from collections.abc import Iterator
from typing import Any, Final

from ivrdsl.errors import CallersError, LoadError
from ivrsim.core.platform import Platform
from ivrsim.forecasting.callers import Callers
from ivrsim.forecasting.changes import with_changes
from ivrsim.forecasting.defaults import usual_callers

UNSOURCED: Final = "your file, no source"
"""What is listed as the source of numbers for which a file names none."""

_MAX_BYTES: Final = 10_000_000
_HEAD: Final = re.compile(r"[ \t]*\[([^\[\]].*)\][ \t]*(?:#.*)?")
_WORD: Final = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY: Final = re.compile(rf"[ \t]*({_WORD}(?:[ \t]*\.[ \t]*{_WORD})*)[ \t]*=.*")


def read_callers(path: str, platform: Platform) -> Callers:
    """Read a model of callers. What the file does not say is as usual on the platform, and listed as assumed.

    Raises:
        LoadError: the file cannot be read, or it says what it cannot; the text names the line and the nearest word.
    """
    text = _text_of(path)
    table = _table_of(path, text)
    try:
        return with_changes(usual_callers(platform), table, unsourced=UNSOURCED)
    except CallersError as error:
        line = _line_of(error.name, text)
        where = path if line is None else f"{path}:{line}"
        raise LoadError(f"{where}: {error}", usage=True, file=path, line=line, problem=str(error)) from None


def _text_of(path: str) -> str:
    try:
        with open(path, "rb") as file:
            found = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if len(found) > _MAX_BYTES:
        raise _unreadable(path, f"it has more than {_MAX_BYTES // 1_000_000} MB")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not UTF-8") from None


def _unreadable(path: str, why: str) -> LoadError:
    return LoadError(f"{path}: it cannot be read: {why}", usage=True, file=path)


def _table_of(path: str, text: str) -> dict[str, Any]:
    import tomllib  # few commands read callers

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LoadError(f"{path}: it is not TOML: {error}", usage=True, file=path) from None
    except RecursionError:
        raise _unreadable(path, "it nests too deeply") from None
    except ValueError as error:  # of numbers with thousands of digits
        raise _unreadable(path, str(error)) from None


def _line_of(name: tuple[str, ...], text: str) -> int | None:
    """The line, from 1, that says most of a name: that of its key, of its section, or of one round it."""
    best, found = 0, None
    for line, said in _names_in(text):
        both = min(len(said), len(name))
        if both > best and name[:both] == said[:both]:
            best, found = both, line
    return found


def _names_in(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each line that begins a section or a number, and its name."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if head := _HEAD.fullmatch(line):
            section = _words_of(f"[{head[1]}]")
            yield number, section
        elif key := _KEY.fullmatch(line):
            yield number, (*section, *_words_of(f"{key[1]} = 0"))


def _words_of(statement: str) -> tuple[str, ...]:
    """The words of the name in one statement of TOML; () where it is none, such as a line of a longer text."""
    import tomllib

    try:
        table: Any = tomllib.loads(statement)
    except ValueError:
        return ()
    words = []
    while isinstance(table, dict) and table:
        word, table = next(iter(table.items()))
        words.append(word)
    return tuple(words)
