"""Texts become markup in one place, and stay texts."""

from html.parser import HTMLParser
from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.findings.render.markup import Html, code, island, joined, tag


class TextParser(HTMLParser):
    """Gathers what a browser would take for text, tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def parsed(markup: str) -> TextParser:
    parser = TextParser()
    parser.feed(markup)
    parser.close()
    return parser


def test_an_element_has_its_attributes() -> None:
    made = tag("p", "a < b & c", island("x"), class_="soft", data_call="1", hidden=True, id="", title=False)
    assert made == '<p class="soft" data-call="1" hidden>a &lt; b &amp; c<bdi>x</bdi></p>'


def test_markup_is_not_escaped_twice() -> None:
    assert joined(Html("<b>x</b>"), "<b>") == "<b>x</b>&lt;b&gt;"


def test_signs_that_turn_a_text_round_are_shown() -> None:
    assert island("a\u202eb") == "<bdi>a\\u202eb</bdi>"
    assert "\u200b" not in tag("p", "a\u200b", title="\u2066x")


@given(st.text())
def test_no_text_becomes_a_tag(text: str) -> None:
    made: Any = parsed(tag("p", text, island(text), code(text, text), title=text or "-"))
    assert [name for name, _ in made.tags] == ["p", "bdi", "pre"]
    assert len(made.tags[0][1]) == 1
