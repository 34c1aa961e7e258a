"""What expressions parse to, what does not parse, and where parser and engine are known to differ."""

import copy
import pickle
import subprocess
import sys

import pytest

from ivrdsl import expr
from ivrdsl.expr.tree import (
    ArrayExpression,
    AssignmentExpression,
    BinaryExpression,
    BooleanLiteral,
    CallExpression,
    ConditionalExpression,
    Expression,
    FunctionExpression,
    Identifier,
    Joined,
    LogicalExpression,
    MemberExpression,
    NullLiteral,
    NumericLiteral,
    OtherSyntax,
    PlatformVariable,
    Program,
    RegExpLiteral,
    SequenceExpression,
    StringLiteral,
    SyntaxProblem,
    TemplateLiteral,
    UnaryExpression,
    Undefined,
)
from ivrsim.core import sandbox
from ivrsim.core.javascript import evaluate


def variable(name: str | None, *, quoted: bool = False, written: str | None = None) -> PlatformVariable:
    return PlatformVariable(0, 0, name, name or "" if written is None else written, quoted)


def name(spelt: str) -> Identifier:
    return Identifier(0, 0, spelt)


def text(*pieces: str | PlatformVariable) -> StringLiteral:
    return StringLiteral(0, 0, pieces)


def number(value: float) -> NumericLiteral:
    return NumericLiteral(0, 0, value)


X, QX = variable("x"), variable("x", quoted=True)
NESTED = variable(None, written="choice${num}")

TREES: list[tuple[str, Expression]] = [
    ("'${x}' == 'yes'", BinaryExpression(0, 0, "==", text(QX), text("yes"))),
    ("${x} > 3;", BinaryExpression(0, 0, ">", X, number(3))),
    ("${choice${num}}", NESTED),
    ("${call.callerid}", variable("call.callerid")),
    ("${a b}", Program(0, 0, ())),
    ("1${x}", Joined(0, 0, ("1", X))),
    ("${x}.5 + 1", BinaryExpression(0, 0, "+", Joined(0, 0, (X, ".5")), number(1))),
    ("row_${x}", Joined(0, 0, ("row_", X))),
    ("${x}${y}", Joined(0, 0, (X, variable("y")))),
    ("${x}.length", MemberExpression(0, 0, X, "length", False, False)),
    ("a.${x}", MemberExpression(0, 0, name("a"), X, False, False)),
    ("a?.[${x}]", MemberExpression(0, 0, name("a"), X, True, True)),
    ("'a${x}b${y}'", text("a", QX, "b", variable("y", quoted=True))),
    (r"'\${x}'", text("\\", variable(None, quoted=True, written="x"))),
    (r"'\\${x}'", text("\\", QX)),
    (r"'\x41\u{42}\103\n\q\'\ud83d\ude00'", text("ABC\nq'😀")),
    ("''", text()),
    ("'é😀' == ${x}", BinaryExpression(0, 0, "==", text("é😀"), X)),
    ("`a${x}${1 + 2}`", TemplateLiteral(0, 0, ("a", QX, BinaryExpression(0, 0, "+", number(1), number(2))))),
    ("/a${x}/g", RegExpLiteral(0, 0, ("/a", QX, "/g"))),
    ("a || b || c", LogicalExpression(0, 0, "||", (name("a"), name("b"), name("c")))),
    ("a && b || c", LogicalExpression(0, 0, "||", (LogicalExpression(0, 0, "&&", (name("a"), name("b"))), name("c")))),
    ("!a", UnaryExpression(0, 0, "!", name("a"))),
    ("a ? true : null", ConditionalExpression(0, 0, name("a"), BooleanLiteral(0, 0, True), NullLiteral(0, 0))),
    ("a = undefined", AssignmentExpression(0, 0, "=", name("a"), Undefined(0, 0))),
    ("a, b, 1", SequenceExpression(0, 0, (name("a"), name("b"), number(1)))),
    ("[1, , 2]", ArrayExpression(0, 0, (number(1), None, number(2)))),
    ("[1, 2,]", ArrayExpression(0, 0, (number(1), number(2)))),
    ("new Date(1)", CallExpression(0, 0, name("Date"), (number(1),), True, False)),
    ("isNaN(${x})", CallExpression(0, 0, name("isNaN"), (X,), False, False)),
    ("a\n++b", Program(0, 0, (name("a"), AssignmentExpression(0, 0, "++", name("b"), None)))),
    ("a;;b", Program(0, 0, (name("a"), name("b")))),
    ("", Program(0, 0, ())),
    ("  // only a comment", Program(0, 0, ())),
    ("\ufeff1", number(1)),
    ("<!-- a comment\n1", number(1)),
    ("1 <!-- ) a comment", number(1)),
    ("{}", OtherSyntax(0, 0, "statement block", ())),
    ("0x1F", number(31)),
    ("010", number(8)),
    ("089", number(89)),
    ("1_000.5", number(1000.5)),
    ("1e400", number(float("inf"))),
    ("9007199254740993", number(9007199254740992.0)),
    ("12n", NumericLiteral(0, 0, 12, True)),
    ("x / y / z", BinaryExpression(0, 0, "/", BinaryExpression(0, 0, "/", name("x"), name("y")), name("z"))),
]
TREES[4] = ("'${a b}'", text("${a b}"))


