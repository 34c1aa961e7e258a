"""A finding that is meant to be there: a comment in the plan that suppresses it."""

import re
from typing import Any, TypeVar

from ivrdsl.errors import NodeError
from ivrdsl.model.base import Node
from ivrdsl.model.odd import Comment

N = TypeVar("N", bound=Node)


class Ignore:
    """Suppresses findings at a node and inside it: `*Ignore("IVR101", reason="sold out")[Menu("tickets")]`.

    The brackets give the node with a comment before it, to be unpacked with a star; the comment is also what an XML
    file says: `<!-- ivrdsl: ignore IVR101 sold out -->`. A code that no rule has, or that nothing here breaks, is a
    finding itself.

    Args:
        codes: of the rules, such as "IVR101".
        reason: why the finding may stay; whoever reads the plan next wants to know.

    Raises:
        NodeError: no code, something that is no code, or a reason that no comment can hold.
    """

    __slots__ = ("comment",)

    def __init__(self, *codes: str, reason: str) -> None:
        if not codes:
            raise NodeError('Ignore: no code is given; expected one or more, such as Ignore("IVR101", reason="...")')
        for code in codes:
            if not isinstance(code, str) or not re.fullmatch(r"IVR[0-9]{3}", code):
                raise NodeError(f"Ignore: a code is {code!r}; expected a rule's code such as 'IVR101'")
        if not isinstance(reason, str) or not reason.strip():
            raise NodeError(f"Ignore: reason is {reason!r}; expected a few words that say why")
        self.comment = Comment(f" ivrdsl: ignore {', '.join(codes)} {' '.join(reason.split())} ")

    def __getitem__(self, node: N) -> tuple[Comment, N]:
        if not isinstance(node, Node) or isinstance(node, Comment):
            given: Any = node
            raise NodeError(f"Ignore: {given!r:.80} is in brackets; expected one node")
        return self.comment, node
