"""Nodes to XML text: escaping is always right, and what an odd file held is written back as it was.

Written by hand and not with lxml, because `ivrdsl compile` must be about as fast as raw lxml calls with all the checks
of the nodes on top. Strings that never become a tree leave room for them (see benchmarks/).
"""

import re
from collections.abc import Callable
from typing import Any, Final, cast

from ivrdsl.errors import NodeError
from ivrdsl.model.base import changed
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.odd import ASIDES, Comment, Instruction, Odd, Stray
from ivrdsl.model.values import joined
from ivrdsl.xml.names import SPELLINGS, Attribute

MAX_DEPTH: Final = 256
"""How deep elements may be nested: libxml2, and so nearly every reader of XML, refuses more."""

_special = re.compile('[&<>"\t\n\r]').search
_Writer = Callable[[Any, list[str], str, int], None]
"""Writes (a node, into these strings, with this line end or none, inside this many elements)."""


def to_xml(plan: Dialplan, *, indent: bool = True) -> str:
    """Return the dialplan XML of a plan.

    Args:
        indent: one element a line, two blanks a level; False puts all on one line, for use inside JSON.

    Raises:
        NodeError: not a Dialplan, or nested deeper than MAX_DEPTH elements.
    """
    if type(plan) is not Dialplan:
        given = f"{plan!r} ({type(plan).__name__}) is not a Dialplan"
        raise NodeError(f"to_xml: {given}; expected the whole call: Dialplan('Root')[...]")
    out: list[str] = []
    newline = "\n" if indent else ""
    for item in plan.before:
        _WRITERS[type(item)](item, out, newline, 0)
        out.append(newline)
    _WRITERS[Dialplan](plan, out, newline, 0)
    for item in plan.after:
        out.append(newline)
        _WRITERS[type(item)](item, out, newline, 0)
    out.append(newline)
    return "".join(out)


def text_escaped(text: str) -> str:
    """Escape element text. A carriage return needs a reference, or the reader would make it a line feed."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text


def attribute_escaped(text: str) -> str:
    """Escape an attribute's value. White space other than blanks needs references, or it would be read as blanks."""
    if _special(text) is None:
        return text
    text = text_escaped(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def _close(start: str, end: str, body: tuple[Any, ...], out: list[str], newline: str, depth: int) -> None:
    """Finish a start tag, then write the body and the end tag. `depth` counts the element itself."""
    if not body:
        out.append(start + "/>")
        return
    if depth >= MAX_DEPTH and any(type(item) not in ASIDES for item in body):
        limit = f"elements are nested deeper than {MAX_DEPTH}, which XML readers refuse"
        raise NodeError(f"to_xml: {limit}; expected a flatter plan: jump with Goto instead")
    out.append(start + ">")
    if newline and not any(type(item) is Stray for item in body):
        inner = newline + "  " * depth
        for item in body:
            out.append(inner)
            _WRITERS[type(item)](item, out, newline, depth)
        end = newline + "  " * (depth - 1) + end
    else:  # on one line; blanks between text and elements would become part of the text
        for item in body:
            _WRITERS[type(item)](item, out, "", depth)
    out.append(end)


_VALUES: Final = {
    "text": "value if value.isalnum() else attribute_escaped(value)",
    "flag": "'true' if value else 'false'",
    "whole": "value",
    "timeout": "value",
}


def _attribute_lines(attribute: Attribute) -> list[str]:
    value = f"node.{attribute.field}"
    if attribute.kind == "timeout":
        value += " or node.timeout_s"
    return [
        f"value = {value}",
        "if value is not None:",
        f" value = {_VALUES[attribute.kind]}",
        f" text += f' {attribute.xml}=\"{{value}}\"'",
    ]


def _content_lines(content: str | None, end: str) -> list[str]:
    if content == "body":
        return [f"_close(text, {end!r}, node.body, out, newline, depth + 1)"]
    if content is None:
        return ["out.append(text + '/>')"]
    value = "joined(node.parts)" if content == "parts" else f"str(node.{content})"
    return [
        f"content = {value}",
        "if not content.isalnum(): content = text_escaped(content)",
        f"out.append(f'{{text}}>{{content}}{end}' if content else text + '/>')",
    ]


def _writer(cls: type) -> _Writer:
    """Write the function that writes one class of node, as dataclasses does.

    Why not a loop over the table: it costs twice as much, and a function of its own is what Python makes fast.
    """
    spelling = SPELLINGS[cls]
    start = f"<{spelling.tag}" + "".join(f' {name}="{value}"' for name, value in spelling.fixed)
    lines = [f"text = {start!r}"]
    for attribute in spelling.attributes:
        lines += _attribute_lines(attribute)
    lines += _content_lines(spelling.content, f"</{spelling.tag}>")
    known = {each.__name__: each for each in (attribute_escaped, text_escaped, joined, _close)}
    exec("def write(node, out, newline, depth):\n " + "\n ".join(lines), known)
    write: Any = known["write"]
    return cast("_Writer", write)


def _dialplan(plan: Dialplan, out: list[str], newline: str, depth: int) -> None:
    """The root, which an odd file may spell in another way, or give attributes that the language does not know."""
    if plan.spelling == "dialplan" and not plan.extra:
        _well_spelt_dialplan(plan, out, newline, depth)
        return
    start: list[str] = []
    _well_spelt_dialplan(changed(plan, body=()), start, "", depth)
    attributes = start[0].removeprefix("<dialplan").removesuffix("/>") + _attribute_text(plan.extra)
    _close(f"<{plan.spelling}{attributes}", f"</{plan.spelling}>", plan.body, out, newline, depth + 1)


def _attribute_text(attributes: tuple[tuple[str, str], ...]) -> str:
    return "".join([f' {name}="{attribute_escaped(value)}"' for name, value in attributes])


def _comment(node: Comment, out: list[str], newline: str, depth: int) -> None:
    out.append(f"<!--{node.text}-->")


def _instruction(node: Instruction, out: list[str], newline: str, depth: int) -> None:
    out.append(f"<?{node.target} {node.text}?>" if node.text else f"<?{node.target}?>")


def _stray(node: Stray, out: list[str], newline: str, depth: int) -> None:
    out.append(text_escaped(node.text))


def _odd(node: Odd, out: list[str], newline: str, depth: int) -> None:
    _close(f"<{node.tag}{_attribute_text(node.attributes)}", f"</{node.tag}>", node.body, out, newline, depth + 1)


class _Writers(dict[type, _Writer]):
    """Writers by class, each made when the first node of its class is written: a plan uses few of them."""

    def __missing__(self, cls: type) -> _Writer:
        self[cls] = writer = _writer(cls)
        return writer


_well_spelt_dialplan: Final = _writer(Dialplan)
_WRITERS: Final = _Writers(
    {Dialplan: _dialplan, Comment: _comment, Instruction: _instruction, Odd: _odd, Stray: _stray}
)
