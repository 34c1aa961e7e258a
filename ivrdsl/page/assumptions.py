"""What is assumed of the platform: each reading that calls or verdicts lean on, what it means, and what else may be."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from ivrdsl.files.package import documentation
from ivrdsl.findings.render.markup import NOTHING, Html, island, tag

_ROW: Final = re.compile(r"^\| `([^`]+)`(?: \(default\))? \| (.+?) \|$", re.MULTILINE)
_ABOUT: Final = re.compile(r"Default: `[^`]*`\.\n\n(.+)\n\n## Readings")
_UNIT: Final = re.compile(r" may stand for it, in (\w+)\.")
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
    told = quirk_page(quirk)
    others = "; ".join(f"{means.rstrip('.')} ({each})" for each, means in told.readings.items() if each != value)
    parts = [
        tag("p", island(told.means(value) or f"{quirk} is {value}."), class_="says"),
        tag("p", island(f"It may be otherwise: {others}."), class_="soft") if others else NOTHING,
        tag("p", island(f"{quirk} = {value}"), class_="name"),
    ]
    return tag("li", tag("div", *parts), class_="claim")


class QuirkPage(NamedTuple):
    """What the reference says of a quirk.

    Attributes:
        about: what it is, of one whose readings need no words of their own.
        readings: each with what the platform then does.
        unit: of its values; "" where they have none.
    """

    about: str
    readings: dict[str, str]
    unit: str = ""

    def means(self, value: str) -> str:
        """What a reading means; "" where nobody says it."""
        return self.readings.get(value) or (
            f"{self.about.rstrip('.')}: {f'{value} {self.unit}'.rstrip()}." if self.about else ""
        )


@cache
def quirk_page(quirk: str) -> QuirkPage:
    """What the reference says of a quirk; nothing where it has no page of it."""
    if quirk == _SPEECH:
        return QuirkPage("", {"words": _OF_SPEECH})
    try:
        text = documentation("reference", "quirk", f"{quirk}.md")
    except FileNotFoundError:
        return QuirkPage("", {})
    about, unit = _ABOUT.search(text), _UNIT.search(text)
    return QuirkPage(about[1] if about else "", dict(_ROW.findall(text)), unit[1] if unit else "")
