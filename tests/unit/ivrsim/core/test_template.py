"""Texts with variables in them: what is a variable, what stays text, and hostile texts in linear time."""

from collections.abc import Callable

import pytest

from ivrsim.core.template import Reference, parse, render, source_of

VALUES = {"a": "A", "b": "B", "num": "2", "choice2": "two", "A": "upper", "x-y": "hyphen", "x.y": "dot", "loop": "${a}"}


def put(text: str) -> str:
    return render(parse(text), lambda name: VALUES.get(name, "?"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("${a}", "A"),
        ("${a}${b}", "AB"),
        ("x ${a} y ${b} z", "x A y B z"),
        ("${x-y} ${x.y}", "hyphen dot"),
        ("${choice${num}}", "two"),
        ("${${a}}", "upper"),
        ("${choice${num}} and ${a}", "two and A"),
        ("${loop}", "${a}"),  # values are not substituted again
        ("${never}", "?"),
    ],
)
def test_variables_are_put_in(text: str, expected: str) -> None:
    assert put(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$",
        "$a",
        "{a}",
        "$ {a}",
        "${",
        "${a",
        "a ${b c}",
        "${}",
        "${a b}",
        "${a+b}",
        "${ä}",
        "${a\n}",
        "}",
        "a}b",
        "$${",
        "${ a}",
        "{$a}",
    ],
)
def test_what_is_no_variable_stays(text: str) -> None:
    assert put(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a b} ${a}", "${a b} A"),
        ("${ ${a}", "${ A"),
        ("${x ${a} y}", "${x A y}"),
        ("$${a}", "$A"),
        ("${a}}", "A}"),
        ("${{a}}", "${{a}}"),
        ("${a${b c}}", "${a${b c}}"),
        ("${x${a} ${b}", "${xA B"),
        ("${${}}", "${${}}"),
    ],
)
def test_a_false_start_does_not_hide_a_variable(text: str, expected: str) -> None:
    assert put(text) == expected


@pytest.mark.parametrize("depth", [1, 10, 100])
def test_nesting(depth: int) -> None:
    text = "${a" * depth + "}" * depth
    asked: list[str] = []

    def lookup(name: str) -> str:
        asked.append(name)
        return ""

    assert render(parse(text), lookup) == ""
    assert asked == ["a"] * depth  # inside out, each once


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    text = "${a" * 2000 + "}" * 2000
    assert render(parse(text), lambda name: "") == ""


HOSTILE: list[Callable[[int], str]] = [
    lambda n: "${" * n,
    lambda n: "${a" * n,
    lambda n: "${a" * n + " ",
    lambda n: "${a b" * n,
    lambda n: "$" * n,
    lambda n: "}" * n,
    lambda n: "${}" * n,
    lambda n: "${a}" * n,
    lambda n: "${${a} " * n,
]


class Counted(str):
    """A text that counts how often a character of it is looked at."""

    looked = 0

    def __getitem__(self, key):  # type: ignore[no-untyped-def, override]
        Counted.looked += 1
        return str.__getitem__(self, key)


@pytest.mark.parametrize("make", HOSTILE)
def test_time_is_linear(make: Callable[[int], str]) -> None:
    """By construction: each character is looked at once, and every piece is moved at most once back into the text."""
    for n in (10, 1000):
        text = Counted(make(n))
        Counted.looked = 0
        template = parse(text)
        assert Counted.looked <= len(text)
        assert size(template) <= len(text)


def size(template: tuple[str | Reference, ...]) -> int:
    """Nodes and characters of a template, without recursion."""
    todo, total = [template], 0
    while todo:
        for piece in todo.pop():
            if isinstance(piece, Reference):
                total += 1
                todo.append(piece.name)
            else:
                total += len(piece)
    return total


@pytest.mark.parametrize("text", ["${a} b", "${choice${num}}", "a ${b c} ${d}", "${a${b}c}"])
def test_rendering_variables_as_they_are_written_gives_the_text_back(text: str) -> None:
    def written(template: tuple[str | Reference, ...]) -> str:
        return "".join(piece if isinstance(piece, str) else f"${{{written(piece.name)}}}" for piece in template)

    assert written(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "${contact.b}",
        "Hi ${x}, ${ a } and ${a  }!",
        "${choice${num}}",
        "${a${b${c}}d}",
        "${x}${y}",
        "${call.field.c} ${",
    ],
)
def test_what_was_never_set_may_stay_as_it_was_written(text: str) -> None:
    assert render(parse(text), lambda _: None) == text
    assert source_of(parse(text)) == text


def test_of_a_name_that_is_put_together_each_part_stays_as_it_was_written() -> None:
    assert render(parse("${choice${num}}!"), {"num": "2"}.get) == "${choice${num}}!"
    assert render(parse("${choice${num}}!"), {"num": "2", "choice2": "two"}.get) == "two!"
