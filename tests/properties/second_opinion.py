"""Two readings of one schema, where they differ, and documents on which they might.

libxml2 validates for the checks. xmlschema, which explains what libxml2 says too little about, is asked the same, about
a tree that another parser (expat) has read. A difference is a fault of one of them or of schemas/dialplan.xsd.
"""

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Final, NamedTuple
from xml.etree import ElementTree

from lxml import etree

from ivrdsl.errors import XmlError
from ivrdsl.xml.read import parse
from ivrdsl.xml.validation.unions import full_schema as second_schema  # the one that explains: it is slow to build
from ivrdsl.xml.validation.vocabulary import executables, vocabulary
from ivrdsl.xml.validation.xsd import is_valid

UNREADABLE: Final = "unreadable"
RAISES: Final = "raises"


def first_opinion(document: str | bytes) -> bool | str:
    """What libxml2 says, through the code that every check runs."""
    try:
        return is_valid(parse(document))
    except XmlError:
        return UNREADABLE


def second_opinion(document: str | bytes) -> bool | str:
    """What expat and xmlschema say."""
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError:
        return UNREADABLE
    try:
        return bool(second_schema().is_valid(root))
    except Exception as error:  # noqa: BLE001  # whatever it is: it is a verdict to compare
        return f"{RAISES} {type(error).__name__}"


# --- known differences ----------------------------------------------------------------------------------------------

Rewrite = Callable[[etree._Element], None]


class Difference(NamedTuple):
    """A way in which the two are known to differ.

    Attributes:
        reason: who is wrong, and why.
        examples: documents on which they differ.
        undo: takes the occasion out of a tree; libxml2's verdict stays, and xmlschema then shares it.
    """

    reason: str
    examples: tuple[str, ...]
    undo: Rewrite


_BLANKS: Final = " \t\r\n"
_XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_XSI: Final = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_LONGEST: Final = 300
"""Digits of a number that are left when the rest is taken away; with more, Python's float is infinite."""


def _in_texts(change: Callable[[str], str]) -> Rewrite:
    """Make a rewriting of every value and text of a tree."""

    def rewrite(root: etree._Element) -> None:
        for element in root.iter():
            element.text = _changed(change, element.text)
            element.tail = _changed(change, element.tail)
            for name, value in element.items():
                element.set(name, change(str(value)))

    return rewrite


def _changed(change: Callable[[str], str], text: str | None) -> str | None:
    return text and change(text)


def _without_other_digits(text: str) -> str:
    text = re.sub(r"(?<=\d)_(?=\d)", "x", text)
    return "".join("x" if each.isdigit() and not each.isascii() else each for each in text)


def _without_other_blanks(text: str) -> str:
    return "".join("x" if each.isspace() and each not in _BLANKS else each for each in text)


def _without_gaps(root: etree._Element) -> None:
    for element in root.iter("wait"):
        if len(element) == 0 and element.text:
            element.text = re.sub(r"(?<=[0-9.+-])[ \t\r\n]+(?=[0-9.])", "x", element.text)


def _shorter(text: str) -> str:
    return re.sub(rf"([0-9]{{{_LONGEST}}})[0-9]+", r"\1", text)


def _without_other_types(root: etree._Element) -> None:
    for element in root.iter():
        if _XSI_TYPE in element.attrib and element.get(_XSI_TYPE) not in second_schema().types:
            del element.attrib[_XSI_TYPE]
            element.set(UNKNOWN, "")  # an unknown attribute, which is refused as the unknown type was


