"""Functions of nodes that a program writes: `__init__`, its signature, and the copy with a body.

Setting a field by name, through object.__setattr__, would make building the one-time-code plan a third slower
(benchmarks/, topic `build`). These go through the slots themselves.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Never

from ivrdsl.model import checks
from ivrdsl.model.structs import MISSING, fields, fill, function, initializer, is_required

if TYPE_CHECKING:
    from inspect import Signature

_Refuse = Callable[..., Never]
_REST = ("excess", "unknown")
"""Parameters that take what a node does not know, so that the error is ours."""


def node_initializer(cls: type[Any], check_body: Callable[[Any], None] | None) -> Callable[..., None]:
    """Write the `__init__` of a node: it also checks its arguments, and `name` and `body`, where the node has them."""
    names = [each.name for each in fields(cls)]
    several = [each for each in names if each == cls.varargs]
    required = [each.name for each in fields(cls) if is_required(each) and each.name not in several]
    flaws = ["unknown", *(f"not {each}" for each in several), *(f"{each} is MISSING" for each in required)]
    if not several:
        flaws.append("excess")
    check = "if name is not None and not (kind_of(name) is str and name.isalnum()): name = check_name(where, name)"
    given = ", ".join(f"{each!r}: {each}" for each in names)
    refuse = f"if {' or '.join(flaws)}: refuse(kind, {{{given}}}, {'()' if several else 'excess'}, unknown)"
    return initializer(
        cls,
        before=[refuse, *([check] if "name" in names else [])],
        after=["if body != (): check_body(self)"] if check_body else [],
        parameters=[
            *(f"*{each}" for each in several),
            *(
                f"{each}={'MISSING' if each in required else f'default_{each}'}"
                for each in names
                if each not in several
            ),
            *([] if several else ["*excess"]),
            "**unknown",
        ],
        check_name=checks.name,
        check_body=check_body,
        refuse=checks.refuse_arguments,
        kind_of=type,
        where=cls.__name__,
        kind=cls,
    )


class NodeSignature:
    """What a class of nodes takes, for `help` and editors: without the parameters that only catch mistakes."""

    def __get__(self, node: object, cls: type[Any]) -> "Signature":
        from inspect import Parameter, signature  # few ask

        own = [each for each in signature(cls.__init__).parameters.values() if each.name not in ("self", *_REST)]
        plain = [each.replace(default=Parameter.empty) if each.default is MISSING else each for each in own]
        return signature(cls.__init__).replace(parameters=plain)


def copier(cls: type[Any], refuse_second_body: _Refuse, refuse_item: _Refuse) -> Callable[[Any, object], Any]:
    """Return the function that copies a node of this class and gives the copy a body; only the body is checked."""
    known: dict[str, Any] = {"new": object.__new__, "cls": cls}
    known |= {"refuse_second_body": refuse_second_body, "refuse_item": refuse_item}
    values = {field.name: f"node.{field.name}" for field in fields(cls)} | {"body": "body"}
    lines = [
        "if node.body: refuse_second_body(node)",
        "allowed = cls.allowed",
        "for item in body:",
        " if type(item) not in allowed: refuse_item(cls, body, item)",
        "self = new(cls)",
        *fill(cls, known, values),
        "return self",
    ]
    return function(f"{cls.__qualname__}.copy", ["node", "body"], lines, known)
