"""The place in a user's Python file that an error is about: line and column, found in the expression that raised."""

import ast
from collections.abc import Iterable
from types import TracebackType
from typing import Final, NamedTuple

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes
from ivrdsl.model.structs import fields

Span = tuple[int | None, int | None, int | None, int | None]
"""First and last line, first and last column, as Python keeps them for each instruction."""
_LARGEST: Final = 2_000_000
"""Bytes of a file in which an expression is looked for."""


class Spot(NamedTuple):
    """A place, counted from 1; the column is None where it is not known."""

    line: int
    column: int | None = None


def spot_of(error: BaseException, trace: TracebackType, source: bytes) -> Spot:
    """Return the place that an error is about.

    Args:
        error: what was raised.
        trace: the entry of its traceback that runs in the file.
        source: what the file holds.
    """
    span = _span(trace)
    if span[0] is None or span[2] is None or len(source) > _LARGEST:
        return Spot(trace.tb_lineno)
    try:
        text = _decoded(source)
        at = span[0], span[2]
        if isinstance(error, NodeError):
            tree = ast.parse(text)
            at = _of_part(tree, span, error.part) or _of_f_string(tree, span) or at
        return Spot(at[0], _column(text, *at))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the file is another one by now, or too deep
        return Spot(trace.tb_lineno)


def assignment(source: bytes, name: str) -> Spot | None:
    """Where a file gives a name its last value, or defines the function of this name."""
    try:
        text = _decoded(source)
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = [each for each in body if name in _names(each)]
    return Spot(found[-1].lineno, _column(text, found[-1].lineno, found[-1].col_offset)) if found else None


def _names(statement: ast.stmt) -> Iterable[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return []


def _span(trace: TracebackType) -> Span:
    positions = list(trace.tb_frame.f_code.co_positions())
    number = trace.tb_lasti // 2
    return positions[number] if 0 <= number < len(positions) else (None, None, None, None)


def _decoded(source: bytes) -> str:
    from importlib.util import decode_source

    return decode_source(source)


def _column(text: str, line: int, column: int) -> int | None:
    """A column in characters, from 1, of one in bytes of UTF-8, from 0."""
    lines = text.split("\n")
    return len(lines[line - 1].encode()[:column].decode(errors="ignore")) + 1 if line <= len(lines) else None


def _of_f_string(tree: ast.Module, span: Span) -> tuple[int, int] | None:
    """Where the f-string begins that has a value of this span: not every Python knows the place of the value."""
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr) and any(
            isinstance(value, ast.FormattedValue) and _span_of(value) == span for value in each.values
        ):
            return each.lineno, each.col_offset
    return None


def _span_of(node: ast.expr) -> Span:
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def _of_part(tree: ast.Module, span: Span, part: str | int | None) -> tuple[int, int] | None:
    """Where a part of the expression stands that has this span."""
    if part is None:
        return None
    for each in ast.walk(tree):
        if isinstance(each, ast.Call | ast.Subscript) and _span_of(each) == span:
            found = _argument(each, part) if isinstance(each, ast.Call) else _item(each, part)
            return (found.lineno, found.col_offset) if found is not None else None
    return None


def _argument(call: ast.Call, part: str | int) -> ast.expr | ast.keyword | None:
    keyword = next((each for each in call.keywords if each.arg == part), None)
    if keyword is not None:
        return keyword
    number = _position(call, part) if isinstance(part, str) else part
    return _at(call.args, number)


def _position(call: ast.Call, field: str) -> int | None:
    """The number of the argument that a field is, given without its keyword."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    cls = getattr(nodes, name, None)
    names = [each.name for each in fields(cls)] if isinstance(cls, type) and hasattr(cls, "__fields__") else []
    return names.index(field) if field in names else None


def _item(subscript: ast.Subscript, part: str | int) -> ast.expr | None:
    """The item with a number in the brackets."""
    if isinstance(subscript.slice, ast.Tuple):
        return _at(subscript.slice.elts, part if isinstance(part, int) else None)
    return subscript.slice


def _at(items: list[ast.expr], number: int | None) -> ast.expr | None:
    """The item with a number, where none before it stands for several."""
    if number is None or number >= len(items) or any(isinstance(each, ast.Starred) for each in items[: number + 1]):
        return None
    return items[number]
