"""The texts of a plan in which variables stand, and its expressions: gathered once, parsed when asked for."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import Edit, Repair
from ivrdsl.findings.words import quoted
from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Odd
from ivrdsl.xml.names import SPELLINGS

if TYPE_CHECKING:
    from ivrdsl.expr import Expression, SyntaxProblem

_FIELDS: Final = frozenset(
    (
        *("parts", "url", "sound", "expression", "value", "variable", "numbers", "caller_id", "whisper"),
        *("to", "number", "tones", "seconds"),
    )
)
_KINDS: Final = (
    *(
        n.Say,
        n.PlayUrl,
        n.PlaySound,
        n.If,
        n.Equal,
        n.NotEqual,
        n.SetVar,
        n.Stash,
        n.Transfer,
        n.Get,
        n.Post,
        n.GotoXml,
    ),
    *(n.Sms, n.Text, n.Dnc, n.Dtmf, n.Wait, n.Record),
)


class Written(NamedTuple):
    """A text of an element.

    Attributes:
        element: number of the element in document order.
        field: the node's field that holds it.
        attribute: the XML attribute that it is; "" for the element's content.
        text: as the node holds it.
    """

    element: int
    field: str
    attribute: str
    text: str


def conditions(subject: Subject) -> list[Written]:
    """The `expr` of every if, equal and notEqual: JavaScript, or it is an error."""
    return [
        Written(number, "expression", "expr", str(node.expression))
        for number, node in subject.each(n.If, n.Equal, n.NotEqual)
    ]


def values(subject: Subject) -> list[Written]:
    """What every setvar and stash sets: JavaScript, or a plain text that is stored as it stands (ruling 14.1)."""
    return [Written(number, "value", "", str(node.value)) for number, node in subject.each(n.SetVar, n.Stash)]


def marked(subject: Subject) -> list[Written]:
    """Every text in which a variable is, or is meant to be: texts with `$`, `{` or `%`."""
    return [
        Written(number, field, attribute, text)
        for number, field, attribute, text in _texts(subject)
        if "$" in text or "{" in text or "%" in text
    ]


def odd_texts(subject: Subject) -> list[Written]:
    """Every text with an ampersand, or with a character beyond ASCII."""
    return [
        Written(number, field, attribute, text)
        for number, field, attribute, text in _texts(subject)
        if "&" in text or not text.isascii()
    ]


_USES: Final = {
    n.Say: "callees hear",
    n.Sms: "what is sent is",
    n.Text: "what is sent is",
    n.Transfer: "the callee who is called hears",
    n.Stash: "the report says",
}


def use(subject: Subject, written: Written) -> str:
    """What becomes of a text, in words that go before it: `callees hear`, `the platform reads`."""
    if type(subject.node(written.element)) is n.Transfer and written.field != "whisper":
        return "the platform reads"
    return _USES.get(type(subject.node(written.element)), "the platform reads")


def excerpt(text: str, start: int) -> str:
    """A text as findings show it, from a few characters before a place on."""
    first = max(start - _BEFORE, 0)
    return quoted(("..." if first else "") + text[first:])


_BEFORE: Final = 16


def _texts(subject: Subject) -> Iterator[tuple[int, str, str, str]]:
    for kind in _KINDS:
        if not subject.count(kind):
            continue
        places = [(each.field, each.xml) for each in SPELLINGS[kind].attributes if each.field in _FIELDS]
        content = SPELLINGS[kind].content
        if content in _FIELDS:
            places.append((content, ""))
        node: Any
        for number, node in subject.each(kind):
            for field, attribute in places:
                value = getattr(node, field)
                if value is not None:
                    yield number, field, attribute, node.text if field == "parts" else str(value)


def tree(subject: Subject, text: str) -> "Expression | None":
    """The syntax tree of a text, or None where it is no JavaScript; each text is parsed once a plan."""
    found = parsed(subject, text)
    return None if type(found).__name__ == _PROBLEM else cast("Expression", found)


def problem(subject: Subject, text: str) -> "SyntaxProblem | None":
    """Why a text is no JavaScript, or None where it is."""
    found = parsed(subject, text)
    return cast("SyntaxProblem", found) if type(found).__name__ == _PROBLEM else None


_PROBLEM: Final = "SyntaxProblem"  # by its name: the class is in a module that most plans do without


def _trees(subject: Subject) -> "dict[str, Expression | SyntaxProblem]":
    """The syntax trees that somebody asked for, by text."""
    return {}


def parsed(subject: Subject, text: str) -> "Expression | SyntaxProblem":
    """What parsing a text gives."""
    known = subject.ask(_trees)
    if text not in known:
        from ivrdsl.expr import parse  # imported here: most plans have no expressions

        known[text] = parse(text)
    return known[text]


def rewrite(subject: Subject, written: Written, text: str, *, safe: bool = False) -> Repair | None:
    """The repair that puts another text in the place of one; None where the element is spelt too oddly for it."""
    edits = _edits(subject, written, text)
    return Repair(safe=safe, edits=edits) if edits else None


def _edits(subject: Subject, written: Written, text: str) -> tuple[Edit, ...]:
    node = subject.elements[written.element].node
    if not written.attribute:
        return () if isinstance(node, Odd) else (Edit(written.element, "set text", value=text),)
    names = [name for name, _ in node.attributes] if isinstance(node, Odd) else [written.attribute]
    spelt = [name for name in names if name.lower() == written.attribute.lower()]
    return (Edit(written.element, "set attribute", spelt[0], text),) if len(spelt) == 1 else ()


_WHOLE: Final = r"""\s*(['"]?)\$\{([A-Za-z0-9_.\-]+)\}\1;?\s*"""


def only_variable(text: str) -> str:
    """The name of the variable that is all of a text, in quotes or not; "" for any other text."""
    found = re.fullmatch(_WHOLE, text) if "${" in text else None
    return found[2] if found else ""
