"""Texts as Python literals: quotes, escapes, and where long ones are cut."""

import ast

import pytest
from hypothesis import given, strategies as st

from ivrdsl.source.literals import Segment, Variable, literal, pieces, width


@pytest.mark.parametrize(
    ("segments", "written"),
    [
        (["plain"], '"plain"'),
        (["don't"], '"don\'t"'),
        (['say "yes"'], "'say \"yes\"'"),
        (["'a' \"b\""], '"\'a\' \\"b\\""'),
        (["back\\slash"], '"back\\\\slash"'),
        (["a\nb\tc\rd"], '"a\\nb\\tc\\rd"'),
        (["Größe 漢"], '"Größe 漢"'),
        (["\u202eoverride\u00a0\ud800\x00"], '"\\u202eoverride\\xa0\\ud800\\x00"'),
        ([Variable("x"), " == 1"], 'f"{x} == 1"'),
        ([Variable("x", quoted=True), '.split("")'], "f'{x.quoted}.split(\"\")'"),
    ],
)
def test_a_literal(segments: list[Segment], written: str) -> None:
    assert literal(segments, str) == written


@given(st.text(st.characters()))
def test_a_literal_is_the_text(text: str) -> None:
    assert ast.literal_eval(literal([text], str)) == text


@given(st.text(st.sampled_from("ab .\n'\"é漢")), st.integers(10, 60))
def test_pieces_are_the_text_and_fit(text: str, columns: int) -> None:
    found = list(pieces([text], columns, str))
    assert "".join(str(each) for piece in found for each in piece) == text
    for piece in found:
        words = str(piece[0]).split()
        assert len(words) < 2 or width(literal(piece, str)) <= columns


def test_a_text_is_cut_after_a_sentence() -> None:
    text = "You have three messages. To hear them, press 1 and wait for a while."
    assert list(pieces([text], 40, str)) == [
        ("You have three messages. ",),
        ("To hear them, press 1 and wait for a ",),
        ("while.",),
    ]


def test_a_text_is_cut_at_its_line_ends() -> None:
    assert list(pieces(["one\ntwo\n\nthree"], 40, str)) == [("one\n",), ("two\n\n",), ("three",)]
