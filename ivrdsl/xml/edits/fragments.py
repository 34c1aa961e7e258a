"""XML that is put into a document: laid out for the place where it will stand."""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple
from xml.parsers import expat

from ivrdsl.xml.edits.scan import BLANKS

_PIECE: Final = re.compile(
    r"""(?P<cdata><!\[CDATA\[.*?\]\]>)|(?P<aside><!--.*?-->|<\?.*?\?>)|(?P<close></[^>]*>)"""
    r"""|(?P<open><[^>"']*+(?:(?:"[^"]*"|'[^']*')[^>"']*+)*+>)|(?P<text>[^<]+)""",
    re.DOTALL,
)
_Kind = Literal["cdata", "aside", "close", "open", "alone", "text"]


class Style(NamedTuple):
    """How a document is written.

    Attributes:
        newline: what ends its lines.
        unit: one step of its indentation.
        encoding: a Python codec.
    """

    newline: str
    unit: str
    encoding: str


class _Piece(NamedTuple):
    kind: _Kind
    text: str
    depth: int  # how many of the fragment's tags are open around it


def check_fragment(fragment: str) -> None:
    """Raise ValueError unless it could stand inside an element."""
    if not fragment.strip(BLANKS):
        raise ValueError(f"a fragment is empty: {fragment!r}")
    _check(f"<x>{fragment}</x>", f"a fragment is not well-formed XML: {fragment[:200]!r}")


def check_name(name: str) -> None:
    """Raise ValueError unless it could name a tag or an attribute."""
    complaint = f"{name!r} cannot be the name of a tag or an attribute"
    if not name or any(character in name for character in BLANKS + "<>/=\"'&"):
        raise ValueError(complaint)
    _check(f"<{name}/>", complaint)


def check_text(text: str) -> None:
    """Raise ValueError if there is a character that XML cannot hold."""
    unfit = re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if unfit:
        raise ValueError(f"XML cannot hold the character U+{ord(unfit[0]):04X} of {text[:200]!r}")


def _check(document: str, complaint: str) -> None:
    check_text(document)
    try:
        expat.ParserCreate("utf-8").Parse(document.encode(), True)
    except expat.ExpatError as error:
        raise ValueError(f"{complaint} ({error})") from None


def only_asides(fragment: str) -> bool:
    """Whether it holds nothing but comments, instructions and white space, and so may stand beside the root."""
    return all(piece.kind == "aside" or _blank(piece) for piece in _pieces(fragment))


def has_bare_text(fragment: str) -> bool:
    """Whether text stands in it outside all tags: then lines around it would become part of the text."""
    return any(not piece.depth and piece.kind in ("text", "cdata") and not _blank(piece) for piece in _pieces(fragment))


def in_line(fragment: str, style: Style) -> str:
    """The fragment without white space that only lays it out."""
    pieces = list(_pieces(fragment))
    kept = [piece for piece in pieces if not (_blank(piece) and (not piece.depth or "\n" in piece.text))]
    return "".join(_piece_text(piece, style) for piece in kept)


def on_lines(fragment: str, indent: str, style: Style) -> str:
    """The fragment with each of its outermost nodes on a line of its own.

    Lines inside are indented by depth; what was on one line stays on it, and so do the inner lines of texts, comments
    and CDATA: they are content.

    Args:
        indent: the indentation of the place.

    Returns:
        Text that begins with the indentation and ends without a line end.
    """
    pieces = [piece for piece in _pieces(fragment) if piece.depth or not _blank(piece)]
    following = [*(piece.depth for piece in pieces[1:]), 0]
    out: list[str] = []
    for piece, next_depth in zip(pieces, following, strict=True):
        if not piece.depth and piece.kind != "close":
            out.append((style.newline if out else "") + indent)
        if piece.kind == "text":
            edges = (_line(style, indent, piece.depth), _line(style, indent, next_depth))
            out.append(_text_on_lines(piece.text, *edges, style.newline))
        else:
            out.append(_piece_text(piece, style))
    return "".join(out)


def _line(style: Style, indent: str, depth: int) -> str:
    return style.newline + indent + style.unit * depth


def _text_on_lines(text: str, before: str, after: str, newline: str) -> str:
    """A text whose white space at the ends, if it holds a line end, is replaced by `before` and `after`."""
    core = text.strip(BLANKS)
    if not core:
        return after if "\n" in text else text
    at = text.index(core)
    lead, trail = text[:at], text[at + len(core) :]
    return (before if "\n" in lead else lead) + core.replace("\n", newline) + (after if "\n" in trail else trail)


def _pieces(fragment: str) -> Iterator[_Piece]:
    depth = 0
    for found in _PIECE.finditer(fragment.replace("\r\n", "\n").replace("\r", "\n")):
        kind: _Kind = found.lastgroup  # type: ignore[assignment]
        if kind == "open" and found[0].endswith("/>"):
            kind = "alone"
        depth -= kind == "close"
        yield _Piece(kind, found[0], depth)
        depth += kind == "open"


def _blank(piece: _Piece) -> bool:
    return piece.kind == "text" and not piece.text.strip(BLANKS)


def _piece_text(piece: _Piece, style: Style) -> str:
    """A piece in the document's line ends; a CDATA section cannot hold references, so it may have to become text."""
    text = piece.text.replace("\n", style.newline)
    if piece.kind == "cdata" and not fits(text, style.encoding):
        return text_escaped(text.removeprefix("<![CDATA[").removesuffix("]]>"))
    return text


def fits(text: str, encoding: str) -> bool:
    """Whether the encoding has all these characters."""
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True


def text_escaped(text: str) -> str:
    """Plain text as element content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_content(text: str, newline: str) -> str:
    """Plain text as element content, with these line ends; a carriage return would be read as a line end."""
    return text_escaped(text).replace("\r", "&#13;").replace("\n", newline)


def attribute_escaped(text: str, quote: str) -> str:
    """Plain text as an attribute's value between these quotes; white space but blanks would be read as blanks."""
    text = text_escaped(text).replace(quote, "&quot;" if quote == '"' else "&apos;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
