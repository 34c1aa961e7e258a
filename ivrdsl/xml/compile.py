"""Nodes to XML text: escaping is always right, and what an odd file held is written back as it was.

Written by hand and not with lxml, because `ivrdsl compile` must be about as fast as raw lxml calls with all the checks
of the nodes on top: strings that never become a tree leave room for them (see benchmarks/).
"""

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from ivrdsl.errors import NodeError
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.values import joined
from ivrdsl.xml.names import SPELLINGS, Attribute

MAX_DEPTH: Final = 256
"""How deep elements may be nested: libxml2, and so nearly every reader of XML, refuses more."""

_special = re.compile('[&<>"\t\n\r]').search
_Writer = Callable[[Any, list[str], str, int], None]


def to_xml(plan: Dialplan, *, indent: bool = True) -> str:
    """Return the dialplan XML of a plan.

    Args:
        indent: one element a line, two blanks a level; False puts all on one line, for use inside JSON.

    Raises:
        NodeError: not a Dialplan, or nested deeper than MAX_DEPTH elements.
    """
    if type(plan) is not Dialplan:
        raise NodeError(f"to_xml: {type(plan).__name__} is not a Dialplan; expected the whole call: Dialplan('Root')[...]")
    out: list[str] = []
    newline = "\n" if indent else ""
    for item in plan.before:
        _WRITERS[type(item)](item, out, newline, 0)
        out.append(newline)
    _dialplan(plan, out, newline)
    for item in plan.after:
        out.append(newline)
        _WRITERS[type(item)](item, out, newline, 0)
    out.append(newline)
    return "".join(out)


def text_escaped(text: str) -> str:
    """Escape element text. A carriage return needs a reference, or the reader would make it a line feed."""
    if _special(text) is None:
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute_escaped(text: str) -> str:
    """Escape an attribute's value. White space other than blanks needs references, or the reader would make it blanks."""
    if _special(text) is None:
        return text
    text = text_escaped(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def _dialplan(plan: Dialplan, out: list[str], newline: str) -> None:
    out.append(f"<{plan.spelling}")
    for write in _ATTRIBUTES[Dialplan]:
        write(plan, out)
    out.extend(f' {name}="{attribute_escaped(value)}"' for name, value in plan.extra)
    _close(plan.spelling, plan.body, out, newline, 1)


def _close(tag: str, body: tuple[Any, ...], out: list[str], newline: str, depth: int) -> None:
    """Finish a start tag, then write the body and the end tag."""
    if not body:
        out.append("/>")
        return
    if depth > MAX_DEPTH:
        raise NodeError(f"to_xml: elements are nested deeper than {MAX_DEPTH}, which XML readers refuse; use Goto instead")
    if newline and any(type(item) is Stray for item in body):
        newline = ""  # blanks between text and elements would become part of the text
    inner = newline + "  " * depth if newline else ""
    out.append(">")
    for item in body:
        out.append(inner)
        _WRITERS[type(item)](item, out, newline, depth)
    out.append(f"{newline}{'  ' * (depth - 1)}</{tag}>" if newline else f"</{tag}>")


_AttributeWriter = Callable[[Any, list[str]], None]


def _attribute_writer(attribute: Attribute) -> _AttributeWriter:
    read = attrgetter(attribute.field)
    start = f' {attribute.xml}="'

    def text(node: Any, out: list[str]) -> None:
        value = read(node)
        if value is not None:
            out.append(f'{start}{attribute_escaped(value)}"')

    def flag(node: Any, out: list[str]) -> None:
        value = read(node)
        if value is not None:
            out.append(f'{start}{"true" if value else "false"}"')

    def whole(node: Any, out: list[str]) -> None:
        value = read(node)
        if value is not None:
            out.append(f'{start}{value}"')

    def timeout(node: Any, out: list[str]) -> None:
        value = node.timeout_s if node.timeout_ms is None else node.timeout_ms
        if value is not None:
            out.append(f'{start}{value}"')

    return {"text": text, "flag": flag, "whole": whole, "timeout": timeout}[attribute.kind]


_ATTRIBUTES: Final[dict[type, tuple[_AttributeWriter, ...]]] = {
    cls: tuple(map(_attribute_writer, spelling.attributes)) for cls, spelling in SPELLINGS.items()
}


def _writer(cls: type) -> _Writer:
    """Build the function that writes one class of node."""
    spelling = SPELLINGS[cls]
    tag, attributes = spelling.tag, _ATTRIBUTES[cls]
    start = f"<{tag}" + "".join(f' {name}="{value}"' for name, value in spelling.fixed)
    if spelling.content is None or spelling.content == "body":
        with_body = spelling.content == "body"

        def container(node: Any, out: list[str], newline: str, depth: int) -> None:
            out.append(start)
            for write in attributes:
                write(node, out)
            if with_body:
                _close(tag, node.body, out, newline, depth + 1)
            else:
                out.append("/>")

        return container
    read = attrgetter(spelling.content)
    content: Callable[[Any], str] = joined if spelling.content == "parts" else str
    end = f"</{tag}>"

    def leaf(node: Any, out: list[str], newline: str, depth: int) -> None:
        out.append(start)
        for write in attributes:
            write(node, out)
        text = content(read(node))
        out.append(f">{text_escaped(text)}{end}" if text else "/>")

    return leaf


def _comment(node: Comment, out: list[str], newline: str, depth: int) -> None:
    out.append(f"<!--{node.text}-->")


def _instruction(node: Instruction, out: list[str], newline: str, depth: int) -> None:
    out.append(f"<?{node.target} {node.text}?>" if node.text else f"<?{node.target}?>")


def _stray(node: Stray, out: list[str], newline: str, depth: int) -> None:
    out.append(text_escaped(node.text))


def _odd(node: Odd, out: list[str], newline: str, depth: int) -> None:
    out.append(f"<{node.tag}")
    out.extend(f' {name}="{attribute_escaped(value)}"' for name, value in node.attributes)
    _close(node.tag, node.body, out, newline, depth + 1)


_WRITERS: Final[dict[type, _Writer]] = {cls: _writer(cls) for cls in SPELLINGS} | {
    Comment: _comment,
    Instruction: _instruction,
    Odd: _odd,
    Stray: _stray,
}
