"""Quick readers for elements that are spelt plainly: one generated function a class of node, which fills its slots.

Most elements of most plans say exactly what a node holds, in values that no check could change or refuse. For these the
careful road of `elements.py` (build the node, write it again, compare) costs ten times as much as reading them. A
reader here returns None as soon as anything is in doubt, and so never decides what an element means. It either makes
the node that the careful road would make, or leaves the element to it. Properties in tests/ compare the two.
"""

from collections.abc import Callable
from typing import Any, Final

from ivrdsl.model import checks, nodes as n
from ivrdsl.model.structs import fields, fill, function
from ivrdsl.model.text import WHITE_SPACE
from ivrdsl.xml.names import SPELLINGS, Attribute

Reader = Callable[[list[tuple[str, str]], str | None, list[Any]], Any]
"""Takes an element's attributes, the text before its first child, and what stands in it; returns a node or None."""

_KINDS: Final[tuple[type[Any], ...]] = (
    n.Menu, n.Keypress, n.NoInput, n.NoMatch, n.Live, n.Machine, n.Goto, n.Hangup, n.Say,
)  # fmt: skip
"""What big plans consist of. None of these has a check of its whole body, as Amd and If have."""


class _Readers(dict[str, Reader]):
    """The readers by tag; each is made when it is first needed, because making all takes as long as a small plan."""

    def __missing__(self, tag: str) -> Reader | None:
        kinds = [cls for cls in _KINDS if SPELLINGS[cls].tag == tag]
        if not kinds:
            return None  # and not kept: a document may hold any number of unknown tags
        self[tag] = made = _reader(kinds[0]) if len(kinds) == 1 and not SPELLINGS[kinds[0]].fixed else _chooser(kinds)
        return made


READERS: Final = _Readers()


def _chooser(kinds: list[type[Any]]) -> Reader:
    """The reader of a tag whose classes are told apart by one attribute."""
    told_by = next(name for cls in kinds for name, _ in SPELLINGS[cls].fixed)
    fixed = {SPELLINGS[cls].fixed[0][1]: _reader(cls) for cls in kinds if SPELLINGS[cls].fixed}
    free = next((_reader(cls) for cls in kinds if not SPELLINGS[cls].fixed), None)

    def read(attributes: list[tuple[str, str]], text: str | None, inside: list[Any]) -> Any:
        for name, value in attributes:
            if name == told_by:
                chosen = fixed.get(value, free)
                return chosen and chosen(attributes, text, inside)
        return None

    return read


def _reader(cls: type[Any]) -> Reader:
    """Generate the reader of a class from its spelling."""
    spelling = SPELLINGS[cls]
    known: dict[str, Any] = {
        "new": object.__new__, "cls": cls, "kind_of": type, "blanks": WHITE_SPACE, "settled": _is_trimmed,
        "spoken": _prompt_parts, "keys": _SYMBOLS, "voices": _VOICES, "flags": _FLAGS,
    }  # fmt: skip
    names = [field.name for field in fields(cls)]
    lines = [f"{field} = None" for field in names]
    lines += ["for name_, value in attributes:"]
    for keyword, attribute in zip(_keywords(), spelling.attributes, strict=False):
        lines += [f" {keyword} name_ == {attribute.xml!r}:", *(f"  {line}" for line in _attribute(attribute))]
    fixed = " and ".join(f"name_ != {name!r}" for name, _ in spelling.fixed) or "True"
    lines += [f" elif {fixed}: return None", *_content(cls, spelling.content, known)]
    lines += ["self = new(cls)", *fill(cls, known, {field: field for field in names}), "return self"]
    name = f"read_{cls.__name__}"
    return function(name, ["attributes", "text", "inside"], lines, known)


def _keywords() -> list[str]:
    return ["if", *["elif"] * 20]


_WHOLE: Final = "if not (value.isdigit() and value.isascii() and value[0] != '0' and len(value) < 10): return None"
_TEXTS: Final = {
    "name": ["if not (value.isalnum() or settled(value)): return None", "name = value"],
    "pressed": ["if not (value in keys or value.isdigit() and value.isascii()): return None", "pressed = value"],
    "voice": ["voice = voices.get(value)", "if voice is None: return None"],
}
"""For each attribute that holds text: how to tell that the node's own check would leave it as it is."""


def _attribute(attribute: Attribute) -> list[str]:
    """The lines that read one attribute's `value`."""
    field = attribute.field
    match attribute.kind:
        case "whole":
            return [_WHOLE, f"{field} = int(value)"]
        case "timeout":
            in_ms = f"if timeout_s > {checks.MOST_SECONDS}: timeout_ms, timeout_s = timeout_s, None"
            return [_WHOLE, "timeout_s = int(value)", in_ms]
        case "flag":
            return [f"{field} = flags.get(value)", f"if {field} is None: return None"]
        case _:
            return _TEXTS[field]


def _content(cls: type[Any], content: str | None, known: dict[str, Any]) -> list[str]:
    """The lines that read what stands between the tags."""
    if content == "body":
        known["allowed"] = cls.allowed
        return [
            "if text and text.strip(blanks): return None",
            "for item in inside:",
            " if kind_of(item) not in allowed: return None",
            "body = tuple(inside)",
        ]
    if content == "parts":
        return ["if inside: return None", "parts = spoken(text)"]
    if content == "target":
        return [
            "if inside or not text: return None",
            "target = text.strip(blanks)",
            "if not (target.isalnum() or settled(target)): return None",
        ]
    known["shared"] = cls()
    return ["if inside or text and text.strip(blanks): return None", "if not attributes: return shared"]


_SYMBOLS: Final = frozenset("*#")
_VOICES: Final = {voice: voice for voice in n.VOICES}  # one text for all prompts
_FLAGS: Final = {"true": True, "false": False}


def _is_trimmed(text: str) -> bool:
    """Whether trimming leaves a text as it is, and there is some."""
    return text.isprintable() and text != "" and text[0] != " " and text[-1] != " "


def _prompt_parts(text: str | None) -> tuple[Any, ...]:
    """The parts of a prompt that is one text.

    Raises:
        NodeError: XML cannot hold a character of it.
    """
    if not text:
        return ()
    if text.isprintable() and "  " not in text:
        clean = text.strip(" ")
        return (clean,) if clean else ()
    return checks.parts("Say", (text,), collapse=True)
