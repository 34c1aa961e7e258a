"""Brackets, parentheses, commas, and what stands in a body without being a node."""

from inspect import isgenerator
from typing import Any

from ivrdsl.errors import NodeError
from ivrdsl.files.mistakes.fields import instead_of_truth
from ivrdsl.files.mistakes.source import (
    LONGEST,
    article,
    example,
    has_body,
    has_nodes,
    in_brackets,
    is_node,
    is_node_class,
    shown,
    written,
)
from ivrdsl.model.base import changed
from ivrdsl.model.values import Secret, Var

_COMMA = "put a comma between two nodes"


def call_error(node: Any) -> NodeError:
    """`Dialplan("a")(...)`, and `Hangup() (...)`."""
    where = type(node).__name__
    if has_body(type(node)) and not node.body:
        instead = f"{written(node)}[...]" if len(repr(node)) < LONGEST else f"{where}(...)[...]"
        return NodeError(f"{where}: its body stands in brackets, not in parentheses", f"write {instead}")
    return NodeError(f"{where}: parentheses follow it, and it is complete", _COMMA)


def brackets_error(cls: type[Any], item: object) -> NodeError:
    """`NoInput[...]`, and `Menu["m"]`: brackets behind the class."""
    where = cls.__name__
    first = item[0] if isinstance(item, tuple) and item else item
    if isinstance(first, str):
        body = "[...]" if has_body(cls) else ""
        problem = f"{where}: {shown(first)} stands in brackets, not in parentheses"
        return NodeError(problem, f"write {where}({written(first)}){body}")
    instead = f"{example(cls)}[...]" if has_body(cls) else example(cls)
    return NodeError(f"{where}: its parentheses are missing before the brackets", f"write {instead}")


def body_error(leaf: Any, body: object) -> NodeError:
    """`Say("x")[...]`: brackets behind a node that has no body."""
    where = type(leaf).__name__
    return NodeError(
        f"{where}: it takes no body, but {shown(body)} was put in brackets",
        f"put a comma behind the {where}: nothing can stand in it",
    )


def whole_body_error(node: Any) -> NodeError:
    """`Keypress("1", "2", "3")`, and `body=[...]`: a body in the parentheses that is no tuple."""
    where, body = type(node).__name__, node.body
    fix = in_brackets(type(node))
    if where == "Keypress" and isinstance(body, str):
        keys = [each for each in (node.pressed, node.name, body) if each is not None]
        fix = f"write a Keypress for each key: {', '.join(f'Keypress({written(each)})[...]' for each in keys)}"
    problem = f"{where}: body is {shown(body)} ({type(body).__name__}); expected a tuple of nodes"
    return NodeError(problem, fix, part="body")


def second_body_error(node: Any) -> NodeError:
    """`Menu("m")[...][...]`."""
    fix = f"write all of it in one pair of brackets; or {_COMMA}"
    return NodeError(f"{type(node).__name__}: it already has a body", fix)


def star_error(node: Any) -> NodeError:
    """`*Say("x")`, and a loop over a node."""
    fix = "write it without the star" + ("; what is in it is its .body" if has_body(type(node)) else "")
    return NodeError(f"{type(node).__name__}: it is one node, and not iterable", fix)


def sum_error(node: Any) -> NodeError:
    """`Say("x") + Hangup()`."""
    return NodeError(f"{type(node).__name__}: nodes cannot be added", f"{_COMMA}, not +")


def item_error(cls: type[Any], body: tuple[object, ...], item: Any) -> NodeError:
    """What may not stand in a body."""
    number = next(position for position, each in enumerate(body) if each is item)
    before = body[number - 1] if number and is_node(body[number - 1]) else None
    problem, fix = _misplaced(cls, item) if is_node(item) else _no_node(cls, item, number, before)
    return NodeError(f"{cls.__name__}: {problem}", fix, part=number, node=item if is_node(item) else None)


def _misplaced(cls: type[Any], item: Any) -> tuple[str, str]:
    kind = type(item).__name__
    problem = f"{_bare(item)} cannot stand in its body"
    if kind == "Dialplan":
        return problem, "a Dialplan is the whole call, and belongs in no other node: write its nodes here, without it"
    if belongs := getattr(item, "belongs", ""):
        return problem, f"{article(kind)} belongs in {belongs}"
    if cls.__name__ == "Amd":
        return problem, "put it into one of its branches: Live()[...] or Machine()[...]"
    return problem, f"expected {_allowed_names(cls)}"


def _no_node(cls: type[Any], item: Any, number: int, before: Any) -> tuple[str, str]:
    where = cls.__name__
    if before is not None and has_nodes(item) and has_body(type(before)) and not before.body:
        owner = type(before).__name__
        problem = f"a {type(item).__name__} stands behind {shown(before)}, after a comma"
        return (
            problem,
            f"if it is the body of the {owner}, take the comma away: {owner}(...)[...]; else put a star before it",
        )
    if isinstance(item, tuple | list):
        return f"a {type(item).__name__} stands in its body", f"unpack it with a star:  {where}(...)[*pieces]"
    if isgenerator(item):
        return "a generator stands in its body", f"unpack it with a star:  {where}(...)[*(... for ... in ...)]"
    if isinstance(item, str):
        return f"{shown(item)} is bare text", f"to speak it, write Say({written(item)})"
    if isinstance(item, Var | Secret):
        return f"{shown(item)} is no node", f"to speak it, write Say({shown(item)})"
    if item is None:
        fix = "if a function gives it, that function has no return; where nothing shall stand, write nothing"
        return f"item {number + 1} in its brackets is None", fix
    if type(item) is bool:
        return f"{item} is no node", instead_of_truth()
    if item is ...:
        return "three dots stand in its body", 'write nodes in their place, such as Say("Hello.")'
    if is_node_class(item):
        return f"{item.__name__} is a class, and no node", f"write {example(item)}"
    if callable(item) and hasattr(item, "__name__"):
        return f"{item.__name__} is a function, and no node", f"write {item.__name__}() for what it gives"
    if type(item).__name__ in ("Fragment", "Ignore"):
        kind = type(item).__name__
        return f"{article(kind)} without brackets is no node", f"write *{kind}(...)[...], the nodes in its brackets"
    return f"{shown(item)} ({type(item).__name__}) is no node", f"expected {_allowed_names(cls)}"


def _allowed_names(cls: type[Any]) -> str:
    carried = ("Odd", "Instruction", "Stray")
    names = sorted(item.__name__ for item in cls.allowed if item.__name__ not in carried)
    return "one of " + ", ".join(names)


def _bare(item: Any) -> str:
    """A node without its body."""
    return shown(changed(item, body=()) if has_body(type(item)) else item)
