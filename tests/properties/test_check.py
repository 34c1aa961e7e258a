"""Any document can be checked and mended: nothing crashes, each finding can be acted on, and mending keeps the call."""

import random
import re
from collections import Counter
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, strategies as st
from lxml import etree

from ivrdsl.checking.control import Control
from ivrdsl.checking.nodes import check
from ivrdsl.checking.registry import rules
from ivrdsl.checking.repair import mended
from ivrdsl.checking.rule import examples
from ivrdsl.checking.run import check_bytes
from ivrdsl.errors import XmlError
from ivrdsl.findings.finding import PRESETS, Finding
from ivrdsl.model import nodes as n
from ivrdsl.testing import callees, dialplans
from ivrdsl.xml import read
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.encoding import decode
from ivrdsl.xml.names import SPELLINGS
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from tests.sizes import draws

MANY: Final = draws(200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
STRICT: Final = Control(preset="strict")
BY_MARKS: Final = {"IVR401", "IVR506"}
"""Rules that look at marks of secrets, which XML does not have."""
SMALL: Final = dialplans(max_depth=2, max_size=4)
FILE: Final = "plans/plan.xml"


def _examples() -> list[str]:
    """The documents in the documentation of the rules, and in their own tests."""
    texts = [text for rule in rules().values() for kind in examples(rule) for text in kind]
    return [text for text in dict.fromkeys(texts) if not check_bytes(text, FILE, control=Control(select=("IVR001",)))]


SEEDS: Final = st.sampled_from(_examples()) | st.tuples(SMALL, st.booleans()).map(
    lambda two: to_xml(two[0], indent=two[1])
)
"""Documents to begin with: the rules' own examples lie near to whatever the rules look at."""

TAGS: Final = sorted({spelling.tag for spelling in SPELLINGS.values()})
ATTRIBUTES: Final = sorted({each.xml for spelling in SPELLINGS.values() for each in spelling.attributes})
TEXTUAL: Final = {spelling.tag for spelling in SPELLINGS.values() if spelling.content not in ("body", None)}
HOSTILE: Final = (
    "", " ", "\n", "\t ", "${", "${}", "${a${b}}", "${a}${", "}", "$", "'", '"', "''", "1" * 10_000, "-1", "1e999",
    "0x1",
    "&", "<", "]]>", "<![CDATA[", "\u202e1234\u202c", "\U0001f4de", "e\u0301", "\u00a0", "\u2028", "\ufeff", "\x7f",
    "\x85",
    "1-", "-", "4-6", "6-4", "0-999999999999999999999", "#", "**", "\u0661", "timeout", "default", "Timeout", "DEFAULT",
    "1000", "1001", "300", "tts", "TTS", "true", "TRUE", "yes", "true == ", "((((", "/[/", "`${x}`", "a=b", "x; y",
    "http://[", "http://a/?code=${code}", "//", "ftp://x", "a" * 300, "press 1 press 2", "Your code is 2517.",
    "femaleSpanish",
)  # fmt: skip
"""Texts in places for which they are not made."""
RAW: Final = (
    "&#xD800;", "&#0;", "&#x1b;", "&x;", "&#99999999999;", "&amp;", "\x00", "\x08", "\ud800", "]]>", "<![CDATA[",
    "<!--", "-->",
    "<?", "?>", "<!DOCTYPE a>", "<?xml version='1.0'?>", "<", ">", "'", '"', "</", "/>", "<a", "${", "\ufeff", "\r",
    "<a:b/>",
    "<dialplan>", "</dialplan>", "xmlns='x'", " a='1' a='2'", "<!-- ivrdsl: ignore IVR101 -->", "\uffff",
)  # fmt: skip
"""Pieces of text that mostly end a document's being well-formed."""
COMMENTS: Final = (
    " ivrdsl: ignore IVR101 sold out ", "ivrdsl:ignore\nIVR003,IVR102\twhy", "ivrdsl:", "ivrdsl: ignore",
    "IVRDSL: ignore IVR1",
    " ivrdsl: ignore IVR999 ", " ivrdsl: ignore IVR101 IVR101 x", " plain ", "ivrdsl: ignore IVR002: x",
    "ivrdsl: ignore IVR902 x",
    "ivrdsl: ignore IVR\u0661 x",
)  # fmt: skip


# --- documents ---------------------------------------------------------------------------------------------------


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A document in which a few things were changed at random, still well-formed, in all line ends, some encodings."""
    root = etree.fromstring(draw(SEEDS))
    for _ in range(draw(st.integers(1, 8))):
        _mutate(draw, root)
    text = etree.tostring(root.getroottree(), encoding="unicode")
    text = text.replace("\n", draw(st.sampled_from(("\n", "\n", "\r\n", "\r"))))
    match draw(st.integers(0, 7)):
        case 0:
            return text.encode("utf-16")
        case 1:
            return text.encode("utf-8-sig")
        case 2:
            return b'<?xml version="1.0" encoding="iso-8859-1"?>' + text.encode("iso-8859-1", "xmlcharrefreplace")
        case _:
            return text.encode()


def _mutate(draw: st.DrawFn, root: etree._Element) -> None:
    elements = list(root.iter("*"))
    element = draw(st.sampled_from(elements))
    MUTATIONS[draw(st.sampled_from(sorted(MUTATIONS)))](draw, element, elements)


def _drop_attribute(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    if element.attrib:
        del element.attrib[draw(st.sampled_from(sorted(element.attrib)))]


def _set_attribute(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    name = draw(st.sampled_from((*ATTRIBUTES, *element.attrib)))
    element.set(draw(st.sampled_from((name, name, name.lower(), name.upper()))), _hostile(draw))


def _rename_attribute(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    if element.attrib:
        name = draw(st.sampled_from(sorted(element.attrib)))
        value = element.attrib.pop(name)
        element.set(_other_case(draw, name), draw(st.sampled_from((value, value.upper(), value.title()))))


def _rename_tag(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    element.tag = draw(st.sampled_from(TAGS))


def _tag_case(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    element.tag = _other_case(draw, str(element.tag))


def _other_case(draw: st.DrawFn, name: str) -> str:
    return draw(st.sampled_from((name.lower(), name.upper(), name.title(), name.swapcase())))


def _set_text(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    element.text = _hostile(draw)


def _set_tail(draw: st.DrawFn, element: etree._Element, elements: Any) -> None:
    if element is not elements[0]:
        element.tail = _hostile(draw)


def _move(draw: st.DrawFn, element: etree._Element, elements: Any) -> None:
    inside = set(element.iter("*"))
    targets = [each for each in elements if each not in inside]
    if targets:
        draw(st.sampled_from(targets)).insert(draw(st.integers(0, 3)), element)


def _copy(draw: st.DrawFn, element: etree._Element, elements: Any) -> None:
    if len(elements) < 60:
        copy = etree.fromstring(etree.tostring(element, with_tail=False))
        draw(st.sampled_from(elements)).insert(draw(st.integers(0, 3)), copy)


def _nest(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        outer = etree.Element(draw(st.sampled_from(TAGS)))
        parent.replace(element, outer)
        outer.append(element)


def _add(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    element.insert(draw(st.integers(0, 3)), etree.Element(draw(st.sampled_from(TAGS))))


def _comment(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    node = etree.Comment(draw(st.sampled_from(COMMENTS)))
    draw(st.sampled_from((element.addprevious, element.addnext, element.append)))(node)


def _instruction(draw: st.DrawFn, element: etree._Element, _elements: Any) -> None:
    element.insert(draw(st.integers(0, 2)), etree.ProcessingInstruction("p", "<x>"))


def _hostile(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join))
    return "".join(each for each in text if each in "\t\n\r" or each >= " ")


MUTATIONS: Final = {
    function.__name__: function
    for function in (
        _drop_attribute, _set_attribute, _rename_attribute, _rename_tag, _tag_case, _set_text, _set_tail, _move, _copy,
        _nest, _add, _comment, _instruction,
    )
}  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> bytes | str:
    """Text or bytes that are nearly XML."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.binary(max_size=60) | st.text(max_size=40))
    text = draw(SEEDS)
    for _ in range(draw(st.integers(1, 3))):
        at, end = draw(st.integers(0, len(text))), draw(st.integers(0, 5))
        text = text[:at] + draw(st.sampled_from(RAW) | st.just("")) + text[at + end :]
    if draw(st.booleans()):
        return text
    data = text.encode(draw(st.sampled_from(("utf-8", "utf-16", "utf-16-be", "utf-32"))), "surrogatepass")
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.binary(max_size=2)) + data[at + draw(st.integers(0, 2)) :]


