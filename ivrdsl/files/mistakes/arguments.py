"""Wrong arguments of a node: a keyword that it does not have, one argument too many, one that is missing."""

import re
from collections.abc import Mapping
from math import ceil
from typing import Any, cast

from ivrdsl.errors import NodeError
from ivrdsl.files.mistakes.fields import time_mend
from ivrdsl.files.mistakes.source import (
    article,
    example,
    has_body,
    has_nodes,
    in_brackets,
    is_node,
    keywords,
    shown,
    written,
)
from ivrdsl.findings.words import Speller, fold, one_of
from ivrdsl.model.structs import MISSING, fields, is_required
from ivrdsl.xml.names import SPELLINGS

_CONDITIONS = frozenset({"If", "Equal", "NotEqual"})
_AS_EXAMPLE = '"Hello."'
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,18}[0-9]")
_CALLED = {"parts": "text", "numbers": "number"}
"""What errors call the fields that take any number of arguments."""


def arguments_error(
    cls: type[Any], given: Mapping[str, object], excess: tuple[object, ...], unknown: Mapping[str, object]
) -> NodeError:
    """Raise the error for the first thing that is wrong.

    Args:
        cls: the class of the node.
        given: what it was given, MISSING for nothing.
        excess: arguments without a keyword that are too many.
        unknown: arguments whose keywords it does not have.
    """
    if unknown:
        keyword, value = next(iter(unknown.items()))
        return NodeError(f"{cls.__name__}: it has no {keyword}=", _instead_of(cls, keyword, value), part=keyword)
    if excess:
        return _too_many(cls, excess[0])
    return _too_few(cls, {name: value for name, value in given.items() if value is not MISSING and value != ()})


def _instead_of(cls: type[Any], keyword: str, value: object) -> str:
    """What to write instead of a keyword that a class does not have."""
    where = cls.__name__
    spelt = _of_xml(cls, keyword, value)
    if spelt:
        return spelt
    if own := _other_unit(cls, keyword, value):
        return own
    bare = _first(cls)
    if bare and keyword in {bare, *_OTHER_WORDS.get(bare, ())} and cls.varargs:
        return f"write it without a keyword: {where}({written(value)})"
    if near := Speller(keywords(cls)).near(keyword):
        return f"did you mean {one_of(f'{each}=' for each in near)}?"
    if bare and keyword in _OTHER_WORDS.get(bare, ()):
        return f"write it without a keyword: {where}({written(value)})"
    if has_body(cls) and (is_node(value) or has_nodes(value) or keyword in ("children", "items", "nodes")):
        return in_brackets(cls)
    if does := _node_called(cls, keyword, value):
        return f"what it does stands in brackets: {where}(...)[{does}]"
    if where in _CONDITIONS:
        instead = (
            f'If("${{{keyword}}} == {value}")'
            if type(value) in (int, float)
            else f"If(\"'${{{keyword}}}' == {value!r}\")"
        )
        return f"write a comparison as text: {instead}"
    return f"it has {', '.join(f'{each}=' for each in keywords(cls))}"


def _other_unit(cls: type[Any], keyword: str, value: object) -> str:
    """What to write for a timeout in ms where a class takes seconds only; "" if it is none."""
    takes = keywords(cls)
    if keyword != "timeout_ms" or "timeout_s" not in takes or type(value) not in (int, float):
        return ""
    seconds = float(str(value)) / 1000
    return f"write timeout_s={ceil(seconds)}: it takes whole seconds" if 1 <= seconds <= 1000 else ""


def _node_called(cls: type[Any], keyword: str, value: object) -> str:
    """The node that a keyword of a branch is called like: `Goto("live")` of goto="live"; "" if there is none."""
    if not getattr(cls, "belongs", "") or cls.__name__ in _CONDITIONS:
        return ""
    same = [each for each in cls.allowed if each.__name__.casefold() == fold(keyword)]
    if not same:
        return ""
    first = _first(same[0])
    needed = [each.name for each in fields(same[0]) if is_required(each)]
    known = written(value) if needed == [first] and isinstance(value, str) else "..." if needed else ""
    return f"{same[0].__name__}({known})"


_OTHER_WORDS = {
    "parts": ("text", "message", "body", "content", "tts"),
    "numbers": ("number", "phone", "to", "phone_number"),
    "pressed": ("key", "digit", "digits"),
    "target": ("to", "goto", "label"),
    "seconds": ("s", "time", "duration"),
    "expression": ("condition", "test"),
    "url": ("href", "src"),
}
"""What beginners call the field that comes first."""


def _first(cls: type[Any]) -> str:
    """The field that a node needs first, or ""."""
    first = fields(cls)[0]
    return first.name if is_required(first) else ""


def _of_xml(cls: type[Any], keyword: str, value: object) -> str:
    """What to write for an attribute in XML's spelling; "" if it is none of this tag."""
    spelling = SPELLINGS.get(cls)
    if spelling is None:
        return ""
    folded = fold(keyword)
    for name, fixed in spelling.fixed:
        if folded == fold(name):
            return f'leave it out: {article(cls.__name__)} is {name}="{fixed}"'
    for attribute in spelling.attributes:
        if folded != fold(attribute.xml) or attribute.field == attribute.xml == keyword:
            continue
        if attribute.kind == "timeout":
            return _timeout(value)
        return f"write {attribute.field}={_converted(attribute.kind, value)} ({attribute.xml} is how XML spells it)"
    return ""


def _timeout(value: object) -> str:
    text = str(value)
    if text.isascii() and text.isdigit() and int(text) > 0:
        field = "timeout_s" if int(text) <= 1000 else "timeout_ms"
        return f"write {field}={int(text)}, which says the unit"
    return time_mend("timeout_s", value)


def _converted(kind: str, value: object) -> str:
    text = str(value) if isinstance(value, str | int) else ""
    if kind == "whole" and text.isascii() and text.isdigit():
        return str(int(text))
    if kind == "flag" and text.lower() in ("true", "false"):
        return text.lower().capitalize()
    return written(value)


def _too_many(cls: type[Any], value: object) -> NodeError:
    where = cls.__name__
    if is_node(value):
        fix = in_brackets(cls) if has_body(cls) else f"write it behind the {where}, after a comma"
    else:
        fix = f"it takes {', '.join(each.name for each in fields(cls) if each.name in keywords(cls))}"
    return NodeError(
        f"{where}: {shown(value)} is one argument too many", fix, part=1 if where == "Amd" else len(fields(cls))
    )


def _too_few(cls: type[Any], given: dict[str, object]) -> NodeError:
    where = cls.__name__
    missing = next(each.name for each in fields(cls) if is_required(each) and each.name not in given)
    fix = f"write {example(cls, given)}"
    if missing in ("target", "variable") and given.get("name") is not None:
        also = f", {written(given['value'])}" if given.get("value", "") != "" else ""
        fix = f"write {where}({written(given['name'])}{also}): name= is the name of the {where} itself"
    if missing == "to" and (number := _number_in(given.get("parts"))):
        said = [each for each in cast("tuple[object, ...]", given["parts"]) if each is not number]
        fix = f"write {where}({', '.join(map(written, said)) or _AS_EXAMPLE}, to={written(number)})"
    return NodeError(f"{where}: {_CALLED.get(missing, missing)} is missing", fix)


def _number_in(parts: object) -> str:
    """The part of a message that is a phone number, if one is; else ""."""
    given = parts if isinstance(parts, tuple) else ()
    numbers = [each for each in given if isinstance(each, str) and _PHONE.fullmatch(each)]
    return numbers[0] if len(numbers) == 1 else ""
