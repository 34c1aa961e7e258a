"""Says in plain words where and why a text does not parse."""

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrdsl.expr.prepare import Prepared

if TYPE_CHECKING:
    from tree_sitter import Node

_LEXEME: Final = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\.|[^`\\])*`?|[()\[\]{}]""", re.DOTALL
)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_ASSIGNED: Final = re.compile(r"(?<![=!<>])=(?![=>])")
_SHOWN: Final = 30


class Description(NamedTuple):
    """A problem: its place in characters, its message, and what was expected or ""."""

    start: int
    end: int
    message: str
    expected: str


def describe(prepared: Prepared, root: "Node") -> Description:
    """The first problem of a text whose tree has errors."""
    return _unbalanced_bracket(prepared) or _at_error(prepared, _first_error(root))


def _unbalanced_bracket(prepared: Prepared) -> Description | None:
    """A string or bracket that is not closed; regular expressions are not seen, so this only words what is known."""
    waiting: list[tuple[str, int]] = []
    for match in _LEXEME.finditer(prepared.source):
        lexeme, start = match[0], match.start()
        if lexeme[0] in "'\"`" and (len(lexeme) == 1 or lexeme[-1] != lexeme[0] or _is_open(lexeme)):
            return Description(
                start, match.end(), f"the string that starts here is not closed: {_excerpt(prepared, start)}", lexeme[0]
            )
        if lexeme in _CLOSING:
            waiting.append((lexeme, start))
        elif lexeme in (")", "]", "}"):
            if not waiting:
                return Description(start, start + 1, f"this {lexeme} closes nothing", "")
            opened, _ = waiting.pop()
            if _CLOSING[opened] != lexeme:
                return Description(start, start + 1, f"this {lexeme} cannot close a {opened}", _CLOSING[opened])
    if waiting:
        opened, start = waiting[-1]
        return Description(start, start + 1, f"this {opened} is never closed", _CLOSING[opened])
    return None


def _is_open(lexeme: str) -> bool:
    """Whether the last quote of a string literal is escaped."""
    body = lexeme[1:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _first_error(root: "Node") -> "Node":
    """The first node that is an error or that the parser made up; the outermost one of those that start together."""
    node = root
    while not (node.is_error or node.is_missing):
        inside = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inside is None:
            break
        node = inside
    return node


def _at_error(prepared: Prepared, node: "Node") -> Description:
    start, end = prepared.place(node.start_byte, node.end_byte)
    rest = prepared.text[start:].strip()
    if node.is_missing:
        wanted = "a name or a value" if node.type == "identifier" else node.type
        message = f"something is missing before {_excerpt(prepared, start)}" if rest else "it ends too early"
        return Description(start, end, message, wanted)
    if not prepared.text[end:].strip():
        return Description(start, end, f"it is no JavaScript, or it ends too early: {_excerpt(prepared, start)}", "")
    if _ASSIGNED.search(prepared.text[start:end].strip("'\" \t")) or _ASSIGNED.match(prepared.text[end:].lstrip()):
        return Description(start, end, "nothing can be assigned to what stands left of the =", "to compare, use ==")
    return Description(start, end, f"this is not understood: {_excerpt(prepared, start)}", "")


def _excerpt(prepared: Prepared, start: int) -> str:
    rest = prepared.text[start:]
    return repr(rest[:_SHOWN] + "..." if len(rest) > _SHOWN else rest)
