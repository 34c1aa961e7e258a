"""What looks like XML and is none: curly quotes round attributes, and documents that are still escaped."""

import re
from typing import Final, NamedTuple

_CURLY: Final = "“”„‟‘’‚‛«»‹›″′＂＇´"
_OPENS: Final = re.compile(rf"([\w:.-]*)\s*=\s*([{_CURLY}])")
_CLOSES: Final = re.compile(rf"""([\w:.-]+)\s*=\s*["'][^"'<{_CURLY}]*([{_CURLY}])[\s/?]*(?:[\w:.-]+\s*=|/?>|\?>)""")
_STRAIGHT: Final = re.compile(r"""["']""")
_REFERENCE: Final = re.compile(r"&(?:amp;)*(?:lt|#0*60|#x0*3c);\s*[?!a-z]", re.IGNORECASE)
_JSON: Final = re.compile(r"\\u003c\s*[?!a-z]", re.IGNORECASE)
_PERCENT: Final = re.compile(r"%3c(?:%20)*(?:[!a-z]|%3f|%21)", re.IGNORECASE)
_NEAR: Final = 5000
"""Characters before the place of an error in which an attribute may have begun."""


class CurlyQuote(NamedTuple):
    """A curly quote where a straight one belongs.

    Attributes:
        attribute: its name; "" where there is none.
        quote: the character.
        start: its place in the text.
        opens: whether it stands before the value; else behind it.
    """

    attribute: str
    quote: str
    start: int
    opens: bool


def curly_quote(text: str, at: int) -> CurlyQuote | None:
    """Return the curly quote that ends a parser's reading of an attribute; None where none does.

    Args:
        text: the document.
        at: where the parser stopped.
    """
    begin = max(0, at - _NEAR)
    opening = [each for each in _OPENS.finditer(text, begin, at + 2) if abs(each.start(2) - at) <= 2]
    if opening:
        found = opening[-1]
        return CurlyQuote(found[1], found[2], found.start(2), opens=True)
    closing = None
    for closing in _CLOSES.finditer(text, begin, at + _NEAR):
        if closing.end() >= at:
            break
    if closing is None or closing.start() > at or len(_STRAIGHT.findall(text, closing.start(), at)) > 2:
        return None
    return CurlyQuote(closing[1], closing[2], closing.start(2), opens=False)


def holds_tags(text: str | None) -> bool:
    """Whether what XML takes for text is tags: they were escaped once too often."""
    return re.match(r"\s*<[?!a-zA-Z]", text or "") is not None


def escaped_as(text: str, start: int = 0) -> str:
    """Return how a document is escaped whose first tag begins at a place: "&lt;", "\\u003c" or "%3C"; "" if it is not.

    Args:
        text: the document.
        start: where its first tag would begin.
    """
    if found := _REFERENCE.match(text, start):
        return found[0][: found[0].index(";") + 1] if "amp;" not in found[0].lower() else "&amp;lt;"
    if _JSON.match(text, start):
        return "\\u003c"
    return "%3C" if _PERCENT.match(text, start) else ""
