"""Reads tables of settings: a key that nobody knows, and a value of a wrong type, is an error with its place."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files.pyproject import Pyproject
from ivrdsl.findings.words import nearest_word, one_of

T = TypeVar("T")
_LONGEST: Final = 60
"""Characters of a wrong value that are shown."""


class SettingsTable:
    """A table of a pyproject.toml.

    Args:
        file: the file.
        name: of the table, such as tool.ivrdsl.verify.
        values: what it holds.

    Raises:
        LoadError: what it holds is no table.
    """

    def __init__(self, file: Pyproject, name: str, values: Any) -> None:
        self.file = file
        self.name = name
        if not isinstance(values, Mapping):
            raise self.wrong(f"is {_shown(values)}; expected a table")
        self.values: Mapping[str, Any] = values

    def wrong(self, message: str, key: str = "") -> LoadError:
        """An error about the table, or a key of it, with its place."""
        line = self.file.line_of(self.name, key)
        where = self.file.shown if line is None else f"{self.file.shown}:{line}"
        return LoadError(f"{where}: [{self.name}] {message}", usage=True)

    def require_known(self, keys: Iterable[str]) -> None:
        """Refuse keys that nobody knows.

        Raises:
            LoadError: there is one; the text names the nearest that is known.
        """
        known = tuple(keys)
        for key in self.values:
            if key not in known:
                hint = nearest_word(key, known) or f"expected {one_of(known)}"
                raise self.wrong(f"has no setting {key!r}; {hint}", key)

    def table(self, key: str) -> "SettingsTable":
        """A table in the table; empty where it is not given."""
        return SettingsTable(self.file, f"{self.name}.{key}", self.values.get(key, {}))

    def text(self, key: str) -> str | None:
        found: str | None = self._of(key, _is_text, "some text")
        return found

    def one_of(self, key: str, words: tuple[str, ...]) -> str | None:
        found: str | None = self._of(key, lambda value: value in words, one_of(words))
        return found

    def flag(self, key: str) -> bool | None:
        found: bool | None = self._of(key, lambda value: isinstance(value, bool), "true or false")
        return found

    def whole(self, key: str, least: int) -> int | None:
        found: int | None = self._of(
            key, lambda value: type(value) is int and value >= least, f"a whole number, {least} or more"
        )
        return found

    def seconds(self, key: str, most: float) -> float | None:
        def holds(value: Any) -> bool:
            return type(value) in (int, float) and 0 < value <= most

        found: float | None = self._of(key, holds, "a number of seconds, more than 0")
        return found if found is None else float(found)

    def texts(self, key: str, example: str) -> tuple[str, ...] | None:
        """One text, or a list of them."""

        def holds(value: Any) -> bool:
            several = value if isinstance(value, list) else [value]
            return all(map(_is_text, several))

        found = self._of(key, holds, f"some text, or a list such as [{example}]")
        return None if found is None else (found,) if isinstance(found, str) else tuple(found)

    def pairs(self, key: str, example: str, *, dotted: bool = False) -> dict[str, str] | None:
        """A table of texts; numbers, true and false are taken as they are written on a command line.

        Args:
            dotted: whether a.b = "c" is a name with a dot in it, and no table in a table.
        """

        def holds(value: Any) -> bool:
            return isinstance(value, Mapping) and all(
                isinstance(each, str | int | float) or (dotted and holds(each)) for each in value.values()
            )

        found = self._of(key, holds, f"a table such as {example}")
        return None if found is None else dict(_flat(found))

    def read_as(self, key: str, text: str, read: Callable[[str], T]) -> T:
        """What a text of the table means.

        Raises:
            LoadError: `read` does not understand it.
        """
        try:
            return read(text)
        except IvrError as error:
            raise self.wrong(f"{key}: {error}", key) from None

    def _of(self, key: str, holds: Callable[[Any], bool], expected: str) -> Any:
        value = self.values.get(key)
        if key in self.values and not holds(value):
            nul = ", without the character NUL" if "\\x00" in repr(value) else ""
            raise self.wrong(f"{key} is {_shown(value)}; expected {expected}{nul}", key)
        return value


def _is_text(value: Any) -> bool:
    """Whether a value is text that says something; a NUL character is in the name of no file."""
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _flat(table: Mapping[str, Any], begin: str = "") -> Iterable[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{begin}{name}.")
        else:
            yield begin + name, str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
