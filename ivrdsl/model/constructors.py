"""Functions of nodes that a program writes: `__init__`, and the copy with a body.

Setting a field by name, through object.__setattr__, would make building the one-time-code plan a third slower
(benchmarks/, topic `build`). These go through the slots themselves.
"""

from collections.abc import Callable
from typing import Any, Never

from ivrdsl.model import checks
from ivrdsl.model.structs import fields, fill, function, initializer

_Refuse = Callable[..., Never]


def node_initializer(cls: type[Any], check_body: Callable[[Any], None] | None) -> Callable[..., None]:
    """Write the `__init__` of a node: it also checks `name` and `body`, where the node has them."""
    named = any(each.name == "name" for each in fields(cls))
    check = "if name is not None and not (kind_of(name) is str and name.isalnum()): name = check_name(where, name)"
    return initializer(
        cls,
        before=[check] if named else [],
        after=["if body != (): check_body(self)"] if check_body else [],
        check_name=checks.name,
        check_body=check_body,
        kind_of=type,
        where=cls.__name__,
    )


def copier(cls: type[Any], refuse_second_body: _Refuse, refuse_item: _Refuse) -> Callable[[Any, object], Any]:
    """Return the function that copies a node of this class and gives the copy a body; only the body is checked."""
    known: dict[str, Any] = {"new": object.__new__, "cls": cls}
    known |= {"refuse_second_body": refuse_second_body, "refuse_item": refuse_item}
    values = {field.name: f"node.{field.name}" for field in fields(cls)} | {"body": "body"}
    lines = [
        "if node.body: refuse_second_body(cls)",
        "allowed = cls.allowed",
        "for item in body:",
        " if type(item) not in allowed: refuse_item(cls, item)",
        "self = new(cls)",
        *fill(cls, known, values),
        "return self",
    ]
    return function(f"{cls.__qualname__}.copy", ["node", "body"], lines, known)
