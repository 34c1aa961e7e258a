"""Variables in texts, and their names in Python."""

import pytest

from ivrdsl.source.literals import Segment, Variable
from ivrdsl.source.variables import Use, is_plain, named, segments


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none", ["none"]),
        ("${x}", [Variable("x")]),
        ("a ${x} b", ["a ", Variable("x"), " b"]),
        ("'${x}' == '${y}'", [Variable("x", True), " == ", Variable("y", True)]),
        ("'a'${x}'b'", ["'a'", Variable("x"), "'b'"]),
        ("'${x}'${y}'", [Variable("x", True), Variable("y"), "'"]),
        ("${choice${num}}", [Variable("choice${num}")]),
        ("${ x} ${", ["${ x} ${"]),
        ("${a${b}", ["${a", Variable("b")]),
    ],
)
def test_segments(text: str, found: list[Segment]) -> None:
    assert list(segments(text)) == found


def test_a_text_with_braces_of_its_own_is_plain() -> None:
    assert is_plain(segments("function(){return ${x}}"))
    assert not is_plain(segments("${x} + 1"))


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        (["readExtension"], ["read_extension"]),
        (["call.field.e", "contact.AB"], ["call_field_e", "contact_ab"]),
        (["count", "Count", "COUNT"], ["count", "count_2", "count_3"]),
        (["class", "id", "match", "l", "dialplan"], ["class_", "id_", "match_", "l_", "dialplan_2"]),
        (["1", "_", "..", "__name__"], ["variable_1", "variable", "variable_2", "name"]),
        (["piece", "_piece_1"], ["piece", "piece_1"]),
        (["import os".replace(" ", "-"), "spell"], ["import_os", "spell_2"]),
        (["a${b}"], ["b", "a_b"]),
        (["call.lastinput"], []),
    ],
)
def test_names(variables: list[str], names: list[str]) -> None:
    found = named([Use(each, inside=True) for each in variables], {"dialplan", "spell"})
    assert list(found.values()) == names


def test_a_variable_that_is_used_once_as_a_part_needs_no_name() -> None:
    assert named([Use("x", inside=False)], ()) == {}
    assert named([Use("x", inside=False), Use("x", inside=False)], ()) == {"x": "x"}
