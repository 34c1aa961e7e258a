"""`${name}` in a text, filled from the attributes of its recipient."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}$]{1,200})\}")


class Filled(NamedTuple):
    """A text with its attributes put in.

    Attributes:
        text: the text; what has no value stands as it was written.
        missing: the names that have no value, in order, each once.
    """

    text: str
    missing: tuple[str, ...] = ()


def fill(text: str, attributes: Mapping[str, str]) -> Filled:
    """Put attributes into a text, once: a value that holds `${...}` itself is not looked into."""
    if "${" not in text:
        return Filled(text)
    missing: dict[str, None] = {}

    def value(match: re.Match[str]) -> str:
        found = attributes.get(match[1].strip())
        if found is None:
            missing[match[1].strip()] = None
            return match[0]
        return found

    return Filled(_PLACEHOLDER.sub(value, text), tuple(missing))