@pytest.mark.parametrize(("source", "tree"), TREES, ids=[source for source, _ in TREES])
def test_what_expressions_parse_to(source: str, tree: Expression) -> None:
    assert expr.parse(source) == tree


def test_every_node_knows_its_place() -> None:
    source = "'é😀${x}' == (f(${y}) + 1)"
    tree = expr.parse(source)
    assert not isinstance(tree, SyntaxProblem)
    places = [source[node.start : node.end] for node in expr.walk(tree)]
    assert places == [source, "'é😀${x}'", "${x}", "f(${y}) + 1", "f(${y})", "f", "${y}", "1"]


REFUSED = [
    ("1 +", "too early"),
    ("'abc", "not closed"),
    ("('a' == 'b'", "never closed"),
    ("'a' == 'b')", "closes nothing"),
    ("(a]", "cannot close"),
    ("'${x} == 'yes'", ""),
    ("'a' = 'b'", "assigned"),
    ("1 = 2", "assigned"),
    ("a && b = 1", "operand"),
    ("a + b = 1", "operand"),
    ("1++", "change"),
    ("a and b", "not understood"),
    ("return 1", "outside a function"),
    ("break", "outside a loop"),
    ("await x", "await"),
    ("<b>a</b>", "angle brackets"),
    ("f(,a)", "missing before a comma"),
    ("a ?? b || c", "??"),
    ("-a ** b", "**"),
    ("/a/gg", "flags"),
    ("'\r'", "end of its line"),
    ("{'a': 1}", "block"),
    ("a\0b", "not understood"),
    ("hello world", "not understood"),
    ("try {}", "catch"),
    ("const a", "no value"),
    ("</script>", ""),
    ("function () {}", "without a name"),
    ("import a from 'b'", "module"),
    ("a?.b = 1", "assigned"),
]


@pytest.mark.parametrize(("source", "words"), REFUSED)
def test_what_does_not_parse(source: str, words: str) -> None:
    problem = expr.parse(source)
    assert isinstance(problem, SyntaxProblem)
    assert words in problem.message
    assert 0 <= problem.start <= problem.end <= len(source)
    assert not sandbox.parses(source)


def test_a_problem_in_a_text_with_variables_says_that_their_values_matter() -> None:
    assert expr.parse("1 ${operator} 2").doubt == "values"  # type: ignore[union-attr]
    assert expr.parse("1 operator 2").doubt == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("source", "doubt"),
    [
        ("'é, let us' = 1", ""),
        ("yield 'a' 1", "parser"),
        ("'a' + é é", "parser"),
        ("/'/ 'let' 1", "parser"),
        ("'a' 'b'", ""),
    ],
)
def test_only_what_stands_outside_strings_makes_a_problem_doubtful(source: str, doubt: str) -> None:
    assert expr.parse(source).doubt == doubt  # type: ignore[union-attr]


