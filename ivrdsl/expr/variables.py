"""Finds the variables in a text: `${name}`, also nested as in `${choice${num}}`."""

import re
from typing import Final, NamedTuple

_MARK: Final = re.compile(r"\$\{|[^\w.\-]", re.ASCII)
_PLAIN: Final = re.compile(r"\$\{([\w.\-]+)\}", re.ASCII)


class VariableSpan(NamedTuple):
    """An outermost variable of a text.

    Attributes:
        start, end: where it stands, in characters; `end` is behind its closing brace.
        name: its name; None when other variables stand inside it, so that the name is only known during a call.
    """

    start: int
    end: int
    name: str | None


def find_variables(text: str) -> tuple[VariableSpan, ...]:
    """The outermost variables of a text, from left to right, in one pass.

    A `${` stays in the text (ruling 5 of the reference, assumed) if it is not closed, or has no name. So does one whose
    name has other characters than letters, digits and `_.-`. What is complete inside it is a variable all the same.
    """
    if "${" not in text:
        return ()
    plain = [VariableSpan(*match.span(), match[1]) for match in _PLAIN.finditer(text)]
    if len(plain) == text.count("${"):
        return tuple(plain)
    found: list[VariableSpan] = []
    open_: list[int] = []
    for mark in _MARK.finditer(text):
        if mark[0] == "${":
            open_.append(mark.start())
        elif open_ and mark[0] == "}" and mark.start() > open_[-1] + 2:
            _close(found, open_.pop(), mark.end(), text)
        else:
            open_.clear()
    return tuple(found)


def _close(found: list[VariableSpan], start: int, end: int, text: str) -> None:
    """Add a variable, which swallows those that were found inside it."""
    nested = False
    while found and found[-1].start > start:
        found.pop()
        nested = True
    found.append(VariableSpan(start, end, None if nested else text[start + 2 : end - 1]))
