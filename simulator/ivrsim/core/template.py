"""Texts with variables in them: `${name}`, also nested as in `${choice${num}}`, put in as text, inside out, once."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

Lookup = Callable[[str], str | None]
"""Gives the value of a variable; None for one that stays in the text as it was written."""


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
            open_[-1].append(Reference(_merge(name)))
        elif character in _NAME or len(open_) == 1:
            open_[-1].append(character)
        else:
            _close_all(open_)
            open_[0].append(character)
        position += 1
    _close_all(open_)
    return _merge(open_[0])


def render(template: Template, lookup: Lookup) -> str:
    """Put in the values that `lookup` gives for the variables' names; nested as deep as it may be."""
    work: list[tuple[Template, Iterator[str | Reference], list[str]]] = [(template, iter(template), [])]
    while True:
        whole, pieces, done = work[-1]
        for piece in pieces:
            if isinstance(piece, Reference):
                work.append((piece.name, iter(piece.name), []))
                break
            done.append(piece)
        else:
            text = "".join(done)
            work.pop()
            if not work:
                return text
            value = lookup(text)
            work[-1][2].append(f"${{{source_of(whole)}}}" if value is None else value)


def source_of(template: Template) -> str:
    """The text that a template was made from."""
    source: list[str] = []
    work = [iter(template)]
    while work:
        for piece in work[-1]:
            if isinstance(piece, Reference):
                source.append("${")
                work.append(iter(piece.name))
                break
            source.append(piece)
        else:
            work.pop()
            if work:
                source.append("}")
    return "".join(source)


def _close_all(open_: list[list[str | Reference]]) -> None:
    """What was opened was no variable after all: put it back into the text."""
    pieces = open_[0]
    for unfinished in open_[1:]:
        pieces.append("${")
        pieces.extend(unfinished)
    del open_[1:]


def _merge(pieces: list[str | Reference]) -> Template:
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
