"""Platforms for tests."""

from typing import Final

from ivrsim.core.platform import Platform, named


def _characters() -> Platform:
    platform = named("characters-2026")
    assert platform is not None
    return platform


CHARACTERS: Final = _characters()
"""Prompts take 65 ms a character: what tests of moments can work out in their heads."""
