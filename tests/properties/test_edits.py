"""Edits of bytes are edits of the tree, as lxml makes them; and what is undone leaves no trace."""

import re
from typing import Any

from hypothesis import given, strategies as st
from lxml import etree

from ivrdsl.checking.control import Control
from ivrdsl.checking.repair import mended
from ivrdsl.findings.finding import Edit, EditKind, Repair
from ivrdsl.testing.strategies import dialplans, texts
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.edits import edited
from ivrdsl.xml.encoding import decode

FRAGMENTS = ("<x/>", '<x a="1">\n t <y/>\n</x>', "<x/><y>u &amp; v</y>", "<!-- c --><x/>", "<x><![CDATA[<&>]]></x>")
PLANS = dialplans(max_depth=2, max_size=4)
TEXTS = texts()
ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "utf-8-sig")


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A plan with comments, CDATA, instructions and references in odd places, in several encodings and line ends."""
    root = etree.fromstring(to_xml(draw(PLANS), indent=draw(st.booleans())))
    for element in list(root.iter("*")):
        match draw(st.integers(0, 9)):
            case 0 if element is not root:
                element.addnext(etree.Comment(" <no/> \n"))
            case 1:
                element.insert(0, etree.ProcessingInstruction("p", "<z>"))
            case 2 if element.text:
                element.text = etree.CDATA(element.text.replace("]]>", ""))
            case 3:
                element.set("odd", "a > b & '\"")
    encoding = draw(st.sampled_from(ENCODINGS))
    text = etree.tostring(root.getroottree(), encoding="unicode").replace(
        "\n", draw(st.sampled_from(("\n", "\r\n", "\r")))
    )
    declaration = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>"
    return (declaration + text).encode(encoding, errors="xmlcharrefreplace") if _fits(text, encoding) else text.encode()


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True


@st.composite
def edits(draw: st.DrawFn, root: etree._Element) -> list[Edit]:
    """At most one edit for each element."""
    elements = list(root.iter("*"))
    numbers = draw(st.lists(st.integers(0, len(elements) - 1), max_size=8, unique=True))
    return [_edit(draw, number, sorted(map(str, elements[number].attrib))) for number in numbers]


def _edit(draw: st.DrawFn, number: int, attributes: list[str]) -> Edit:
    kinds: list[EditKind] = ["prepend", "append", "set text", "rename tag", "set attribute"]
    kinds += ["insert before", "insert after", "remove element"] if number else []
    kinds += ["remove attribute", "rename attribute"] if attributes else []
    match draw(st.sampled_from(kinds)):
        case "rename tag":
            return Edit(number, "rename tag", value="new")
        case "set text":
            return Edit(number, "set text", value=draw(TEXTS))
        case "set attribute":
            return Edit(number, "set attribute", draw(st.sampled_from([*attributes, "added"])), draw(TEXTS))
        case "remove attribute" | "rename attribute" as kind:
            return Edit(number, kind, draw(st.sampled_from(attributes)), "renamed")
        case kind:
            return Edit(number, kind, value=draw(st.sampled_from(FRAGMENTS)))


def edit_tree(element: Any, edit: Edit) -> None:
    """What an edit means, said again in lxml's words."""
    match edit.kind:
        case "set attribute":
            element.set(edit.name, edit.value)
        case "remove attribute":
            del element.attrib[edit.name]
        case "rename attribute":
            element.set(edit.value, element.attrib.pop(edit.name))
        case "rename tag":
            element.tag = edit.value
        case "set text":
            for child in list(element):
                element.remove(child)
            element.text = edit.value
        case "remove element":
            element.tail, tail = None, element.tail
            marker = etree.Comment("gone")
            marker.tail = tail
            element.getparent().replace(element, marker)
        case _:
            _put(element, edit)


def _put(element: Any, edit: Edit) -> None:
    nodes = list(etree.fromstring(f"<f>{edit.value}</f>"))
    for node in nodes:
        node.tail = None
    if edit.kind == "append":
        element.extend(nodes)
    elif edit.kind == "insert before":
        for node in nodes:
            element.addprevious(node)
    elif edit.kind == "insert after":
        for node in reversed(nodes):
            element.addnext(node)
    else:
        nodes[-1].tail, element.text = element.text, None
        element[:0] = nodes


def told(root: etree._Element) -> str:
    """A tree without comments, white space normalised."""
    root = etree.fromstring(etree.tostring(root))
    etree.strip_tags(root, etree.Comment)
    for node in root.iter():
        if isinstance(node.tag, str):
            node.text = _normal(node.text)
        node.tail = _normal(node.tail)
    return str(etree.canonicalize(root))


