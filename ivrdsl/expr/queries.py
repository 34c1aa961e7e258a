"""Questions that checks and searches ask of a tree."""

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from ivrdsl.expr import tree
from ivrdsl.expr.tree import Expression, walk

ORDERED: Final = frozenset(("<", ">", "<=", ">="))
EQUALITIES: Final = frozenset(("==", "!=", "===", "!=="))
COMPARISONS: Final = ORDERED | EQUALITIES
MIRRORED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""An operator that says the same with its sides exchanged, where it is another one."""
_PLAIN: Final = (
    tree.StringLiteral,
    tree.NumericLiteral,
    tree.BooleanLiteral,
    tree.NullLiteral,
    tree.Undefined,
    tree.PlatformVariable,
)
_NOT_SIMPLE: Final = frozenset(("in", "instanceof", "delete", "void", "typeof"))

_NAMES: Final = """Object Function Error EvalError RangeError ReferenceError SyntaxError TypeError URIError
    InternalError AggregateError SuppressedError Iterator Array parseInt parseFloat isNaN isFinite decodeURI
    decodeURIComponent encodeURI encodeURIComponent escape unescape Infinity NaN undefined eval Number Boolean String
    Math Reflect Symbol DisposableStack globalThis BigInt Date RegExp JSON Map Set WeakMap WeakSet ArrayBuffer
    Uint8ClampedArray Int8Array Uint8Array Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array
    Float16Array Float32Array Float64Array DataView Promise AsyncDisposableStack DOMException btoa atob this super
    arguments"""
NAMES_OF_JAVASCRIPT: Final = frozenset(_NAMES.split())
"""Names that an expression need not make: those of the language, and what the engine has beside them."""

Constant: TypeAlias = tree.StringLiteral | tree.NumericLiteral | tree.BooleanLiteral | tree.NullLiteral | tree.Undefined


class Comparison(NamedTuple):
    """`left operator right`."""

    operator: str
    left: Expression
    right: Expression


class ComparedConstant(NamedTuple):
    """A constant that a variable is compared with; the operator reads as if the variable stood on the left."""

    operator: str
    constant: Constant


class Uses(NamedTuple):
    """What a tree does with a variable.

    Attributes:
        constants: what it is compared with, in the order of the text; as often as it stands there.
        elsewhere: whether it is used for anything else too, or may be, because the tree has a variable whose name is
            not known. Anything else is arithmetic, a longer text, an argument, the truth of its value, a comparison
            with no constant.
    """

    constants: tuple[ComparedConstant, ...]
    elsewhere: bool


class FreeName(NamedTuple):
    """A name that an expression reads, and that neither it nor JavaScript makes.

    Attributes:
        names: the name, and the members that are asked of it: `call`, `lastinput`, `length`.
        ends: where each of these ends in the text; start: where the name begins.
    """

    names: tuple[str, ...]
    start: int
    ends: tuple[int, ...]


def free_names(root: Expression) -> tuple[FreeName, ...]:
    """The names that an expression reads and nothing makes, from left to right: reading one is a ReferenceError.

    None are told where names could be made in other ways: in functions, objects, and syntax that has no node of its
    own. What `typeof` asks of is no error, and none of them.
    """
    nodes = list(walk(root))
    if any(isinstance(node, tree.FunctionExpression | tree.ObjectExpression | tree.OtherSyntax) for node in nodes):
        return ()
    assigned = [node for node in nodes if isinstance(node, tree.AssignmentExpression) and node.operator == "="]
    known = NAMES_OF_JAVASCRIPT | {name for node in assigned if (name := _made_by(node))}
    unread = {id(node.target) for node in assigned}
    unread |= {
        id(node.operand) for node in nodes if isinstance(node, tree.UnaryExpression) and node.operator == "typeof"
    }
    chains: dict[int, FreeName] = {}
    for node in nodes:
        if isinstance(node, tree.Identifier | tree.MemberExpression) and (found := _chain(node)):
            chains.setdefault(found.start, found)  # the longest comes first
    return tuple(
        chains[node.start]
        for node in nodes
        if isinstance(node, tree.Identifier) and node.name not in known and id(node) not in unread
    )


def _made_by(assignment: tree.AssignmentExpression) -> str:
    """The name that an assignment makes; "" where it reads that name first."""
    if not isinstance(assignment.target, tree.Identifier):
        return ""
    name = assignment.target.name
    value = () if assignment.value is None else walk(assignment.value)
    return "" if tree.Identifier(0, 0, name) in value else name


def _chain(node: Expression) -> FreeName | None:
    """A name with its members; None for members of anything else."""
    members: list[tuple[str, int]] = []
    while isinstance(node, tree.MemberExpression) and isinstance(node.property, str):
        members.append((node.property, node.end))
        node = node.object
    if not isinstance(node, tree.Identifier):
        return None
    links = [(node.name, node.end), *reversed(members)]
    return FreeName(tuple(name for name, _ in links), node.start, tuple(end for _, end in links))


def comparisons(root: Expression) -> tuple[Comparison, ...]:
    """Every comparison of two values, from left to right, an outer one before those inside it."""
    return tuple(_comparisons(root))


def _comparisons(root: Expression) -> Iterator[Comparison]:
    for node in walk(root):
        if isinstance(node, tree.BinaryExpression) and node.operator in COMPARISONS:
            yield Comparison(node.operator, node.left, node.right)


def constants_compared_with(root: Expression, variable_name: str) -> Uses:
    """The constants that a variable is compared with, directly or through quotes (`'${x}' == 'yes'`)."""
    constants: list[ComparedConstant] = []
    for operator, left, right in _comparisons(root):
        if _is_variable(left, variable_name) and (constant := as_constant(right)):
            constants.append(ComparedConstant(operator, constant))
        elif _is_variable(right, variable_name) and (constant := as_constant(left)):
            constants.append(ComparedConstant(MIRRORED.get(operator, operator), constant))
    return Uses(tuple(constants), _occurrences(root, variable_name) > len(constants))


def as_constant(node: Expression) -> Constant | None:
    """The literal that a node is, with the sign of a number in it; None when its value is not known from the text."""
    if (
        isinstance(node, tree.UnaryExpression)
        and node.operator in ("-", "+")
        and isinstance(node.operand, tree.NumericLiteral)
    ):
        value = -node.operand.value if node.operator == "-" else node.operand.value
        return tree.NumericLiteral(node.start, node.end, value, node.operand.big)
    if isinstance(node, tree.StringLiteral):
        return node if node.value is not None else None
    return (
        node
        if isinstance(node, tree.NumericLiteral | tree.BooleanLiteral | tree.NullLiteral | tree.Undefined)
        else None
    )


def _is_variable(node: Expression, name: str) -> bool:
    if (
        isinstance(node, tree.StringLiteral)
        and len(node.pieces) == 1
        and isinstance(node.pieces[0], tree.PlatformVariable)
    ):
        node = node.pieces[0]
    return isinstance(node, tree.PlatformVariable) and node.name == name


def _occurrences(root: Expression, name: str) -> int:
    """How often a variable stands in a tree; one whose name is not known counts."""
    return sum(isinstance(node, tree.PlatformVariable) and node.name in (name, None) for node in walk(root))


def assignments(root: Expression) -> tuple[tree.AssignmentExpression, ...]:
    """Every assignment, `++`, `--` and declared variable, from left to right."""
    return tuple(node for node in walk(root) if isinstance(node, tree.AssignmentExpression))


def is_simple(root: Expression) -> bool:
    """Whether it only computes with variables and literals: no names, calls, members, assignments or statements."""
    return all(_is_simple_node(node) for node in walk(root))


def _is_simple_node(node: Expression) -> bool:
    if isinstance(node, tree.UnaryExpression | tree.BinaryExpression):
        return node.operator not in _NOT_SIMPLE
    return isinstance(node, (*_PLAIN, tree.LogicalExpression, tree.ConditionalExpression))
