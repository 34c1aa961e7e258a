"""The syntax tree of an expression: a small closed set of frozen values, which know where they stand in the text.

Parentheses and comments have no node. Two trees are equal when they say the same, wherever they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast


@dataclass(frozen=True, slots=True)
class SyntaxNode:
    """What all nodes have.

    Attributes:
        start, end: where it stands in the text that was parsed, in characters; `end` is behind its last character.
    """

    start: int = field(compare=False, repr=False)
    end: int = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlatformVariable(SyntaxNode):
    """A variable of the platform, `${name}`, whose value replaces it before JavaScript sees the text.

    Attributes:
        name: its name; None when it cannot be told from the text. Then another variable is part of the name, as in
            `${choice${num}}`, or a backslash before the variable changes the first character of its value.
        written: the text between its outermost braces.
        quoted: whether it stands inside a string, template or regular expression.
    """

    name: str | None
    written: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Joined(SyntaxNode):
    """One word that text and variables grow together into, as `1${x}`, `row_${n}` and `${a}${b}` do."""

    pieces: "tuple[str | PlatformVariable, ...]"


@dataclass(frozen=True, slots=True)
class StringLiteral(SyntaxNode):
    """A string: its pieces, with escapes read, and the variables between them."""

    pieces: "tuple[str | PlatformVariable, ...]"

    @property
    def value(self) -> str | None:
        """The whole text, or None when there are variables in it."""
        return "".join(map(str, self.pieces)) if all(isinstance(piece, str) for piece in self.pieces) else None


@dataclass(frozen=True, slots=True)
class TemplateLiteral(SyntaxNode):
    """A text in backticks: pieces of text with escapes read, variables, and the expressions in it."""

    pieces: "tuple[str | Expression, ...]"


@dataclass(frozen=True, slots=True)
class RegExpLiteral(SyntaxNode):
    """A regular expression as it is written, with the variables inside it."""

    pieces: "tuple[str | PlatformVariable, ...]"


@dataclass(frozen=True, slots=True)
class NumericLiteral(SyntaxNode):
    """A number: an int where it is whole and JavaScript holds it exactly, else a float; `big` for a BigInt, as `1n`."""

    value: int | float
    big: bool = False


@dataclass(frozen=True, slots=True)
class BooleanLiteral(SyntaxNode):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(SyntaxNode):
    """`null`."""


@dataclass(frozen=True, slots=True)
class Undefined(SyntaxNode):
    """`undefined`."""


@dataclass(frozen=True, slots=True)
class Identifier(SyntaxNode):
    """A name of JavaScript, as it is written; also `this`, `super` and `new.target`."""

    name: str


@dataclass(frozen=True, slots=True)
class MemberExpression(SyntaxNode):
    """`a.b` (the property is text) or `a[b]` (computed: the property is an expression).

    `a.${v}` is not computed, but its property is the variable.
    """

    object: "Expression"
    property: "str | Expression"
    computed: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class CallExpression(SyntaxNode):
    """`f(a)`, or `new f(a)`."""

    function: "Expression"
    arguments: "tuple[Expression, ...]"
    new: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class UnaryExpression(SyntaxNode):
    """`!a`, `-a`, `+a`, `~a`, `typeof a`, `void a`, `delete a`."""

    operator: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class BinaryExpression(SyntaxNode):
    """Arithmetic and comparison, also `in` and `instanceof`."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class LogicalExpression(SyntaxNode):
    """`&&`, `||` and `??`; a chain of one operator is one node, so `a || b || c` has three operands."""

    operator: str
    operands: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class ConditionalExpression(SyntaxNode):
    """`test ? then : otherwise`."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class AssignmentExpression(SyntaxNode):
    """`a = b`, `a += b`, `a++` (no value), and what `var`, `let` or `const` declares (perhaps without a value)."""

    operator: str
    target: "Expression"
    value: "Expression | None"


@dataclass(frozen=True, slots=True)
class ArrayExpression(SyntaxNode):
    """`[a, b]`; None stands for a hole, as in `[a, , b]`."""

    elements: "tuple[Expression | None, ...]"


@dataclass(frozen=True, slots=True)
class ObjectExpression(SyntaxNode):
    """`{a: b}`: its properties, each as OtherSyntax."""

    properties: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class FunctionExpression(SyntaxNode):
    """A function or an arrow function: its parameters and its body."""

    children: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class SequenceExpression(SyntaxNode):
    """`a, b`."""

    expressions: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class OtherSyntax(SyntaxNode):
    """Any other syntax; `kind` says which in words, the children are what stands inside it."""

    kind: str
    children: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Program(SyntaxNode):
    """Several statements, or none."""

    statements: "tuple[Expression, ...]"


Expression: TypeAlias = (
    PlatformVariable
    | Joined
    | StringLiteral
    | TemplateLiteral
    | RegExpLiteral
    | NumericLiteral
    | BooleanLiteral
    | NullLiteral
    | Undefined
    | Identifier
    | MemberExpression
    | CallExpression
    | UnaryExpression
    | BinaryExpression
    | LogicalExpression
    | ConditionalExpression
    | AssignmentExpression
    | ArrayExpression
    | ObjectExpression
    | FunctionExpression
    | SequenceExpression
    | OtherSyntax
    | Program
)


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a text is no JavaScript.

    It is a result and no exception: whether it matters is for the caller to say. A setvar may hold plain words, which
    are stored as they stand, and a rule that reads a hundred expressions wants all of their problems.

    Attributes:
        start, end: the place in the text, in characters.
        message: what is wrong, in plain words, with the offending piece of text.
        expected: what would be right there, or "" when that is not known.
        doubt: "" when the engine refuses the text too. "values": there are variables in it, and it does not parse when
            each holds a word or a number. A value with an operator or a quote in it could make it parse. "parser": the
            text has something in it that the parser is known to misread. "limit": it is longer or deeper than what we
            parse, and nothing is known.
    """

    start: int
    end: int
    message: str
    expected: str = ""
    doubt: Literal["", "values", "parser", "limit"] = ""


def children(node: Expression) -> tuple[Expression, ...]:
    """The nodes directly inside a node, from left to right."""
    inside: list[Expression] = []
    for name in node.__slots__:
        value = getattr(node, name)
        parts = value if isinstance(value, tuple) else (value,)
        inside.extend(cast(Expression, part) for part in parts if isinstance(part, SyntaxNode))
    return tuple(inside)


def walk(tree: Expression) -> Iterator[Expression]:
    """Every node of a tree, a node before what is inside it, from left to right."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))
