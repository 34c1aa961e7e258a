"""What stands beside the language: comments, and what only odd files contain, carried so that nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from ivrdsl.errors import NodeError
from ivrdsl.model.base import Leaf, Node, node
from ivrdsl.model.text import legal

if TYPE_CHECKING:
    from ivrdsl.model.nodes import AnyNode


@node
class Comment(Leaf):
    """A comment; may stand in every body, and outside the root. The platform ignores it.

    Raises:
        NodeError: the text holds `--` or ends in `-`, which XML forbids in a comment.
    """

    text: str

    def __post_init__(self) -> None:
        if type(self.text) is not str:
            raise NodeError(f"Comment: text is {self.text!r} ({type(self.text).__name__}); expected text")
        object.__setattr__(self, "text", legal(self.text, "Comment"))
        if "--" in self.text or self.text.endswith("-"):
            raise NodeError(f"Comment: text is {self.text!r}; XML forbids '--' in a comment and '-' at its end")


@node
class Instruction(Leaf):
    """A processing instruction such as `<?xml-model href="dialplan.xsd"?>`, which editors read. Made by `from_xml`."""

    target: str
    text: str = ""

    positional: ClassVar[int] = 2


@node
class Stray(Leaf):
    """Bare text where only elements belong. How the platform reads it is not documented. Made by `from_xml`."""

    text: str


ASIDES: Final = frozenset({Comment, Instruction, Stray})
"""What may stand in a body without being an element: it has no number, and the call passes over it."""


@node
class Odd(Node):
    """An element that the language does not know in this form: another spelling, an unknown tag, attribute or value.

    Only `from_xml` makes it. It is written back as it was, and `check` reports it.

    Attributes:
        tag, attributes, body: the element as the file has it.
        exact: the node it is when what the language does not know is left out, or None when nothing is left. It has
            no body: that is the body above, which would be repeated once a level, and grow threefold with each.
        folded: the same when letter case is ignored as well (quirk `attr_case_insensitive`).
        left_out: the attributes that `folded` does without: unknown ones, and those whose values cannot be read.
    """

    tag: str  # type: ignore[misc]  # every other node has the tag of its class
    attributes: tuple[tuple[str, str], ...] = ()
    body: tuple[OddItem, ...] = ()
    exact: AnyNode | None = None
    folded: AnyNode | None = None
    left_out: tuple[str, ...] = ()

    positional: ClassVar[int] = 2

    def __repr__(self) -> str:
        readings = f"exact={self.exact!r}, folded={self.folded!r}, left_out={self.left_out!r}"
        return f"Odd({self.tag!r}, {self.attributes!r}, body={self.body!r}, {readings})"


OddItem: TypeAlias = "AnyNode | Odd | Comment | Instruction | Stray"
