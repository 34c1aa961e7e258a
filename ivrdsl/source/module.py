"""A whole plan as the text of a Python module: imports, variables, and the call that reads like the plan."""

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ivrdsl.errors import NodeError
from ivrdsl.findings.arguments import door
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.odd import Odd
from ivrdsl.source.expressions import KINDS, Writer, children, uses
from ivrdsl.source.layout import Atom, Expression, lines
from ivrdsl.source.literals import fits
from ivrdsl.source.notes import note_of_root
from ivrdsl.source.variables import named

DEFAULT_NAME: Final = "dialplan"
_PUBLIC: Final = frozenset({"CALL", "CONTACT", "GLOBAL", "Secret", "Var", "spell", *(each.__name__ for each in KINDS)})
_DEEPEST: Final = 12
"""Levels of brackets in one expression; what is deeper gets a name: people cannot follow it, and Python's parser
refuses 200. Real plans have up to 8."""


@door
def to_python(plan: Dialplan, *, name: str = DEFAULT_NAME, made_from: str | None = None) -> str:
    """Return a plan as the text of a Python module that reads as if it were written by hand.

    Running the module builds an equal plan. All text of the plan stands in string literals and in comments.

    Args:
        name: the name of the plan in the module; `ivrdsl check FILE.py` looks for `dialplan`.
        made_from: the name of the file the plan comes from, for the module's docstring; None for no docstring.

    Raises:
        NodeError: not a Dialplan, one that holds what no plan can hold, or the name is none for a Python variable.
    """
    if type(plan) is not Dialplan:
        raise NodeError(f"to_python: {plan!r} ({type(plan).__name__}) is not a Dialplan; expected the whole call")
    _check_name(name)
    order = _in_order(plan)
    names = named((use for node, _ in order for use in uses(node)), {*_PUBLIC, name})
    code = "\n".join(_code(order, names, name)) + "\n"
    head = [docstring, ""] if (docstring := _docstring(made_from)) else []
    return "\n".join([*head, *_import_lines(_names_in(code)), "", code])


def _check_name(name: object) -> None:
    reserved = "it means something else there"
    if not isinstance(name, str) or not (name.isascii() and name.isidentifier()):
        reason = "expected letters, digits and underscores, such as 'dialplan'"
    elif keyword.iskeyword(name) or name in _PUBLIC or re.fullmatch("__.*__|_piece_[0-9]+", name):
        reason = reserved
    else:
        return
    raise NodeError(f"to_python: {name!r} cannot be the name of a plan in Python: {reason}")


def _in_order(plan: Dialplan) -> list[tuple[Any, int]]:
    """Every node with the number of the node it is inside of, outer ones first. No recursion: files may be deep."""
    found: list[tuple[Any, int]] = []
    waiting: list[tuple[Any, int]] = [(plan, -1)]
    while waiting:
        node, parent = waiting.pop()
        if type(node) not in KINDS:
            raise NodeError(f"to_python: {node!r} ({type(node).__name__}) is no node")
        waiting += [(child, len(found)) for child in reversed(children(node))]
        found.append((node, parent))
    return found


def _code(order: Sequence[tuple[Any, int]], names: Mapping[str, str], name: str) -> Iterator[str]:
    """The lines after the imports."""
    writer = Writer(names)
    for variable, spelt in names.items():
        yield from lines(writer.variable(variable), lead=f"{spelt} = ")
    if names:
        yield ""
    pieces, plan = _expressions(order, writer)
    for number, piece in enumerate(pieces, 1):
        yield from [*lines(piece, lead=f"_piece_{number} = "), ""]
    root = order[0][0]
    if note := note_of_root(root.extra, root.spelling):
        yield f"# {note}"
    yield from lines(plan, lead=f"{name} = ")


def _expressions(order: Sequence[tuple[Any, int]], writer: Writer) -> tuple[list[Expression], Expression]:
    """The expression of the plan, after those of pieces that are nested too deeply to stand inside it."""
    inner: list[list[Expression]] = [[] for _ in order]
    depths = [0] * len(order)
    pieces: list[Expression] = []
    for number in range(len(order) - 1, 0, -1):
        node, parent = order[number]
        expression = writer.node(node, inner[number][::-1])
        depth = depths[number] + (2 if type(node) is Odd else 1)
        if depth >= _DEEPEST:
            pieces.append(expression)
            expression, depth = Atom(f"_piece_{len(pieces)}"), 0
        inner[number] = []
        inner[parent].append(expression)
        depths[parent] = max(depths[parent], depth)
    return pieces, writer.node(order[0][0], inner[0][::-1])


def _names_in(code: str) -> list[str]:
    """The names of ivrdsl that code uses, sorted as import sorters do: constants, classes, functions."""
    import ast

    try:
        tree = ast.parse(code)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise NodeError(f"to_python: the plan is too large or too deep for Python: {error}") from None
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & _PUBLIC
    return sorted(found, key=lambda each: (not each.isupper(), each.islower(), each))


def _import_lines(found: Sequence[str]) -> list[str]:
    line = f"from ivrdsl import {', '.join(found)}"
    if fits(line):
        return [line]
    return ["from ivrdsl import (", *[f"    {each}," for each in found], ")"]


def _docstring(made_from: str | None) -> str:
    """The module's docstring; a file name that would need escapes says too little to be worth it."""
    if not made_from or not made_from.isprintable() or re.search(r'["\\]', made_from):
        return ""
    return f'"""The dialplan of {made_from}, as `ivrdsl import` wrote it."""'
