"""Functions of nodes that a program writes, as dataclasses does: __init__, and the copy with a body.

Why not dataclasses' own: for a frozen class it calls object.__setattr__ by name for each field, and building the
one-time-code plan would be a third slower (benchmarks/, topic `build`). These go through the slots themselves.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, Never

from ivrdsl.model import checks

_Refuse = Callable[..., Never]


def initializer(cls: type[Any], check_body: Callable[[Any], None] | None) -> Callable[..., None]:
    """Return the __init__ of a frozen, slotted dataclass: checks name and body, fills slots, calls __post_init__."""
    names = [field.name for field in fields(cls)]
    known: dict[str, Any] = {"check_name": checks.name, "kind_of": type, "where": cls.__name__}
    lines = []
    if "name" in names:
        lines.append(
            "if name is not None and not (kind_of(name) is str and name.isalnum()): name = check_name(where, name)"
        )
    lines += fill(cls, known, {name: name for name in names})
    if check_body is not None:
        known["check_body"] = check_body
        lines.append("if body != (): check_body(self)")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    parameters = []
    for field in fields(cls):
        known[f"default_{field.name}"] = field.default
        required = field.default is MISSING
        parameters.append(field.name if required else f"{field.name}=default_{field.name}")
    made = function(f"{cls.__qualname__}.__init__", ["self", *parameters], lines, known)
    made.__annotations__ = {field.name: field.type for field in fields(cls)} | {"return": None}
    return made


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


def fill(cls: type[Any], known: dict[str, Any], values: dict[str, str]) -> list[str]:
    """The lines that write each value into its slot of `self`, past the frozen __setattr__."""
    known |= {f"set_{name}": cls.__dict__[name].__set__ for name in values}
    return [f"set_{name}(self, {value})" for name, value in values.items()]


def function(name: str, parameters: list[str], lines: list[str], known: dict[str, Any]) -> Callable[..., Any]:
    """Compile a function of the lines of its body; `known` is what its code can name."""
    source = f"def made({', '.join(parameters)}):\n " + "\n ".join(lines)
    exec(source, known)
    made: Callable[..., Any] = known.pop("made")
    made.__qualname__, made.__name__ = name, name.rpartition(".")[2]
    return made
