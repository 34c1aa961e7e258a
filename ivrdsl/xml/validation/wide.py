"""Keeps libxml2 linear on bodies with very many children.

For each error libxml2 writes the way to the element, and to do so counts the element's earlier siblings. 40,000 bad
siblings cost 5.6 s, and four times that at twice the number. So the children of a very wide body are put, for as long
as it is validated, into groups. These are elements that may hold whatever the body may hold, and that are valid
themselves. Moving the nodes there and back costs a fraction of the validation.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lxml import etree

from ivrdsl.xml.validation.words import tag_of

WIDE: Final = 2000
_GROUP: Final = 1000

_CATCH: Final = ("catch", {"type": "hangup", "goto": ""})
_WRAPPERS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "menu": ("menu", {}),
    "if": ("if", {"expr": ""}),
    **dict.fromkeys(("dialplan", "keypress", "live", "machine", "else", "equal", "notEqual", "catch"), _CATCH),
}
"""For each tag with a body: what can stand in that body and hold the same children."""


@contextmanager
def grouped(root: etree._Element) -> Iterator[dict[etree._Element, etree._Element]]:
    """Group the children of wide bodies while the block runs; the tree is afterwards as it was.

    Yields:
        For each group the body whose children it holds: what is said about the group is about that body.
    """
    wide = [body for body in root.iter(*_WRAPPERS) if len(body) > WIDE]
    if not wide:
        yield {}
        return
    groups = {body: _group(body) for body in wide}
    try:
        yield {wrapper: body for body, wrappers in groups.items() for wrapper in wrappers}
    finally:
        for body, wrappers in groups.items():
            for wrapper in wrappers:
                body.extend(wrapper[:])
                body.remove(wrapper)


def _group(body: etree._Element) -> list[etree._Element]:
    tag, attributes = _WRAPPERS[tag_of(body)]
    children = list(body)
    wrappers: list[etree._Element] = []
    start = 0
    while start < len(children):
        end = start + _GROUP
        while end < len(children) and children[end - 1].tag == "else":
            end += 1  # an else that is not the last child must not become the last one of a group
        wrapper = etree.SubElement(body, tag, attributes)
        wrapper.extend(children[start:end])
        wrappers.append(wrapper)
        start = end
    return wrappers
