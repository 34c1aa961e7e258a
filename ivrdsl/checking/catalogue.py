"""What the pages in docs/rules/ say about the rules: to list rules or to explain one, none has to be loaded.

The pages are made from the rules (`pages.py`), which a test keeps true.
"""

from functools import cache
from typing import NamedTuple

from ivrdsl.files.package import documentation
from ivrdsl.findings.words import nearest_word


class Listed(NamedTuple):
    """A rule, as the list of all rules has it; see `ivrdsl.checking.rule.Rule`."""

    code: str
    name: str
    severity: str
    strict: bool
    summary: str


@cache
def catalogue() -> dict[str, Listed]:
    """Every rule by its code, in the order of the codes."""
    found = {}
    for line in documentation("rules", "README.md").splitlines():
        if line.startswith("| [IVR"):
            link, name, severity, summary = line[2:-2].split(" | ", 3)
            code = link[1 : link.index("]")]
            found[code] = Listed(code, name, severity.removesuffix(" (s)"), severity.endswith(" (s)"), summary)
    return found


def page_of(code: str) -> str:
    """The page of a rule, as Markdown."""
    return documentation("rules", f"{code}.md")


def text_of(code: str) -> str:
    """What a rule's own documentation says: its page, without the two lines above."""
    return page_of(code).split("\n\n", 2)[2].removesuffix("\n")


def named(code: str) -> Listed | None:
    """The rule of a code or a name, in any letter case; None for none."""
    wanted = code.strip()
    known = catalogue()
    return known.get(wanted.upper()) or next((rule for rule in known.values() if rule.name == wanted.lower()), None)


def near(code: str) -> str:
    """A question that offers the codes and names most like one that does not exist; empty when none is near."""
    known = catalogue()
    return nearest_word(code, [*known, *(rule.name for rule in known.values())])


def is_prefix(code: str) -> bool:
    """Whether a code is a rule's, or the beginning of some (IVR1)."""
    return len(code) >= 3 and any(known.startswith(code) for known in catalogue())
