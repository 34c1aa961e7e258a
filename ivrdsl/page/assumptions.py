"""What is assumed of the platform: each reading that calls or verdicts lean on, what it means, and what else may be."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from ivrdsl.files.package import documentation
from ivrdsl.page.markup import NOTHING, Html, island, tag

_ROW: Final = re.compile(r"^\| `([^`]+)`(?: \(default\))? \| (.+?) \|$", re.MULTILINE)
_SPEECH: Final = "speech"
"""No quirk, and has no page: how long words take."""
_OF_SPEECH: Final = (
    "Nobody publishes how long the platform takes to say something: a prompt takes as long as its words."
)


def assumptions_parts(found: Iterable[tuple[str, str]]) -> Iterable[Html]:
    """The panel of assumptions.

    Args:
        found: quirks with their readings, as often as they come.
    """
    known = sorted(set(found))
    lead = "The platform does not document these. Calls are played, and claims are proved, as if:"
    yield tag("p", lead if known else "Nothing is assumed.", class_="lead")
    if known:
        yield tag("ul", *[_one(quirk, value) for quirk, value in known], class_="claims")


def _one(quirk: str, value: str) -> Html:
    readings = readings_of(quirk)
    means = _OF_SPEECH if quirk == _SPEECH else readings.get(value, f"{quirk} is {value}.")
    others = "; ".join(f"{told.rstrip('.')} ({each})" for each, told in readings.items() if each != value)
    parts = [
        tag("p", island(means), class_="says"),
        tag("p", island(f"It may be otherwise: {others}."), class_="soft") if others else NOTHING,
        tag("p", island(f"{quirk} = {value}"), class_="name"),
    ]
    return tag("li", tag("div", *parts), class_="claim")


@cache
def readings_of(quirk: str) -> dict[str, str]:
    """The readings of a quirk, each with what the platform then does; none where the reference has no page of it."""
    try:
        return dict(_ROW.findall(documentation("reference", "quirk", f"{quirk}.md")))
    except FileNotFoundError:
        return {}
