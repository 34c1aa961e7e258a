"""What libxml2 says about a document that is not well-formed, in words that say what to write instead."""

import re
from typing import Any, Final, NamedTuple

from ivrdsl.errors import XmlError
from ivrdsl.xml.encoding import NEWLINE, decode, line_and_column
from ivrdsl.xml.lookalikes import curly_quote, escaped_as

_JSON_START: Final = re.compile(r'\s*(?:\{|\[|")')
_QUOTED_IN_JSON: Final = re.compile(r"=\s*\\+[\"']")

_JSON_FIX: Final = "give the value of its dialplanXml field, decoded (a JSON library does that), not the JSON around it"
_AMPERSAND: Final = (
    "a bare ampersand (&), which in XML begins an entity such as &amp;",
    "write &amp; for every & in text and attributes, in URLs too",
)
_BARE_LESS: Final = (
    "a bare less-than sign (<), which in XML begins a tag",
    "write &lt; for < in text and in expr attributes",
)
_OF_QUOTES: Final = frozenset(
    """ERR_ATTRIBUTE_NOT_STARTED ERR_ATTRIBUTE_NOT_FINISHED ERR_LT_IN_ATTRIBUTE ERR_STRING_NOT_STARTED
    ERR_STRING_NOT_CLOSED ERR_SPACE_REQUIRED ERR_GT_REQUIRED""".split()  # noqa: SIM905
)
"""Complaints that a curly quote causes."""
_UNESCAPE: Final = {
    "\\u003c": "decode the JSON text that it stands in; a JSON library does that",
    "%3C": "decode it once, as urllib.parse.unquote does",
}
_UNESCAPE_XML: Final = "unescape it once, as html.unescape does, or do not escape it where it is made"
_UNCLOSED_QUOTE: Final = ("an attribute value has no closing quote", "close the quote before the tag ends")

WORDS: Final[dict[str, tuple[str, str]]] = {
    "ERR_ENTITYREF_SEMICOL_MISSING": _AMPERSAND,
    "ERR_UNDECLARED_ENTITY": (
        "an entity that XML does not have; only &amp; &lt; &gt; &quot; &apos; exist",
        "write the character itself, or its number such as &#160;",
    ),
    "ERR_LT_IN_ATTRIBUTE": (
        "a bare less-than sign (<) inside an attribute value (or the value's closing quote is missing)",
        'write &lt; for <, as in expr="${count} &lt; 3"',
    ),
    "ERR_ATTRIBUTE_NOT_STARTED": ("an attribute value without quotes", 'write name="value"'),
    "ERR_ATTRIBUTE_NOT_FINISHED": _UNCLOSED_QUOTE,
    "ERR_ATTRIBUTE_WITHOUT_VALUE": ("an attribute without a value", 'write name="value"'),
    "ERR_ATTRIBUTE_REDEFINED": ("the same attribute twice on one tag", "keep one of the two"),
    "ERR_TAG_NOT_FINISHED": ("the document ends before its last tags are closed", "add the missing closing tags"),
    "ERR_TAG_NAME_MISMATCH": (
        "an opening tag and a closing tag do not belong together",
        "close tags in the reverse order in which they were opened; letter case counts",
    ),
    "ERR_DOCUMENT_END": (
        "something follows the end of the root tag",
        "keep one root tag, <dialplan>, with everything inside it",
    ),
    "ERR_INVALID_CHAR": (
        "a character that XML does not allow (a control character)",
        "remove it; only tab and line breaks are allowed",
    ),
    "ERR_INVALID_ENCODING": (
        "bytes that do not fit the document's encoding",
        'save the file as UTF-8, or declare its encoding: <?xml version="1.0" encoding="..."?>',
    ),
    "ERR_UNSUPPORTED_ENCODING": ("an encoding that nobody here knows", "save the file as UTF-8"),
    "ERR_RESERVED_XML_NAME": (
        "the XML declaration <?xml ...?> is not at the very start",
        "move it to the first character of the file, or delete it",
    ),
    "ERR_HYPHEN_IN_COMMENT": ("-- inside a comment", "comments cannot hold two hyphens in a row: write one"),
    "ERR_COMMENT_NOT_FINISHED": ("a comment is not closed", "end it with -->"),
    "ERR_CDATA_NOT_FINISHED": ("a CDATA section is not closed", "end it with ]]>"),
    "ERR_MISPLACED_CDATA_END": ("]]> in plain text", "write ]]&gt;"),
    "NS_ERR_UNDEFINED_NAMESPACE": (
        "a tag or attribute with a prefix (before the colon) that stands for nothing",
        "dialplans have no namespaces: write the name without the prefix",
    ),
}


class _Place(NamedTuple):
    line: int
    column: int


def explained(entries: Any, data: bytes, max_depth: int) -> XmlError:
    """Turn libxml2's complaints about `data` into one error.

    Args:
        entries: the parser's error log; the first entry counts, the others follow from it.
        data: the document, to show what is there.
        max_depth: the limit to name when the nesting is too deep.
    """
    text = decode(data)
    entry = next(iter(entries), None)
    if entry is None:
        return XmlError("the document cannot be read as XML", fix="check that it is a dialplan")
    kind, words = str(entry.type_name), str(entry.message).strip()
    place = _Place(int(entry.line), max(1, int(entry.column)))
    if "UTF-8 sequence" in words:
        kind = "ERR_INVALID_ENCODING"
    if kind == "ERR_RESOURCE_LIMIT":
        return _limit(words, max_depth, place)
    special = _special(kind, words, text, place)
    if special is not None:
        return special
    message, fix = WORDS.get(kind, (words, "correct the XML at this place"))
    if kind in WORDS:
        message = f"{message} ({words})"
    return XmlError(f"not well-formed XML: {message}", line=place.line, column=place.column, fix=fix)


