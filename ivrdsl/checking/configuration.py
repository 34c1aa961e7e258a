"""The settings of a project: [tool.ivrdsl] in the nearest pyproject.toml."""

from typing import Any, NamedTuple

from ivrdsl.checking.catalogue import is_prefix, near
from ivrdsl.checking.control import Control, codes
from ivrdsl.errors import LoadError
from ivrdsl.files import pyproject
from ivrdsl.findings.finding import PRESETS, WARNING, Finding
from ivrdsl.findings.words import expected


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
    found = pyproject.nearest(folder)
    return Settings() if found is None else _settings(found)


def read_settings(path: str) -> Settings:
    """The settings in a file.

    Raises:
        LoadError: see `settings_for`; or the file cannot be read, or has none.
    """
    return _settings(pyproject.read(path))


def _settings(file: pyproject.Pyproject) -> Settings:
    path, table = file.shown, file.table
    preset = table.get("preset", "default")
    if preset not in PRESETS:
        raise LoadError(f"{path}: preset is {preset!r}; {expected(str(preset), PRESETS)}", usage=True)
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
    return Settings(control, most, tuple(_unknown_finding(path, file.text, code) for code in unknown))


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
