"""What the rules about variables ask of syntax trees; imported only for plans that have expressions."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrdsl.expr import parse, tree
from ivrdsl.expr.queries import (
    EQUALITIES,
    MIRRORED,
    NAMES_OF_JAVASCRIPT,
    Comparison,
    as_constant,
    comparisons,
    free_names,
)
from ivrdsl.expr.tree import Expression, SyntaxProblem, walk

_ARITHMETIC: Final = frozenset("+-*/")
_NUMERIC: Final = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\s*")
_TEXT_MEMBERS: Final = frozenset(
    (
        *("length", "split", "substring", "substr", "slice", "charAt", "indexOf", "replace", "match", "trim"),
        *("toLowerCase", "toUpperCase", "includes", "startsWith", "endsWith", "lastIndexOf", "concat"),
    )
)
_OF_PYTHON: Final = {
    "len": "write '...'.length for len(...)",
    "str": "write String(...) for str(...)",
    "int": "write Number(...) for int(...)",
    "float": "write Number(...) for float(...)",
    "bool": "write Boolean(...) for bool(...)",
    "abs": "write Math.abs(...) for abs(...)",
    "max": "write Math.max(...) for max(...)",
    "min": "write Math.min(...) for min(...)",
    "round": "write Math.round(...) for round(...)",
}
"""Python's functions, with the JavaScript to write."""
_CUTS: Final = frozenset(("substring", "substr", "slice"))
_CODE_DIGITS: Final = 3
"""A number of so many digits is a code and no menu choice."""
_OPERATORS: Final = re.compile(
    r"""(?P<skipped>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\$\{[^{}]*\})|(?P<operator>[=!<>+\-*/%&|^~?]+)""",
    re.DOTALL,
)
_REPLACED: Final = {"=": "==", "=!": "!=", "=-": "== -", "=+": "== +", "=<": "<="}


class Piece(NamedTuple):
    """A piece of an expression that should stand in quotes.

    Attributes:
        name: the variable's name; None where it is made during the call, or where the piece is a bare word.
        start, end: where it stands in the text.
        against: the text that it is compared with, or None.
        member: the text function that is called on it, or "".
    """

    name: str | None
    start: int
    end: int
    against: str | None = None
    member: str = ""


class NumberComparison(NamedTuple):
    """A variable that is compared with a number; the operator reads as if the variable stood on the left.

    Attributes:
        quoted: whether the variable stands in quotes.
        literal: the number as it is written.
        variable_at, literal_at: where the two stand in the text, the quotes included.
    """

    name: str
    operator: str
    quoted: bool
    literal: str
    variable_at: tuple[int, int]
    literal_at: tuple[int, int]


class Cut(NamedTuple):
    """A text function that takes fixed positions of a variable, e.g. `substring(2,5)`."""

    name: str
    written: str


def words_of_python(root: Expression) -> Iterator[tuple[str, str]]:
    """Python's functions that are called, and its `in` before a text, each with the JavaScript to write.

    All are errors in every call: JavaScript has no such function, and looks only into objects with `in`.
    """
    unknown = {free.start for free in free_names(root) if free.names[0] in _OF_PYTHON}
    for node in walk(root):
        if isinstance(node, tree.CallExpression) and isinstance(node.function, tree.Identifier):
            name = node.function.name
            if node.function.start in unknown:
                yield f"JavaScript has no function {name}", _OF_PYTHON[name]
        elif _looks_into_text(node):
            yield "in does not look into a text", "write '...'.includes('...') for in"


def _looks_into_text(node: Expression) -> bool:
    return (
        isinstance(node, tree.BinaryExpression) and node.operator == "in" and isinstance(node.right, tree.StringLiteral)
    )


def variable_in(node: Expression) -> tree.PlatformVariable | None:
    """The variable that an operand is, with or without quotes round it."""
    if (
        isinstance(node, tree.StringLiteral)
        and len(node.pieces) == 1
        and isinstance(node.pieces[0], tree.PlatformVariable)
    ):
        return node.pieces[0]
    return node if isinstance(node, tree.PlatformVariable) else None


def unquoted(root: Expression) -> list[Piece]:
    """The variables outside quotes of an expression that is more than one variable, each with what it meets."""
    if isinstance(root, tree.PlatformVariable):
        return []
    against = {id(left): value for left, value in _met_texts(root)}
    members = {
        id(node.object): node.property
        for node in walk(root)
        if isinstance(node, tree.MemberExpression) and isinstance(node.property, str) and node.property in _TEXT_MEMBERS
    }
    return [
        Piece(node.name, node.start, node.end, against.get(id(node)), members.get(id(node), ""))
        for node in walk(root)
        if isinstance(node, tree.PlatformVariable) and not node.quoted
    ]


def bare_words(root: Expression) -> list[Piece]:
    """The words without quotes that something is compared with, in an expression that names nothing of its own."""
    if any(isinstance(node, tree.FunctionExpression | tree.AssignmentExpression | tree.Program) for node in walk(root)):
        return []
    sides = [side for each in comparisons(root) for side in (each.left, each.right)]
    return [
        Piece(None, side.start, side.end, side.name)
        for side in sides
        if isinstance(side, tree.Identifier) and side.name not in NAMES_OF_JAVASCRIPT
    ]


def beside_bare_words(root: Expression) -> set[tuple[int, int]]:
    """Where the operands stand that are compared with a word without quotes."""
    found = set()
    for each in comparisons(root):
        for side, other in ((each.left, each.right), (each.right, each.left)):
            if isinstance(other, tree.Identifier) and other.name not in NAMES_OF_JAVASCRIPT:
                found.add((side.start, side.end))
    return found


