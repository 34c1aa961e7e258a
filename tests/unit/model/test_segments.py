"""How many messages a text is sent as."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model.segments import Segments, segments


@pytest.mark.parametrize(
    ("text", "vendor", "standard"),
    [
        ("", 1, 1),
        ("a" * 160, 1, 1),
        ("a" * 161, 2, 2),
        ("a" * 306, 2, 2),
        ("a" * 307, 2, 3),
        ("a" * 320, 2, 3),
        ("a" * 321, 3, 3),
        ("{" * 80, 1, 1),
        ("{" * 81, 1, 2),
        ("a" + "{" * 80, 1, 2),
        ("\u20ac" * 80, 1, 1),
        ("\u2019" + "a" * 69, 1, 1),
        ("\u2019" + "a" * 70, 1, 2),
        ("\u2019" + "a" * 133, 1, 2),
        ("\u2019" + "a" * 134, 1, 3),
        ("\U0001f600" * 35, 1, 1),
        ("\U0001f600" * 36, 1, 2),
        ("\U0001f600" * 67, 1, 3),  # 33 pairs a part: a pair is not cut in two
        ("\u00e7" + "a" * 70, 1, 2),  # the small c with cedilla is not in the alphabet, the capital one is
        ("\u00c7" + "a" * 159, 1, 1),
    ],
)
def test_both_ways_of_counting(text: str, vendor: int, standard: int) -> None:
    found = segments(text)
    assert (found.vendor, found.standard) == (vendor, standard)


def test_variables_count_as_nothing() -> None:
    assert segments("${contact.firstName}" + "a" * 160) == Segments(160, 1, 1, "", True)
    assert segments("${open") == Segments(6, 1, 1, "", False)


def test_the_odd_character_is_named() -> None:
    assert segments("It\u2019s \u201chere\u201d").odd == "\u2019"


@given(st.text(max_size=400))
def test_longer_texts_never_take_fewer_messages(text: str) -> None:
    shorter, longer = segments(text), segments(text + "a")
    assert shorter.standard <= longer.standard
    assert shorter.vendor <= longer.vendor
    assert longer.standard <= -(-2 * len(text + "a") // 66) + 1
