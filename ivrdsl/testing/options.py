"""What the options of pytest, and its ini file, say about the platform. It imports nothing of ivrdsl until it must."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ivrdsl.files.project import NamedPlan
    from ivrsim.core.platform import Platform

PLATFORM: pytest.StashKey[Platform] = pytest.StashKey()
"""The session's platform, once somebody has needed it."""


def names_platform(config: pytest.Config) -> bool:
    """Whether anybody chose a platform."""
    options = config.getoption("--ivr-platform"), config.getoption("--ivr-quirk")
    return any(options) or any(config.getini(name) for name in ("ivr_platform", "ivr_quirks"))


def platform_of(config: pytest.Config) -> Platform:
    """The platform that the options name, command line before ini file.

    Raises:
        pytest.UsageError: there is no such file, quirk or value.
    """
    if PLATFORM not in config.stash:
        config.stash[PLATFORM] = _platform(config, None, {})
    return config.stash[PLATFORM]


def platform_for(config: pytest.Config, named: NamedPlan | None) -> Platform:
    """What a plan runs on: command line before what the project says of the plan, and that before the ini file.

    Args:
        config: the session's.
        named: the plan, if it was named as the project names it.

    Raises:
        pytest.UsageError: there is no such file, quirk or value.
    """
    if named is None or not {"platform", "quirks"} & named.settings.keys():
        return platform_of(config)
    return _platform(config, named.settings.get("platform"), named.settings.get("quirks", {}))


def _platform(config: pytest.Config, own: str | None, own_quirks: Mapping[str, str]) -> Platform:
    from ivrdsl.errors import IvrError
    from ivrdsl.files.platform import load_platform

    source, folder = config.getoption("--ivr-platform") or own, ""
    if source is None and config.getini("ivr_platform"):
        source, folder = config.getini("ivr_platform"), str((config.inipath or config.rootpath / "ini").parent)
    quirks = {**_quirks(config.getini("ivr_quirks")), **own_quirks, **_quirks(config.getoption("--ivr-quirk"))}
    try:
        return load_platform(source, quirks, folder=folder)
    except IvrError as error:
        raise pytest.UsageError(str(error)) from None


def _quirks(pairs: list[str]) -> dict[str, str]:
    quirks: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise pytest.UsageError(f"--ivr-quirk: {pair!r} is not KEY=VALUE, such as no_match=replay")
        quirks[key.strip()] = value.strip()
    return quirks
