"""The form in which two documents are compared: C14N 2.0 with comments, white space in text normalised."""

from typing import Any

from lxml import etree

_BLANKS = " \t\r\n"


def canonical(document: str | bytes) -> str:
    """Return the canonical form of a document: equal for two documents that say the same.

    Runs of white space in text become one blank, those at its ends go; attributes and comments stay as they are.
    """
    root = etree.fromstring(document)
    for node in root.iter():
        if isinstance(node.tag, str):
            node.text = _normalise(node.text)
        node.tail = _normalise(node.tail)
    tree: Any = root.getroottree()
    return str(etree.canonicalize(tree, with_comments=True))


def _normalise(text: str | None) -> str | None:
    if text is None:
        return None
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    return " ".join(word for word in text.split(" ") if word) or None