DIFFERENCES: Final = {
    "digits of other scripts, and 1_000": Difference(
        "xmlschema is wrong: it reads whole numbers with Python's int(), which takes every decimal digit of Unicode, "
        "and underscores between digits; XSD has the digits 0 to 9 only (XSD 1.0 part 2, 3.3.13)",
        (
            '<dialplan><menu timeout="٥"/></dialplan>',
            '<dialplan><menu maxDigits="５"/></dialplan>',
            '<dialplan><menu timeout="1_000"/></dialplan>',
        ),
        _in_texts(_without_other_digits),
    ),
    "blanks of other scripts": Difference(
        "xmlschema is wrong: it trims numbers and looks for text between tags with Python's strip(), and its \\s is "
        "Python's; white space of XML and of XSD patterns is blank, tab, CR and LF only (XML 1.0, 2.3)",
        (
            '<dialplan><menu timeout="5&#160;"/></dialplan>',
            '<dialplan><record timeout="&#8195;5"/></dialplan>',
            "<dialplan><wait>&#160;1</wait></dialplan>",
            "<dialplan><hangup>&#12288;</hangup></dialplan>",
            "<dialplan>&#133;</dialplan>",
            "<dialplan><hangup/>&#160;</dialplan>",
        ),
        _in_texts(_without_other_blanks),
    ),
    "blanks inside a decimal": Difference(
        "xmlschema is wrong: it takes the blanks out of a decimal before it looks at it; white space is collapsed to "
        "one blank, and no decimal has one inside (XSD 1.0 part 2, 3.2.3)",
        (
            "<dialplan><wait>5 5</wait></dialplan>",
            "<dialplan><wait>+ 5</wait></dialplan>",
            "<dialplan><wait>1\n.5</wait></dialplan>",
        ),
        _without_gaps,
    ),
    "numbers of hundreds of digits": Difference(
        "limits of Python, not of the schema: int() refuses more than 4,300 digits, and xmlschema refuses a decimal "
        "whose float is infinite, from 309 digits on; libxml2 compares numbers of any length",
        (
            f'<dialplan><menu timeout="{"9" * 5_000}"/></dialplan>',
            f"<dialplan><wait>{'9' * 309}</wait></dialplan>",
        ),
        _in_texts(_shorter),
    ),
    "xsi:type that names no type": Difference(
        "xmlschema raises a KeyError instead of an error of validation; both mean that the document is refused",
        (
            f'<dialplan><menu {_XSI} xsi:type="zap"/></dialplan>',
            f'<dialplan><hangup {_XSI} xsi:type=""/></dialplan>',
        ),
        _without_other_types,
    ),
    "document types": Difference(
        "a decision of ours: a DOCTYPE is refused before it is read; expat reads one that declares nothing",
        ("<!DOCTYPE dialplan><dialplan/>",),
        lambda root: None,  # lxml's serialisation of a root has none
    ),
}
"""Everything in which the two differ; whatever else they differ in is a failure."""


def unexplained(document: str | bytes) -> str:
    """Why two verdicts about a document differ in a way that is not known; "" when they agree or it is."""
    first, second = first_opinion(document), second_opinion(document)
    if first == second:
        return ""
    reported = f"libxml2 says {first}, xmlschema says {second}"
    if first is UNREADABLE:
        return "" if b"<!DOCTYPE" in _bytes(document) else reported
    root = parse(document)
    for difference in DIFFERENCES.values():
        difference.undo(root)
    plain = etree.tostring(root)
    again = first_opinion(plain), second_opinion(plain)
    return "" if again == (first, first) else f"{reported}; without all known occasions {again}"


def _bytes(document: str | bytes) -> bytes:
    return document if isinstance(document, bytes) else document.encode()


# --- documents ------------------------------------------------------------------------------------------------------

EDGES: Final = (
    "", "0", "1", "5", "+5", "-5", "-0", "+0", " 5 ", "\t5\n", "05", "00", "5.0", "5.", ".5", ".", "0.5", "-0.5", "+.5",
    "-.0", "1e3", "0x10", "1,5", "++5", "NaN", "INF", "9" * 24, "9" * 25, "9" * 400, "0" * 30 + "1",
    "0." + "0" * 30 + "1", "true", "TRUE", "false", "yes", "tts", " tts", "TTS", "url", "callfireid", "male1", "hangup",
    "digit", "ringall", "waterfall", "default", "dEfAuLt", "default ", "timeout", "TIMEOUT", "4-6", "4-", "-6", "4-6-8",
    "*", "#", "**", "1 w#*", "1w\n2", "W", "${x}", "${", "$", "$${x}", "${}", "a${x}b", "${x", "$ {x}",
    "\n${x}", "${a\nb}", "\r", " ", "\t\r\n ", "\ufeff", "\u2028", "ſ", "４-６", "−5", "x", "é", "\U0001f600",
    "x" * 3_000,
    "٥", "1_000", "5\u00a0", "\u3000", "5 5", "9" * 5_000,
)  # fmt: skip
"""Values at the edge of what some type allows; the last line has those in which the two are known to differ."""

UNKNOWN: Final = "zap"
PARENTS: Final = {"keypress": "menu", "else": "if", "live": "amd", "machine": "amd"}
REQUIRED: Final = {
    "play": {"type": "tts"}, "keypress": {"pressed": "1"}, "if": {"expr": "1"},
    "equal": {"var": "a", "expr": "b"}, "notEqual": {"var": "a", "expr": "b"},
    "catch": {"type": "hangup", "goto": "x"}, "setvar": {"varname": "x"}, "stash": {"varname": "x"},
    "sms": {"to": "1"}, "text": {"to": "1"},
}  # fmt: skip
"""Attributes without which a tag is not valid."""


def planted(tag: str) -> tuple[etree._Element, etree._Element]:
    """A valid document that holds the tag, and the tag in it."""
    root = etree.Element("dialplan")
    if tag == "dialplan":
        return root, root
    parent = root if tag in executables() else etree.SubElement(root, PARENTS[tag])
    completed(parent)
    found = parent.find(tag)
    return root, completed(etree.SubElement(parent, tag) if found is None else found)


