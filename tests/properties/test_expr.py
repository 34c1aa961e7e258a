"""The parser of expressions agrees with the engine on what is JavaScript, and never claims an error that is none."""

import random
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from ivrdsl import expr
from ivrdsl.expr.prepare import prepare
from ivrdsl.expr.tree import (
    BinaryExpression,
    BooleanLiteral,
    ConditionalExpression,
    Expression,
    Identifier,
    LogicalExpression,
    NumericLiteral,
    StringLiteral,
    SyntaxProblem,
    UnaryExpression,
)
from ivrsim.core import sandbox, template
from ivrsim.core.javascript import evaluate
from tests.sizes import draws

_MANY = draws(500)


def accepts(source: str) -> bool | None:
    """Whether the engine can parse a text, which it does not run: it parses all of it before it throws.

    None when it hit a limit. What only counts in the first line of a text (directives, `#!`) is not seen.
    """
    result = sandbox._repeated(f"throw 'parsed';\n{source}", None, None, 0)
    return None if result.limited else result.error == "parsed"


_NAMES = ["a", "b1", "$", "_x", "isNaN", "undefined", "this", "é", "of", "get", "async", "let", "yield", "await", "if"]
_LITERALS = ["1", "0", "1.5", ".5", "0x1F", "010", "1e3", "1n", "1_000", "true", "false", "null", "'yes'", '"no"']
_LITERALS += ["''", r"'it\'s'", r"'\u0041\x41\n'", "`t`", "`a${b}c`", "/a[/]b/g", "[]", "({})", "'</script>'", "'<!--'"]
_OPERATORS = ["==", "!=", "===", "!==", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>"]
_OPERATORS += [">>>", "&&", "||", "??", " in ", " instanceof ", ",", "=", "+=", "||=", "\n==", "&& /* c */"]
_SHAPES = ["(%s)", "!%s", "-(%s)", "+%s", "typeof %s", "f(%s)", "f(1,%s,)", "a[%s]", "a.b(%s).c", "[%s]", "[,%s,]"]
_SHAPES += [
    "({k:%s})",
    "({'k':%s,...b})",
    "x=>(%s)",
    "function(){return %s}",
    "(function(a,b){return %s})()",
    "`x${%s}`",
]
_SHAPES += ["a?.b[%s]", "new Date(%s)", "(%s)++", "void %s", "%s;", "var v=%s", "let w=%s;w", "if(a){%s}else b", "{%s}"]
_SHAPES += [
    "(%s).length",
    "a.split(',')[%s]",
    "return %s",
    "async()=>await %s",
    "%s\n++b",
    "%s\n(b)",
    "<!-- c\n%s",
    "%s//c",
]
_SHAPES += [
    "a[%s]=1",
    "a.b=%s",
    "a[%s]+=2",
    "(%s).b++",
    "[a,b]=%s",
    "({a,c:b}=%s)",
    "for(a in %s);",
    "while(%s)break",
    "{a:%s}",
]
_SHAPES += ["function f(a){for(;;){if(a)continue;return %s}}", "try{%s}catch(e){throw e}", "switch(%s){case 1:break}"]
_ATOMS = st.sampled_from(_NAMES[:5] * 6 + _NAMES + _LITERALS * 2)  # mostly what leaves the parser no doubt


def _combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.builds(lambda left, operator, right: left + operator + right, parts, st.sampled_from(_OPERATORS), parts)
    three = st.builds("{}?{}:{}".format, parts, parts, parts)
    one = st.builds(lambda shape, part: shape.replace("%s", part), st.sampled_from(_SHAPES), parts)
    several = st.builds(lambda left, end, right: left + end + right, parts, st.sampled_from([";", "\n", ";\n"]), parts)
    return one | two | two | three | several


EXPRESSIONS = st.recursive(_ATOMS, _combined, max_leaves=8)
_PIECES = [
    *"()[]{}<>=!+-*/%&|?:;,.'\"`\\#@~^ \n",
    "=>",
    "++",
    "--",
    "?.",
    "...",
    "<!--",
    "-->",
    "//",
    "/*",
    "*/",
    "1",
    "a",
]
_PIECES += [
    "\0",
    "\r",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\ud800",
    "😀",
    "1n",
    "let ",
    "await ",
    "yield ",
    "return ",
    "${x}",
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """An expression with pieces deleted from it and put into it."""
    text = draw(EXPRESSIONS)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 3))
        text = text[:place] + draw(st.sampled_from(["", *_PIECES])) + text[place + length :]
    return text


def no_false_alarm(text: str) -> None:
    tree = expr.parse(text)
    if isinstance(tree, SyntaxProblem) and tree.doubt == "":
        assert accepts(text) is not True, tree


@_MANY
@given(EXPRESSIONS)
def test_no_error_is_claimed_in_what_the_engine_accepts(text: str) -> None:
    no_false_alarm(text)


@_MANY
@given(mutated())
def test_no_error_is_claimed_in_mutated_text_that_the_engine_accepts(text: str) -> None:
    no_false_alarm(text)


@_MANY
@given(mutated() | EXPRESSIONS, st.integers(0, 60), st.sampled_from(["${x}", "'${x}'", "${a${b}}", "${x}.5", "1${x}"]))
def test_what_variables_make_doubtful_does_not_parse_with_words(text: str, place: int, variable: str) -> None:
    whole = text[:place] + variable + text[place:]
    tree = expr.parse(whole)
    if isinstance(tree, SyntaxProblem):
        assert tree.doubt in ("values", "parser", "limit")
        if tree.doubt == "values" and not _is_doubtful_without_variables(whole):
            assert accepts(prepare(whole).source) is not True, tree


