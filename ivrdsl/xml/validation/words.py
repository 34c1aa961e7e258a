"""What elements of a tree are called in findings."""

from collections import defaultdict

from lxml import etree

from ivrdsl.findings.words import quoted


def local(tag: str) -> str:
    """A tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def tag_of(element: etree._Element) -> str:
    """The tag of an element; empty for a comment or a processing instruction."""
    tag = element.tag
    return tag if isinstance(tag, str) else ""


class NodeWords:
    """The way to an element in words: dialplan "Root" > menu "live" > keypress 1.

    The words of all children of a parent are made together, so that a thousand findings in one menu cost no more than
    one walk over its children.
    """

    def __init__(self) -> None:
        self._paths: dict[etree._Element, str] = {}

    def path(self, element: etree._Element) -> str:
        """The way from the root to the element."""
        known = self._paths.get(element)
        if known is not None:
            return known
        pending = [element]
        while (parent := pending[-1].getparent()) is not None and parent not in self._paths:
            pending.append(parent)
        if parent is None:
            root = pending.pop()
            self._paths[root] = _label(root, 1)
        while pending:
            self._name_children(pending.pop().getparent())
        return self._paths[element]

    def _name_children(self, parent: etree._Element | None) -> None:
        assert parent is not None
        way = self._paths[parent]
        unnamed: defaultdict[str, int] = defaultdict(int)
        for child in parent.iterchildren("*"):
            if child.get("name") is None:
                unnamed[tag_of(child)] += 1
            self._paths[child] = f"{way} > {_label(child, unnamed[tag_of(child)])}"


def _label(element: etree._Element, nth_unnamed: int) -> str:
    """One step: the tag, and what tells it from its neighbours."""
    tag = local(tag_of(element))
    pressed = element.get("pressed")
    if tag == "keypress" and pressed is not None:
        return f"keypress {quoted(pressed)[1:-1]}"
    name = element.get("name")
    if name is not None:
        return f"{tag} {quoted(name)}"
    return f"{tag}[{nth_unnamed}]" if nth_unnamed > 1 else tag
