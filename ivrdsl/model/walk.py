"""Walking a plan: its elements numbered in document order, and what each is called in words.

The number of an element (the root is 0; comments do not count) is its identity everywhere. Findings, transcripts and
line tables all use it, because it is the same for nodes, for the XML they are written as, and for the file they were
read from.
"""

from collections.abc import Iterator
from itertools import repeat
from typing import Any, NamedTuple

from ivrdsl.model.labels import label
from ivrdsl.model.nodes import Keypress, NoInput, NoMatch
from ivrdsl.model.odd import ASIDES, Comment, Odd


class Element(NamedTuple):
    """One element of a plan.

    Attributes:
        number: its place in document order, the root being 0.
        node: the node, or the Odd that stands for it.
        parent: the number of the enclosing element, -1 for the root.
        position: of an element without a name: 1 for the first such sibling of its tag, 2 for the second, ...
    """

    number: int
    node: Any
    parent: int
    position: int

    @property
    def label(self) -> str:
        """What it is called, e.g. 'menu "live"'. Made when somebody asks: for most, nobody does."""
        node = self.node
        return label(node.tag, name_of(node), _pressed_key(node), self.position)


def children(node: Any) -> tuple[Any, ...]:
    """The elements directly inside a node, comments and bare text left out."""
    return tuple(item for item in getattr(node, "body", ()) if type(item) not in ASIDES)


def has_comments(plan: Any) -> bool:
    """Whether a comment stands anywhere in a plan, or outside its root."""
    todo = [*plan.before, *plan.after, plan]
    for node in todo:
        if type(node) is Comment:
            return True
        todo += getattr(node, "body", ())
    return False


def elements(plan: Any) -> list[Element]:
    """Return every element of a plan in document order."""
    return numbered(plan)[0]


def numbered(plan: Any) -> tuple[list[Element], list[list[int]]]:
    """Return every element of a plan in document order, and the numbers of the elements inside each.

    Elements with nothing inside share one list: do not change them.
    """
    nodes: list[Any] = []
    parents: list[int] = []
    positions: list[int] = []
    inside: list[list[int]] = []
    nothing: list[int] = []
    todo = [(plan, -1, 1)]
    while todo:
        node, parent, position = todo.pop()
        number = len(nodes)
        nodes.append(node)
        parents.append(parent)
        positions.append(position)
        if parent >= 0:
            inside[parent].append(number)
        body = getattr(node, "body", ())
        if not body:
            inside.append(nothing)
            continue
        inside.append([])
        if len(body) > 1 or type(body[0]) in ASIDES:
            todo += _inside(body, number)
        else:
            todo.append((body[0], number, 1))
    # All at once: one by one they would cost as much again as the walk.
    numbers = range(len(nodes))
    return list(map(tuple.__new__, repeat(Element), zip(numbers, nodes, parents, positions, strict=True))), inside


def _inside(body: tuple[Any, ...], parent: int) -> list[tuple[Any, int, int]]:
    """What `numbered` still has to visit inside a node, the last first."""
    found = []
    seen: dict[str, int] = {}
    for child in body:
        kind = type(child)
        if kind in ASIDES:
            continue
        position = 1
        if (name_of(child) if kind is Odd else child.name) is None:
            tag = child.tag
            position = seen[tag] = seen.get(tag, 0) + 1
        found.append((child, parent, position))
    found.reverse()
    return found


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


def _pressed_key(node: Any) -> str | None:
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
