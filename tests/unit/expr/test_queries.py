"""Questions about a tree: what is compared, assigned, and how simple it is."""

import re

import pytest
from hypothesis import given, strategies as st

from ivrdsl import expr
from ivrdsl.expr import tree
from ivrsim.core.javascript import evaluate


def parsed(text: str) -> expr.Expression:
    result = expr.parse(text)
    assert not isinstance(result, expr.SyntaxProblem), result
    return result


def shown(constant: expr.Constant) -> object:
    match constant:
        case tree.StringLiteral() | tree.NumericLiteral() | tree.BooleanLiteral():
            return constant.value
    return type(constant).__name__


@pytest.mark.parametrize(
    ("text", "constants", "elsewhere"),
    [
        ("'${x}' == 'yes'", [("==", "yes")], False),
        ("${x} == 1 || ${x} === 2 || '3' != '${x}'", [("==", 1), ("===", 2), ("!=", "3")], False),
        ("5 <= ${x} && ${x} < -2", [(">=", 5), ("<", -2)], False),
        (
            "${x} == null || ${x} == undefined || ${x} == true",
            [("==", "NullLiteral"), ("==", "Undefined"), ("==", True)],
            False,
        ),
        ("'${x}' == 'a' && ${x} + 1 > 2", [("==", "a")], True),
        ("'${x}'.substring(0, 3) == '555'", [], True),
        ("isNaN(${x})", [], True),
        ("'${x}${y}' == 'ab'", [], True),
        ("'${x} ' == 'ab'", [], True),
        ("1${x} == 12", [], True),
        ("${x}", [], True),
        ("!${x}", [], True),
        ("${x} == ${y}", [], True),
        ("'${x}' == 'a${y}'", [], True),
        ("'${x${n}}' == 'a'", [], True),
        ("`${x}` == 'a'", [], True),
        ("'${y}' == 'yes'", [], False),
        ("'${X}' == 'yes'", [], False),
        ("(('${x}')) == ('yes')", [("==", "yes")], False),
        ("x == 'yes'", [], False),
    ],
)
def test_the_constants_a_variable_is_compared_with(text: str, constants: list[object], elsewhere: bool) -> None:
    uses = expr.constants_compared_with(parsed(text), "x")
    assert [(operator, shown(constant)) for operator, constant in uses.constants] == constants
    assert uses.elsewhere is elsewhere


def test_comparisons_are_found_wherever_they_stand() -> None:
    found = expr.comparisons(parsed("f(a == 1, [b < 2]) ? !(c !== 3) : d + 1 >= 4"))
    assert [comparison.operator for comparison in found] == ["==", "<", "!==", ">="]


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("a = 1", ["="]),
        ("a == 1", []),
        ("${x} = 'yes'", ["="]),
        ("a += b++", ["+=", "++"]),
        ("var a = 1, b; let c = a; --c", ["=", "=", "=", "--"]),
        ("f(a.b = 1)", ["="]),
        ("[a, b] = [b, a]", ["="]),
    ],
)
def test_assignments(text: str, operators: list[str]) -> None:
    assert [assignment.operator for assignment in expr.assignments(parsed(text))] == operators


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("'${x}' == 'yes' && !(${y} > -1)", True),
        ("${x} + 1", True),
        ("${x} ? 1 : 'b'", True),
        ("a == 1", False),
        ("isNaN(${x})", False),
        ("'${x}'.length", False),
        ("${x} = 1", False),
        ("${x}; 1", False),
        ("typeof ${x}", False),
        ("1${x}", False),
        ("`a`", False),
    ],
)
def test_what_is_simple(text: str, simple: bool) -> None:
    assert expr.is_simple(parsed(text)) is simple


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("n > 0", ["n"]),
        ("n", ["n"]),
        ("a + b * ${c}", ["a", "b"]),
        ("call.lastinput.length > 2 && call['id']", ["call.lastinput.length", "call"]),
        ("n.${m} == 1", ["n"]),
        ("n++", ["n"]),
        ("n += 1", ["n"]),
        ("n = n + 1", ["n"]),
        ("n = 1", []),
        ("var n = 1; n > 0", []),
        ("typeof n == 'undefined'", []),
        ("Math.max(1, ${n}) + parseInt('1') + NaN", []),
        ("[1].map(n => n)", []),
        ("(function (n) { return n })(1)", []),
        ("({n: 1})", []),
        ("n: 1", []),
        ("'n' + `n`", []),
        ("`${n} ${1}`", []),
        ("row_${n}", []),
        ("this", []),
    ],
)
def test_names_that_nothing_makes(text: str, names: list[str]) -> None:
    assert [".".join(each.names) for each in expr.free_names(parsed(text))] == names
    for each in expr.free_names(parsed(text)):
        assert text[each.start : each.ends[-1]] == ".".join(each.names)
        assert text[each.start : each.ends[0]] == each.names[0]


LEAF = st.sampled_from(("n", "m", "1", "'a'", "call.id", "Math.PI", "typeof n", "[1]", "true", "n.length"))
PAIR = st.tuples(LEAF, st.sampled_from((" + ", " == ", " < ", " && ", " , ", " - ", " = ", "; ")), LEAF)


@given(st.lists(st.tuples(PAIR.map("".join), st.sampled_from((" || ", " ? 1 : ", "; "))), min_size=1, max_size=3))
def test_an_expression_that_knows_all_its_names_has_no_reference_error(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{pair}{joint}" for pair, joint in parts) + "1"
    found = expr.parse(text)
    if not isinstance(found, expr.SyntaxProblem) and "=" not in text.replace("==", ""):
        missing = re.match(r"ReferenceError: (\w+) is not defined", evaluate(text).error)
        names = [each.names[0] for each in expr.free_names(found)]
        assert not missing or missing[1] in names


def test_the_names_of_the_engine_are_known() -> None:
    names = evaluate("Object.getOwnPropertyNames(globalThis).join(' ')").text
    assert names is not None
    assert set(names.split()) <= expr.NAMES_OF_JAVASCRIPT
