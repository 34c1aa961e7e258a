"""Edits of a document by what changes: every byte outside an edit stays as it was.

Comments, indentation, quotes, entities, line ends, encoding and byte-order mark are therefore never touched. Elements
are named by their numbers in document order, as everywhere (see `ivrdsl.xml.positions`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, get_args

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.findings.finding import EditKind, Repair
from ivrdsl.xml.edits.changes import Change, Document, Draft, drafted
from ivrdsl.xml.edits.claims import Claims, agree
from ivrdsl.xml.edits.fragments import Style, check_fragment
from ivrdsl.xml.edits.scan import elements
from ivrdsl.xml.encoding import encoding_of
from ivrdsl.xml.read import parse

__all__ = ["Edited", "edited"]

_KINDS: Final = frozenset(get_args(EditKind))
_WITH_FRAGMENT: Final = frozenset({"prepend", "append", "insert before", "insert after"})
_LINES_TO_GUESS_BY: Final = 2000
_WIDEST_UNIT: Final = 8


class Edited(NamedTuple):
    """An edited document.

    Attributes:
        data: its bytes.
        applied: indexes of the repairs that were made, in the order of the document.
        left: indexes of those that touch what another one changes; another round, with new findings, can make them.
    """

    data: bytes
    applied: tuple[int, ...]
    left: tuple[int, ...]


def edited(data: bytes, repairs: Sequence[Repair]) -> Edited:
    """Make repairs in a document, each of them wholly or not at all.

    Args:
        data: the document.
        repairs: what to change. Where two are in each other's way, the one that begins earlier in the document wins; of
            two that begin at one place the one that is listed first.

    Raises:
        XmlError: the document is not well-formed, or not what its encoding would write.
        ValueError: a repair that this document cannot have: no such element or attribute, its own edits overlap, a
            fragment or a name that is no XML.
        IvrError: the result would not be well-formed although the document is: a mistake of this package.
    """
    count = sum(1 for _ in parse(data).iter("*"))
    encoding = encoding_of(data)
    text = _text(data, encoding)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    _check(repairs, count)
    document = _document(text, encoding, repairs, count)
    drafts = [_draft(document, repair) for repair in repairs]
    applied, left = _choose(drafts)
    changes = [change for index in applied for change in drafts[index].changes]
    result = _encode([mark, *_splice(text, changes)], encoding) if changes else data
    _verify(result)
    return Edited(result, tuple(applied), tuple(left))


def _text(data: bytes, encoding: str) -> str:
    """The document's characters, only if they can be written back as the same bytes."""
    try:
        text = data.decode(encoding)
        if text.encode(encoding) == data:
            return text
    except (UnicodeError, LookupError):
        pass
    message = f"the document's bytes cannot be kept as they are: they are not what {encoding} writes for this text"
    raise XmlError(message, fix="save the file as UTF-8 and repair it again")


def _check(repairs: Sequence[Repair], count: int) -> None:
    """Refuse what no document can have; each fragment is looked at once, however often it is used."""
    seen: set[str] = set()
    for edit in (edit for repair in repairs for edit in repair.edits):
        if edit.kind not in _KINDS:
            raise ValueError(f"{edit}: there is no kind of edit called {edit.kind!r}")
        if not 0 <= edit.element < count:
            raise ValueError(f"{edit}: there is no element {edit.element}; the document has 0 to {count - 1}")
        if edit.kind in _WITH_FRAGMENT and edit.value not in seen:
            check_fragment(edit.value)
            seen.add(edit.value)


def _document(text: str, encoding: str, repairs: Sequence[Repair], count: int) -> Document:
    found, seen = elements(text, {edit.element for repair in repairs for edit in repair.edits})
    if seen != count:
        message = f"internal: {seen} tags were found in a document that has {count}; nothing was changed"
        raise IvrError(f"{message}. This is a mistake in ivrdsl: please report it with the document")
    return Document(text, Style(_newline(text), _unit(text), encoding), found)


def _newline(text: str) -> str:
    """What ends the document's first line."""
    at = min((at for at in (text.find("\n"), text.find("\r")) if at >= 0), default=-1)
    return "\r\n" if text.startswith("\r\n", at) and at >= 0 else text[at] if at >= 0 else "\n"


def _unit(text: str) -> str:
    """One step of indentation: the one that most tags take past the tag above them."""
    steps: Counter[str] = Counter()
    for above, below in pairwise(_indents(text)):
        if below.startswith(above) and 0 < len(below) - len(above) <= _WIDEST_UNIT:
            steps[below[len(above) :]] += 1
    return steps.most_common(1)[0][0] if steps else "  "


def _indents(text: str) -> list[str]:
    """The white space before the first start tags that begin a line."""
    lines = text.replace("\r", "\n").split("\n", _LINES_TO_GUESS_BY)[:_LINES_TO_GUESS_BY]
    tags = ((line, line.lstrip(" \t")) for line in lines)
    return [line[: len(line) - len(tag)] for line, tag in tags if tag[:1] == "<" and tag[1:2] not in ("/", "?", "!")]


def _draft(document: Document, repair: Repair) -> Draft:
    draft = drafted(document, repair.edits)
    if not agree(draft.changes):
        raise ValueError(f"the edits of one repair are in each other's way: {repair.edits}")
    return draft


def _choose(drafts: Sequence[Draft]) -> tuple[list[int], list[int]]:
    claims = Claims()
    applied: list[int] = []
    left: list[int] = []
    for index in sorted(range(len(drafts)), key=lambda index: _begin(drafts[index])):
        (applied if claims.admit(drafts[index]) else left).append(index)
    return applied, left


def _begin(draft: Draft) -> int:
    return min((change.claim.start for change in draft.changes), default=0)


def _splice(text: str, changes: Iterable[Change]) -> list[str]:
    """The pieces of the new document; every other one is old."""
    out: list[str] = []
    at = 0
    for change in sorted(changes, key=lambda change: (change.start, change.end, change.rank)):
        out += (text[at : change.start], change.text)
        at = change.end
    return [*out, text[at:]]


def _encode(pieces: Sequence[str], encoding: str) -> bytes:
    """The bytes; what the encoding lacks becomes character references, which only new text can need."""
    whole = "".join(pieces).encode(encoding, errors="xmlcharrefreplace")
    if whole != b"".join(piece.encode(encoding, errors="xmlcharrefreplace") for piece in pieces):
        message = f"the document cannot be changed in places: in {encoding}, bytes depend on their neighbours"
        raise XmlError(message, fix="save the file as UTF-8 and repair it again")
    return whole


def _verify(data: bytes) -> None:
    try:
        parse(data)
    except XmlError as error:
        message = f"internal: the repaired document would not be well-formed ({error}); nothing was changed"
        raise IvrError(f"{message}. This is a mistake in ivrdsl: please report it with the document") from None
