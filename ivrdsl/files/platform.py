"""The platform that a command line or a test session names: by its name, or a TOML file; and single quirks on top.

name = "ours-2026.12"
no_match = "replay"

[voice_factors]
female1 = 1.1

[sounds_s]
332122 = 4.2
"welcome.mp3" = 1.25
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import nearest_word
from ivrsim.core.platform import Platform, named, names, reading


def load_platform(source: str | None = None, quirks: Mapping[str, str] | None = None, *, folder: str = "") -> Platform:
    """Make a platform.

    Args:
        source: the name of one, `characters-2026` for instance, or a TOML file with the readings that differ from the
            default platform; None for the default.
        quirks: further readings, as text.
        folder: where the file is looked for, if its name says nothing else.

    Raises:
        IvrError: the file cannot be read, or a quirk or its value is unknown; the text names the nearest spelling.
    """
    platform = named(source) if source is not None else Platform()
    if platform is None:
        assert source is not None  # the default has a name
        file = os.path.join(folder, source)
        try:
            platform = _of_table(_settings_in(file))
        except IvrError as error:
            near = "" if os.path.exists(file) else nearest_word(source, names())
            raise IvrError(f"{file}: {error}{f'; {near}' if near else ''}") from None
    return with_readings(platform, quirks or {})


def with_readings(platform: Platform, quirks: Mapping[str, str]) -> Platform:
    """Return a platform with other readings of quirks, given as text.

    Raises:
        IvrError: a quirk or its value is unknown; the text names the nearest spelling.
    """
    return platform.with_quirks(**{key: reading(key, value) for key, value in quirks.items()})


def _settings_in(file: str) -> dict[str, Any]:
    import tomllib  # few commands name a file

    try:
        with open(file, "rb") as source:
            return tomllib.load(source)
    except OSError as error:
        raise IvrError(f"it cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IvrError(f"it is not TOML: {error}") from None


def _of_table(table: dict[str, Any]) -> Platform:
    name = table.pop("name", Platform().name)
    if not isinstance(name, str):
        raise IvrError(f"name is {name!r}; expected text")
    rows = {field: _rows(key, table.pop(key, {})) for key, (field, _, _) in _TABLES.items()}
    given: dict[str, Any] = {field: found for field, found in rows.items() if found}
    return Platform(name=name, **given).with_quirks(**table)


_TABLES: Final[dict[str, tuple[str, Callable[[Any], bool], str]]] = {
    "voice_rates": ("voice_rates", lambda ms: type(ms) is int and ms >= 0, "voices and their ms per character"),
    "voice_factors": (
        "voice_factors",
        lambda factor: _is_real(factor) and 0 < factor < 100,
        "voices and their factors",
    ),
    "sounds_s": (
        "sounds_ms",
        lambda length_s: _is_real(length_s) and 0 <= length_s < 10**6,
        "sounds and their seconds",
    ),
}
"""The tables of a file: the field that each is kept in, what each value must be, and what the table is."""


def _rows(key: str, table: object) -> tuple[tuple[str, Any], ...]:
    field, holds, what = _TABLES[key]
    if not isinstance(table, dict) or not all(map(holds, table.values())):
        raise IvrError(f"{key} is {table!r}; expected a table of {what}")
    in_ms = field.endswith("_ms")
    return tuple((name, round(value * 1000) if in_ms else value) for name, value in sorted(table.items()))


def _is_real(value: object) -> bool:
    return type(value) in (int, float)
