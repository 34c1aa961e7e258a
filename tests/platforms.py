"""Platforms for tests."""

from typing import Final

from ivrsim.core.platform import Platform, named


def _known(name: str) -> Platform:
    platform = named(name)
    assert platform is not None
    return platform


CHARACTERS: Final = _known("characters-2026")
"""Prompts take 65 ms a character, and detection no time: what tests of moments can work out in their heads."""
DETECTED_AT_ONCE: Final = _known("callfire-2026.12")
"""Detection takes no time: for tests of what callees do, and not of when."""
