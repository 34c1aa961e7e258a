"""XML to nodes. Nothing is lost: what the language does not know becomes an Odd, which is written back as it was."""

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any, Final

from lxml import etree

from ivrdsl.errors import NodeError, XmlError
from ivrdsl.model import nodes as n
from ivrdsl.model.base import changed
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.text import WHITE_SPACE
from ivrdsl.xml import read
from ivrdsl.xml.names import SPELLINGS, Spelling
from ivrdsl.xml.prefixes import Prefixes

_Attributes = dict[str, str]
_Element = etree._Element


class _NotUnderstood(Exception):  # noqa: N818  # never leaves this file
    """An element cannot be read as a node of the language."""


def from_xml(source: str | bytes, *, max_bytes: int = read.MAX_BYTES) -> n.Dialplan:
    """Read dialplan XML.

    Args:
        source: the document; bytes are decoded as their XML declaration says.
        max_bytes: larger documents are refused.

    Returns:
        The plan. What the language does not know (other spellings, unknown tags and attributes) is in Odd nodes.

    Raises:
        XmlError: the document is not well-formed, is too large or too deep, has a DTD, or its root is no dialplan.
    """
    return from_tree(read.parse(source, max_bytes=max_bytes))


def from_tree(root: _Element) -> n.Dialplan:
    """Build the nodes of a parsed document. See `from_xml`."""
    names = Prefixes(root)
    tag, attributes = names.tag(root), names.attributes(root)
    if tag.lower() != "dialplan":
        fix = "put everything into one <dialplan> element"
        raise XmlError(f"the root element is <{tag}>, not <dialplan>", line=root.sourceline, fix=fix)
    known, extra = _root_attributes(attributes)
    items = _items(root, names)
    plan = n.Dialplan(
        **known,
        before=_outside(root, before=True),
        after=_outside(root, before=False),
        extra=extra,
        spelling=tag,
    )
    return plan[_body(n.Dialplan, items)]


def _root_attributes(attributes: _Attributes) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    known: dict[str, Any] = {}
    extra = []
    for name, value in attributes.items():
        try:
            field = _fields(SPELLINGS[n.Dialplan], {name: value})
            if dict(_written_attributes(n.Dialplan(**field))) != {name: value}:
                raise _NotUnderstood
        except (_NotUnderstood, NodeError):
            extra.append((name, value))
        else:
            known |= field
    return known, tuple(extra)


def _outside(root: _Element, *, before: bool) -> tuple[Comment | Instruction, ...]:
    """The comments and processing instructions before or after the root."""
    found = [_aside(node) for node in root.itersiblings(preceding=before)]
    return tuple(reversed(found)) if before else tuple(found)


def _aside(node: Any) -> Comment | Instruction:
    if node.tag is etree.Comment:
        return Comment(node.text or "")
    return Instruction(node.target, node.text or "")


def _element(element: _Element, names: Prefixes) -> Any:
    """Read one element with everything in it: a node of the language where it is one to the letter, else an Odd."""
    tag, attributes, items = names.tag(element), names.attributes(element), _items(element, names)
    try:
        node = _node(tag, attributes, items, strict=True)
        if dict(_written_attributes(node)) == attributes:
            return node[_body(type(node), items)] if SPELLINGS[type(node)].content == "body" else node
    except (_NotUnderstood, NodeError):
        pass
    # Not to the letter: building it raised, or would change something, such as blanks round a name.
    exact = _reading(tag, attributes, items, fold=False)
    folded = _reading(tag, attributes, items, fold=True)
    return Odd(tag, tuple(attributes.items()), items, exact, folded, _left_out(attributes, folded))


def _left_out(attributes: _Attributes, reading: Any) -> tuple[str, ...]:
    """The attributes of an element that are not in what it is read as."""
    if reading is None:
        return ()
    kept = {name.lower() for name, _ in _written_attributes(reading)}
    return tuple(name for name in attributes if name.lower() not in kept)


