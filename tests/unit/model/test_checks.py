"""The checks of attributes, one by one."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from ivrdsl.errors import NodeError
from ivrdsl.model import checks
from ivrdsl.model.values import Secret, Var


class Names(StrEnum):
    LIVE = "live"


ACCEPTED: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = [
    (checks.name, ("live",), "live"),
    (checks.name, ("  two words\n",), "two words"),
    (checks.name, ("a\u00a0b",), "a\u00a0b"),
    (checks.name, (Names.LIVE,), "live"),
    (checks.text, ("value", " a\n b "), "a\n b"),
    (checks.text, ("value", 12), "12"),
    (checks.text, ("value", Var("x")), "${x}"),
    (checks.text, ("value", Names.LIVE), "live"),
    (checks.attribute, ("value", "  kept\t"), "  kept\t"),
    (checks.variable, (" v ",), " v "),
]


@pytest.mark.parametrize(("check", "arguments", "expected"), ACCEPTED)
def test_what_is_accepted_is_normalised_to_plain_text(
    check: Callable[..., Any], arguments: tuple[Any, ...], expected: Any
) -> None:
    found = check("Node", *arguments)
    assert found == expected
    assert type(found) is str


REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (checks.name, ("",), "Node: name is '' (text); expected one line of text that is not empty"),
    (checks.name, (" \n",), "Node: name is ' \\n' (text); expected one line"),
    (checks.name, ("a\nb",), "one line of text"),
    (checks.name, ("a\tb",), "one line of text"),
    (checks.name, (3,), "Node: name is 3 (a whole number); expected text"),
    (checks.name, (True,), "Node: name is True (a truth value); expected text"),
    (checks.text, ("value", True), "Node: value is True (a truth value); expected text, or a Var"),
    (checks.text, ("value", None), "Node: value is None (nothing); expected text, or a Var"),
    (checks.text, ("value", b"x"), "Node: value is b'x' (bytes); expected text, or a Var"),
    (checks.filled, ("url", " ", "a URL"), "Node: url is ' ' (text); expected a URL"),
    (checks.attribute, ("to", 5), "Node: to is 5 (a whole number); expected text, or a Var"),
    (checks.attribute, ("value", Secret("1 2")), "only Say, Sms and Text keep the mark of a secret"),
    (checks.text, ("value", Secret("1 2")), "value is Secret(...) (Secret)"),
    (checks.variable, (Var("x"),), "expected the name of a variable as text, such as 'x'"),
    (checks.whole, ("n", 0, "digits"), "n is 0 (a whole number); expected a whole number of digits, 1 or more"),
    (checks.whole, ("n", "1", "digits"), "n is '1' (text); expected a whole number of digits, 1 or more, such as n=1"),
    (checks.whole, ("n", True, "digits"), "n is True (a truth value)"),
    (checks.whole, ("n", 1.0, "digits"), "n is 1.0 (a number)"),
    (checks.whole, ("n", 10**9, "digits"), "n is 1000000000"),
    (checks.flag, ("cache", 1), "cache is 1 (a whole number); expected True or False"),
    (checks.choice, ("mode", "all", ("b", "a")), "mode is 'all' (text); expected one of a, b"),
    (checks.choice, ("mode", None, ("b", "a")), "mode is None (nothing); expected one of a, b"),
    (checks.timeouts, (3500, 4), "timeout_ms and timeout_s are both given"),
    (checks.timeouts, (1000, None), "timeout_ms is 1000 (a whole number); expected a whole number of ms above 1000"),
    (checks.timeouts, ("3500", None), "timeout_ms is '3500' (text)"),
    (
        checks.timeouts,
        (None, 1001),
        "timeout_s is 1001 (a whole number); expected a whole number of seconds, 1 to 1000",
    ),
    (checks.timeouts, (None, 0), "timeout_s is 0"),
]


@pytest.mark.parametrize(("check", "arguments", "message"), REFUSED)
def test_what_is_refused_names_node_value_and_expectation(
    check: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(NodeError) as caught:
        check("Node", *arguments)
    assert str(caught.value).startswith("Node: ")
    assert message in str(caught.value)


SECRET = Secret("1 2")
PARTS: list[tuple[str, tuple[Any, ...], bool, tuple[Any, ...]]] = [
    ("nothing", (), True, ()),
    ("only blanks", (" ", "\n"), True, ()),
    ("neighbours are joined", ("a ", " b", Var("x")), True, ("a b${x}",)),
    ("secrets stand apart", ("a ", SECRET, " b"), True, ("a ", SECRET, " b")),
    ("an empty secret is gone", ("a ", Secret(""), " b"), True, ("a b",)),
    ("ends are trimmed", (" \na ", SECRET, "\t"), True, ("a ", SECRET)),
    ("white space inside is kept", (" a\n  b ",), False, ("a\n  b",)),
    ("a member of a StrEnum", (Names.LIVE,), True, ("live",)),
]


@pytest.mark.parametrize(("values", "collapse", "expected"), [row[1:] for row in PARTS], ids=[row[0] for row in PARTS])
def test_parts(values: tuple[Any, ...], collapse: bool, expected: tuple[Any, ...]) -> None:
    assert checks.parts("Say", values, collapse=collapse) == expected


@pytest.mark.parametrize("value", [5, None, b"x", ("a",)])
def test_a_part_that_is_no_text(value: object) -> None:
    with pytest.raises(NodeError, match=r"^Say: a part is .*; expected text, spell"):
        checks.parts("Say", ("a", value), collapse=True)