def completed(element: etree._Element) -> etree._Element:
    """Give a tag what it cannot do without."""
    for name, value in REQUIRED.get(str(element.tag), {}).items():
        if name not in element.attrib:
            element.set(name, value)
    if element.tag == "wait":
        element.text = "1"
    if element.tag == "amd" and len(element) == 0:
        element.extend((etree.Element("live"), etree.Element("machine")))
    return element


def every_value() -> Iterator[str]:
    """Each attribute and each text of each tag, with each value at the edge."""
    for tag, known in vocabulary().items():
        for name in (*known.attributes, None):
            for value in EDGES:
                root, element = planted(tag)
                if name is None:
                    element.text = value
                else:
                    element.set(name, value)
                yield etree.tostring(root, encoding="unicode")


def every_place(tags: tuple[str, ...]) -> Iterator[str]:
    """In each tag each other tag, and in those of `tags` each two of them, one after the other."""
    every = (*vocabulary(), UNKNOWN)
    for parent in vocabulary():
        for kids in [(one,) for one in every] + [(one, two) for one in every for two in every if parent in tags]:
            root, element = planted(parent)
            del element[:]
            element.extend([completed(etree.Element(kid)) for kid in kids])
            yield etree.tostring(root, encoding="unicode")


def mutated(source: str | bytes, seed: int) -> str:
    """A document with one to three changes that a person, or a program, could have made to it.

    The changes are drawn by `random`: Hypothesis needs a hundred times as long for them, and shrinks nothing here that
    one change more or less would not show.
    """
    chance = random.Random(seed)
    root = parse(source)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(_CHANGES)(chance, chance.choice(list(root.iter("*"))))
    return etree.tostring(root, encoding="unicode")


_PIECES: Final = (
    *" \t\r\n_+-.eE0159*#w${}",
    "\u0660",
    "\uff11",
    "\u00a0",
    "\u2003",
    "\u0085",
    "\u200b",
    "é",
    "漢",
    "true",
)


def _value(chance: random.Random) -> str:
    if chance.random() < 0.6:
        return chance.choice(EDGES)
    return "".join(chance.choices(_PIECES, k=chance.randrange(6)))


def _tag(chance: random.Random) -> str:
    return chance.choice((*vocabulary(), "Menu", "PLAY", UNKNOWN))


def _name(chance: random.Random, element: etree._Element) -> str:
    """An attribute, most often one that the tag may have."""
    known = vocabulary().get(str(element.tag))
    if known and known.attributes and chance.random() < 0.7:
        return chance.choice(sorted(known.attributes))
    others = sorted({name for tag in vocabulary().values() for name in tag.attributes})
    return chance.choice((*others, "maxdigits", "Name", UNKNOWN, "{urn:x}name", _XML_LANG, _XSI_TYPE))


def _set(chance: random.Random, element: etree._Element) -> None:
    element.set(_name(chance, element), _value(chance))


def _drop(chance: random.Random, element: etree._Element) -> None:
    if element.attrib:
        del element.attrib[chance.choice(sorted(map(str, element.attrib)))]


def _rename_attribute(chance: random.Random, element: etree._Element) -> None:
    if element.attrib:
        value = element.attrib.pop(chance.choice(sorted(map(str, element.attrib))))
        element.set(_name(chance, element), value)


def _rename(chance: random.Random, element: etree._Element) -> None:
    element.tag = _tag(chance)


def _text(chance: random.Random, element: etree._Element) -> None:
    element.text = _value(chance)


def _tail(chance: random.Random, element: etree._Element) -> None:
    if element.getparent() is not None:
        element.tail = _value(chance)


def _insert(chance: random.Random, element: etree._Element) -> None:
    element.insert(chance.randint(0, len(element)), completed(etree.Element(_tag(chance))))


def _comment(chance: random.Random, element: etree._Element) -> None:
    element.insert(chance.randint(0, len(element)), chance.choice((etree.Comment, etree.PI))("c"))


def _delete(chance: random.Random, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _duplicate(chance: random.Random, element: etree._Element) -> None:
    if element.getparent() is not None:
        element.addnext(deepcopy(element))


def _move(chance: random.Random, element: etree._Element) -> None:
    """Move a tag into any other that is not inside it."""
    inside = set(element.iter("*"))
    places = [each for each in element.getroottree().getroot().iter("*") if each not in inside]
    if places:
        target = chance.choice(places)
        target.insert(chance.randint(0, len(target)), element)


def _wrap(chance: random.Random, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        wrapper = completed(etree.Element(_tag(chance)))
        parent.replace(element, wrapper)
        wrapper.append(element)


_CHANGES: Final = (
    _comment, _delete, _drop, _duplicate, _insert, _move, _rename, _rename_attribute, _set, _set, _tail, _text, _wrap,
)  # fmt: skip
