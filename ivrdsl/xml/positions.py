"""Where each element of a document begins: a pyexpat pass over the bytes, made only when something is to be located.

lxml knows lines alone, and only the line on which a start tag ends; expat knows line, column and byte of its beginning.
"""

from typing import Any
from xml.parsers import expat

from ivrdsl.findings.finding import Position
from ivrdsl.xml.encoding import decode, encoding_of, from_mark

_NATIVE = frozenset({"utf-8", "utf-16-le", "utf-16-be", "utf-16", "iso8859-1", "ascii"})
"""What expat reads by itself (codec names); other encodings are decoded here, and their byte offsets stay unknown."""


def positions(data: bytes) -> list[Position]:
    """The places of all start tags, in document order (so the root's is the first).

    Args:
        data: a document that has been parsed without error.

    Returns:
        Positions: lines and columns counted from 1, columns in characters, offsets in bytes from 0. What an encoding
        hides is None. Shorter than the number of elements only where expat refuses what libxml2 accepted.
    """
    if encoding_of(data) in _NATIVE:
        found = _scan(data, None, in_bytes=True)
        return _without_mark(found) if from_mark(data) else found
    return _scan(decode(data).encode("utf-8", errors="replace"), "utf-8", in_bytes=False)


def _without_mark(found: list[Position]) -> list[Position]:
    """Expat counts the byte-order mark as the first character of the first line; nobody else does."""
    return [place._replace(column=place.column - 1) if place.line == 1 and place.column else place for place in found]


def _scan(data: bytes, encoding: str | None, *, in_bytes: bool) -> list[Position]:
    parser = expat.ParserCreate(encoding)
    found: list[Position] = []
    add = found.append

    def start(_name: str, _attributes: Any) -> None:
        offset = parser.CurrentByteIndex if in_bytes else None
        add(Position(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, offset))

    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        return found
    return found
