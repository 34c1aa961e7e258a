"""What the options of pytest, and its ini file, say about the platform. It imports nothing of ivrdsl until it must."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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
    if PLATFORM in config.stash:
        return config.stash[PLATFORM]
    from ivrdsl.errors import IvrError
    from ivrdsl.files.platform import load_platform

    source, folder = config.getoption("--ivr-platform"), ""
    if source is None and config.getini("ivr_platform"):
        source, folder = config.getini("ivr_platform"), str((config.inipath or config.rootpath / "ini").parent)
    quirks = _quirks([*config.getini("ivr_quirks"), *config.getoption("--ivr-quirk")])
    try:
        platform = load_platform(source, quirks, folder=folder)
    except IvrError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[PLATFORM] = platform
    return platform


def _quirks(pairs: list[str]) -> dict[str, str]:
    quirks: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise pytest.UsageError(f"--ivr-quirk: {pair!r} is not KEY=VALUE, such as no_match=replay")
        quirks[key.strip()] = value.strip()
    return quirks