def _is_doubtful_without_variables(text: str) -> bool:
    tree = expr.parse(prepare(text).source)
    return not isinstance(tree, SyntaxProblem) or tree.doubt != ""


_TIGHT = [*(operator for operator in _OPERATORS[:19] if operator != "**"), "&&", "||"]  # -2 ** 3 is an error
_PLAIN = st.recursive(
    st.sampled_from(["a", "1", "-2", "'yes'", "true", "null"]),
    lambda part: (
        st.builds("{} {} {}".format, part, st.sampled_from(_TIGHT), part)
        | st.builds("({} ? {} : {})".format, part, part, part)
        | st.builds("!{}".format, part)
        | st.builds("({})".format, part)
    ),
    max_leaves=10,
)


@_MANY
@given(_PLAIN, st.sampled_from(["0", "3", "'yes'", "-7"]))
def test_the_tree_computes_what_the_text_does(text: str, value: str) -> None:
    tree = expr.parse(text)
    assert not isinstance(tree, SyntaxProblem)
    before = f"var a = {value}; "
    assert repr(evaluate(before + text)) == repr(evaluate(before + _in_parentheses(tree)))  # NaN is not NaN


def _in_parentheses(node: Expression) -> str:
    """The text of a tree that leaves nothing to the precedence of operators."""
    match node:
        case BinaryExpression(operator=operator, left=left, right=right):
            return f"({_in_parentheses(left)} {operator} {_in_parentheses(right)})"
        case LogicalExpression(operator=operator, operands=operands):
            return "(" + f" {operator} ".join(map(_in_parentheses, operands)) + ")"
        case UnaryExpression(operator=operator, operand=operand):
            return f"({operator} {_in_parentheses(operand)})"
        case ConditionalExpression(test=test, then=then, otherwise=otherwise):
            return f"({_in_parentheses(test)} ? {_in_parentheses(then)} : {_in_parentheses(otherwise)})"
        case StringLiteral():
            return repr(node.value)
        case NumericLiteral(value=value):
            return str(value)
        case BooleanLiteral(value=value):
            return str(value).lower()
        case Identifier(name=name):
            return name
    return "null"


@_MANY
@given(st.lists(st.sampled_from([*_PIECES, *_NAMES, *_LITERALS, "${", "}", "${a}", "'"]), max_size=30).map("".join))
def test_whatever_the_text_every_node_stands_inside_its_parent(text: str) -> None:
    tree = expr.parse(text)
    if isinstance(tree, SyntaxProblem):
        assert 0 <= tree.start <= tree.end <= len(text)
        assert tree.message
        return
    for node in expr.walk(tree):
        assert 0 <= node.start <= node.end <= len(text)
        assert all(node.start <= inner.start and inner.end <= node.end for inner in expr.children(node))
        if isinstance(node, expr.PlatformVariable):
            assert text[node.start : node.end] == "${" + node.written + "}"
        if isinstance(node, expr.Identifier):
            assert text[node.start : node.end] == node.name


@_MANY
@given(
    st.lists(st.sampled_from(["${", "}", "$", "{", "a", "b.c", "-", " ", "é", "_9", "\n"]), max_size=25).map("".join)
)
def test_the_variables_are_those_that_the_engine_puts_in(text: str) -> None:
    found = [(span.start, span.end, span.name) for span in expr.find_variables(text)]
    assert found == list(_outermost(template.parse(text)))


def _outermost(pieces: template.Template) -> list[tuple[int, int, str | None]]:
    found, position = [], 0
    for piece in pieces:
        if isinstance(piece, str):
            position += len(piece)
            continue
        end = position + len(_written(piece))
        found.append((position, end, piece.name[0] if _is_plain(piece.name) else None))
        position = end
    return found


def _is_plain(name: template.Template) -> bool:
    return len(name) == 1 and isinstance(name[0], str)


def _written(reference: template.Reference) -> str:
    return "${" + "".join(piece if isinstance(piece, str) else _written(piece) for piece in reference.name) + "}"


def test_the_corpus_parses_as_the_engine_says(shared: Path) -> None:
    texts = sorted(set(_corpus(shared / "corpus")))
    assert len(texts) > 40
    for text in texts:
        tree, plain = expr.parse(text), accepts(prepare(text).source)
        assert isinstance(tree, SyntaxProblem) == (plain is False), (text, tree)


def _corpus(folder: Path) -> list[str]:
    texts = []
    for path in sorted(folder.rglob("*.xml")):
        root = etree.parse(path, etree.XMLParser(recover=True, resolve_entities=False)).getroot()
        for element in root.iter() if root is not None else ():
            texts += [value for name, value in element.items() if name.lower() == "expr"]
            if str(element.tag).lower() in ("setvar", "stash"):
                texts.append((element.text or "").strip())
    return texts


@pytest.mark.parametrize("seed", range(3))
def test_long_junk_neither_crashes_nor_takes_long(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices([*_PIECES, *_NAMES], k=8_000))[: expr.LONGEST]
    assert isinstance(expr.parse(text), SyntaxProblem)
