"""Pieces of a call that can be used twice although names are global."""

from typing import Any, overload

from ivrdsl.model import checks
from ivrdsl.model.base import changed
from ivrdsl.model.nodes import Catch, Goto, Item, MenuItem
from ivrdsl.model.odd import Odd
from ivrdsl.model.walk import children


class Fragment:
    """Makes a piece of a call usable twice: prefixes every name in it, and every goto that stays inside it.

    `*Fragment("billing")[Menu("ask")[...], Goto("ask")]` has the menu "billing_ask" and a goto to it. A goto to a name
    that the piece does not define keeps its target: it leaves the piece.

    Args:
        prefix: put before each name, with an underscore.
    """

    __slots__ = ("prefix",)

    def __init__(self, prefix: str) -> None:
        self.prefix = checks.name("Fragment", prefix)

    @overload
    def __getitem__(self, body: Item | tuple[Item, ...]) -> tuple[Item, ...]: ...
    @overload
    def __getitem__(self, body: MenuItem | tuple[MenuItem, ...]) -> tuple[MenuItem, ...]: ...
    def __getitem__(self, body: Any) -> tuple[Any, ...]:
        items = body if isinstance(body, tuple) else (body,)
        inside = {name for item in items for name in _names(item)}
        return tuple(self._rename(item, inside) for item in items)

    def _rename(self, node: Any, inside: set[str]) -> Any:
        changes: dict[str, Any] = {}
        if getattr(node, "name", None) is not None:
            changes["name"] = f"{self.prefix}_{node.name}"
        if isinstance(node, Goto) and node.target in inside:
            changes["target"] = f"{self.prefix}_{node.target}"
        if isinstance(node, Catch) and node.goto in inside:
            changes["goto"] = f"{self.prefix}_{node.goto}"
        if getattr(node, "body", ()) and not isinstance(node, Odd):
            changes["body"] = tuple(self._rename(item, inside) for item in node.body)
        return changed(node, **changes) if changes else node


def _names(node: Any) -> set[str]:
    own = {node.name} if getattr(node, "name", None) is not None else set()
    return own.union(*(_names(child) for child in children(node)))
