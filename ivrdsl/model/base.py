"""What all nodes share: how they are made, how a body is put in brackets, and how a node prints itself as source."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Never, Protocol, TypeVar, dataclass_transform

from ivrdsl.model import constructors
from ivrdsl.model.structs import fields, slotted
from ivrdsl.model.tellers import teller

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def node(cls: type[T]) -> type[T]:
    """Make a class a node: a struct that prints as Python source.

    A class that writes its own __init__ keeps it. The others get one that also checks its arguments, and `name` and
    `body`, which mean the same in every node, before it calls __post_init__.
    """
    check = check_body if issubclass(cls, Container) else None
    return slotted(cls, write=lambda made: constructors.node_initializer(made, check))


class Node:
    """Base of every node, so that all print as source; not a place for behaviour: what a tag does is `step`'s."""

    __slots__ = ()
    __signature__: ClassVar[Any] = constructors.NodeSignature()
    tag: ClassVar[str] = ""
    """The tag's name on the platform."""
    varargs: ClassVar[str] = ""
    """The field that is given as any number of positional arguments, if there is one."""
    positional: ClassVar[int] = 1
    """How many leading fields are written without their names."""

    def __repr__(self) -> str:
        """The Python expression that builds the node: what has its default is left out, the body comes last."""
        arguments: list[str] = []
        body: list[str] = []
        for position, field in enumerate(fields(self)):
            value = getattr(self, field.name)
            if field.name == "body":
                for item in value:  # map, join and comprehensions would each cost a level of Python's recursion limit
                    body.append(f"{item!r}")
            elif field.name == self.varargs:
                parts = value if isinstance(value, tuple) else (value,)
                arguments.extend(map(repr, parts or ("",)))  # without any the node is refused
            elif value != field.default:
                named = self.varargs or position >= self.positional
                arguments.append(f"{field.name}={value!r}" if named else repr(value))
        brackets = f"[{', '.join(body)}]" if body else ""
        return f"{type(self).__name__}({', '.join(arguments)}){brackets}"

    if TYPE_CHECKING:
        __iter__: ClassVar[None] = None  # brackets hold a body, and are no way to loop over the node
    else:  # what Python would let pass, or refuse in its own words; checkers of types say it by themselves

        def __iter__(self):
            raise teller("bodies").star_error(self)

        def __call__(self, *arguments, **keywords):
            raise teller("bodies").call_error(self)

        def __add__(self, other):
            raise teller("bodies").sum_error(self)

        __radd__ = __add__

        def __class_getitem__(cls, item):
            raise teller("bodies").brackets_error(cls, item)


class Leaf(Node):
    """A node without a body."""

    __slots__ = ()

    def __getitem__(self, body: Never) -> Never:
        raise teller("bodies").body_error(self, body)


class Container(Node):
    """A node with a body in brackets: `Menu("live")[Say("..."), Keypress("1")[Hangup()]]`."""

    __slots__ = ()
    allowed: ClassVar[frozenset[type]] = frozenset()
    """The types of node that may stand in the body; `nodes.py` fills it in from the typed unions."""
    belongs: ClassVar[str] = ""
    """Where this node may stand, for the error message; empty means in any body."""


class _HasBody(Protocol):
    allowed: ClassVar[frozenset[type]]

    @property
    def body(self) -> tuple[Any, ...]: ...


B = TypeVar("B", bound=_HasBody)


class _Copiers(dict[type, Callable[[Any, object], Any]]):
    """How a node of a class is copied with a body; each is made when it is first needed: a plan uses few of them."""

    def __missing__(self, cls: type) -> Callable[[Any, object], Any]:
        self[cls] = copier = constructors.copier(cls, _refuse_second_body, _refuse_item)
        return copier


_copiers = _Copiers()


def with_body(node: B, body: object) -> B:
    """Return a copy of `node` that holds `body`: one node or a tuple of nodes.

    The copy is made slot by slot: to build it anew would check every attribute a second time, at twice the cost.

    Raises:
        NodeError: something in the body may not stand there, or the node has a body already.
    """
    copy: B = _copiers[type(node)](node, body if type(body) is tuple else (body,))
    return copy


def check_body(node: _HasBody) -> None:
    """Raise NodeError unless the body of `node` is a tuple of nodes that may stand there."""
    if type(node.body) is not tuple:
        raise teller("bodies").whole_body_error(node)
    for item in node.body:
        if type(item) not in node.allowed:
            _refuse_item(type(node), node.body, item)


def changed(node: T, **changes: object) -> T:
    """Return a copy of `node` with some fields changed; the new values are taken as they are, without a check."""
    copy = object.__new__(type(node))
    for field in fields(node):
        object.__setattr__(copy, field.name, changes.get(field.name, getattr(node, field.name)))
    return copy


def _refuse_second_body(node: Any) -> Never:
    raise teller("bodies").second_body_error(node)


def _refuse_item(cls: type[Any], body: tuple[object, ...], item: object) -> Never:
    raise teller("bodies").item_error(cls, body, item)
