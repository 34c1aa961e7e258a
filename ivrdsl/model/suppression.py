"""A finding that is meant to be there: a comment in the plan that suppresses it."""

import re
from typing import Any, Final, TypeVar, overload

from ivrdsl.errors import NodeError
from ivrdsl.model.base import Node
from ivrdsl.model.odd import Comment
from ivrdsl.model.structs import replace
from ivrdsl.model.structure import Dialplan

N = TypeVar("N", bound=Node)

_NAME: Final = re.compile(r"IVR[0-9]{3}|[a-z]+(-[a-z0-9]+)+")


class Ignore:
    """Suppresses findings at a node and inside it: `*Ignore("IVR101", reason="sold out")[Menu("tickets")]`.

    The brackets give the node with a comment before it, to be unpacked with a star; the comment is also what an XML
    file says: `<!-- ivrdsl: ignore IVR101 sold out -->`. A code that no rule has, or that nothing here breaks, is a
    finding itself. Properties of `ivrdsl verify` are suppressed by their names: for the whole plan around a Dialplan,
    `Ignore("at-most-plays", reason="...")[Dialplan()[...]]`, which gives the plan with the comment before its root.

    Args:
        codes: of the rules, such as "IVR101", or names of properties without a number, such as "at-most-plays".
        reason: why the finding may stay; whoever reads the plan next wants to know.

    Raises:
        NodeError: no code, something that is no code, or a reason that no comment can hold.
    """

    __slots__ = ("comment",)

    def __init__(self, *codes: str, reason: str) -> None:
        if not codes:
            raise NodeError('Ignore: no code is given; expected one or more, such as Ignore("IVR101", reason="...")')
        for code in codes:
            if not isinstance(code, str) or not _NAME.fullmatch(code):
                expected = "a rule's code such as 'IVR101', or a property's name such as 'at-most-plays'"
                raise NodeError(f"Ignore: a code is {code!r}; expected {expected}")
        if not isinstance(reason, str) or not reason.strip():
            raise NodeError(f"Ignore: reason is {reason!r}; expected a few words that say why")
        self.comment = Comment(f" ivrdsl: ignore {', '.join(codes)} {' '.join(reason.split())} ")

    @overload
    def __getitem__(self, node: Dialplan) -> Dialplan: ...  # type: ignore[overload-overlap]  # a plan stands alone
    @overload
    def __getitem__(self, node: N) -> tuple[Comment, N]: ...
    def __getitem__(self, node: Any) -> Any:
        if not isinstance(node, Node) or isinstance(node, Comment):
            raise NodeError(f"Ignore: {node!r:.80} is in brackets; expected one node")
        if isinstance(node, Dialplan):
            return replace(node, before=(*node.before, self.comment))
        return self.comment, node
