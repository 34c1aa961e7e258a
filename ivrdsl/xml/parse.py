"""XML to nodes. Nothing is lost: what the language does not know becomes an Odd, which is written back as it was."""

import sys
from typing import Any, Final

from lxml import etree

from ivrdsl.errors import NodeError, XmlError
from ivrdsl.findings.arguments import door
from ivrdsl.model import collector, nodes as n
from ivrdsl.model.odd import Comment, Instruction, Stray
from ivrdsl.model.text import WHITE_SPACE
from ivrdsl.xml import elements, read
from ivrdsl.xml.plain import READERS
from ivrdsl.xml.prefixes import Prefixes

_Element = etree._Element


@door
def from_xml(source: str | bytes, *, max_bytes: int = read.MAX_BYTES) -> n.Dialplan:
    """Read dialplan XML.

    Args:
        source: the document; bytes are decoded as their XML declaration says.
        max_bytes: larger documents are refused.

    Returns:
        The plan. What the language does not know (other spellings, unknown tags and attributes) is in Odd nodes.

    Raises:
        XmlError: the document is not well-formed, is too large or too deep, has a DTD, or its root is no dialplan.
    """
    return from_tree(read.parse(source, max_bytes=max_bytes))


def from_tree(root: _Element) -> n.Dialplan:
    """Build the nodes of a parsed document. See `from_xml`."""
    with collector.paused():
        return _dialplan(root)


def _dialplan(root: _Element) -> n.Dialplan:
    names = Prefixes(root)
    tag, attributes = names.tag(root), names.attributes(root)
    if tag.lower() != "dialplan":
        fix = "put everything into one <dialplan> element"
        raise XmlError(f"the root element is <{tag}>, not <dialplan>", line=root.sourceline, fix=fix)
    known, extra = elements.root_attributes(attributes)
    items = _items(root, names)
    plan = n.Dialplan(
        **known,
        before=_outside(root, before=True),
        after=_outside(root, before=False),
        extra=extra,
        spelling=tag,
    )
    return plan[elements.within(n.Dialplan, items)]


def _outside(root: _Element, *, before: bool) -> tuple[Comment | Instruction, ...]:
    """The comments and processing instructions before or after the root."""
    found = [_aside(node) for node in root.itersiblings(preceding=before)]
    return tuple(reversed(found)) if before else tuple(found)


def _aside(node: Any) -> Comment | Instruction:
    if node.tag is etree.Comment:
        return Comment(node.text or "")
    return Instruction(node.target, node.text or "")


_EVENTS: Final = ("start", "end", "comment", "pi")


def _items(root: _Element, names: Prefixes) -> tuple[Any, ...]:
    """What stands inside the root.

    The tree is walked by one flat loop, at half the cost of a loop over the children of each element. An element is
    read at its end, when all that stands in it has been.
    """
    # The quick readers go past the nodes' constructors, which `ivrdsl.files.lines` watches to know who made which node.
    quick = sys.getprofile() is None
    open_: list[list[Any]] = []
    inside: list[Any] = []
    item: Any
    for event, element in etree.iterwalk(root, events=_EVENTS):
        if event == "start":
            open_.append([])
            continue
        if event != "end":
            item = _aside(element)
        else:
            inside = open_.pop()
            if not open_:
                break
            item = _plainly(element, inside, names) if quick else None
            if item is None:
                item = elements.element(names.tag(element), names.attributes(element), _with_text(element, inside))
        above = open_[-1]
        above.append(item)
        tail = element.tail
        if tail and tail.strip(WHITE_SPACE):
            above.append(Stray(tail))
    return _with_text(root, inside)


def _plainly(element: Any, inside: list[Any], names: Prefixes) -> Any:
    """Read an element that is spelt plainly; None for any other."""
    reader = READERS[element.tag]
    if reader is None or (names.declared and element in names.declared):
        return None
    try:
        return reader(element.items(), element.text, inside)
    except NodeError:
        return None


def _with_text(element: _Element, inside: list[Any]) -> tuple[Any, ...]:
    """What stands in an element, with the text before its first child; white space is kept where it stands alone."""
    text = element.text
    if text and (not inside or text.strip(WHITE_SPACE)):
        return (Stray(text), *inside)
    return tuple(inside)
