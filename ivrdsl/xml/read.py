"""Safe parsing: a dialplan's bytes to an lxml tree, or one clear error.

Nothing is expanded, fetched or trusted: a document type (and with it every entity) is refused before anything of it is
read. There is no network, and size and depth are limited. Every parser failure is an XmlError that names a place.
"""

import re
from typing import Final

from lxml import etree

from ivrdsl.errors import ArgumentError, XmlError
from ivrdsl.xml.encoding import as_utf8, declared, decode, from_mark, line_and_column

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 256
MAX_ATTRIBUTES: Final = 500
"""Attributes of one tag; none of the language has twenty, and libxml2 finds each by walking past those before it."""
_LIBXML2_DEPTH: Final = 256  # what libxml2 itself refuses to exceed, unless it is told that the document is huge

# Atomic and possessive: a hostile prolog full of comments must not make the search backtrack.
_DOCTYPE: Final = r"(?s)(?>\s+|<\?.*?\?>|<!--.*?-->)*+(<!DOCTYPE)"
_ENTITY_FIX: Final = "delete the <!DOCTYPE ...> part; dialplans need none, and entities are not expanded here"


def parse(data: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> etree._Element:
    """Parse a document.

    Args:
        data: the document; bytes are decoded as their mark or declaration says, a text as it stands.
        max_bytes: larger documents are refused (of a text: its size in UTF-8).
        max_depth: deeper nesting is refused.

    Returns:
        The root element. Comments and processing instructions are kept, those outside the root too.

    Raises:
        XmlError: empty, too large, too deep, binary, in a wrong encoding, with a document type, or not well-formed.
    """
    content = to_bytes(data, max_bytes=max_bytes)
    _refuse_doctype(content)
    root = _root_of(content, max_depth)
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid it from the search
        raise XmlError("the document has a document type (DOCTYPE)", line=1, column=1, fix=_ENTITY_FIX)
    if max_depth != _LIBXML2_DEPTH:
        _refuse_depth(root, max_depth)
    _refuse_crowds(root)
    return root


def to_bytes(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes that are parsed: `data` itself, or a text in UTF-8.

    Raises:
        XmlError: too large, empty, binary, or a text with half a character.
    """
    if not isinstance(data, str | bytes):
        raise ArgumentError(f"the document is {data!r:.60}; expected text or bytes")
    if len(data) > max_bytes:
        raise _too_large(len(data), max_bytes)
    content = data if isinstance(data, bytes) else _encode(data)
    if len(content) > max_bytes:
        raise _too_large(len(content), max_bytes)
    if not content or content.isspace():
        raise XmlError("the document is empty", line=1, column=1, fix="it needs at least <dialplan></dialplan>")
    mark = from_mark(content)
    if mark is None or mark == "utf-8":
        _refuse_binary(content)
    return content


def _encode(text: str) -> bytes:
    try:
        return as_utf8(text)
    except UnicodeEncodeError as error:
        line, column = line_and_column(text, error.start)
        message = f"half a character (surrogate U+{ord(text[error.start]):04X}) in the text"
        raise XmlError(message, line=line, column=column, fix="decode the text with the right encoding") from None


def _too_large(size: int, max_bytes: int) -> XmlError:
    message = f"the document has {size:,} bytes, more than the limit of {max_bytes:,}"
    return XmlError(message, fix="a dialplan this large is most likely a mistake; split it, or raise the limit")


def _refuse_binary(content: bytes) -> None:
    """A zero byte in an encoding whose characters have none."""
    at = content.find(b"\0")
    if at >= 0:
        line, column = line_and_column(content[:at].decode("utf-8", errors="replace"), at)
        message = "not a text: it contains a zero byte (a binary file, or UTF-16 without its byte-order mark)"
        raise XmlError(message, line=line, column=column, fix="save the dialplan as UTF-8")
    encoding = declared(content)
    if encoding is not None and encoding.startswith(("utf-16", "utf16", "utf-32", "utf32", "ucs", "iso-10646")):
        message = f'wrong encoding: the XML declaration says "{encoding}", but the bytes are not'
        raise XmlError(message, line=1, column=1, fix='write encoding="utf-8" there, or delete the declaration')


def _refuse_doctype(content: bytes) -> None:
    """Look for a document type before libxml2 reads it; most documents do not even hold the word."""
    mark = from_mark(content)
    if "<!DOCTYPE".encode(mark or "utf-8") not in content:
        return
    text = decode(content)
    found = re.match(_DOCTYPE, text)
    if found:
        line, column = line_and_column(text, found.start(1))
        message = "the document has a document type (DOCTYPE), which is refused: it can hide files and entity bombs"
        raise XmlError(message, line=line, column=column, fix=_ENTITY_FIX)


def _root_of(content: bytes, max_depth: int) -> etree._Element:
    huge = max_depth > _LIBXML2_DEPTH
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=huge)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        from ivrdsl.xml.syntax_words import explained

        raise explained(parser.error_log, content, max_depth) from None
    except (ValueError, LookupError) as error:
        raise XmlError(f"the document cannot be read: {error}", fix="save it as UTF-8") from None
    if root is None:
        raise XmlError("the document has no root tag", fix="it needs at least <dialplan></dialplan>")
    return root


def _refuse_crowds(root: etree._Element) -> None:
    """Refuse a tag with absurdly many attributes."""
    crowded = root.xpath(f"(/descendant-or-self::*[@*[{MAX_ATTRIBUTES + 1}]])[1]")
    if isinstance(crowded, list) and crowded and isinstance(crowded[0], etree._Element):
        message = f"a tag has more than {MAX_ATTRIBUTES} attributes"
        fix = "delete those that the language does not know"
        raise XmlError(message, line=crowded[0].sourceline, fix=fix)


def _refuse_depth(root: etree._Element, max_depth: int) -> None:
    """Count the nesting (only for a limit that is not libxml2's own)."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > max_depth:
            from ivrdsl.xml.syntax_words import too_deep

            raise too_deep(max_depth, element.sourceline, None)
