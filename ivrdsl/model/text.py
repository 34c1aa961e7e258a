"""Text as XML can carry it: which characters are refused, and how white space is normalised when a node is built."""

import re

from ivrdsl.errors import NodeError

_NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_BLANKS = "[ \t\r\n]+"  # patterns as text: most texts need neither, and compiling them costs start-up time
WHITE_SPACE = " \t\r\n"
"""The four characters that XML calls white space; str.strip() alone would also eat no-break spaces."""


def legal(text: str, where: str) -> str:
    """Return `text` with its line ends as \\n, or raise NodeError for a character that XML 1.0 cannot hold.

    Source: XML 1.0 section 2.2 (Char) and 2.11 (line ends).
    """
    if text.isprintable():
        return text
    if found := re.search(_NOT_XML, text):
        raise NodeError(
            f"{where}: the character U+{ord(found[0]):04X} at position {found.start() + 1} cannot be part of XML, "
            f"so no platform can read it; expected ordinary text"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def trimmed(text: str, where: str) -> str:
    """Return legal text without white space at its ends, as the platform reads goto, stash, ... (section 10)."""
    return legal(text, where).strip(WHITE_SPACE)


def collapsed(text: str, where: str) -> str:
    """Return legal text with every run of white space made one blank: how text to speech reads it (section 10)."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return squeezed(legal(text, where)).strip(" ")


def squeezed(text: str) -> str:
    """Return text with every run of white space made one blank, the ends included."""
    if "  " not in text and "\n" not in text and "\t" not in text and "\r" not in text:
        return text
    return re.sub(_BLANKS, " ", text)
