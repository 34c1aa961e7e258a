"""From libxml2's way to an element (/dialplan/menu[3]/play) to the element, without searching again for every error."""

from collections import defaultdict

from lxml import etree

from ivrdsl.xml.validation.words import local, tag_of


class ErrorPaths:
    """Resolves the paths of one tree, which must not change meanwhile; each parent's children are listed once."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._found: dict[str, etree._Element] = {}
        self._children: dict[etree._Element, dict[str, etree._Element]] = {}

    def element(self, path: str) -> etree._Element | None:
        """The element at the path; None for a path that leads nowhere."""
        known = self._found.get(path)
        if known is not None:
            return known
        parent_path, _, step = path.rpartition("/")
        if not parent_path:
            self._found[path] = self._root
            return self._root
        parent = self.element(parent_path)
        if parent is None:
            return None
        if parent not in self._children:
            self._children[parent] = _steps(parent)
        child = self._children[parent].get(step)
        if child is not None:
            self._found[path] = child
        return child


def _steps(parent: etree._Element) -> dict[str, etree._Element]:
    """Every child under the names that libxml2 may use: tag, tag[2], and *[2] for a namespace without a prefix."""
    steps: dict[str, etree._Element] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for nth, child in enumerate(parent.iterchildren("*"), 1):
        tag = local(tag_of(child))
        name = f"{child.prefix}:{tag}" if child.prefix else tag
        counts[name] += 1
        steps.setdefault(name, child)
        steps[f"{name}[{counts[name]}]"] = child
        steps.setdefault("*", child)
        steps[f"*[{nth}]"] = child
    return steps
