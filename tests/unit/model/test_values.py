"""Variables, secrets and spelling."""

import pytest

from ivrdsl.errors import NodeError
from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Secret, Var, has_variable, joined, spell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Var("count"), "${count}"),
        (Var("call.field.a-b_1"), "${call.field.a-b_1}"),
        (Var(f"choice{Var('num')}"), "${choice${num}}"),
        (CALL.last_input, "${call.lastinput}"),
        (CONTACT.first_name, "${contact.firstName}"),
        (CONTACT.column("AB"), "${contact.AB}"),
        (GLOBAL.day_of_week, "${global.date.dayOfWeek}"),
    ],
)
def test_how_a_variable_is_written(value: object, written: str) -> None:
    assert str(value) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Secret("  2 5 \n 1 7 "), "2 5 1 7"),
        (Secret(CALL.id), "${call.id}"),  # type: ignore[arg-type]
        (spell("2517"), "2 5 1 7"),
        (spell("0 12-a"), "0 1 2 - a"),
    ],
)
def test_the_text_of_a_secret(value: Secret, text: str) -> None:
    assert value.text == text


def test_a_variable_in_quotes_and_in_an_f_string() -> None:
    assert f"{Var('v').quoted} == 'yes'" == "'${v}' == 'yes'"


@pytest.mark.parametrize("value", [Var("a"), Secret("b"), spell("12")])
def test_values_print_as_source_and_hash(value: object) -> None:
    assert eval(repr(value)) == value
    assert hash(eval(repr(value))) == hash(value)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Var("two words"), ["Var", "'two words'", "letters, digits"]),
        (lambda: Var(""), ["Var", "''"]),
        (lambda: Var("a\n"), ["Var"]),
        (lambda: Var(3), ["Var", "3 (int)"]),
        (lambda: Secret(2517), ["Secret", "2517 (int)", "expected text"]),
        (lambda: Secret("\x00"), ["Secret", "U+0000", "position 1"]),
        (lambda: spell(2517), ["spell", "2517 (int)", "'2517'"]),
        (lambda: spell("  "), ["spell", "'  '"]),
        (lambda: spell(""), ["spell", "''"]),
        (lambda: spell(Var("code")), ["spell", "${code}", "split"]),
        (lambda: spell("a${b}"), ["spell", "a${b}", "split"]),
        (lambda: CONTACT.column("a"), ["CONTACT.column", "'a'", "capitals"]),
        (lambda: CONTACT.column(1), ["CONTACT.column", "1"]),
    ],
)
def test_a_wrong_value_is_shown_with_what_was_expected(build, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NodeError) as caught:
        build()
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("${x}", True), ("a ${x.y} b", True), ("${", False), ("$x", False), ("", False), ("{x}", False)],
)
def test_has_variable(text: str, expected: bool) -> None:
    assert has_variable(text) is expected


def test_joined_keeps_secrets_readable() -> None:
    assert joined(("code ", spell("12"), ".")) == "code 1 2."
    assert joined(()) == ""
