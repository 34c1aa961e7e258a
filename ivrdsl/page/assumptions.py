"""What is assumed of the platform: each reading that calls or verdicts lean on, what it means, and what else may be."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final, NamedTuple

from ivrdsl.files.package import documentation

_ROW: Final = re.compile(r"^\| `([^`]+)`(?: \(default\))? \| (.+?) \|$", re.MULTILINE)
_WHY: Final = re.compile(r"^## Why this default\n\n(.+)$", re.MULTILINE)
_RULES: Final = "speech"
"""No quirk, and has no page: how long words take."""


class QuirkPage(NamedTuple):
    """What the page of a quirk says.

    Attributes:
        readings: each with what the platform then does.
        why: the reason for the default.
    """

    readings: dict[str, str]
    why: str


def assumptions_data(found: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what is assumed, by name.

    Args:
        found: quirks with their readings, as often as they come.
    """
    return [_told(quirk, value) for quirk, value in sorted(set(found))]


def _told(quirk: str, value: str) -> dict[str, Any]:
    if quirk == _RULES:
        means = "Nobody publishes how long the platform takes to say something: prompts take as long as their words do."
        return {"quirk": quirk, "value": value, "means": means, "others": [], "why": ""}
    page = quirk_page(quirk)
    others = [[each, means] for each, means in page.readings.items() if each != value]
    return {
        "quirk": quirk,
        "value": value,
        "means": page.readings.get(value, ""),
        "others": others,
        "why": page.why,
    }


@cache
def quirk_page(quirk: str) -> QuirkPage:
    """What the reference says of a quirk; nothing of one that has no page."""
    try:
        text = documentation("reference", "quirk", f"{quirk}.md")
    except FileNotFoundError:
        return QuirkPage({}, "")
    why = _WHY.search(text)
    return QuirkPage(dict(_ROW.findall(text)), why[1] if why else "")
