"""Where the parts of a document's tags stand, in characters: exact, but only for text that a parser has accepted.

Not expat: it counts bytes, knows few encodings, and does not tell where a start tag ends or where its attributes are.
In well-formed text one pattern finds every tag: only comments, CDATA, instructions and quoted values can hold a `>`.
"""

import re
from collections.abc import Set
from typing import Final, NamedTuple

BLANKS: Final = " \t\r\n"
"""White space as XML means it; Python's \\s is more."""

_MARKUP: Final = re.compile(
    r"""<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|/[^>]*>"""
    r"""|([^ \t\r\n/>!?]++)[^>"']*+(?:(?:"[^"]*"|'[^']*')[^>"']*+)*+>)""",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"""([ \t\r\n]+)([^ \t\r\n=/>]+)[ \t\r\n]*=[ \t\r\n]*("[^"]*"|'[^']*')""")


class Span(NamedTuple):
    """Characters `start` up to, but without, `end`."""

    start: int
    end: int


class SourceAttribute(NamedTuple):
    """One attribute of a start tag: the white space before it begins at `blank`; the value's span has its quotes."""

    blank: int
    name: Span
    value: Span


class SourceElement(NamedTuple):
    """One element.

    Attributes:
        start, end: the whole of it, first `<` to last `>`.
        name: of the tag, as spelt.
        opened: where its start tag ends; of a self-closing tag, the end too.
        closed: where its end tag begins; of a self-closing tag, the end too.
        first, last: indentation of its first and last child (element or comment) that begins a line, else None.
    """

    start: int
    end: int
    name: str
    opened: int
    closed: int
    first: str | None
    last: str | None

    @property
    def self_closing(self) -> bool:
        return self.opened == self.end


class _Open:
    """An element whose end tag has not been seen. There is one for each edited element only."""

    __slots__ = ("first", "last", "name", "number", "opened", "start")

    def __init__(self, number: int, found: re.Match[str]) -> None:
        self.number, self.name, (self.start, self.opened) = number, found[1], found.span()
        self.first: str | None = None
        self.last: str | None = None

    def child(self, indent: str | None) -> None:
        if indent is not None:
            self.first = indent if self.first is None else self.first
            self.last = indent

    def element(self, closed: int, end: int) -> SourceElement:
        return SourceElement(self.start, end, self.name, self.opened, closed, self.first, self.last)


def elements(text: str, numbers: Set[int]) -> tuple[dict[int, SourceElement], int]:
    """Find elements by their numbers.

    Args:
        text: a well-formed document without a document type.
        numbers: those to find.

    Returns:
        What was found, by number; and how many elements there are.
    """
    found: dict[int, SourceElement] = {}
    stack: list[_Open | None] = [None]
    count = 0
    for tag in _MARKUP.finditer(text):
        start, end = tag.span()
        if text[start + 1] == "/":
            opened = stack.pop()
            if opened is not None:
                found[opened.number] = opened.element(start, end)
            continue
        parent = stack[-1]
        if parent is not None and text[start + 1] != "?":
            parent.child(None if text.startswith("<![", start) else line_indent(text, start))
        if tag[1] is None:
            continue
        opened = _Open(count, tag) if count in numbers else None
        count += 1
        if text[end - 2] != "/":
            stack.append(opened)
        elif opened is not None:
            found[opened.number] = opened.element(end, end)
    return found, count


def attributes(text: str, element: SourceElement) -> dict[str, SourceAttribute]:
    """The attributes of an element, by name as spelt, in the order of the document."""
    found = _ATTRIBUTE.finditer(text, element.start + 1 + len(element.name), element.opened)
    return {each[2]: SourceAttribute(each.start(), Span(*each.span(2)), Span(*each.span(3))) for each in found}


def line_indent(text: str, at: int) -> str | None:
    """The white space between the beginning of the line and `at`, or None where there is something else."""
    start = at
    while start and text[start - 1] in " \t":
        start -= 1
    return text[start:at] if not start or text[start - 1] in "\r\n" else None
