"""What to write instead of a value that a field cannot hold."""

import re
from typing import Any

from ivrdsl.errors import NodeError
from ivrdsl.files.mistakes.source import (
    argument,
    example,
    has_body,
    has_nodes,
    in_brackets,
    is_node,
    is_node_class,
    shown,
    written,
)
from ivrdsl.findings.words import Speller, did_you_mean
from ivrdsl.model import nodes
from ivrdsl.model.checks import LARGEST, kind
from ivrdsl.model.structs import fields, is_required
from ivrdsl.model.values import Secret, Var

_OF_NAMES = frozenset({"target", "goto"})
"""Fields that hold the name of a node."""
_OUTSIDE = frozenset({"before", "after"})
"""Fields that hold comments."""
_BRANCHES = frozenset({"live", "machine"})
"""Keywords that hold what stands in a branch."""
_RANGE = re.compile(r"\[?\s*([0-9]{1,12})\s*(?:-|:|to|\.\.+|\u2013)\s*([0-9]{1,12})\s*\]?")
_KEY = re.compile(r"[0-9]+|[#*]")


def field_error(
    where: str, field: str, value: object, expected: str, fix: str, *, wanted: type, part: str | int
) -> NodeError:
    """The error for a wrong value; see `ivrdsl.model.checks.refuse`."""
    if is_node(value) and field not in _OF_NAMES | _OUTSIDE:
        problem = f"{where}: {shown(value)} stands in its parentheses, as {field}"
    elif has_nodes(value) and field not in _OUTSIDE | _BRANCHES:
        problem = f"{where}: a {type(value).__name__} of nodes stands in its parentheses, as {field}"
    else:
        problem = f"{where}: {field} is {shown(value)} ({kind(value)}); expected {expected}"
    return NodeError(problem, fix or mend(where, field, value, wanted), part=part)


def mend(where: str, field: str, value: object, wanted: type) -> str:
    """What to write instead, or "" where nobody can tell.

    Args:
        where: the node.
        field: its field, or what an error calls it.
        value: what was given.
        wanted: str, int, float or bool: of which type the field is.
    """
    cls = _class(where)
    if field in _OUTSIDE and is_node(value):
        return f'write {field}=(Comment("..."),)'
    if is_node(value) or is_node_class(value):
        return _instead_of_node(cls, where, field, value)
    if field in _BRANCHES and isinstance(value, list):
        items = written(value[0]) if len(value) == 1 else f"({', '.join(map(written, value)) or '...'})"
        return f"write {field}={items}" + (", a tuple" if len(value) != 1 else "")
    if has_nodes(value):
        behind = f"write them behind the {where}, after a comma"
        return in_brackets(cls) if cls is not None and has_body(cls) else behind
    if where == "Keypress" and field == "pressed" and (instead := _keys(value)):
        return instead
    if type(value) is bool and wanted is not bool:
        return instead_of_truth(where) if wanted is str else ""
    if isinstance(value, Secret):
        return "only Say, Sms and Text keep the mark of a secret: here, write its text without Secret or spell"
    if value is None:
        return "a function that has no return gives None: write its return" if field in ("a part", "a number") else ""
    if callable(value) and hasattr(value, "__name__"):
        return f"{value.__name__} is a function: write {value.__name__}() for what it gives"
    if isinstance(value, list | tuple) and field in ("a part", "a number"):
        return f"unpack it with a star: {where}(*{'parts' if field == 'a part' else 'numbers'})"
    if wanted is int and type(value) is float and not value.is_integer():
        return ""
    source = _as_text(value) if wanted is str else _as_number(value) if wanted in (int, float) else _as_flag(value)
    if source:
        return f"write {argument(cls, where, field, source)}"
    if wanted is bool:
        return f"write {field}=True or {field}=False"
    return f"for example {example(cls)}" if cls is not None and _is_needed(cls, field) else ""


def _is_needed(cls: type[Any], field: str) -> bool:
    """Whether a class has no default for what was given."""
    return any(is_required(each) and field in (each.name, "a part", "a number") for each in fields(cls))


def choice_mend(field: str, value: object, choices: list[str]) -> str:
    """What to write instead of a value that is none of some texts."""
    if str(value) in choices and type(value) is int:
        return f'write {field}="{value}"'
    near = Speller(choices).near(value) if isinstance(value, str) else []
    return did_you_mean(near) or f'for example {field}="{choices[0]}"'


