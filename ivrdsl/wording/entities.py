"""Entities of XML and HTML that are left in a text: it was escaped once more than it was read."""

import re
from typing import Final, NamedTuple

_ENTITY: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_MOST_TIMES: Final = 8
"""How often a text is taken to be escaped; one that was escaped more often keeps the rest."""


class Escaped(NamedTuple):
    """A text in which entities are left.

    Attributes:
        entity: the first of them, as it stands there.
        start: where it stands, in characters.
        meant: the text without any.
    """

    entity: str
    start: int
    meant: str


def escaped(text: str) -> Escaped | None:
    """Return the entities that a text has, as `&amp;` and `&#39;`; None for one that has none.

    An ampersand alone is none, nor is `&x;` where HTML has no such name.
    """
    if "&" not in text or ";" not in text:
        return None
    meant, first = text, None
    for _ in range(_MOST_TIMES):
        found = [each for each in re.finditer(_ENTITY, meant) if _read(each[0]) != each[0]]
        if not found:
            break
        first = first or found[0]
        meant = re.sub(_ENTITY, lambda each: _read(each[0]), meant)
    return None if first is None else Escaped(first[0], first.start(), meant)


def _read(entity: str) -> str:
    """The characters that an entity stands for; itself where HTML does not know it."""
    from html import unescape  # most texts have none, and its table is long

    meant = unescape(entity)
    return entity if meant.endswith(";") and entity.endswith(meant[1:]) and len(meant) > 1 else meant
