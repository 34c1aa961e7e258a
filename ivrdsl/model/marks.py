"""Marks on text, and plans without them: XML has no place for a mark, so a plan that was read back has none."""

from typing import Any, TypeVar

from ivrdsl.model.base import changed
from ivrdsl.model.nodes import Say, Sms, Text
from ivrdsl.model.values import joined

T = TypeVar("T")


def without_marks(node: T) -> T:
    """Return the same node, or plan, with its secrets turned into plain text.

    What `from_xml(to_xml(plan))` gives is equal to `without_marks(plan)`.
    """
    if isinstance(node, Say | Sms | Text):
        text = joined(node.parts)
        return changed(node, parts=(text,) if text else ())
    body: tuple[Any, ...] = getattr(node, "body", ())
    return changed(node, body=tuple(map(without_marks, body))) if body else node
