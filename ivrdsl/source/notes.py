"""The comments above what is not the language, which say why it looks as it does."""

from typing import Any, Final

from ivrdsl.model.odd import Instruction, Odd, Stray
from ivrdsl.model.structs import fields
from ivrdsl.source.literals import escaped

_CHECK: Final = "; run ivrdsl check"
_LONGEST: Final = 40
"""Characters of a name of the file that a comment shows."""


def note_of(node: Any) -> str:
    """The comment for a node; empty for one of the language."""
    kind = type(node)
    if kind is Odd:
        return _odd(node) + _CHECK
    if kind is Stray:
        return "bare text between tags, kept" + _CHECK
    if kind is Instruction:
        return "a processing instruction of the file, kept"
    return ""


def note_of_root(extra: tuple[tuple[str, str], ...], spelling: str) -> str:
    """The comment for a root element that the language does not know in this form."""
    if not extra and spelling == "dialplan":
        return ""
    return f"{_tag(spelling, [name for name, _ in extra])}: odd spelling kept{_CHECK}"


def _odd(node: Odd) -> str:
    if node.folded is None:
        return f"{_tag(node.tag, [])}: no tag of the language, kept"
    if node.left_out:
        return f"{_tag(node.tag, node.left_out)}: unknown or unreadable, kept"
    if node.exact != node.folded:
        return f"{_tag(node.tag, _misspelt(node))}: odd spelling kept"
    return f"{_tag(node.tag, [])}: an odd place or value, kept"


def _misspelt(node: Odd) -> list[str]:
    """The attributes without which the node reads otherwise: letter case decides about them."""
    if type(node.exact) is not type(node.folded):
        return []
    changed = {
        field.name.replace("_", "")
        for field in fields(node.folded)
        if getattr(node.exact, field.name) != getattr(node.folded, field.name)
    }
    return [name for name, _ in node.attributes if str(name).lower() in changed]


def _tag(tag: str, attributes: Any) -> str:
    return f"<{' '.join([_excerpt(tag), *[f'{_excerpt(name)}=...' for name in attributes]])}>"


def _excerpt(name: object) -> str:
    text = escaped(str(name))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