def _items(element: _Element, names: Prefixes) -> tuple[Any, ...]:
    """What stands inside an element: nodes, comments, and the texts between them that are not just white space."""
    found: list[Any] = []
    alone = len(element) == 0
    _add_text(found, element.text, keep=alone)
    for child in element:
        if isinstance(child.tag, str):
            found.append(_element(child, names))
        else:
            found.append(_aside(child))
        _add_text(found, child.tail, keep=False)
    return tuple(found)


def _add_text(found: list[Any], text: str | None, *, keep: bool) -> None:
    if text and (keep or text.strip(WHITE_SPACE)):
        found.append(Stray(text))


def _node(tag: str, attributes: _Attributes, items: tuple[Any, ...], *, strict: bool) -> Any:
    """Build the node of the language that an element is, yet without a body.

    Raises:
        _NotUnderstood, NodeError: it is none to the letter.
    """
    cls = _class(tag, attributes, strict=strict)
    spelling = SPELLINGS[cls]
    own = {name: value for name, value in attributes.items() if name not in dict(spelling.fixed)}
    if not _REQUIRED[cls] <= own.keys():
        raise _NotUnderstood
    if spelling.content == "body":
        return cls(**_fields(spelling, own))
    text = _text(items)
    if spelling.content is None:
        if text.strip(WHITE_SPACE):
            raise _NotUnderstood
        return cls(**_fields(spelling, own))
    return _leaf(cls, spelling, _fields(spelling, own), text)


def _leaf(cls: type[Any], spelling: Spelling, fields: dict[str, Any], text: str) -> Any:
    """Build a node whose content is text."""
    if cls.varargs:
        return cls(text, **fields)
    if cls is n.Wait:
        return n.Wait(_seconds(text.strip(WHITE_SPACE)), **fields)
    return cls(**fields, **{str(spelling.content): text})


def _seconds(text: str) -> int | float | str:
    if "${" in text:
        return text
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if str(number) == text:
            return number
    raise _NotUnderstood


def _class(tag: str, attributes: _Attributes, *, strict: bool) -> type[Any]:
    match tag:
        case "keypress":
            pressed = attributes.get("pressed", "")
            kind = pressed if strict else pressed.lower()
            return {"timeout": n.NoInput, "default": n.NoMatch}.get(kind, n.Keypress)
        case "play":
            kinds: dict[str, type[Any]] = {"tts": n.Say, "callfireid": n.PlaySound, "url": n.PlayUrl}
            if (cls := kinds.get(attributes.get("type", ""))) is None:
                raise _NotUnderstood
            return cls
        case _ if tag in _BY_TAG:
            return _BY_TAG[tag]
        case _:
            raise _NotUnderstood


_REQUIRED: Final = {
    cls: {each.xml for each in spelling.attributes if cls.__dataclass_fields__[each.field].default is MISSING}
    for cls, spelling in SPELLINGS.items()
}
_BY_TAG: Final[dict[str, type[Any]]] = {
    spelling.tag: cls for cls, spelling in SPELLINGS.items() if spelling.tag not in ("keypress", "play", "dialplan")
}


def _fields(spelling: Spelling, attributes: _Attributes) -> dict[str, Any]:
    known = {attribute.xml: attribute for attribute in spelling.attributes}
    fields: dict[str, Any] = {}
    for name, value in attributes.items():
        if name not in known:
            raise _NotUnderstood
        attribute = known[name]
        if attribute.kind == "timeout":
            milliseconds = _whole(value)
            fields["timeout_ms" if milliseconds > 1000 else "timeout_s"] = milliseconds
        else:
            fields[attribute.field] = _CONVERT[attribute.kind](value)
    return fields


def _whole(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) < 10 and str(int(value)) == value:
        return int(value)
    raise _NotUnderstood


def _flag(value: str) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise _NotUnderstood


_CONVERT: Final[dict[str, Callable[[str], Any]]] = {"text": str, "flag": _flag, "whole": _whole}


