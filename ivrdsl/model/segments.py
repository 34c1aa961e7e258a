"""How many messages a text is sent as, in both ways of counting."""

import re
from typing import Final, NamedTuple

VENDOR_LENGTH: Final = 160
"""Characters of one message, as the vendor words it: the first 160, the rest in the next."""
SEPTETS: Final = (160, 153)
"""Characters of the GSM alphabet in a message alone, and in each of several (3GPP TS 23.038 and 23.040)."""
UNITS: Final = (70, 67)
"""The same in UTF-16 units, for a text with any other character."""

_BASIC: Final = frozenset(
    "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e"
    "\u00c6\u00e6\u00df\u00c9 !\"#\u00a4%&'()*+,-./0123456789:;<=>?"
    "\u00a1ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7"
    "\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0"
)
_EXTENDED: Final = frozenset("^{}\\[~]|\u20ac\f")
"""Characters of the GSM alphabet that count twice; the two halves are never parted."""
_VARIABLE: Final = r"\$\{[^{}]*\}"


class Segments(NamedTuple):
    """What a text costs.

    Attributes:
        characters: how many it has, variables left out.
        vendor: messages as the vendor counts: 160 characters each.
        standard: messages as networks split them.
        odd: the first character outside the GSM alphabet, or "".
        has_variables: whether variables make the text longer still.
    """

    characters: int
    vendor: int
    standard: int
    odd: str
    has_variables: bool


def segments(text: str) -> Segments:
    """Count the messages that a text is sent as; variables count as nothing.

    Source: 160 characters a message is documented; that the platform also splits by the standard is not.
    """
    known = re.sub(_VARIABLE, "", text) if "${" in text else text
    return measured(known)._replace(has_variables=known is not text)


def measured(text: str) -> Segments:
    """Count the messages that a text is sent as, every character of it counting."""
    odd = next((character for character in text if not in_gsm(character)), "")
    sizes = [2 if ord(each) > 0xFFFF else 1 for each in text] if odd else [1 + (each in _EXTENDED) for each in text]
    parts = _parts(sizes, *(UNITS if odd else SEPTETS))
    return Segments(len(text), max(1, -(-len(text) // VENDOR_LENGTH)), parts, odd, has_variables=False)


def in_gsm(character: str) -> bool:
    """Tell whether a character is of the GSM alphabet, its extension counted in."""
    return character in _BASIC or character in _EXTENDED


def _parts(sizes: list[int], alone: int, each: int) -> int:
    """How many parts characters of these sizes take, none of which may be cut in two."""
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, each
    for size in sizes:
        if size > room:
            parts, room = parts + 1, each
        room -= size
    return parts
