"""JavaScript that comes to its end whatever values are put into it: a list of what is understood.

A value is data of a length that people, web servers and phones have. Then what stands on the list takes no longer, and
makes no more, than a few times the length of what is put in. A loop, a function, `repeat`, a regular expression and all
else that is on no line may run into a limit with values that nobody tried.
"""

import re
from typing import TYPE_CHECKING, Final

from ivrsim.core.template import Template, source_of

if TYPE_CHECKING:
    from ivrdsl.expr.tree import Expression

_PLAIN: Final = re.compile(r"'[^'\\\n]*'|\"[^\"\\\n]*\"|[\w\s.,:;!?${}+-]*")
"""A text between quotes, or words and numbers. Whoever puts a program there meant one."""

_STRING: Final = frozenset(
    (
        *("at", "charAt", "charCodeAt", "codePointAt", "concat", "endsWith", "includes", "indexOf", "lastIndexOf"),
        *("slice", "split", "startsWith", "substr", "substring", "toLowerCase", "toString", "toUpperCase", "trim"),
        *("trimEnd", "trimStart", "valueOf"),
    )
)
"""Methods that every text has, and that take any values."""
_METHODS: Final = _STRING | {"toFixed", "toPrecision"}
_FUNCTIONS: Final = frozenset(("Boolean", "Number", "String", "isFinite", "isNaN", "parseFloat", "parseInt"))
_MATH: Final = frozenset(("abs", "ceil", "floor", "max", "min", "pow", "round", "sign", "sqrt", "trunc"))
_OPERATORS: Final = frozenset(("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>"))


def is_short(template: Template) -> bool:
    """Return whether a text, evaluated as JavaScript, comes to its end with any values."""
    source = source_of(template).strip()
    if _PLAIN.fullmatch(source):
        return True
    from ivrdsl.expr import SyntaxProblem, parse  # most plans have nothing but words and texts

    root = parse(source)
    return not root.doubt if isinstance(root, SyntaxProblem) else _is_short(root)


def _is_short(node: "Expression") -> bool:
    from ivrdsl.expr import tree
    from ivrdsl.expr.queries import COMPARISONS

    match node:
        case tree.StringLiteral() | tree.BooleanLiteral() | tree.NullLiteral() | tree.Undefined():
            return True
        case tree.PlatformVariable() | tree.Identifier() | tree.NumericLiteral(big=False) | tree.Joined():
            return True
        case tree.UnaryExpression(operand=one):
            return _is_short(one)
        case tree.BinaryExpression(operator=operator, left=left, right=right):
            return operator in _OPERATORS | COMPARISONS and _is_short(left) and _is_short(right)
        case tree.LogicalExpression(operands=several):
            return all(map(_is_short, several))
        case tree.ConditionalExpression(test=test, then=then, otherwise=otherwise):
            return all(map(_is_short, (test, then, otherwise)))
        case tree.MemberExpression(object=of, computed=False):
            return _is_short(of)
        case tree.MemberExpression(object=of, property=key) if not isinstance(key, str):
            return _is_short(of) and _is_short(key)
        case tree.CallExpression(
            function=tree.MemberExpression(object=of, property="join"),
            arguments=(tree.StringLiteral(value=str()),),  # with a value, it makes a product of lengths
            new=False,
        ):
            return _is_short(of)
        case tree.CallExpression(function=function, arguments=arguments, new=False):
            return _is_known(function) and all(map(_is_short, arguments))
        case tree.Program(statements=(one,)):
            return _is_short(one)
    return False


def cannot_fail(node: "Expression") -> bool:
    """Return whether an expression comes to a value with any data in it: its variables stand between quotes."""
    from ivrdsl.expr import tree
    from ivrdsl.expr.queries import COMPARISONS

    match node:
        case tree.StringLiteral() | tree.BooleanLiteral() | tree.NullLiteral() | tree.Undefined():
            return True
        case tree.NumericLiteral(big=False):
            return True
        case tree.UnaryExpression(operator="!" | "-" | "+", operand=one):
            return cannot_fail(one)
        case tree.BinaryExpression(operator=operator, left=left, right=right):
            return operator in _OPERATORS | COMPARISONS and cannot_fail(left) and cannot_fail(right)
        case tree.LogicalExpression(operands=several):
            return all(map(cannot_fail, several))
        case tree.CallExpression(function=tree.Identifier(name=name), arguments=arguments, new=False):
            return name in _FUNCTIONS and all(map(cannot_fail, arguments))
        case tree.MemberExpression(object=tree.StringLiteral(), property="length", computed=False):
            return True
        case tree.CallExpression(
            function=tree.MemberExpression(object=tree.StringLiteral(), property=str(name), computed=False),
            arguments=arguments,
            new=False,
        ):
            return name in _STRING and all(map(cannot_fail, arguments))
    return False


def _is_known(function: "Expression") -> bool:
    from ivrdsl.expr import tree

    match function:
        case tree.Identifier(name=name):
            return name in _FUNCTIONS
        case tree.MemberExpression(object=tree.Identifier(name="Math"), property=str(name)):
            return name in _MATH
        case tree.MemberExpression(object=of, property=str(name)):
            return name in _METHODS and _is_short(of)
    return False
