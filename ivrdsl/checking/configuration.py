"""The settings of a project: [tool.ivrdsl] in the nearest pyproject.toml."""

import os
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivrdsl.checking.catalogue import is_prefix, near
from ivrdsl.checking.control import Control, codes
from ivrdsl.checking.registry import PRESETS
from ivrdsl.errors import LoadError
from ivrdsl.findings.finding import WARNING, Finding
from ivrdsl.findings.words import Speller, did_you_mean, one_of

KEYS: Final = ("preset", "select", "ignore", "per-file-ignores", "max-warnings")
_FILE: Final = "pyproject.toml"
_MAX_BYTES: Final = 10_000_000
_OWN: Final = re.compile(rb"tool[\"']?\s*(=|\]|\.\s*[\"']?(ivrdsl|\\))")
"""What a file with settings of ours has somewhere; most projects' files have not, and need not be parsed."""


class Settings(NamedTuple):
    """What a project wants.

    Attributes:
        control: which rules apply.
        max_warnings: more warnings than this fail a check; None for any number.
        findings: what is wrong with the settings without making them useless: codes that no rule has.
    """

    control: Control = Control()
    max_warnings: int | None = None
    findings: tuple[Finding, ...] = ()


def settings_for(folder: str) -> Settings:
    """The settings in the nearest pyproject.toml at or above a folder that has some.

    Raises:
        LoadError: the file is no TOML, or a setting has a wrong name or type.
    """
    here = os.path.abspath(folder)
    while True:
        path = os.path.join(here, _FILE)
        if os.path.isfile(path) and (found := read_settings(path, needed=False)) is not None:
            return found
        above = os.path.dirname(here)
        if above == here:
            return Settings()
        here = above


def read_settings(path: str, *, needed: bool = True) -> Settings | None:
    """The settings in a file, or None where it has none and need not have any.

    Raises:
        LoadError: see `settings_for`; or the file cannot be read.
    """
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
    return _settings(os.path.relpath(path), data.decode(errors="replace"), table)


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


def _settings(path: str, text: str, table: Mapping[str, Any]) -> Settings:
    for key in table:
        if key not in KEYS:
            hint = did_you_mean(Speller(KEYS).near(key)) or f"expected {one_of(KEYS)}"
            raise LoadError(f"{path}: [tool.ivrdsl] has no setting {key!r}; {hint}", usage=True)
    preset = table.get("preset", "default")
    if preset not in PRESETS:
        raise LoadError(f"{path}: preset is {preset!r}; expected {one_of(PRESETS)}", usage=True)
    most = table.get("max-warnings")
    if most is not None and (type(most) is not int or most < 0):
        raise LoadError(f"{path}: max-warnings is {most!r}; expected a whole number, 0 or more", usage=True)
    select, ignore = (_codes(path, key, table.get(key, [])) for key in ("select", "ignore"))
    per_file = _per_file(path, table.get("per-file-ignores", {}))
    named = [*select, *ignore, *(code for _, found in per_file for code in found)]
    unknown = [code for code in dict.fromkeys(named) if not is_prefix(code)]
    known = tuple((pattern, tuple(code for code in found if is_prefix(code))) for pattern, found in per_file)
    control = Control(
        preset,
        select,  # one that no rule has selects nothing: better than everything
        tuple(code for code in ignore if is_prefix(code)),
        known,
    )
    return Settings(control, most, tuple(_unknown_finding(path, text, code) for code in unknown))


def _codes(path: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise LoadError(f'{path}: {key} is {value!r:.60}; expected a list of codes such as ["IVR102"]', usage=True)
    return codes(value)


def _per_file(path: str, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        expected = 'a table such as {"old/*.xml" = ["IVR102"]}'
        raise LoadError(f"{path}: per-file-ignores is {value!r:.60}; expected {expected}", usage=True)
    return tuple((pattern, _codes(path, f"per-file-ignores of {pattern!r}", each)) for pattern, each in value.items())


def _unknown_finding(path: str, text: str, code: str) -> Finding:
    capitals = text.upper()
    at = capitals.find(code)
    line = capitals.count("\n", 0, at) + 1 if at >= 0 else None
    message = f"[tool.ivrdsl] names {code}, which is no rule and no beginning of one"
    why = "the setting does nothing"
    fix = near(code) or "see `ivrdsl rules` for the codes"
    return Finding("IVR901", "unknown-code", WARNING, path, line, None, "", message, why, fix)
