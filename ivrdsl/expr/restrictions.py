"""What the parser lets pass and JavaScript refuses: the cases that a node, its children and its place can tell."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node


class Surroundings(NamedTuple):
    """What stands round a node, as far as syntax depends on it."""

    function: bool = False
    asynchronous: bool = False
    generator: bool = False
    method: bool = False
    loop: bool = False
    switch: bool = False


class Refusal(NamedTuple):
    """Why a node is no JavaScript; doubtful when the parser may have misread it."""

    message: str
    expected: str = ""
    doubtful: bool = False


OUTSIDE: Final = Surroundings()
_LOOPS: Final = frozenset(("for_statement", "for_in_statement", "while_statement", "do_statement"))
_FUNCTIONS: Final = frozenset(
    (
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    )
)
_LOOSE: Final = frozenset(
    ("assignment_expression", "augmented_assignment_expression", "arrow_function", "yield_expression")
)
_TARGETS: Final = frozenset(("identifier", "undefined", "member_expression", "subscript_expression"))
_FLAGS: Final = frozenset("dgimsuvy")
_ESCAPED: Final = re.compile(rb"\\(?:\r\n|.)", re.DOTALL)


def logical_operator(node: "Node") -> str:
    """The operator of a logical expression, or "" for anything else."""
    if node.type != "binary_expression":
        return ""
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None and operator.type in ("&&", "||", "??") else ""


def place_inside(node: "Node", place: Surroundings) -> Surroundings:
    """The place of what stands inside a node."""
    kind = node.type
    if kind in _FUNCTIONS:
        tokens = {child.type for child in node.children}
        method = kind == "method_definition" or (kind == "arrow_function" and place.method)
        return Surroundings(True, "async" in tokens, "*" in tokens, method)
    if kind in ("class_body", "field_definition"):
        return Surroundings(method=True)
    if kind in _LOOPS:
        return place._replace(loop=True)
    return place._replace(switch=True) if kind == "switch_statement" else place


def refusal(node: "Node", place: Surroundings) -> Refusal | None:
    """Why JavaScript refuses a node, or None.

    Args:
        node: a node of the parser's tree, in which the parser found nothing wrong.
        place: what stands round it.
    """
    check = _CHECKS.get(node.type)
    return check(node, place) if check else None


_Check = Callable[["Node", Surroundings], Refusal | None]


def _always(message: str, expected: str = "") -> _Check:
    return lambda node, place: Refusal(message, expected)


def _return(node: "Node", place: Surroundings) -> Refusal | None:
    return None if place.function else Refusal("return stands outside a function", "the value alone, without return")


def _jump(node: "Node", place: Surroundings) -> Refusal | None:
    word = node.children[0].type
    if node.child_by_field_name("label") is not None or place.loop or (place.switch and word == "break"):
        return None
    return Refusal(f"{word} stands outside a loop")


def _await(node: "Node", place: Surroundings) -> Refusal | None:
    # as a name, `await (a)` and `await + 1` are legal outside, and the parser cannot tell
    return None if place.asynchronous else Refusal("await stands outside an async function", doubtful=True)


def _yield(node: "Node", place: Surroundings) -> Refusal | None:
    return None if place.generator else Refusal("yield stands outside a generator function", doubtful=True)


def _super(node: "Node", place: Surroundings) -> Refusal | None:
    return None if place.method else Refusal("super stands outside a method")


def _meta(node: "Node", place: Surroundings) -> Refusal | None:
    return Refusal("import.meta stands outside a module") if node.children[0].type == "import" else None


def _assignment(node: "Node", place: Surroundings) -> Refusal | None:
    target = node.child_by_field_name("left")
    plain = node.type == "assignment_expression"
    if target is None or _is_target(target) or (plain and target.type in ("array_pattern", "object_pattern")):
        return None
    return Refusal("nothing can be assigned to what stands left of the =", "a name; to compare, use ==")


def _update(node: "Node", place: Surroundings) -> Refusal | None:
    target = node.child_by_field_name("argument")
    operator = node.child_by_field_name("operator")
    if target is None or operator is None or _is_target(target) or target.type == "call_expression":
        return None
    return Refusal(f"{operator.type} can only change a name or a property")


def _is_target(node: "Node") -> bool:
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    return node.type in _TARGETS and not _has_optional(node)


def _has_optional(node: "Node") -> bool:
    """Whether `?.` stands in a chain of members and calls."""
    below: Node | None = node
    while below is not None and below.type in ("member_expression", "subscript_expression", "call_expression"):
        if any(child.type == "optional_chain" for child in below.children):
            return True
        below = below.child_by_field_name("object") or below.child_by_field_name("function")
    return False


def _operands(node: "Node", place: Surroundings) -> Refusal | None:
    loose = next((child for child in node.children if child.type in _LOOSE), None)
    if loose is not None:
        what = "an arrow function" if loose.type == "arrow_function" else "an assignment"
        return Refusal(f"{what} is an operand of another operator", "parentheses round it; to compare, use ==", True)
    return _binary(node) if node.type == "binary_expression" else None


def _binary(node: "Node") -> Refusal | None:
    left, operator = node.child_by_field_name("left"), node.child_by_field_name("operator")
    right = node.child_by_field_name("right")
    if left is None or operator is None or right is None:
        return None
    if operator.type == "**" and left.type in ("unary_expression", "await_expression"):
        return Refusal("the left side of ** has an operator of its own", "parentheses round one of them")
    mixed = {operator.type, logical_operator(left), logical_operator(right)} - {""}
    if "??" in mixed and mixed & {"&&", "||"} and logical_operator(node):
        return Refusal("?? stands beside && or ||", "parentheses round one of them")
    return None


def _callee(node: "Node", place: Surroundings) -> Refusal | None:
    return (
        Refusal("an arrow function is called", "parentheses round it", True)
        if node.children[0].type in _LOOSE
        else None
    )


def _arguments(node: "Node", place: Surroundings) -> Refusal | None:
    kinds = [child.type for child in node.children if child.type not in ("comment", "html_comment")]
    gap = any(kind == "," and before in ("(", ",") for before, kind in pairwise(kinds))
    return Refusal("an argument is missing before a comma") if gap else None


def _try(node: "Node", place: Surroundings) -> Refusal | None:
    complete = node.child_by_field_name("handler") or node.child_by_field_name("finalizer")
    return None if complete else Refusal("try has neither catch nor finally")


def _string(node: "Node", place: Surroundings) -> Refusal | None:
    broken = b"\n" in _ESCAPED.sub(b"", node.text or b"")
    return (
        Refusal("a string goes on behind the end of its line", "the closing quote, or a backslash") if broken else None
    )


def _regex(node: "Node", place: Surroundings) -> Refusal | None:
    flags = node.child_by_field_name("flags")
    letters = (flags.text or b"").decode() if flags is not None else ""
    if set(letters) <= _FLAGS and len(set(letters)) == len(letters):
        return None
    return Refusal(f"{letters!r} are no flags of a regular expression")


def _statement(node: "Node", place: Surroundings) -> Refusal | None:
    first = node.children[0]
    while first.child_count and first.type not in ("function_expression", "generator_function", "class", "object"):
        first = first.children[0]
    if first.type in ("function_expression", "generator_function", "class"):
        named = first.child_by_field_name("name") is not None
        return Refusal("a statement starts with a function or class without a name", "parentheses round it", named)
    if first.type != "object":
        return None
    return _block(first) if first == node.child(0) else Refusal("what stands behind a block in braces", "", True)


def _block(node: "Node") -> Refusal | None:
    """What the parser takes for an object is a block where a statement starts: `{a: 1}` is a label and a number."""
    parts = [child for child in node.children if child.type != "comment"]
    first, *rest = parts[1:-1]
    key, value = first.child_by_field_name("key"), first.child_by_field_name("value")
    legal = key is not None and value is not None and key.type == "property_identifier"
    if not legal or any(child.type not in (",", "shorthand_property_identifier") for child in rest):
        return Refusal("{ } where a statement starts is a block of statements", "parentheses round an object", True)
    if rest and rest[-1].type == ",":
        return Refusal("a comma stands before the } of a block")
    if value is not None and value.type == "object" and value.named_child_count:
        return _block(value)
    nameless = value is not None and value.type in ("function_expression", "class")
    return Refusal("a function or class without a name stands in a block", "", True) if nameless else None


def _declarations(node: "Node", place: Surroundings) -> Refusal | None:
    constant = node.children[0].type == "const"
    for child in node.children:
        if child.type != "variable_declarator" or child.child_by_field_name("value") is not None:
            continue
        name = child.child_by_field_name("name")
        if constant or (name is not None and name.type in ("array_pattern", "object_pattern")):
            return Refusal("a declaration has no value", "= and a value")
    return None


_CHECKS: Final[dict[str, _Check]] = {
    **dict.fromkeys(("jsx_element", "jsx_self_closing_element"), _always("a tag in angle brackets is no JavaScript")),
    "decorator": _always("decorators are not known", "no @"),
    "import_statement": _always("import stands outside a module"),
    "export_statement": _always("export stands outside a module"),
    "meta_property": _meta,
    "return_statement": _return,
    "break_statement": _jump,
    "continue_statement": _jump,
    "await_expression": _await,
    "yield_expression": _yield,
    "super": _super,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _assignment,
    "update_expression": _update,
    "binary_expression": _operands,
    "unary_expression": _operands,
    "call_expression": _callee,
    "member_expression": _callee,
    "subscript_expression": _callee,
    "arguments": _arguments,
    "try_statement": _try,
    "string": _string,
    "regex": _regex,
    "expression_statement": _statement,
    "lexical_declaration": _declarations,
    "variable_declaration": _declarations,
}
