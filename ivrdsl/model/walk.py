"""Walking a plan: its elements numbered in document order, and what each is called in words.

The number of an element (the root is 0; comments do not count) is its identity everywhere: findings, transcripts and
line tables all use it, because it is the same for nodes, for the XML they are written as, and for the file they were
read from.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ivrdsl.model.naming import label
from ivrdsl.model.nodes import Keypress, NoInput, NoMatch
from ivrdsl.model.odd import ASIDES, Odd


class Element(NamedTuple):
    """One element of a plan.

    Attributes:
        number: its place in document order, the root being 0.
        node: the node, or the Odd that stands for it.
        parent: the number of the enclosing element, -1 for the root.
        label: what it is called, e.g. 'menu "live"'.
    """

    number: int
    node: Any
    parent: int
    label: str


def children(node: Any) -> tuple[Any, ...]:
    """The elements directly inside a node, comments and bare text left out."""
    return tuple(item for item in getattr(node, "body", ()) if type(item) not in ASIDES)


def elements(plan: Any) -> list[Element]:
    """Return every element of a plan in document order."""
    found: list[Element] = []
    _collect(plan, -1, _label(plan, 1), found)
    return found


def _collect(node: Any, parent: int, name: str, found: list[Element]) -> None:
    number = len(found)
    found.append(Element(number, node, parent, name))
    seen: dict[str, int] = {}
    for child in children(node):
        tag = child.tag
        if name_of(child) is None:
            seen[tag] = seen.get(tag, 0) + 1
        _collect(child, number, _label(child, seen.get(tag, 1)), found)


def path(elements: list[Element], number: int) -> str:
    """Return the way from the root to an element in words: 'dialplan "Root" > menu "live" > keypress 1'."""
    return " > ".join(reversed([element.label for element in ancestors(elements, number)]))


def ancestors(elements: list[Element], number: int) -> Iterator[Element]:
    """Yield an element, then what encloses it, up to the root."""
    while number >= 0:
        element = elements[number]
        yield element
        number = element.parent


def name_of(node: Any) -> str | None:
    if type(node) is Odd:
        return dict(node.attributes).get("name")
    name: str | None = node.name
    return name


def _label(node: Any, position: int) -> str:
    return label(node.tag, name_of(node), _pressed(node), position)


def _pressed(node: Any) -> str | None:
    match node:
        case Keypress(pressed=pressed):
            return pressed
        case NoInput():
            return "timeout"
        case NoMatch():
            return "default"
        case Odd(tag="keypress", attributes=attributes):
            return dict(attributes).get("pressed")
        case _:
            return None
