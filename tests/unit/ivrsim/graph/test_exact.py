"""Exact forms: which there are, and numbers as JavaScript reads them."""

import math

import pytest
from hypothesis import given, strategies as st

from ivrdsl.expr import SyntaxProblem, parse
from ivrsim.core.javascript import evaluate
from ivrsim.graph.exact import Compared, exact_operands, number_of


def operands(source: str) -> list[Compared] | None:
    root = parse(source)
    assert not isinstance(root, SyntaxProblem)
    return exact_operands(root, lambda name: name is None or name.startswith("x"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'${x}' == 'yes'", [Compared("x", text="yes")]),
        ("'yes' !== \"${x}\"", [Compared("x", text="yes")]),
        ("'${x}' == 5", [Compared("x", number=5)]),
        ("-5 < '${x}'", [Compared("x", number=-5)]),
        ("'${x}' >= true", [Compared("x", number=1)]),
        ("'${x}' > null", [Compared("x", number=0)]),
        ("'${x}' == null", [Compared("x")]),
        ("'${x}' == undefined", [Compared("x")]),
        ("${x} == 5", [Compared("x", number=5, bare=True)]),
        ("${x} == '1e1'", [Compared("x", number=10, bare=True)]),
        ("${x} == 'yes'", [Compared("x", bare=True)]),
        ("${x} > null", [Compared("x", number=0, bare=True)]),
        ("'${x}'", [Compared("x", text="")]),
        ("!${x}", [Compared("x", number=0, bare=True)]),
        ("isNaN('${x}')", [Compared("x", number=0)]),
        ("!('${x}' == 'a' || '${x2}' == 2) && ${n} < 3", [Compared("x", text="a"), Compared("x2", number=2)]),
        ("${n} + 1 == 3", []),
    ],
)
def test_exact_forms(source: str, expected: list[Compared]) -> None:
    assert operands(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "'${x}' < 'b'",
        "'${x}' == '${x2}'",
        "'${x}' == ${n}",
        "'${x}' == 5n",
        "'${x}' == 9007199254740993",
        "'${x}' == 1e999",
        "'${x} ' == 'a'",
        "'a${x}' == 'ab'",
        "'${x}${x}' == 'aa'",
        "`${x}` == 'a'",
        "/${x}/ == 'a'",
        "'${x}'.length == 3",
        "'${x}'.indexOf('a') == 0",
        "'${x}' + '' == 'a'",
        "${x} + 1 == 3",
        "${x}0 == 70",
        "parseInt('${x}') == 3",
        "isNaN('${x}', 1)",
        "new isNaN('${x}')",
        "isNaN?.('${x}')",
        "isFinite('${x}')",
        "Number.isNaN('${x}')",
        "'${x}' ? 1 : 0",
        "'${x}' ?? 'a'",
        "'${x}' in {}",
        "typeof '${x}' == 'string'",
        "('${x}', 1)",
        "-'${x}' == 1",
        "('${x}' == 'a') == 1",
        "'${x${n}}' == 'a'",
        "a = '${x}'",
        "(() => '${x}' == 'a')()",
    ],
)
def test_what_is_on_no_line_of_the_list(source: str) -> None:
    assert operands(source) is None


SIGNS = st.text(alphabet="0123456789.eE+-xXoObBaf_ \t\u00a0\ufeffInfityN,", max_size=9)


@given(SIGNS | st.floats(allow_nan=False).map(str) | st.integers().map(str))
def test_numbers_are_read_as_the_engine_reads_them(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    result = evaluate(f"String(Number('{quoted}'))")
    assert not result.error
    ours = number_of(text)
    if result.text == "NaN":
        assert math.isnan(ours)
    else:
        assert ours == float(str(result.text))
