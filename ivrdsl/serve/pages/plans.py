"""A call's dialplan as a listing: numbered lines, coloured by what they are."""

from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import XmlLexer

from ivrdsl.errors import IvrError
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.parse import from_xml

_MOST = 200_000
"""Characters of a plan that are shown; colouring more would keep the server from its work."""


class Listing(NamedTuple):
    """A plan as it is shown.

    Attributes:
        lines: HTML, one a line.
        laid_out: whether it came on one line and was laid out anew.
        cut: whether it is longer than what is shown.
    """

    lines: tuple[Markup, ...]
    laid_out: bool
    cut: bool


@lru_cache(maxsize=32)
def listing(xml: str) -> Listing:
    """A plan as it came; one that came on a single line, as inside JSON, is laid out."""
    text = _laid_out(xml) if len(xml) <= _MOST and "\n" not in xml.strip() else xml
    shown = text.strip()[:_MOST]
    html = highlight(shown, XmlLexer(stripnl=False), HtmlFormatter(nowrap=True, classprefix="x-"))
    lines = tuple(Markup(line) for line in html.rstrip("\n").split("\n"))  # pygments has escaped it
    return Listing(lines, text != xml, len(text.strip()) > _MOST)


def _laid_out(xml: str) -> str:
    try:
        return to_xml(from_xml(xml))
    except IvrError:
        return xml