def _text(items: tuple[Any, ...]) -> str:
    """The text of an element that holds nothing else."""
    if not items:
        return ""
    if len(items) == 1 and type(items[0]) is Stray:
        return items[0].text
    raise _NotUnderstood


def _body(cls: type[Any], items: tuple[Any, ...]) -> tuple[Any, ...]:
    kept = (item for item in items if type(item) is not Stray or item.text.strip(WHITE_SPACE))
    return tuple(item if type(item) in cls.allowed else _misplaced(item) for item in kept)


def _misplaced(item: Any) -> Odd:
    """A known node in the wrong place, carried."""
    reading = changed(item, body=())
    return Odd(item.tag, _written_attributes(item), _written_items(item), reading, reading)


def _written_attributes(item: Any) -> tuple[tuple[str, str], ...]:
    """The attributes of a node, as the writer would write them."""
    spelling = SPELLINGS[type(item)]
    found = list(spelling.fixed)
    for attribute in spelling.attributes:
        value = getattr(item, attribute.field)
        if attribute.kind == "timeout" and value is None:
            value = item.timeout_s
        if value is not None:
            found.append((attribute.xml, str(value).lower() if attribute.kind == "flag" else str(value)))
    return tuple(found)


def _written_items(item: Any) -> tuple[Any, ...]:
    """The content of a node, as the writer would write it."""
    content = SPELLINGS[type(item)].content
    if content == "body":
        return tuple(item.body)
    if content is None:
        return ()
    text = item.text if content == "parts" else str(getattr(item, content))
    return (Stray(text),) if text else ()


def _reading(tag: str, attributes: _Attributes, items: tuple[Any, ...], *, fold: bool) -> Any:
    """The node that an odd element is when what the language does not know is left out; None when nothing is left.

    The platform's own tolerance is not documented; `check` reports everything that is left out here.
    """
    if fold:
        tag = _FOLDED_TAGS.get(tag.lower(), tag)
    known = _known(tag)
    understood: _Attributes = {}
    for name, value in attributes.items():
        spelt = known.get(name.lower(), name) if fold else name
        if spelt in known.values():
            understood.setdefault(spelt, value.lower() if fold and spelt in _ENUMERATED else value)
    return _first_that_reads(tag, understood, items)


def _known(tag: str) -> dict[str, str]:
    """The attributes of a tag: lower case to the right spelling."""
    spellings = [spelling for spelling in SPELLINGS.values() if spelling.tag == tag]
    names = {attribute.xml for spelling in spellings for attribute in spelling.attributes}
    names.update(name for spelling in spellings for name, _ in spelling.fixed)
    return {name.lower(): name for name in names}


_FOLDED_TAGS: Final = {spelling.tag.lower(): spelling.tag for spelling in SPELLINGS.values()}
_ENUMERATED: Final = frozenset({"type", "mode", "cache", "background", "continue-after", "screen", "loggingEnabled"})


def _first_that_reads(tag: str, attributes: _Attributes, items: tuple[Any, ...]) -> Any:
    """Leave out one attribute after the other whose value cannot be read, until the rest can."""
    content = () if tag in _EMPTY else (Stray(_spoken(items)),)
    attempts = [attributes, *({k: v for k, v in attributes.items() if k != name} for name in attributes)]
    attempts.append({name: value for name, value in attributes.items() if name in _NEEDED})
    for attempt in attempts:
        try:
            return _node(tag, attempt, content, strict=False)
        except (_NotUnderstood, NodeError):
            continue
    return None


_EMPTY: Final = frozenset(spelling.tag for spelling in SPELLINGS.values() if spelling.content is None)
_NEEDED: Final = frozenset({"pressed", "type", "varname", "to", "goto"})


def _spoken(items: tuple[Any, ...]) -> str:
    """The text of an element without the markup in it, as text to speech hears it."""
    return "".join(item.text if type(item) is Stray else _spoken(getattr(item, "body", ())) for item in items)
