"""The careful road from an element to a node: one of the language where it is that to the letter, else an Odd."""

from collections.abc import Callable
from typing import Any, Final

from ivrdsl.errors import NodeError
from ivrdsl.model import checks, nodes as n
from ivrdsl.model.base import changed
from ivrdsl.model.odd import Odd, Stray
from ivrdsl.model.structs import MISSING, fields
from ivrdsl.model.text import WHITE_SPACE
from ivrdsl.xml.names import SPELLINGS, Attribute, Spelling

_Attributes = dict[str, str]


class _NotUnderstood(Exception):  # noqa: N818  # never leaves this file
    """An element cannot be read as a node of the language."""


def root_attributes(attributes: _Attributes) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """The fields of the root that its attributes are, one by one, and the attributes that are none to the letter."""
    known: dict[str, Any] = {}
    extra = []
    for name, value in attributes.items():
        try:
            field = _fields(n.Dialplan, {name: value})
            if dict(_written_attributes(n.Dialplan(**field))) != {name: value}:
                raise _NotUnderstood
        except (_NotUnderstood, NodeError):
            extra.append((name, value))
        else:
            known |= field
    return known, tuple(extra)


def element(tag: str, attributes: _Attributes, items: tuple[Any, ...]) -> Any:
    """Read one element: a node of the language where it is one to the letter, else an Odd.

    Args:
        tag: as it is written, with its prefix.
        attributes: as they are written, declarations of namespaces among them.
        items: what stands inside: nodes, comments, and texts that are not just white space or stand there alone.
    """
    try:
        node = _node(tag, attributes, items, strict=True)
        if dict(_written_attributes(node)) == attributes:
            return node[within(type(node), items)] if SPELLINGS[type(node)].content == "body" else node
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


def _node(tag: str, attributes: _Attributes, items: tuple[Any, ...], *, strict: bool) -> Any:
    """Build the node of the language that an element is, yet without a body.

    Raises:
        _NotUnderstood, NodeError: it is none to the letter.
    """
    cls = _class(tag, attributes, strict=strict)
    spelling = SPELLINGS[cls]
    own = {name: value for name, value in attributes.items() if name not in _FIXED[cls]}
    if not _REQUIRED[cls] <= own.keys():
        raise _NotUnderstood
    if spelling.content == "body":
        return cls(**_fields(cls, own))
    text = _text(items)
    if spelling.content is None:
        if text.strip(WHITE_SPACE):
            raise _NotUnderstood
        return cls(**_fields(cls, own))
    return _leaf(cls, spelling, _fields(cls, own), text)


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


def _required(cls: type[Any], spelling: Spelling) -> set[str]:
    """The attributes without which an element is no node of a class."""
    without_default = {field.name for field in fields(cls) if field.default is MISSING}
    return {each.xml for each in spelling.attributes if each.field in without_default}


_REQUIRED: Final = {cls: _required(cls, spelling) for cls, spelling in SPELLINGS.items()}
_FIXED: Final = {cls: dict(spelling.fixed) for cls, spelling in SPELLINGS.items()}
_ATTRIBUTES: Final[dict[type[Any], dict[str, Attribute]]] = {
    cls: {attribute.xml: attribute for attribute in spelling.attributes} for cls, spelling in SPELLINGS.items()
}
_BY_TAG: Final[dict[str, type[Any]]] = {
    spelling.tag: cls for cls, spelling in SPELLINGS.items() if spelling.tag not in ("keypress", "play", "dialplan")
}


def _fields(cls: type[Any], attributes: _Attributes) -> dict[str, Any]:
    known = _ATTRIBUTES[cls]
    fields: dict[str, Any] = {}
    for name, value in attributes.items():
        if name not in known:
            raise _NotUnderstood
        attribute = known[name]
        if attribute.kind == "timeout":
            time = _whole(value)
            fields["timeout_ms" if time > checks.MOST_SECONDS else "timeout_s"] = time
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


def within(cls: type[Any], items: tuple[Any, ...]) -> tuple[Any, ...]:
    """The body of a node of some class: blanks left out, and what may not stand there carried."""
    kept = (item for item in items if type(item) is not Stray or item.text.strip(WHITE_SPACE))
    return tuple(item if type(item) in cls.allowed else _carry_misplaced(item) for item in kept)


def _carry_misplaced(item: Any) -> Odd:
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
    known = _attribute_spellings(tag)
    understood: _Attributes = {}
    for name, value in attributes.items():
        spelt = known.get(name.lower(), name) if fold else name
        if spelt in known.values():
            understood.setdefault(spelt, _fold(spelt, value) if fold else value)
    return _first_that_reads(tag, understood, items)


def _fold(name: str, value: str) -> str:
    """A value from a closed list, in the letter case of the list."""
    if name == "voice":
        return _FOLDED_VOICES.get(value.lower(), value)
    return value.lower() if name in _ENUMERATED else value


def _attribute_spellings(tag: str) -> dict[str, str]:
    """The attributes of a tag: lower case to the right spelling."""
    spellings = [spelling for spelling in SPELLINGS.values() if spelling.tag == tag]
    names = {attribute.xml for spelling in spellings for attribute in spelling.attributes}
    names.update(name for spelling in spellings for name, _ in spelling.fixed)
    return {name.lower(): name for name in names}


_FOLDED_TAGS: Final = {spelling.tag.lower(): spelling.tag for spelling in SPELLINGS.values()}
_FOLDED_VOICES: Final[dict[str, str]] = {voice.lower(): voice for voice in n.VOICES}
_ENUMERATED: Final = frozenset({"type", "mode", "cache", "background", "continue-after", "screen", "loggingEnabled"})


def _first_that_reads(tag: str, attributes: _Attributes, items: tuple[Any, ...]) -> Any:
    """Leave out one attribute after the other whose value cannot be read, until the rest can."""
    content = () if tag in _EMPTY else (Stray(_spoken_text(items)),)
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


def _spoken_text(items: tuple[Any, ...]) -> str:
    """The text of an element without the markup in it, as text to speech hears it."""
    return "".join(item.text if type(item) is Stray else _spoken_text(_inside(item)) for item in items)


def _inside(item: Any) -> tuple[Any, ...]:
    return _written_items(item) if type(item) in SPELLINGS else getattr(item, "body", ())