# --- what every finding is ---------------------------------------------------------------------------------------


def sound(found: list[Finding], data: bytes | str) -> None:
    """Every finding can be acted on, and points into the document."""
    lines = re.split("\r\n|\r|\n", data if isinstance(data, str) else decode(data))
    for each in found:
        assert each.code != "IVR900", each
        assert each.code in rules(), each
        assert each.name == rules()[each.code].name, each
        assert each.severity in ("error", "warning", "note"), each
        assert each.file == FILE, each
        assert each.message.strip(), each
        assert each.why.strip(), each
        assert each.fix.strip() or each.code == "IVR001", each
        assert each.node or each.code == "IVR001" or each.line is None, each
        if each.line is not None:
            assert 1 <= each.line <= len(lines), each
            long = (
                len(data) if each.code == "IVR001" else len(lines[each.line - 1])
            )  # libxml2 counts no lone CR as a line
            assert each.column is None or 1 <= each.column <= long + 1, each
    places = [(each.line or 0, each.column or 0, each.code, each.message) for each in found]
    assert places == sorted(places)


def told(found: list[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter((each.code, each.severity, each.node) for each in found)


def suppressed(text: str, codes: set[str]) -> str:
    """The document with a comment before its root that suppresses these."""
    at = text.index("?>") + 2 if text.lstrip("\ufeff").startswith("<?xml ") else int(text.startswith("\ufeff"))
    return f"{text[:at]}<!-- ivrdsl: ignore {', '.join(sorted(codes))} a test -->{text[at:]}"


def is_dialplan(data: bytes) -> bool:
    try:
        return str(read.parse(data).tag).lower() == "dialplan"
    except XmlError:
        return False


def is_ours(code: str) -> bool:
    """Whether no comment can suppress it: what is not XML, and what is said about comments."""
    return code == "IVR001" or code.startswith("IVR9")


def asides(data: bytes) -> list[bytes]:
    """The comments and instructions of a document, as they are written."""
    root = etree.fromstring(data)
    return [etree.tostring(each, with_tail=False) for each in root.xpath("//comment()|//processing-instruction()")]


# --- properties --------------------------------------------------------------------------------------------------


@MANY
@given(SMALL, st.sampled_from(PRESETS))
def test_a_plan_is_checked_alike_as_nodes_and_as_xml(plan: n.Dialplan, preset: str) -> None:
    document = to_xml(plan)
    found = check_bytes(document, FILE, control=Control(preset=preset))
    sound(found, document)
    assert check_bytes(document.encode(), FILE, control=Control(preset=preset)) == found
    nodes = check(plan, file=FILE, preset=preset)
    sound(sorted(nodes, key=lambda each: (each.code, each.message)), document)
    as_xml, as_nodes = ([each for each in some if each.code not in BY_MARKS] for some in (found, nodes))
    assert told(as_xml) == told(as_nodes)


@MANY
@given(mutated())
def test_a_mutated_document_is_checked(data: bytes) -> None:
    found = check_bytes(data, FILE, control=STRICT)
    sound(found, data)
    assert check_bytes(data, FILE, control=STRICT) == found
    codes = {each.code for each in found if not is_ours(each.code)}
    if codes and is_dialplan(data):
        again = check_bytes(suppressed(decode(data), codes), FILE, control=STRICT)
        assert {each.code for each in again if not is_ours(each.code)} == set(), codes


@MANY
@given(mutated(), st.booleans())
def test_mending_ends_and_keeps_what_is_not_mended(data: bytes, unsafe: bool) -> None:
    done = mended(data, FILE, unsafe=unsafe, control=STRICT)
    if not done.repairs:
        assert done.data is data
        return
    assert done.data != data
    assert mended(done.data, FILE, unsafe=unsafe, control=STRICT) == (done.data, 0)
    after = check_bytes(done.data, FILE, control=STRICT)
    sound(after, done.data)
    assert asides(done.data) == asides(data)
    assert schema_errors(after) <= schema_errors(check_bytes(data, FILE, control=STRICT))


def schema_errors(found: list[Finding]) -> int:
    return sum(each.code == "IVR002" for each in found)


@MANY
@given(broken())
def test_what_is_hardly_xml_is_checked_too(data: bytes | str) -> None:
    found = check_bytes(data, FILE, control=STRICT)
    sound(found, data)
    if isinstance(data, bytes):
        done = mended(data, FILE, unsafe=True, control=STRICT)
        assert mended(done.data, FILE, unsafe=True, control=STRICT).data == done.data
        if any(each.code == "IVR001" for each in found):
            assert done.data is data


@st.composite
def miscased(draw: st.DrawFn) -> bytes:
    """A plan in which some tags, attributes and values are in another letter case, some attributes twice."""
    root = etree.fromstring(draw(SEEDS))
    chance = random.Random(draw(st.integers(0, 2**32)))
    for element in root.iter("*"):
        if chance.random() < 0.4:
            tag = str(element.tag)
            element.tag = chance.choice((tag.upper(), tag.title(), tag.swapcase()))
        for name in sorted(element.attrib):
            if chance.random() < 0.4:
                _miscase(element, name, chance)
    return etree.tostring(root.getroottree())


def _miscase(element: etree._Element, name: str, chance: random.Random) -> None:
    value = element.attrib.pop(name)
    change = chance.choice((str.upper, str.title, str.lower, str.swapcase))
    element.set(change(name), chance.choice((value, change(value))))
    if chance.random() < 0.2:
        element.set(chance.choice((name, name.upper(), name.title())), chance.choice((value, "1", "x")))


@MANY
@given(st.data(), miscased() | mutated())
def test_safe_mending_keeps_every_call(data: st.DataObject, document: bytes) -> None:
    done = mended(document, FILE, unsafe=False, control=STRICT)
    try:
        old = compile_plan(from_xml(document), Platform())
    except XmlError:
        assert done.data is document
        return
    new = compile_plan(from_xml(done.data), Platform())
    if not done.repairs:
        return
    callee = data.draw(callees(old, max_moves=6))
    before = story(callee.play(Call(old)))
    if not any(kind == "left out" for _, kind, *_ in before[:-2]):  # what could not be read can be read when mended
        assert story(callee.play(Call(new))) == before


@pytest.mark.parametrize("target", ["mail", "MAIL"])
def test_a_catch_that_is_spelt_oddly_tells_where_it_leads(target: str) -> None:
    document = (
        f'<dialplan name="Root"><catch type="hangup" GOTO="{target}"><play type="tts">Hello.</play></catch>'
        '<sms name="mail" to="2135551234">Hi.</sms></dialplan>'
    )
    call = Call(from_xml(document))
    call.answer("live")
    call.hang_up()
    assert [entry.details["goto"] for entry in call.transcript().of_kind("caught")] == [target]


def story(transcript: Any) -> list[Any]:
    """What happened, without how tags are spelt, and the guesses about spellings, which mending makes needless."""
    entries = [(at, kind, element, details) for at, kind, element, details in transcript if kind != "assume"]
    for _, kind, _, details in entries:
        if kind == "error":
            del details["message"]
        if kind == "skipped":
            details["tag"] = details["tag"].lower()
    return [*entries, transcript.outcome, transcript.duration_ms]
