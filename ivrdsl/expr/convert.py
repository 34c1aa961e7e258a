"""Turns the parser's tree into ours."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ivrdsl.expr import tree
from ivrdsl.expr.literals import cooked, ends_in_escape, number
from ivrdsl.expr.prepare import Prepared
from ivrdsl.expr.restrictions import logical_operator
from ivrdsl.expr.tree import Expression
from ivrdsl.expr.variables import VariableSpan

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENTS: Final = frozenset(("comment", "html_comment", "hash_bang_line"))


def convert_program(prepared: Prepared, root: "Node") -> Expression:
    """The tree of a text; it must hold no errors and not be too deep, because this descends into itself."""
    statements = _all(prepared, _inside(root))
    if len(statements) == 1:
        return statements[0]
    return tree.Program(0, len(prepared.text), tuple(part for part in statements if not _is_empty(part)))


def _is_empty(part: Expression) -> bool:
    return isinstance(part, tree.OtherSyntax) and part.kind == "empty statement"


def _inside(node: "Node") -> list["Node"]:
    return [child for child in node.named_children if child.type not in _COMMENTS]


def _convert(prepared: Prepared, node: "Node") -> Expression:
    return _KINDS.get(node.type, _other)(prepared, node)


def _all(prepared: Prepared, nodes: list["Node"]) -> tuple[Expression, ...]:
    converted = []
    for node in nodes:
        converted.append(_convert(prepared, node))
    return tuple(converted)


def _part(prepared: Prepared, node: "Node", name: str) -> Expression:
    part = node.child_by_field_name(name)
    return _convert(prepared, part) if part is not None else _other(prepared, node)


def _operator(node: "Node") -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else "="


def _other(prepared: Prepared, node: "Node") -> Expression:
    kind = node.type.replace("_", " ")
    return tree.OtherSyntax(*_place(prepared, node), kind, _all(prepared, _inside(node)))


def _place(prepared: Prepared, node: "Node") -> tuple[int, int]:
    return prepared.place(node.start_byte, node.end_byte)


def _only_child(prepared: Prepared, node: "Node") -> Expression:
    """Of parentheses and statements; parentheses may hold several by mistake of ours only, which stays visible."""
    inside = _inside(node)
    if len(inside) != 1:
        return _other(prepared, node)
    if inside[0].type == "object" and node.type == "expression_statement":
        return tree.OtherSyntax(*_place(prepared, node), "statement block", _all(prepared, _inside(inside[0])))
    return _convert(prepared, inside[0])


def _word(prepared: Prepared, node: "Node") -> Expression:
    """A name, a variable, or what they grow together into."""
    start, end = _place(prepared, node)
    pieces = _pieces(prepared, start, end, quoted=False)
    if len(pieces) == 1:
        return tree.Identifier(start, end, pieces[0]) if isinstance(pieces[0], str) else pieces[0]
    return tree.Joined(start, end, pieces)


def _number(prepared: Prepared, node: "Node") -> Expression:
    start, end = _place(prepared, node)
    pieces = prepared.pieces(start, end)
    if not isinstance(pieces[0], str) or len(pieces) > 1:
        return _word(prepared, node)
    value = number(pieces[0])
    return tree.NumericLiteral(start, end, *value) if value is not None else _other(prepared, node)


def _pieces(prepared: Prepared, start: int, end: int, *, quoted: bool) -> tuple[str | tree.PlatformVariable, ...]:
    """The text and the variables of a range; in quotes, the escapes of the text are read."""
    pieces: list[str | tree.PlatformVariable] = []
    changed = False
    for piece in prepared.pieces(start, end):
        if isinstance(piece, str):
            pieces.append(cooked(piece) if quoted else piece)
            changed = quoted and ends_in_escape(piece)
        else:
            pieces.append(_variable(prepared, piece, quoted=quoted, changed=changed))
            changed = False
    return tuple(piece for piece in pieces if piece != "")


def _variable(prepared: Prepared, span: VariableSpan, *, quoted: bool, changed: bool = False) -> tree.PlatformVariable:
    written = prepared.text[span.start + 2 : span.end - 1]
    return tree.PlatformVariable(span.start, span.end, None if changed else span.name, written, quoted)


def _text(prepared: Prepared, node: "Node") -> Expression:
    start, end = _place(prepared, node)
    return tree.StringLiteral(start, end, _pieces(prepared, start + 1, end - 1, quoted=True))


def _regex(prepared: Prepared, node: "Node") -> Expression:
    start, end = _place(prepared, node)
    pieces: list[str | tree.PlatformVariable] = []
    for piece in prepared.pieces(start, end):
        pieces.append(piece if isinstance(piece, str) else _variable(prepared, piece, quoted=True))
    return tree.RegExpLiteral(start, end, tuple(pieces))


def _template(prepared: Prepared, node: "Node") -> Expression:
    start, end = _place(prepared, node)
    pieces: list[str | Expression] = []
    done = start + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            first, last = _place(prepared, child)
            pieces.extend(_pieces(prepared, done, first, quoted=True))
            pieces.append(_only_child(prepared, child))
            done = last
    pieces.extend(_pieces(prepared, done, end - 1, quoted=True))
    return tree.TemplateLiteral(start, end, tuple(pieces))


def _member(prepared: Prepared, node: "Node") -> Expression:
    computed = node.type == "subscript_expression"
    optional = node.child_by_field_name("optional_chain") is not None
    found = _part(prepared, node, "index" if computed else "property")
    plain = isinstance(found, tree.Identifier) and not computed
    shown = found.name if isinstance(found, tree.Identifier) and plain else found
    return tree.MemberExpression(*_place(prepared, node), _part(prepared, node, "object"), shown, computed, optional)


def _call(prepared: Prepared, node: "Node") -> Expression:
    new = node.type == "new_expression"
    arguments = node.child_by_field_name("arguments")
    if arguments is not None and arguments.type != "arguments":
        return tree.OtherSyntax(*_place(prepared, node), "tagged template", _all(prepared, _inside(node)))
    function = _part(prepared, node, "constructor" if new else "function")
    given = _all(prepared, _inside(arguments)) if arguments is not None else ()
    optional = any(child.type == "optional_chain" for child in node.children)
    return tree.CallExpression(*_place(prepared, node), function, given, new, optional)


def _unary(prepared: Prepared, node: "Node") -> Expression:
    return tree.UnaryExpression(*_place(prepared, node), _operator(node), _part(prepared, node, "argument"))


def _binary(prepared: Prepared, node: "Node") -> Expression:
    operator = logical_operator(node)
    if not operator:
        left, right = _part(prepared, node, "left"), _part(prepared, node, "right")
        return tree.BinaryExpression(*_place(prepared, node), _operator(node), left, right)
    return tree.LogicalExpression(*_place(prepared, node), operator, _all(prepared, _operands(node, operator)))


def _operands(node: "Node", operator: str) -> list["Node"]:
    """The operands of a chain of one logical operator, from left to right; such a chain may be thousands long."""
    operands: list[Node] = []
    while logical_operator(node) == operator:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            break
        operands.append(right)
        node = left
    return [node, *reversed(operands)]


def _conditional(prepared: Prepared, node: "Node") -> Expression:
    parts = [_part(prepared, node, name) for name in ("condition", "consequence", "alternative")]
    return tree.ConditionalExpression(*_place(prepared, node), *parts)


def _assignment(prepared: Prepared, node: "Node") -> Expression:
    left, right = _part(prepared, node, "left"), _part(prepared, node, "right")
    return tree.AssignmentExpression(*_place(prepared, node), _operator(node), left, right)


def _update(prepared: Prepared, node: "Node") -> Expression:
    return tree.AssignmentExpression(*_place(prepared, node), _operator(node), _part(prepared, node, "argument"), None)


def _declarator(prepared: Prepared, node: "Node") -> Expression:
    value = node.child_by_field_name("value")
    converted = _convert(prepared, value) if value is not None else None
    return tree.AssignmentExpression(*_place(prepared, node), "=", _part(prepared, node, "name"), converted)


def _array(prepared: Prepared, node: "Node") -> Expression:
    elements: list[Expression | None] = []
    after_comma = True
    for child in node.children[1:-1]:
        if child.type == ",":
            elements.extend([None] * after_comma)
            after_comma = True
        elif child.type not in _COMMENTS:
            elements.append(_convert(prepared, child))
            after_comma = False
    return tree.ArrayExpression(*_place(prepared, node), tuple(elements))


def _object(prepared: Prepared, node: "Node") -> Expression:
    return tree.ObjectExpression(*_place(prepared, node), _all(prepared, _inside(node)))


def _function(prepared: Prepared, node: "Node") -> Expression:
    return tree.FunctionExpression(*_place(prepared, node), _all(prepared, _inside(node)))


def _sequence(prepared: Prepared, node: "Node") -> Expression:
    """The parser may nest `a, b, c` to the right."""
    parts: list[Expression] = []
    for part in _all(prepared, _inside(node)):
        parts.extend(part.expressions if isinstance(part, tree.SequenceExpression) else (part,))
    return tree.SequenceExpression(*_place(prepared, node), tuple(parts))


_Converter = Callable[[Prepared, "Node"], Expression]

_KINDS: Final[dict[str, _Converter]] = {
    "expression_statement": _only_child,
    "parenthesized_expression": _only_child,
    **dict.fromkeys(("identifier", "this", "super", "property_identifier", "private_property_identifier"), _word),
    **dict.fromkeys(("statement_identifier", "meta_property", "import"), _word),
    **dict.fromkeys(("shorthand_property_identifier", "shorthand_property_identifier_pattern"), _word),
    "number": _number,
    "string": _text,
    "template_string": _template,
    "regex": _regex,
    "true": lambda prepared, node: tree.BooleanLiteral(*_place(prepared, node), True),
    "false": lambda prepared, node: tree.BooleanLiteral(*_place(prepared, node), False),
    "null": lambda prepared, node: tree.NullLiteral(*_place(prepared, node)),
    "undefined": lambda prepared, node: tree.Undefined(*_place(prepared, node)),
    "member_expression": _member,
    "subscript_expression": _member,
    "call_expression": _call,
    "new_expression": _call,
    "unary_expression": _unary,
    "binary_expression": _binary,
    "ternary_expression": _conditional,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _assignment,
    "update_expression": _update,
    "variable_declarator": _declarator,
    "array": _array,
    "object": _object,
    **dict.fromkeys(("arrow_function", "function_expression", "generator_function"), _function),
    **dict.fromkeys(("function_declaration", "generator_function_declaration", "method_definition"), _function),
    "sequence_expression": _sequence,
}
