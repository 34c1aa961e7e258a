"""The platform that a command line or a test session names: a TOML file, and single quirks on top.

name = "ours-2026.11"
no_match = "replay"
ms_per_character = 70

[voice_rates]
female1 = 60
"""

from collections.abc import Mapping
from typing import Any

from ivrdsl.errors import IvrError
from ivrsim.core.platform import Platform, reading


def load_platform(file: str | None = None, quirks: Mapping[str, str] | None = None) -> Platform:
    """Make a platform.

    Args:
        file: a TOML file with the readings that differ from the default platform; None for the default.
        quirks: further readings, as text.

    Raises:
        IvrError: the file cannot be read, or a quirk or its value is unknown; the text names the nearest spelling.
    """
    platform = Platform()
    if file is not None:
        try:
            platform = _of_table(_settings_in(file))
        except IvrError as error:
            raise IvrError(f"{file}: {error}") from None
    return platform.with_quirks(**{key: reading(key, value) for key, value in (quirks or {}).items()})


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
    rates = table.pop("voice_rates", {})
    name = table.pop("name", Platform().name)
    if not isinstance(name, str):
        raise IvrError(f"name is {name!r}; expected text")
    if not isinstance(rates, dict) or any(type(rate) is not int or rate < 0 for rate in rates.values()):
        raise IvrError(f"voice_rates is {rates!r}; expected a table of voices and their ms per character")
    return Platform(name=name, voice_rates=tuple(sorted(rates.items()))).with_quirks(**table)