def _normal(text: str | None) -> str | None:
    return re.sub("[ \t\r\n]+", " ", text).strip(" ") or None if text else None


@given(st.data())
def test_the_tree_is_the_one_that_lxml_makes(data: st.DataObject) -> None:
    document = data.draw(documents())
    root = etree.fromstring(document)
    drawn = data.draw(edits(root))
    result = edited(document, [Repair(True, (edit,)) for edit in drawn])
    numbered = list(root.iter("*"))
    for index in result.applied:
        edit_tree(numbered[drawn[index].element], drawn[index])
    assert told(etree.fromstring(result.data)) == told(root)
    if not drawn:
        assert result.data == document


@given(st.data())
def test_what_is_put_in_and_taken_out_leaves_every_byte(data: st.DataObject) -> None:
    document = data.draw(documents())
    elements = list(etree.fromstring(document).iter("*"))
    number = data.draw(st.integers(0, len(elements) - 1))
    kinds: list[EditKind] = ["insert before", "insert after"] if number else []
    filled = (elements[number].text or "").strip(" \t\r\n") or len(elements[number])
    kinds += ["prepend", "append"] if filled else []
    if data.draw(st.booleans()) or not kinds:
        added = one(document, Edit(number, "set attribute", "zz", "1"))
        assert one(added, Edit(number, "remove attribute", "zz")) == document
        return
    added = one(document, Edit(number, data.draw(st.sampled_from(kinds)), value="<zz/>"))
    tags = [element.tag for element in etree.fromstring(added).iter("*")]
    again = one(added, Edit(tags.index("zz"), "remove element"))
    if again != document:  # it began a line on which something else stood behind it: its line end has to stay
        assert not re.search("<zz/>[ \t]*[\r\n]", decode(added))
        assert only_blanks_more(decode(again), decode(document))


def one(document: bytes, edit: Edit) -> bytes:
    return edited(document, [Repair(True, (edit,))]).data


def only_blanks_more(longer: str, text: str) -> bool:
    """Whether `longer` is the text with white space put in at one place."""
    more = len(longer) - len(text)
    at = next((at for at, (one, other) in enumerate(zip(longer, text, strict=False)) if one != other), len(text))
    return not longer[at : at + more].strip(" \t\r\n") and longer[at + more :] == text[at:]


BLANKS = st.sampled_from([" ", "\n", "\r\n", "\r", "\t", "\n\n    ", " \t ", "&#10;", "&#x20;", "&#13;&#10;"])
WORDS_AS_WRITTEN = st.sampled_from(
    ["Hello,", "R&amp;D", "&lt;b&gt;", "&quot;yes&quot;", "&#233;t&#xe9;", "<![CDATA[a < b & c]]>",
     "${contact.firstName}", "<![CDATA[\n x ${y}\r\n]]>"]
)  # fmt: skip
COLUMN_AS_WRITTEN = st.sampled_from(
    ["${contact.c}", "&#36;{contact.c}", "<![CDATA[${contact.c}]]>", "<![CDATA[a\r\n${contact.c} b]]>",
     "x${contact.c},", "&amp;${contact.c}&amp;"]
)  # fmt: skip


@given(st.lists(st.tuples(BLANKS, WORDS_AS_WRITTEN | COLUMN_AS_WRITTEN), max_size=8), COLUMN_AS_WRITTEN, BLANKS)
def test_a_prompt_is_mended_in_its_variables_alone(pieces: list[tuple[str, str]], column: str, blank: str) -> None:
    content = "".join(blank + word for blank, word in [*pieces, (blank, column)]) + blank
    document = f'<dialplan name="Root">\r\n<play type="tts">{content}</play>\n</dialplan>'.encode()
    done = mended(document, "a.xml", unsafe=False, control=Control(select=("IVR210",)))
    assert done.data == document.replace(b"contact.c}", b"contact.C}")


@given(st.lists(st.tuples(BLANKS, st.sampled_from(["'a'", "&amp;&amp;", "&lt;", "==", "&#39;x&#39;"])), max_size=6))
def test_an_expression_is_mended_in_its_variables_alone(pieces: list[tuple[str, str]]) -> None:
    written = "".join(blank + word for blank, word in pieces)
    document = f"<dialplan>\r<if expr='{written} ${{contact.c}} == 1'><hangup/></if></dialplan>".replace("'a'", "1")
    document = document.replace("'", '"')
    done = mended(document.encode(), "a.xml", unsafe=False, control=Control(select=("IVR210",)))
    assert done.data.decode() == document.replace("contact.c}", "contact.C}")
