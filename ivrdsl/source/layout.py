"""Lays expressions out as `ruff format` does: on one line where they fit, else one item a line."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from ivrdsl.source.literals import WIDTH, Segment, Spelt, fits, literal, pieces, width

STEP: Final = 4
"""Columns of one level of indentation."""


class Atom(NamedTuple):
    """What is never broken over lines."""

    flat: str
    note: str = ""


class TextLiteral(NamedTuple):
    """A text, which may become several literals.

    Attributes:
        flat: the whole of it as one literal.
        note: see NodeCall.
    """

    segments: tuple[Segment, ...]
    spelt: Spelt
    flat: str
    note: str = ""


class TupleLiteral(NamedTuple):
    """A tuple in parentheses."""

    items: tuple["Expression", ...]
    flat: str | None
    note: str = ""


class Argument(NamedTuple):
    keyword: str
    value: "Expression"

    @property
    def lead(self) -> str:
        return f"{self.keyword}=" if self.keyword else ""


class NodeCall(NamedTuple):
    """A node: a call, and the body in brackets after it.

    Attributes:
        flat: all of it on one line, or None where it is too long or better read on several.
        note: a comment for the line above.
    """

    head: str
    arguments: tuple[Argument, ...]
    body: tuple["Expression", ...]
    flat: str | None
    note: str = ""


Expression: TypeAlias = Atom | TextLiteral | TupleLiteral | NodeCall


def words(segments: Sequence[Segment], spelt: Spelt) -> TextLiteral:
    return TextLiteral(tuple(segments), spelt, literal(segments, spelt))


def row(items: Iterable[Expression]) -> TupleLiteral:
    found = tuple(items)
    flat = _flat(found)
    return TupleLiteral(found, None if flat is None else f"({flat},)" if len(found) == 1 else f"({flat})")


def body_row(items: tuple[Expression, ...]) -> TupleLiteral:
    """A tuple that is the body of a node: laid out as bodies in brackets are."""
    return row(items) if _flat_body(items) is not None else TupleLiteral(items, None)


def call(head: str, arguments: Sequence[Argument], body: tuple[Expression, ...] = (), note: str = "") -> NodeCall:
    inner, inside = _flat_arguments(arguments), _flat_body(body)
    flat = None
    if inner is not None and inside is not None:
        flat = _short(f"{head}({inner})[{inside}]" if body else f"{head}({inner})")
    return NodeCall(head, tuple(arguments), body, flat, note)


def lines(expression: Expression, indent: int = 0, lead: str = "", tail: str = "") -> list[str]:
    """The lines of an expression.

    Args:
        indent: the column it begins at.
        lead: what stands before it on its first line, such as `name=`.
        tail: what follows on its last line, such as a comma.
    """
    margin = " " * indent
    notes = [f"{margin}# {expression.note}"] if expression.note else []
    flat = expression.flat
    if flat is not None and (isinstance(expression, Atom) or fits(margin, lead, flat, tail)):
        return [*notes, f"{margin}{lead}{flat}{tail}"]
    match expression:
        case TextLiteral():
            return notes + _in_parentheses(expression, margin, lead, tail)
        case TupleLiteral(items=items):
            return [*notes, f"{margin}{lead}(", *_each(items, indent + STEP), f"{margin}){tail}"]
        case NodeCall():
            return notes + _call_lines(expression, indent, lead, tail)
        case Atom():
            raise AssertionError("an atom is never broken")


def _each(items: Iterable[Expression], indent: int) -> list[str]:
    return [line for item in items for line in lines(item, indent, tail=",")]


def _in_parentheses(text: TextLiteral, margin: str, lead: str, tail: str) -> list[str]:
    """A text among other arguments: parentheses show that its lines belong together."""
    found = _literals(text, len(margin) + STEP, "")
    if len(found) == 1 and not fits(*found):
        return [f"{margin}{lead}{text.flat}{tail}"]  # nothing to be won
    return [f"{margin}{lead}(", *found, f"{margin}){tail}"]


def _literals(text: TextLiteral, indent: int, tail: str) -> list[str]:
    """The lines of a text: one literal where that fits, else as many as it takes."""
    margin = " " * indent
    if fits(margin, text.flat, tail):
        return [f"{margin}{text.flat}{tail}"]
    cut = pieces(text.segments, WIDTH - indent - len(tail), text.spelt)
    found = [f"{margin}{literal(piece, text.spelt)}" for piece in cut]
    found[-1] += tail
    return found


def _call_lines(call: NodeCall, indent: int, lead: str, tail: str) -> list[str]:
    margin = " " * indent
    inner, inside = _flat_arguments(call.arguments), _flat_body(call.body)
    opening = f"{margin}{lead}{call.head}("
    if not call.arguments or (inner is not None and fits(opening, inner, ")", "[" if call.body else tail)):
        found = [f"{opening}{inner})"]
    else:
        found = [opening, *_argument_lines(call.arguments, inner, indent + STEP), f"{margin})"]
    if not call.body:
        found[-1] += tail
    elif inside is not None and fits(found[-1], "[", inside, "]", tail):
        found[-1] += f"[{inside}]{tail}"
    else:
        found[-1] += "["
        single = len(call.body) == 1  # a comma would make it a tuple
        found += lines(call.body[0], indent + STEP) if single else _each(call.body, indent + STEP)
        found.append(f"{margin}]{tail}")
    return found


def _argument_lines(arguments: Sequence[Argument], flat: str | None, indent: int) -> list[str]:
    """Arguments that do not stand on the line of the call: together on the next one, or one a line."""
    margin = " " * indent
    if flat is not None and fits(margin, flat):
        return [f"{margin}{flat}"]
    first = arguments[0].value
    if not isinstance(first, TextLiteral) or arguments[0].keyword or any(not each.keyword for each in arguments[1:]):
        return [line for each in arguments for line in lines(each.value, indent, each.lead, ",")]
    found = _literals(first, indent, "," if len(arguments) > 1 else "")
    return found + [line for each in arguments[1:] for line in lines(each.value, indent, each.lead, ",")]


def _flat(items: Iterable[Expression]) -> str | None:
    found: list[str] = []
    for item in items:
        if item.flat is None or item.note:
            return None
        found.append(item.flat)
    return _short(", ".join(found))


def _flat_arguments(arguments: Sequence[Argument]) -> str | None:
    values = [each.value for each in arguments]
    if any(value.flat is None or value.note for value in values):
        return None
    return _short(", ".join([f"{each.lead}{each.value.flat}" for each in arguments]))


def _flat_body(body: tuple[Expression, ...]) -> str | None:
    """A body on one line: one item, or two small ones; more are easier to read one a line."""
    if len(body) > 2 or (len(body) == 2 and any(isinstance(item, NodeCall) and item.body for item in body)):
        return None
    return _flat(body)


def _short(text: str) -> str | None:
    return text if width(text) <= WIDTH else None
