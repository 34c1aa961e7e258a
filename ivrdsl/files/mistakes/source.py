"""Pieces of Python that errors show: values, calls of nodes, and examples of what is missing."""

import re
from typing import Any, Final

from ivrdsl.findings.origin import safely
from ivrdsl.model.base import Node
from ivrdsl.model.structs import fields, is_required
from ivrdsl.model.values import Secret, Var

LONGEST: Final = 80
_SECRET: Final = re.compile(r"""Secret\(text=(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
_VARIABLE: Final = re.compile(r"Var\(name=('[^']*')\)")
_EXAMPLES: Final = {
    "expression": '"${n} > 3"',
    "goto": '"bye"',
    "number": '"5551234567"',
    "numbers": '"5551234567"',
    "parts": '"Hello."',
    "pressed": '"1"',
    "seconds": "2",
    "sound": "123",
    "target": '"bye"',
    "text": '"..."',
    "to": '"5551234567"',
    "tones": '"12w#"',
    "type": '"hangup"',
    "url": '"https://example.com"',
    "value": '"${n}"',
    "variable": '"n"',
}
"""What could stand in a field that has no default."""


def shown(value: object) -> str:
    """A value as Python prints it, cut when it is long; what a secret holds is not told."""
    text = safely(repr, value)
    if is_node(value) or isinstance(value, Var | Secret):
        text = _VARIABLE.sub(r"Var(\1)", _SECRET.sub("Secret(...)", text))
    elif isinstance(value, type):
        text = value.__name__
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def written(value: object) -> str:
    """A value as plans write it: texts in double quotes, where that needs no backslash and no other quote."""
    text = shown(value)
    if isinstance(value, str | Node | Var) and '"' not in text and "\\" not in text:
        return text.replace("'", '"')
    return text


def is_node(value: object) -> bool:
    """Whether a value is a node."""
    return isinstance(value, Node)


def is_node_class(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Node)


def has_body(cls: type[Any]) -> bool:
    return any(each.name == "body" for each in fields(cls))


def has_nodes(value: object) -> bool:
    """Whether a value is a list, or a tuple, of nodes."""
    return isinstance(value, list | tuple) and any(map(is_node, value))


def in_brackets(cls: type[Any], nodes: str = "...") -> str:
    """What to write for nodes that stand in the parentheses of a class that has a body."""
    if cls.__name__ == "Amd":
        return "write Amd(live=..., machine=...), or Amd()[Live()[...], Machine()[...]]"
    return f"nodes stand in brackets, behind the parentheses: {cls.__name__}(...)[{nodes}]"


def keywords(cls: type[Any]) -> list[str]:
    """What a program gives a node of a class by keyword."""
    hidden = {"body", "extra", "spelling", cls.varargs}
    own = [each.name for each in fields(cls) if each.name not in hidden]
    return [*own, "live", "machine"] if cls.__name__ == "Amd" else own


def example(cls: type[Any], given: dict[str, object] | None = None) -> str:
    """A call of a class with all that it needs: `Keypress("1")`; what was given stands in it."""
    arguments = []
    for position, each in enumerate(fields(cls)):
        if not is_required(each):
            continue
        known = given and each.name in given
        source = _given(cls, each.name, given or {}) if known else _EXAMPLES.get(each.name, "...")
        if each.name == "expression" and cls.__name__ != "If" and not known:
            source = '"3"'
        bare = each.name == cls.varargs or (position < cls.positional and not cls.varargs)
        arguments.append(source if bare else f"{each.name}={source}")
    return f"{cls.__name__}({', '.join(arguments)})"


def _given(cls: type[Any], field: str, given: dict[str, object]) -> str:
    value = given[field]
    several = value if field == cls.varargs and isinstance(value, tuple) else (value,)
    return ", ".join(map(written, several))


def argument(cls: type[Any] | None, where: str, field: str, source: str) -> str:
    """One argument as it is written: `Keypress("1")`, or `max_digits=1`."""
    known = [each.name for each in fields(cls)] if cls is not None else []
    if field not in known or (cls is not None and known.index(field) < min(cls.positional, 1) and not cls.varargs):
        return f"{where}({source})"
    return f"{field}={source}"


def article(name: str) -> str:
    """`a Menu`, `an Else`."""
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
