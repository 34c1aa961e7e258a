"""From bytes to text, as an XML reader would: byte-order mark first, then the XML declaration, else UTF-8."""

import codecs
import re
from typing import Final

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NEWLINE: Final = r"\r\n|\r|\n"
"""What ends a line in XML. Patterns are text here: most documents need none, and compiling them costs start-up time."""
_DECLARED: Final = rb"""\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']"""
_DECLARATION: Final = r"""\A(\ufeff?<\?xml[^>]{0,200}?)(\sencoding\s*=\s*(?:"[^"]{0,60}"|'[^']{0,60}'))"""


def from_mark(data: bytes) -> str | None:
    """The encoding that a byte-order mark tells, or None where there is no mark."""
    return next((name for mark, name in BOMS if data.startswith(mark)), None)


def declared(data: bytes) -> str | None:
    """The encoding that the XML declaration tells, lower case, or None."""
    found = re.match(_DECLARED, data[:512]) if b"<?xml" in data[:512] else None
    return found[1].decode("ascii").lower() if found else None


def encoding_of(data: bytes) -> str:
    """The name of a codec that Python has: the one of the mark, of the declaration, or UTF-8."""
    name = from_mark(data) or declared(data) or "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"


def decode(data: bytes | str) -> str:
    """The text of a document, without its byte-order mark; bytes that are no text show as U+FFFD."""
    text = data if isinstance(data, str) else data.decode(encoding_of(data), errors="replace")
    return text.removeprefix("\ufeff")


def as_utf8(text: str) -> bytes:
    """The bytes to parse for a text: UTF-8, its now untrue encoding declaration blanked, columns unchanged.

    Raises:
        UnicodeEncodeError: the text holds half a character (a lone surrogate).
    """
    return re.sub(_DECLARATION, lambda found: found[1] + " " * len(found[2]), text, count=1).encode("utf-8")


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Where character `index` of the text is, both counted from 1; line ends are LF, CR LF and CR, as in XML."""
    before = re.split(NEWLINE, text[:index])
    return len(before), len(before[-1]) + 1
