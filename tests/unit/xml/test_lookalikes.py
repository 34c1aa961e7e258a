"""Curly quotes and documents that are still escaped: what is said of them, where, and that the mend helps."""

import html

import pytest

from ivrdsl import check
from ivrdsl.findings.finding import Finding


def first(document: str) -> Finding:
    return check(document)[0]


@pytest.mark.parametrize(
    ("document", "place", "says"),
    [
        ('<dialplan><play type="tts" voice=“female1”>Hi.</play></dialplan>', (1, 34), "attribute voice begins"),
        ("<dialplan name=‘a’/>", (1, 16), "attribute name begins with a curly quote (‘)"),
        ("<dialplan name=«a»/>", (1, 16), "attribute name begins with a curly quote («)"),
        ('<dialplan name=“a"/>', (1, 16), "attribute name begins with a curly quote (“)"),
        ('<dialplan name="a”><hangup/></dialplan>', (1, 18), "attribute name ends with a curly quote (”)"),
        ('<dialplan>\né <play type="tts” voice="female1">Hi.</play></dialplan>', (2, 18), "attribute type ends"),
        ('<dialplan name="a”/>', (1, 18), "attribute name ends with a curly quote (”)"),
        ("<?xml version=“1.0” encoding=“UTF-8”?>\n<dialplan/>", (1, 15), "attribute version begins"),
        ('<?xml version="1.0" encoding=“UTF-8”?>\n<dialplan/>', (1, 30), "attribute encoding begins"),
    ],
)
def test_curly_quotes(document: str, place: tuple[int, int], says: str) -> None:
    found = first(document)
    assert (found.code, found.line, found.column) == ("IVR001", *place)
    assert says in found.message
    assert "straight quotes" in found.fix
    mended = document.translate(dict.fromkeys(map(ord, "“”‘’«»"), '"'))
    assert "IVR001" not in {each.code for each in check(mended)}


@pytest.mark.parametrize(
    "document",
    [
        "<dialplan name=a/>",
        '<dialplan name="a><hangup/></dialplan>',
        '<dialplan name="a"><play type="tts">He said “hi” & left.</play></dialplan>',
        '<dialplan><if expr="${a} < 3"><play type="tts">“Yes”, he said.</play></if></dialplan>',
    ],
)
def test_curly_quotes_are_not_blamed_for_all(document: str) -> None:
    assert first(document).code == "IVR001"
    assert "curly" not in first(document).message


PLAN = '<dialplan name="Root"><play type="tts">Hi.</play></dialplan>'


@pytest.mark.parametrize(
    ("document", "begins"),
    [
        (html.escape(PLAN), "&lt;"),
        (html.escape(PLAN, quote=False), "&lt;"),
        (html.escape(html.escape(PLAN)), "&amp;lt;"),
        (f"\n\t{html.escape(PLAN)}\n", "&lt;"),
        ('<?xml version="1.0"?>\n' + html.escape(PLAN), "&lt;"),
        (PLAN.replace("<", "&#60;").replace(">", "&#62;"), "&#60;"),
        (PLAN.replace("<", "&#x3C;"), "&#x3C;"),
        (PLAN.replace("<", "\\u003c"), "\\u003c"),
        ("%3Cdialplan%20name%3D%22Root%22%3E", "%3C"),
    ],
)
def test_a_document_that_is_still_escaped(document: str, begins: str) -> None:
    found = first(document)
    assert found.code == "IVR001"
    assert f"still escaped: its tags begin with {begins} instead of <" in found.message
    assert "once" in found.fix or "decode" in found.fix


@pytest.mark.parametrize("tag", ["string", "dialplanXml"])
def test_an_escaped_document_in_another_tag(tag: str) -> None:
    found = first(f"<{tag}>{html.escape(PLAN)}</{tag}>")
    assert f"the dialplan is the text inside <{tag}>, escaped" in found.fix


def test_escaped_tags_in_a_plan() -> None:
    found = first('<dialplan name="Root">&lt;hangup/&gt;<hangup/></dialplan>')
    assert found.fix == "these are tags that are still escaped: write < and > instead of &lt; and &gt;"


@pytest.mark.parametrize("text", ["&amp; so on", "&lt; 3", "3 &lt; 4", "%3C 3", "\\u003c 3"])
def test_other_text_is_no_escaped_document(text: str) -> None:
    assert "escaped" not in first(text).message