MISSED = [
    "let a; let a",
    '"use strict"; with (a) {}',
    '"use strict"; 010',
    "a: a: b",
    "/(/",
    "'\\u{110000}'",
    "01n",
    "[...a, b] = c",
    "[...a,] = c",
    "a\n=> b",
    "(a, a) => 1",
    "if (a) let b",
    "({__proto__: 1, __proto__: 2})",
    "({get a(b) {}})",
    "enum",
    "({if})",
    " #!a\n1",
    "class A { #a; #a }",
    "let let = 1",
    "for (async of b);",
]
FALSELY_REFUSED = [
    "yield = 1",
    "undefined += 1",
    "while (a) break\n(b)",
    "++yield",
    "await+a**a==a",
    "[, a b]",
    "using",
    "for (async of => 1; ; ) break",
    "a`\\u`",
    "a/*\n*/b",
    "1 /*\n*/ --> )",
    "{yield: 1}",
]
KNOWN_DIFFERENCES = [*((source, False) for source in MISSED), *((source, True) for source in FALSELY_REFUSED)]


@pytest.mark.parametrize(("source", "engine_accepts"), KNOWN_DIFFERENCES)
def test_known_differences_from_the_engine(source: str, engine_accepts: bool) -> None:
    """Each is still one (else take it off the list), and none is a false alarm."""
    tree = expr.parse(source)
    accepted = not evaluate(source).error.startswith("SyntaxError")
    assert accepted is engine_accepts
    assert isinstance(tree, SyntaxProblem) is engine_accepts
    assert not isinstance(tree, SyntaxProblem) or tree.doubt == "parser"


@pytest.mark.parametrize(
    "source",
    [
        "a" * 1_000_000,
        "(" * 9_000 + "1" + ")" * 9_000,
        "!" * 20_000 + "a",
        "[" * 5_000 + "]" * 5_000,
        "1+" * 9_000 + "1",
    ],
)
def test_too_long_or_too_deep(source: str) -> None:
    problem = expr.parse(source)
    assert isinstance(problem, SyntaxProblem)
    assert problem.doubt == "limit"


def test_a_long_chain_of_one_logical_operator_is_not_deep() -> None:
    tree = expr.parse(" || ".join(["${x} == 1"] * 1_000))
    assert isinstance(tree, LogicalExpression)
    assert len(tree.operands) == 1_000


@pytest.mark.parametrize("shape", ["!%s", "(%s)", "[%s]", "f(%s)", "a=>%s", "1+(%s)", "%s.b", "{%s}"])
def test_the_deepest_trees_can_be_compared_hashed_shown_and_copied(shape: str) -> None:
    source, deepest = "a", None
    while not isinstance(tree := expr.parse(source), SyntaxProblem):
        source, deepest = shape.replace("%s", source), tree
    assert tree.doubt == "limit"
    assert deepest is not None
    assert deepest == copy.deepcopy(deepest) == pickle.loads(pickle.dumps(deepest))
    assert hash(deepest) == hash(copy.copy(deepest))
    assert repr(deepest)


@pytest.mark.parametrize(
    "source", ["'\ud800'", "\ud800", "\0", "'\0'", "\ufeff", "#!x", "\\u0061", "a?.b", "1n", "\u2028"]
)
def test_odd_characters_neither_raise_nor_alarm(source: str) -> None:
    tree = expr.parse(source)
    refused = not sandbox.parses(source)
    assert refused or not isinstance(tree, SyntaxProblem)


def test_functions_keep_what_is_inside_them() -> None:
    tree = expr.parse("(function (a) { return ${x} + a })(1)")
    assert not isinstance(tree, SyntaxProblem)
    assert any(isinstance(node, FunctionExpression) for node in expr.walk(tree))
    assert X in list(expr.walk(tree))


def test_the_parser_is_loaded_with_the_first_expression() -> None:
    loaded = "print('tree_sitter' in sys.modules)"
    code = f"import sys, ivrdsl.expr as expr; {loaded}; expr.parse('1'); {loaded}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
