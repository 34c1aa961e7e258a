"""Which characters XML can carry, and how white space is normalised."""

import pytest

from ivrdsl.errors import NodeError
from ivrdsl.model.text import collapsed, legal, squeezed, trimmed


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused_with_its_place(character: str) -> None:
    with pytest.raises(NodeError, match=rf"Say: the character U\+{ord(character):04X} at position 3"):
        legal(f"ab{character}", "Say")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("\t\u00a0\x7f\x85", "\t\u00a0\x7f\x85"),
        ("\U0001f4de", "\U0001f4de"),
    ],
)
def test_legal_text_only_changes_its_line_ends(text: str, expected: str) -> None:
    assert legal(text, "Say") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" \t\r\n a  b \n", "a  b"), ("\u00a0a\u00a0", "\u00a0a\u00a0"), ("", ""), (" \n ", "")],
)
def test_trimmed(text: str, expected: str) -> None:
    assert trimmed(text, "Say") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  b\n\tc", "a b c"),
        (" a ", "a"),
        ("a\r\n\r\nb", "a b"),
        ("a\u00a0 b", "a\u00a0 b"),
        ("\n", ""),
        ("a\nb", "a b"),
        ("a\tb", "a b"),
    ],
)
def test_collapsed(text: str, expected: str) -> None:
    assert collapsed(text, "Say") == expected


@pytest.mark.parametrize(("text", "expected"), [(" a  b ", " a b "), ("\n", " "), ("\r", " "), ("a", "a")])
def test_squeezed_keeps_the_ends(text: str, expected: str) -> None:
    assert squeezed(text) == expected
