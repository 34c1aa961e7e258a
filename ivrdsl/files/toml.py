"""Reads TOML of users: its text, its tables, and the line that says a name."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ivrdsl.errors import LoadError
from ivrdsl.files.names import read_within, unreadable

_MAX_BYTES: Final = 10_000_000
_HEAD: Final = re.compile(r"[ \t]*\[{1,2}([^\[\]].*?)\]{1,2}[ \t]*(?:#.*)?")
_WORD: Final = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY: Final = re.compile(rf"[ \t]*({_WORD}(?:[ \t]*\.[ \t]*{_WORD})*)[ \t]*=.*")


class TomlFile(NamedTuple):
    """A file of TOML.

    Attributes:
        path: the file.
        text: what it holds.
        table: likewise, read.
    """

    path: str
    text: str
    table: dict[str, Any]

    def wrong(self, name: tuple[str, ...], told: str) -> LoadError:
        """An error about a name in it, with the line that says most of the name."""
        line = _line_of(name, self.text)
        where = self.path if line is None else f"{self.path}:{line}"
        return LoadError(f"{where}: {told}", usage=True, file=self.path, line=line, problem=told)


def read_toml(path: str) -> TomlFile:
    """Read a file.

    Raises:
        LoadError: it cannot be read, or is no TOML.
    """
    text = _text_of(path)
    return TomlFile(path, text, _table_of(path, text))


def _text_of(path: str) -> str:
    found = read_within(path, _MAX_BYTES)
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(path, "it is not UTF-8") from None


def _table_of(path: str, text: str) -> dict[str, Any]:
    import tomllib  # few commands read a file of TOML

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LoadError(f"{path}: it is not TOML: {error}", usage=True, file=path) from None
    except RecursionError:
        raise unreadable(path, "it nests too deeply") from None
    except ValueError as error:  # of numbers with thousands of digits
        raise unreadable(path, str(error)) from None


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