def _met_texts(root: Expression) -> Iterator[tuple[Expression, str]]:
    """The operands of comparisons whose other side is a text that is no number, with that text."""
    for each in comparisons(root):
        for side, other in ((each.left, each.right), (each.right, each.left)):
            constant = as_constant(other)
            if isinstance(constant, tree.StringLiteral) and constant.value and not _NUMERIC.fullmatch(constant.value):
                yield side, constant.value


def assigned(parsed: Expression | SyntaxProblem, text: str) -> str:
    """The text with comparisons in the place of assignments; "" where it assigns nothing, or on purpose.

    Args:
        parsed: what parsing the text gave.
        text: the expression.
    """
    if isinstance(parsed, tree.Program) or (isinstance(parsed, SyntaxProblem) and parsed.doubt == "limit"):
        return ""
    if isinstance(parsed, tree.FunctionExpression) and text.count("=>") == 1:
        mended = text.replace("=>", ">=")
    elif isinstance(parsed, SyntaxProblem) or _assigns(parsed):
        mended = _OPERATORS.sub(_comparison_text, text)
    else:
        return ""
    after = parse(mended)
    fine = mended != text and not isinstance(after, SyntaxProblem | tree.Program | tree.FunctionExpression)
    return mended if fine else ""


def _assigns(root: Expression) -> bool:
    nodes = list(walk(root))
    inside_function = any(isinstance(node, tree.FunctionExpression) for node in nodes)
    return not inside_function and any(
        isinstance(node, tree.AssignmentExpression) and node.operator == "=" for node in nodes
    )


def _comparison_text(match: re.Match[str]) -> str:
    return match[0] if match["skipped"] else _REPLACED.get(match["operator"], match[0])


def in_quotes(root: Expression, text: str) -> list[tree.PlatformVariable]:
    """The variables inside single quotes."""
    return [
        piece
        for node in walk(root)
        if isinstance(node, tree.StringLiteral) and text[node.start] == "'"
        for piece in node.pieces
        if isinstance(piece, tree.PlatformVariable)
    ]


def compared_numbers(root: Expression, text: str) -> list[NumberComparison]:
    """The comparisons of a variable with a number that is written out."""
    found = []
    for each in comparisons(root):
        for left, right, operator in _both_ways(each):
            variable = variable_in(left)
            if variable is not None and variable.name and isinstance(right, tree.NumericLiteral):
                written = text[right.start : right.end]
                places = (left.start, left.end), (right.start, right.end)
                found.append(NumberComparison(variable.name, operator, variable.quoted, written, *places))
    return found


def _both_ways(each: Comparison) -> Iterator[tuple[Expression, Expression, str]]:
    yield each.left, each.right, each.operator
    yield each.right, each.left, MIRRORED.get(each.operator, each.operator)


def is_code(compared: NumberComparison) -> bool:
    """Whether a comparison is one for equality with a number that looks like a code: `12345`, `007`."""
    digits = compared.literal
    return compared.operator in EQUALITIES and digits.isdecimal() and len(digits) >= _CODE_DIGITS


def leading_zeros(root: Expression, text: str) -> list[tuple[int, int]]:
    """Where numbers stand that begin with a zero for no reason: `0123`."""
    numbers = [node for node in walk(root) if isinstance(node, tree.NumericLiteral)]
    return [
        (node.start, node.end)
        for node in numbers
        if text[node.start] == "0" and len(text[node.start : node.end]) > 1 and text[node.start : node.end].isdecimal()
    ]


def cuts(root: Expression, text: str) -> list[Cut]:
    """The pieces that text functions take of a variable at positions counted from its beginning."""
    found = []
    for node in walk(root):
        if not isinstance(node, tree.CallExpression) or not isinstance(node.function, tree.MemberExpression):
            continue
        variable = variable_in(node.function.object)
        numbers = [as_constant(argument) for argument in node.arguments]
        fixed = all(isinstance(each, tree.NumericLiteral) and each.value >= 0 for each in numbers)
        if variable is not None and variable.name and node.function.property in _CUTS and numbers and fixed:
            found.append(Cut(variable.name, text[node.function.object.end + 1 : node.end]))
    return found


def is_arithmetic(root: Expression) -> bool:
    """Whether an expression is arithmetic with numbers alone, which looks like none on purpose.

    So it has a `-`, a `/` or a comma, or is a single number.
    """
    nodes = list(walk(root))
    meant = {node.operator for node in nodes if isinstance(node, tree.BinaryExpression)}
    return (not meant or bool(meant & {"-", "/"})) and all(map(_is_of_numbers, nodes))


def _is_of_numbers(node: Expression) -> bool:
    if isinstance(node, tree.UnaryExpression | tree.BinaryExpression):
        return node.operator in _ARITHMETIC
    return isinstance(node, tree.SequenceExpression) or (isinstance(node, tree.NumericLiteral) and not node.big)


def is_number(root: Expression) -> bool:
    """Whether an expression is one number, perhaps with a sign."""
    return isinstance(as_constant(root), tree.NumericLiteral)


def is_date(root: Expression) -> bool:
    """Whether parts of today's date are divided by or subtracted from each other, as in month/day/year."""
    nodes = list(walk(root))
    leaves = [node for node in nodes if not isinstance(node, tree.BinaryExpression)]
    return (
        len(leaves) > 1
        and {node.operator for node in nodes if isinstance(node, tree.BinaryExpression)} <= {"-", "/"}
        and all(
            isinstance(node, tree.PlatformVariable) and (node.name or "").startswith("global.date.") for node in leaves
        )
    )
