"""Places of start tags, in every encoding that is likely."""

import pytest

from ivrdsl.xml.positions import positions
from ivrdsl.xml.read import parse, to_bytes

TEXT = '<?xml version="1.0" encoding="{}"?>\r\n<a>x&amp;<b\n x="1"/>\r<c/><!-- <no/> --><![CDATA[<no/>]]><d/></a>'
PLACES = [(2, 1), (2, 10), (4, 1), (4, 36)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "iso-8859-1", "us-ascii", "windows-1252", "shift_jis", "utf-32"]
)
def test_lines_and_columns(encoding: str) -> None:
    data = TEXT.format(encoding).encode(encoding)
    parse(data)
    assert [(place.line, place.column) for place in positions(data)] == PLACES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_offsets_point_at_the_tag(encoding: str) -> None:
    data = TEXT.format(encoding).encode(encoding)
    less = "<".encode(encoding.replace("utf-16", "utf-16-le"))
    assert all(data[place.offset :].startswith(less) for place in positions(data))


def test_columns_count_characters_and_not_bytes_or_the_mark() -> None:
    assert [tuple(place) for place in positions("<a>é😀<b/></a>".encode())] == [(1, 1, 0), (1, 6, 9)]
    assert [place.column for place in positions("\ufeff<a><b/></a>".encode())] == [1, 4]


def test_same_order_as_lxml() -> None:
    data = to_bytes("<a><!-- x --><b><c/></b>\n<?pi?><d/></a>")
    lines = [element.sourceline for element in parse(data).iter("*")]
    assert [place.line for place in positions(data)] == lines
