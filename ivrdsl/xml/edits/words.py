"""Puts a new text in the place of an old one by the words that differ: all other characters stay as they were.

Line ends, tabs, entities and CDATA sections between and around the words that stay are never touched.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, NamedTuple

from ivrdsl.xml.edits.fragments import fits, text_escaped

_UNIT: Final = re.compile(
    r"(?s)<!\[CDATA\[(?P<cdata>.*?)\]\]>|(?P<aside><!--.*?-->|<\?.*?\?>)|(?P<entity>&[^;]+;)"
    r"|(?P<text>[^<&]+)|(?P<tag><)"
)
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOST_COMPARED: Final = 2000
"""Words of a text in which words are looked for that came or went; of longer ones, beginning and end are compared."""


class TextChange(NamedTuple):
    """Characters of the document to replace.

    Attributes:
        start, end: the characters that go.
        text: what comes instead, escaped for its place.
        word: where the changed words stand: the characters that nothing else may change.
    """

    start: int
    end: int
    text: str
    word: tuple[int, int]


class _Stretch(NamedTuple):
    """A part of a word that is written in one way.

    Attributes:
        text: what it means.
        start, end: where it is written.
        how: "text", "entity" or "cdata".
    """

    text: str
    start: int
    end: int
    how: str


class _Writing(NamedTuple):
    """How new text is written: see `changed_words`."""

    encoding: str
    escaped: Callable[[str], str]


class _WrittenWord(NamedTuple):
    parts: tuple[_Stretch, ...]

    @property
    def text(self) -> str:
        return "".join([part.text for part in self.parts])

    @property
    def span(self) -> tuple[int, int]:
        return self.parts[0].start, self.parts[-1].end


def changed_words(
    document: str, start: int, end: int, value: str, encoding: str, escaped: Callable[[str], str] = text_escaped
) -> list[TextChange] | None:
    """Return what to change so that a text says something else; None where it has to be written anew.

    Args:
        document: its text.
        start, end: where the old text stands.
        value: the new text, not escaped.
        encoding: a Python codec; what it lacks cannot stand in a CDATA section.
        escaped: writes what is no CDATA section.
    """
    words = _words(document, start, end)
    if not words:
        return None
    new = value.split()
    old = [word.text for word in words]
    if not new or old == new:
        return None
    writing = _Writing(encoding, escaped)
    changes = []
    for first, last, begin, stop in _differing(old, new):
        change = _change(words, first, last, new[begin:stop], writing)
        if change is None:
            return None
        changes.append(change)
    return changes


def _words(document: str, start: int, end: int) -> list[_WrittenWord] | None:
    """The words of a text; None where tags stand in it, or an entity that XML does not have."""
    words: list[_WrittenWord] = []
    parts: list[_Stretch] = []
    for part in _parts(document, start, end):
        if part is None:
            return None
        if part.text.isspace():
            words += [_WrittenWord(tuple(parts))] if parts else []
            parts = []
        else:
            parts.append(part)
    return [*words, _WrittenWord(tuple(parts))] if parts else words


def _parts(document: str, start: int, end: int) -> Iterator[_Stretch | None]:
    """The parts of words, and the white space between them, in order; None for what is no text."""
    for unit in _UNIT.finditer(document, start, end):
        kind = str(unit.lastgroup)
        if kind == "tag":
            yield None
        elif kind == "entity":
            said = _said(unit[0][1:-1])
            yield None if said is None else _Stretch(said, unit.start(), unit.end(), "entity")
        elif kind != "aside":
            for piece in re.finditer(r"\s+|\S+", unit[kind]):
                at = unit.start(kind)
                yield _Stretch(piece[0], at + piece.start(), at + piece.end(), kind)


def _said(name: str) -> str | None:
    """The character of an entity."""
    if not name.startswith("#"):
        return _ENTITIES.get(name)
    try:
        return chr(int(name[2:], 16) if name[1:2] == "x" else int(name[1:]))
    except (ValueError, OverflowError):
        return None


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The words that differ: from and up to which of the old ones, and of the new ones."""
    if len(old) == len(new):
        yield from ((at, at + 1, at, at + 1) for at in range(len(old)) if old[at] != new[at])
        return
    if max(len(old), len(new)) <= _MOST_COMPARED:
        for kind, *places in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                yield places[0], places[1], places[2], places[3]
        return
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    last = next((at for at in range(most - first) if old[-1 - at] != new[-1 - at]), most - first)
    yield first, len(old) - last, first, len(new) - last


def _change(
    words: Sequence[_WrittenWord], first: int, last: int, new: Sequence[str], writing: _Writing
) -> TextChange | None:
    """Put words in the place of others; None where it cannot be done in place."""
    if first == last or not new:
        return _put_in(words, first, new, writing) if new else None
    start, end = words[first].span[0], words[last - 1].span[1]
    parts = [part for word in words[first:last] for part in word.parts]
    text = " ".join(new)
    if last - first == 1:
        before, behind = _same(words[first].text, text)
        old = words[first].text
        head, tail = _place(parts, before, at_end=False), _place(parts, len(old) - behind, at_end=True)
        text = text[before : len(text) - behind]
        parts = [part for part in parts if part.end > head and part.start < tail] or [
            part for part in parts if part.start <= head <= part.end
        ]
    else:
        head, tail = start, end
    return _written(head, tail, text, parts, (start, end), writing)


def _put_in(words: Sequence[_WrittenWord], at: int, new: Sequence[str], writing: _Writing) -> TextChange | None:
    beside = words[at] if at < len(words) else words[-1]
    if {part.how for part in beside.parts} != {"text"}:
        return None
    place = beside.span[0] if at < len(words) else beside.span[1]
    text = writing.escaped(" ".join(new))
    return TextChange(place, place, f"{text} " if at < len(words) else f" {text}", beside.span)


def _written(
    start: int, end: int, text: str, parts: Sequence[_Stretch], word: tuple[int, int], writing: _Writing
) -> TextChange | None:
    """A change in the way in which the characters that go are written."""
    within = [one.end == two.start for one, two in pairwise(parts)]
    if {part.how for part in parts} == {"cdata"}:
        fit = "]]>" not in text and fits(text, writing.encoding)
        return TextChange(start, end, text, word) if fit and (all(within) or len(parts) == 1) else None
    if any(part.how == "cdata" for part in parts):
        return None
    return TextChange(start, end, writing.escaped(text), word)


def _same(old: str, new: str) -> tuple[int, int]:
    """How many characters at the beginning and at the end are the same."""
    most = min(len(old), len(new))
    before = next((at for at in range(most) if old[at] != new[at]), most)
    behind = next((at for at in range(most - before) if old[-1 - at] != new[-1 - at]), most - before)
    return before, behind


def _place(parts: Sequence[_Stretch], at: int, *, at_end: bool) -> int:
    """Where the character number `at` of a word is written; its end where `at_end`, which counts those before it."""
    for part in parts:
        if at < len(part.text) or (at_end and at == len(part.text)):
            return part.start if at == 0 else part.end if part.how == "entity" else part.start + at
        at -= len(part.text)
    return parts[-1].end
