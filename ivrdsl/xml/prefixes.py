"""Names as a document spells them: lxml shows namespaces, but what is written back needs the prefixes that were there.

No element is asked for its `nsmap`: that is built anew at each call from all enclosing elements. A document which
declares thousands of namespaces, and then holds thousands of elements, would take hours.
"""

from collections import defaultdict
from typing import Any

from lxml import etree

_Element = etree._Element
_MANY = 500
"""Attributes of one element, above which prefixes are not looked up one by one."""


class Prefixes:
    """The names in one document.

    Args:
        root: the document's root element.

    Attributes:
        declared: the namespaces that each element declares, as it writes them; of elements that declare any.
    """

    def __init__(self, root: _Element) -> None:
        self.declared: dict[_Element, dict[str, str]] = {}
        if next(iter(etree.iterwalk(root, events=("start-ns",))), None) is not None:  # most documents declare none
            self._note(root)

    def _note(self, root: _Element) -> None:
        found: dict[str, str] = {}
        for event, what in _walk(root):
            if event == "start-ns":
                prefix, uri = what
                found[f"xmlns:{prefix}" if prefix else "xmlns"] = uri
            elif found:
                self.declared[what] = found
                found = {}

    def tag(self, element: _Element) -> str:
        local = etree.QName(element).localname
        return f"{element.prefix}:{local}" if element.prefix else local

    def attributes(self, element: _Element) -> dict[str, str]:
        """The attributes as written, and the namespaces that are declared here."""
        names = [str(key) for key in element.attrib]
        if any(name[0] == "{" for name in names):
            names = _prefixed_names(element)
        return dict(zip(names, map(str, element.attrib.values()), strict=True)) | self.declared.get(element, {})


def _walk(root: _Element) -> Any:
    return etree.iterwalk(root, events=("start-ns", "start"))


def _prefixed_names(element: _Element) -> list[str]:
    count = len(element.attrib)
    if count <= _MANY:  # the parser's own names, even where two prefixes stand for one namespace
        return [str(element.xpath(f"name(@*[{number}])")) for number in range(1, count + 1)]
    prefixes = defaultdict(list, {"http://www.w3.org/XML/1998/namespace": ["xml"]})
    for prefix, uri in element.nsmap.items():
        if prefix:
            prefixes[uri].append(prefix)
    names = map(etree.QName, element.attrib.keys())
    return [f"{prefixes[name.namespace][0]}:{name.localname}" if name.namespace else name.localname for name in names]
