"""Texts with variables in them: `${name}`, also nested as in `${choice${num}}`, put in as text, inside out, once."""

from collections.abc import Callable
from typing import Final, NamedTuple

Lookup = Callable[[str], str]


class Reference(NamedTuple):
    """A variable in a text; its name is a template too."""

    name: "Template"


Template = tuple[str | Reference, ...]

_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


def parse(text: str) -> Template:
    """Split a text into literal pieces and variables, in one pass.

    A `${` that is not closed, or whose name has other characters than letters, digits, `_`, `.` and `-`, stays in the
    text (ruling 5 of the reference, assumed).
    """
    if "${" not in text:
        return (text,) if text else ()
    open_: list[list[str | Reference]] = [[]]
    position = 0
    while position < len(text):
        character = text[position]
        if text.startswith("${", position):
            open_.append([])
            position += 2
            continue
        if character == "}" and len(open_) > 1 and open_[-1]:
            name = open_.pop()
            open_[-1].append(Reference(_merged(name)))
        elif character in _NAME or len(open_) == 1:
            open_[-1].append(character)
        else:
            _close_all(open_)
            open_[0].append(character)
        position += 1
    _close_all(open_)
    return _merged(open_[0])


def render(template: Template, lookup: Lookup) -> str:
    """Put in the values that `lookup` gives for the variables' names."""
    return "".join(
        piece if type(piece) is str else lookup(render(piece.name, lookup))  # type: ignore[union-attr]
        for piece in template
    )


def names(template: Template) -> set[str]:
    """The names of the variables in a template that are known without running the call."""
    found: set[str] = set()
    for piece in template:
        if isinstance(piece, Reference):
            if len(piece.name) == 1 and isinstance(piece.name[0], str):
                found.add(piece.name[0])
            found |= names(piece.name)
    return found


def _close_all(open_: list[list[str | Reference]]) -> None:
    """What was opened was no variable after all: put it back into the text."""
    pieces = open_[0]
    for unfinished in open_[1:]:
        pieces.append("${")
        pieces.extend(unfinished)
    del open_[1:]


def _merged(pieces: list[str | Reference]) -> Template:
    merged: list[str | Reference] = []
    literal: list[str] = []
    for piece in [*pieces, ""]:
        if isinstance(piece, str) and piece:
            literal.append(piece)
            continue
        if literal:
            merged.append("".join(literal))
            literal = []
        if piece:
            merged.append(piece)
    return tuple(merged)
