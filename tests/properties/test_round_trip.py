"""What is written is read back as it was: for every plan that the nodes can build, and for every odd document."""

import re
import sys
from typing import Any

from hypothesis import assume, example, given, strategies as st
from lxml import etree

from ivrdsl.model import nodes as n, odd, values, walk
from ivrdsl.model.marks import without_marks
from ivrdsl.testing.canonical import canonical
from ivrdsl.testing.strategies import actions, dialplans, texts
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.names import SPELLINGS
from ivrdsl.xml.parse import from_xml

NAMES: dict[str, Any] = {**vars(n), **vars(odd), **vars(values)}


@given(dialplans())
def test_xml_loses_only_marks(plan: n.Dialplan) -> None:
    assert from_xml(to_xml(plan)) == without_marks(plan)
    assert from_xml(to_xml(plan, indent=False).encode()) == without_marks(plan)


@given(dialplans())
def test_the_source_of_a_plan_builds_it_again(plan: n.Dialplan) -> None:
    again = eval(repr(plan), NAMES)
    assert again == plan
    assert hash(again) == hash(plan)


@given(dialplans())
def test_indenting_changes_no_text(plan: n.Dialplan) -> None:
    assert canonical(to_xml(plan)) == canonical(to_xml(plan, indent=False))


@given(dialplans())
def test_another_reader_finds_the_same_texts_in_the_same_order(plan: n.Dialplan) -> None:
    root = etree.fromstring(to_xml(plan))
    found = [element.text or "" for element in root.iter("*") if len(element) == 0 and not _blank(element.text)]
    written = [_content(element.node) for element in walk.elements(plan)]
    assert found == [text for text in written if not _blank(text)]


def _content(node: Any) -> str:
    field = SPELLINGS[type(node)].content
    if field in (None, "body"):
        return ""
    return node.text if field == "parts" else str(getattr(node, str(field)))


def _blank(text: str | None) -> bool:
    return not (text or "").strip(" \t\r\n")


@given(actions())
def test_an_action_alone_is_a_plan_too(action: Any) -> None:
    assert from_xml(to_xml(n.Dialplan()[action])).body == (without_marks(action),)


@given(texts())
def test_texts_survive_in_attributes_comments_and_prompts(text: str) -> None:
    comment = odd.Comment(text.replace("-", "="))
    plan = n.Dialplan(before=(comment,))[n.If(text)[comment], n.Say(text), n.Sms(text, to=text)]
    assert from_xml(to_xml(plan)) == plan


# --- odd documents: anything that is well-formed -----------------------------------------------------------------

TAGS = sorted({spelling.tag for spelling in SPELLINGS.values()})
ATTRIBUTES = sorted({each.xml for spelling in SPELLINGS.values() for each in spelling.attributes} | {"pressed", "type"})
ODD_TAGS = ("unknown", "Menu", "PLAY", "gotoxml", "_", "x-1", "dialplan", "é", "p:menu", "p:x")
ODD_ATTRIBUTES = ("maxdigits", "NAME", "unknown", "xml:lang", "xml:space", "p:name", "q:name", "_")
VALUES = (
    "1", "5", "1000", "1001", "0", "-1", "01", "true", "TRUE", "false", "tts", "url", "callfireid", "default",
    "Default", "timeout", "4-6", "#", "hangup", "digit", "ringall", "male1", "${x}", " padded ", "", "a\nb", "\t",
    "&<>\"'", "é\u00a0",
)  # fmt: skip
TEXTS = (*VALUES, "  ", "\n", "]]>", "two  words", "1e-05", "0.5", "1.0", "nan", "\r", "\u2028")
DECLARATIONS = ("", ' xmlns="urn:d"', ' xmlns:p="urn:other"', ' xmlns:q="urn:p"', ' xmlns=""')


def escaped(text: str) -> str:
    return re.sub("[&<>\"'\t\n\r]", lambda found: f"&#{ord(found[0])};", text)


attributes = st.dictionaries(
    st.sampled_from((*ATTRIBUTES, *ODD_ATTRIBUTES)), st.sampled_from(VALUES).map(escaped), max_size=4
)
filling = st.one_of(
    st.sampled_from(TEXTS).map(escaped),
    st.just("<![CDATA[<x> & y]]>"),
    texts().map(lambda text: f"<!--{text.replace('-', '=')}-->"),
    st.sampled_from(("<?pi?>", "<?pi  some text ?>")),
    st.sampled_from((" ", "\n  ")),
)


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from((*TAGS, *ODD_TAGS)) | st.sampled_from(("menu", "play", "keypress", "amd", "if", "goto"))
    parts = st.tuples(tags, attributes, st.sampled_from(DECLARATIONS), st.lists(inner, max_size=4))
    return parts.map(lambda four: element_text(*four))


def element_text(tag: str, attributes: dict[str, str], declaration: str, body: list[str]) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{declaration}{written}>{''.join(body)}</{tag}>" if body else f"<{tag}{declaration}{written}/>"


fillings = st.recursive(filling, lambda inner: element(inner) | filling, max_leaves=12)
asides = st.lists(st.sampled_from(("<!-- outside -->", "<?xml-model href='x'?>", "\n", "<!---->")), max_size=3).map(
    "".join
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Well-formed documents with a dialplan as root, and any elements in any place."""
    root = draw(st.sampled_from(("dialplan", "Dialplan", "DIALPLAN")))
    namespaces = ' xmlns:p="urn:p" xmlns:q="urn:q"' + draw(st.sampled_from(DECLARATIONS[:2]))
    body = draw(st.lists(element(fillings) | filling, max_size=4))
    return draw(asides) + element_text(root, draw(attributes), namespaces, body) + draw(asides)


@given(documents())
def test_odd_documents_survive(document: str) -> None:
    assume(well_formed(document))
    plan = from_xml(document)
    assert canonical(to_xml(plan, indent=False)) == canonical(document)
    assert canonical(to_xml(plan)) == canonical(document)
    assert from_xml(to_xml(plan)) == plan


@given(documents())
def test_odd_documents_print_hash_and_number(document: str) -> None:
    assume(well_formed(document))
    plan = from_xml(document)
    again = eval(repr(plan), NAMES)
    assert again == plan
    assert hash(again) == hash(plan)
    assert len(walk.elements(plan)) == len(list(etree.fromstring(document).iter("*")))


@example('<dialplan><menu><live><keypress pressed="1"/></live><else/></menu></dialplan>')
@given(documents() | dialplans().map(to_xml))
def test_the_quick_readers_make_what_the_careful_road_makes(document: str) -> None:
    assume(well_formed(document))
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, value: None)  # somebody watches the constructors: nothing goes past them
    try:
        carefully = from_xml(document)
    finally:
        sys.setprofile(before)
    assert from_xml(document) == carefully
    assert repr(from_xml(document)) == repr(carefully)


def well_formed(document: str) -> bool:
    """Two prefixes may stand for one namespace, and then one attribute can be there twice."""
    try:
        etree.fromstring(document)
    except etree.XMLSyntaxError:
        return False
    return True
