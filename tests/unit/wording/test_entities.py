"""Entities that are left in a text, and what they stand for."""

from html import escape

import pytest
from hypothesis import given, strategies as st

from ivrdsl.wording.entities import Escaped, escaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R&amp;D isn&#39;t &lt;here&gt;", Escaped("&amp;", 1, "R&D isn't <here>")),
        ("a &amp;amp;amp; b", Escaped("&amp;", 2, "a & b")),
        ("caf&eacute;&nbsp;&#x27;", Escaped("&eacute;", 3, "café\u00a0'")),
        ("&#0;", Escaped("&#0;", 0, "\ufffd")),
    ],
)
def test_entities_are_resolved(text: str, expected: Escaped) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    "text", ["", "AT&T", "Q&A;", "a & b; c", "&unknown;", "&amp", "&;", "&#;", "?a=1&b=2;c", "&notit;", "&" * 9999]
)
def test_what_is_no_entity_is_left(text: str) -> None:
    assert escaped(text) is None


@given(st.text(), st.integers(min_value=1, max_value=3))
def test_a_text_is_what_it_was_before_it_was_escaped(text: str, times: int) -> None:
    written = text
    for _ in range(times):
        written = escape(written)
    found = escaped(written)
    if escaped(text) is None:
        assert (written if found is None else found.meant) == text
    if found is not None:
        assert written[found.start :].startswith(found.entity)