def time_mend(field: str, value: object) -> str:
    """What to write instead of a wrong timeout."""
    seconds = field == "timeout_s"
    if isinstance(value, str):
        value = _number(value.removesuffix("ms" if value.endswith("ms") else "s").strip())
    if isinstance(value, Var):
        return "a timeout cannot be a variable: write a number, such as timeout_s=5"
    if type(value) not in (int, float) or not (value := _plain(value)) or value < 0:
        return "write a number, such as timeout_s=5"
    if type(value) is float and 1.001 < value <= 1000:
        return f"write timeout_ms={round(value * 1000)}"
    if type(value) is float and not seconds and 1001 <= value < LARGEST:
        return f"write timeout_ms={round(value)}"
    if type(value) is float:
        return "write a whole number, such as timeout_s=1"
    if seconds:
        return f"write timeout_ms={value}, if that many ms are meant" if value > 1000 else f"write timeout_s={value}"
    return f"write timeout_ms={value}" if value > 1000 else f"for seconds write timeout_s={value}; the shortest is 1"


def _class(where: str) -> type[Any] | None:
    return getattr(nodes, where, None)


def _instead_of_node(cls: type[Any] | None, where: str, field: str, value: Any) -> str:
    name = getattr(value, "name", None) if is_node(value) else None
    if field in _OF_NAMES:
        if isinstance(name, str):
            return f"write its name: {where}({written(name)})"
        kind = value.__name__ if is_node_class(value) else type(value).__name__
        return f'give the {kind} a name, such as name="here", and write that name: {where}("here")'
    if cls is not None and has_body(cls):
        return in_brackets(cls, written(value))
    return f"write it behind the {where}, after a comma"


def instead_of_truth(where: str = "") -> str:
    """What to write where Python has compared a variable with something."""
    instead = {
        "If": 'If("${n} == 3")',
        "Equal": 'Equal("${n}", "3")',
        "NotEqual": 'NotEqual("${n}", "3")',
        "SetVar": 'SetVar("same", "${n} == 3")',
        "Stash": 'Stash("same", "${n} == 3")',
    }.get(where, 'If("${n} == 3")[...]')
    word = "" if where in ("If", "Equal", "NotEqual") else '; the word itself is "true"'
    return f"write a comparison as text, for the call to make: {instead}{word}"


def _as_text(value: object) -> str:
    if type(value) in (int, float):
        return f'"{value}"'
    if isinstance(value, bytes) and value.isascii():
        return written(value.decode())
    return ""


def _as_number(value: object) -> str:
    number = _number(value.removesuffix("s")) if isinstance(value, str) else _plain(value)
    return str(number) if number is not None and number > 0 else ""


def _as_flag(value: object) -> str:
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    return {"true": "True", "1": "True", "yes": "True", "false": "False", "0": "False", "no": "False"}.get(word, "")


def _number(text: str) -> int | float | None:
    if not text.isascii() or len(text) > 12:
        return None
    try:
        return _plain(float(text))
    except ValueError:
        return None


def _plain(value: Any) -> int | float | None:
    """A number, without a fraction that is 0."""
    if type(value) is float:
        return int(value) if value.is_integer() else value if value == value else None
    return value if type(value) is int else None


def _keys(value: object) -> str:
    """What to write for several keys in one Keypress; "" if they are none."""
    if isinstance(value, str) and (found := _RANGE.fullmatch(value.strip())):
        low, high = found.groups()
        return f'write a range: Keypress("{low}-{high}")' if int(low) <= int(high) else ""
    if isinstance(value, range) and value.step == 1 and len(value) > 1 and value.start >= 0:
        return f'write a range: Keypress("{value.start}-{value.stop - 1}")'
    several: list[Any] = []
    if isinstance(value, list | tuple | set | range) and len(value) <= 20:
        several = list(value)
    elif isinstance(value, str):
        several = re.split(r"[,;|/\s]+", value[:80])
    keys = [str(each) for each in several if type(each) in (str, int)]
    if isinstance(value, set):
        keys.sort()
    if not 2 <= len(keys) == len(several) <= 20 or not all(map(_KEY.fullmatch, keys)):
        return ""
    return f"write a Keypress for each key: {', '.join(f'Keypress({written(key)})[...]' for key in keys[:2])}" + (
        ", and so on" if len(keys) > 2 else ""
    )
