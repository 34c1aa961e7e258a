"""From an edit, which names an element, to changes of characters; each says what else it relies on.

Where the element begins a line, what is put beside it gets lines of its own, and what is removed takes its line along.
Elsewhere nothing but the element's own characters is touched. All decisions look at the white space around one tag.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from lxml import etree

from ivrdsl.findings.finding import Edit
from ivrdsl.xml.edits import fragments
from ivrdsl.xml.edits.fragments import Style
from ivrdsl.xml.edits.scan import BLANKS, SourceAttribute, SourceElement, Span, attributes, line_indent
from ivrdsl.xml.edits.words import changed_words

_REST_OF_LINE: Final = re.compile(r"[ \t]*+(?:<!--(?:(?!-->)[^\r\n])*+-->[ \t]*+)*+(?:\r\n|\r|\n)")
_BLANK_REST: Final = re.compile(r"[ \t]*+(?:\r\n|\r|\n)")
# The order of insertions at one point, where an element's end may also be its parent's, or the next one's beginning.
_FIRST, _BEHIND, _BEFORE, _LAST = range(4)


class Document(NamedTuple):
    """A well-formed document, without its byte-order mark, and those of its elements that are edited."""

    text: str
    style: Style
    elements: Mapping[int, SourceElement]


class Change(NamedTuple):
    """Characters to replace.

    Attributes:
        start, end: the characters that go; equal for an insertion.
        text: what comes instead.
        rank: order among insertions at one point.
        claim: characters that no other change may touch; an insertion's are none, so that two of them can meet.
        relies_on: characters that must stay as they are, but that others may rely on too.
    """

    start: int
    end: int
    text: str
    rank: int
    claim: Span
    relies_on: Span | None = None


class Draft(NamedTuple):
    """All changes of one repair, and the attributes (element, name) that it brings in."""

    changes: list[Change]
    added: frozenset[tuple[int, str]]


def drafted(document: Document, edits: Sequence[Edit]) -> Draft:
    """The changes of one repair.

    Raises:
        ValueError: an edit that this document, or no document, can have.
    """
    changes: list[Change] = []
    added: set[tuple[int, str]] = set()
    for number, group in _by_element(edits).items():
        element = document.elements[number]
        known = attributes(document.text, element)
        for edit in group:
            if edit.kind.endswith(" attribute"):
                changes += _attribute_changes(document, element, known, edit)
        added.update((number, name) for name in _added_names(known, group))
        changes.extend(_tag_changes(document, element, group))
    return Draft(changes, frozenset(added))


def _by_element(edits: Sequence[Edit]) -> dict[int, list[Edit]]:
    groups: dict[int, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(edit.element, []).append(edit)
    return groups


def _change(start: int, end: int, text: str, *, rank: int = 0, claim: Span | None = None) -> Change:
    return Change(start, end, text, rank, claim or Span(start, end))


# Attributes.


def _attribute_changes(
    document: Document, element: SourceElement, known: Mapping[str, SourceAttribute], edit: Edit
) -> list[Change]:
    found = known.get(edit.name)
    if edit.kind == "set attribute":
        fragments.check_text(edit.value)
        return [_new_attribute(element, known, edit)] if found is None else _new_value(document, found, edit.value)
    if found is None:
        raise ValueError(f"{edit}: element {edit.element}, <{element.name}>, has no attribute {edit.name!r}")
    if edit.kind == "remove attribute":
        return [_change(found.blank, found.value.end, "")]
    fragments.check_name(edit.value)
    return [_change(*found.name, edit.value)]


def _new_value(document: Document, found: SourceAttribute, value: str) -> list[Change]:
    (start, end), text = found.value, document.text
    quote = text[start]

    def escaped(new: str) -> str:
        return fragments.attribute_escaped(new, quote)

    words = changed_words(text, start + 1, end - 1, value, document.style.encoding, escaped)
    if words:
        first, last = words[0].start, words[-1].end
        stays = [text[one.end : two.start] for one, two in pairwise(words)]
        new = "".join([each.text + behind for each, behind in zip(words, [*stays, ""], strict=True)])
        if _means(text[start:first] + new + text[last:end], value):
            return [_change(first, last, new, claim=found.value)]
    return [_change(start + 1, end - 1, escaped(value), claim=found.value)]


def _means(written: str, value: str) -> bool:
    """Whether an attribute that is written in this way, with its quotes, has a value."""
    found = str(etree.fromstring(f"<a b={written}/>").get("b"))
    return found.replace("\r\n", "\n").replace("\r", "\n") == value  # as nodes have it


def _new_attribute(element: SourceElement, known: Mapping[str, SourceAttribute], edit: Edit) -> Change:
    fragments.check_name(edit.name)
    at = max((each.value.end for each in known.values()), default=element.start + 1 + len(element.name))
    return _change(at, at, f' {edit.name}="{fragments.attribute_escaped(edit.value, chr(34))}"')


def _added_names(known: Mapping[str, SourceAttribute], group: Sequence[Edit]) -> list[str]:
    """The names that the element gets; none of them may be there already."""
    gone = {edit.name for edit in group if edit.kind in ("remove attribute", "rename attribute")}
    new = [edit.name for edit in group if edit.kind == "set attribute" and edit.name not in known]
    new += [edit.value for edit in group if edit.kind == "rename attribute"]
    names = [name for name in known if name not in gone] + new
    twice = sorted({name for name in new if names.count(name) > 1})
    if twice:
        raise ValueError(f"element {group[0].element} would have the attribute {twice[0]!r} twice")
    return new


# Tags and what is in them.


def _tag_changes(document: Document, element: SourceElement, group: Sequence[Edit]) -> Iterator[Change]:
    """What the edits of one element change, but for its attributes."""
    names = [edit.value for edit in group if edit.kind == "rename tag"]
    name = names[-1] if names else element.name
    inserts = [edit for edit in group if edit.kind in ("prepend", "append")]
    for each in names:
        yield from _rename(element, each)
    if inserts and not document.text[element.opened : element.closed].strip(BLANKS):
        first = "".join(edit.value for edit in inserts if edit.kind == "prepend")
        last = "".join(edit.value for edit in inserts if edit.kind == "append")
        yield _fill(document, element, first + last, name)
        inserts = []
    for edit in inserts:
        yield (_prepend if edit.kind == "prepend" else _append)(document, element, edit.value)
    for edit in group:
        if edit.kind == "set text":
            yield from _text_set(document, element, edit.value, name)
        elif edit.kind in _BESIDE:
            _refuse_at_root(edit)
            yield _BESIDE[edit.kind](document, element, edit.value)


def _refuse_at_root(edit: Edit) -> None:
    if edit.element:
        return
    if edit.kind == "remove element":
        raise ValueError("element 0 is the root, which cannot be removed")
    if not fragments.only_asides(edit.value):
        raise ValueError(f"element 0 is the root; only comments can stand beside it, not {edit.value[:200]!r}")


def _rename(element: SourceElement, name: str) -> Iterator[Change]:
    fragments.check_name(name)
    yield _change(element.start + 1, element.start + 1 + len(element.name), name)
    if not element.self_closing:
        yield _change(element.closed + 2, element.closed + 2 + len(element.name), name)


def _text_set(document: Document, element: SourceElement, value: str, name: str) -> Iterator[Change]:
    """Put the words that differ in the place of the old ones; the whole text where that cannot be done."""
    fragments.check_text(value)
    content = fragments.plain_content(value, document.style.newline)
    if element.self_closing:
        yield _open_element(document.text, element, content, name)
        return
    words = changed_words(document.text, element.opened, element.closed, value, document.style.encoding)
    if words is not None:
        yield from (_change(each.start, each.end, each.text, claim=Span(*each.word)) for each in words)
        return
    old = document.text[element.opened : element.closed]
    core = old.strip(BLANKS)
    if content and core and "<" not in old:
        at = old.index(core)
        content = old[:at] + content + old[at + len(core) :]
    yield _content(element, content)


def _content(element: SourceElement, content: str) -> Change:
    """The whole content; one character on both sides is claimed, so that nothing else is put in, not at the ends."""
    return _change(element.opened, element.closed, content, claim=Span(element.opened - 1, element.closed + 1))


def _open_element(text: str, element: SourceElement, content: str, name: str) -> Change:
    """A self-closing tag becomes a pair; the end tag repeats the name, so nobody else may change that."""
    if not content:
        return _change(element.end - 1, element.end, text[element.end - 1])
    behind = element.start + 1 + len(element.name)
    known = attributes(text, element)
    start = max((each.value.end for each in known.values()), default=behind)
    change = _change(start, element.end, f">{content}</{name}>")
    return change if name != element.name else change._replace(relies_on=Span(element.start + 1, behind))


def _fill(document: Document, element: SourceElement, fragment: str, name: str) -> Change:
    """Put a fragment into an element that has no content but white space."""
    text, style = document.text, document.style
    own = line_indent(text, element.start if element.self_closing else element.closed)
    if own is None:
        own = line_indent(text, element.start)
    if own is None or fragments.has_bare_text(fragment) or not _has_lines(text):
        content = fragments.in_line(fragment, style)
    else:
        inside = fragments.on_lines(fragment, own + style.unit, style)
        content = f"{style.newline}{inside}{style.newline}{own}" if inside else ""
    return _open_element(text, element, content, name) if element.self_closing else _content(element, content)


def _has_lines(text: str) -> bool:
    return "\n" in text or "\r" in text


def _prepend(document: Document, element: SourceElement, fragment: str) -> Change:
    text, style = document.text, document.style
    line = _REST_OF_LINE.match(text, element.opened, element.closed)
    if line is None or fragments.has_bare_text(fragment):
        return _insert(element.opened, fragments.in_line(fragment, style), _FIRST)
    indent = element.first if element.first is not None else _indent_inside(document, element)
    return _insert(line.end(), fragments.on_lines(fragment, indent, style) + style.newline, _FIRST)


def _append(document: Document, element: SourceElement, fragment: str) -> Change:
    text, style = document.text, document.style
    own = line_indent(text, element.closed)
    if fragments.has_bare_text(fragment) or (own is None and element.last is None):
        return _insert(element.closed, fragments.in_line(fragment, style), _LAST)
    indent = element.last if element.last is not None else _indent_inside(document, element)
    inside = fragments.on_lines(fragment, indent, style)
    if own is None:
        return _insert(element.closed, style.newline + inside, _LAST)
    return _insert(element.closed - len(own), inside + style.newline, _LAST)


def _indent_inside(document: Document, element: SourceElement) -> str:
    own = line_indent(document.text, element.start)
    if own is None:
        own = line_indent(document.text, element.closed) or ""
    return own + document.style.unit


def _insert(at: int, text: str, rank: int) -> Change:
    return _change(at, at, text, rank=rank)


# Beside an element.


def _put_before(document: Document, element: SourceElement, fragment: str) -> Change:
    own = line_indent(document.text, element.start)
    if own is None or fragments.has_bare_text(fragment) or not _has_lines(document.text):
        change = _insert(element.start, fragments.in_line(fragment, document.style), _BEFORE)
    else:
        lines = fragments.on_lines(fragment, own, document.style) + document.style.newline
        change = _insert(element.start - len(own), lines, _BEFORE)
    return change._replace(relies_on=Span(element.start, element.start + 1))


def _put_behind(document: Document, element: SourceElement, fragment: str) -> Change:
    text, style = document.text, document.style
    own = line_indent(text, element.start)
    line = _REST_OF_LINE.match(text, element.end)
    if own is None or fragments.has_bare_text(fragment) or not _has_lines(text):
        change = _insert(element.end, fragments.in_line(fragment, style), _BEHIND)
    elif line is None:
        change = _insert(element.end, style.newline + fragments.on_lines(fragment, own, style), _BEHIND)
    else:
        change = _insert(line.end(), fragments.on_lines(fragment, own, style) + style.newline, _BEHIND)
    return change._replace(relies_on=Span(element.start, element.start + 1))


def _remove(document: Document, element: SourceElement, _fragment: str) -> Change:
    """Remove an element, with its line where nothing else stands on it."""
    own = line_indent(document.text, element.start)
    line = _BLANK_REST.match(document.text, element.end)
    if own is not None and line is not None:
        return _change(element.start - len(own), line.end(), "")
    return _change(element.start, element.end, "")


_BESIDE: Final[dict[str, Callable[[Document, SourceElement, str], Change]]] = {
    "insert before": _put_before,
    "insert after": _put_behind,
    "remove element": _remove,
}