def _special(kind: str, words: str, text: str, place: _Place) -> XmlError | None:
    """The cases in which the text itself says more than the parser."""
    if kind == "ERR_DOCUMENT_EMPTY":
        return _no_root(text)
    if kind == "ERR_UNSUPPORTED_ENCODING":
        return XmlError(f"not readable: {words}", line=place.line, column=place.column, fix="save the file as UTF-8")
    if kind in {"ERR_ATTRIBUTE_NOT_STARTED", "ERR_NAME_REQUIRED"} and _QUOTED_IN_JSON.search(text):
        found = _QUOTED_IN_JSON.search(text)
        assert found is not None
        line, column = line_and_column(text, found.start())
        message = 'not well-formed XML: the quotes are written \\", as inside a JSON or program text'
        return XmlError(message, line=line, column=column, fix='replace every \\" by ", or decode the JSON first')
    if kind in _OF_QUOTES and (curly := _curly(text, place)) is not None:
        return curly
    if kind in {"ERR_NAME_REQUIRED", "ERR_ENTITYREF_SEMICOL_MISSING", "ERR_UNDECLARED_ENTITY", "ERR_LT_IN_ATTRIBUTE"}:
        return _bare_character(kind, words, text, place)
    return None


def _curly(text: str, place: _Place) -> XmlError | None:
    """A curly quote, as word processors write them, where XML wants a straight one."""
    found = curly_quote(text, _offset(text, place))
    if found is None:
        return None
    line, column = line_and_column(text, found.start)
    what = f"the attribute {found.attribute}" if found.attribute else "an attribute"
    where = "begins" if found.opens else "ends"
    message = f"not well-formed XML: the value of {what} {where} with a curly quote ({found.quote})"
    straight = f'{found.attribute or "name"}="..."'
    fix = f"write straight quotes, {straight}; curly ones come from word processors and web pages"
    return XmlError(message, line=line, column=column, fix=fix)


def _offset(text: str, place: _Place) -> int:
    """Where a place is in the text, in characters."""
    lines = re.split(f"({NEWLINE})", text)  # each line, and what ends it
    return sum(map(len, lines[: 2 * (place.line - 1)])) + place.column - 1


def _bare_character(kind: str, words: str, text: str, place: _Place) -> XmlError:
    """A raw & or <: put the place on the character itself; libxml2's is behind it."""
    ampersand = "ntity" in words
    message, fix = WORDS.get(kind, _AMPERSAND if ampersand else _BARE_LESS)
    lines = re.split(NEWLINE, text)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    at = line.rfind("&" if ampersand else "<", 0, place.column)
    shown = line[at : at + 24] if at >= 0 else ""
    near = f', here "{shown}"' if shown else ""
    message = f"not well-formed XML: {message}{near}"
    return XmlError(message, line=place.line, column=at + 1 if at >= 0 else place.column, fix=fix)


def _no_root(text: str) -> XmlError:
    """The first thing that is neither blank nor comment is no tag: say what it is."""
    if not text.strip():
        return XmlError("the document is empty", fix="it needs at least <dialplan></dialplan>")
    rest = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL).match(text)
    start = rest.end() if rest else 0
    line, column = line_and_column(text, start)
    if _JSON_START.match(text, start):
        return XmlError("this is JSON (or a quoted text), not XML", line=line, column=column, fix=_JSON_FIX)
    if escape := escaped_as(text, start):
        message = f"this document is still escaped: its tags begin with {escape} instead of <"
        return XmlError(message, line=line, column=column, fix=_UNESCAPE.get(escape, _UNESCAPE_XML))
    until = text.find("<", start)
    stray = " ".join((text[start:until] if until >= 0 else text[start : start + 200]).split())[:60]
    if not stray:
        return XmlError("the document has no tag", line=line, column=column, fix="it needs a root tag, <dialplan>")
    if until < 0:
        return XmlError(f'this is not XML: it begins with "{stray}"', line=line, column=column, fix="give a dialplan")
    message = f'text before the root tag: "{stray}"'
    fix = "delete it: nothing but white space and comments may stand before <dialplan>"
    return XmlError(message, line=line, column=column, fix=fix)


def _limit(words: str, max_depth: int, place: _Place) -> XmlError:
    """A limit of the parser was hit."""
    if "depth" in words:
        return too_deep(max_depth, place.line, place.column)
    message = "a single text or attribute is longer than 10 million characters"
    return XmlError(message, line=place.line, column=place.column, fix="shorten it; no dialplan needs such a text")


def too_deep(limit: int, line: int | None, column: int | None) -> XmlError:
    """The error for nesting past the limit."""
    message = f"tags are nested more than {limit} deep"
    return XmlError(message, line=line, column=column, fix="jump with goto instead of nesting; no real plan is so deep")
