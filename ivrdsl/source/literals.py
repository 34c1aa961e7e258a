"""Python literals of texts: escaped, quoted as formatters do, and cut where a person would begin a new line."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

WIDTH: Final = 88
"""Columns of a line, as formatters of Python have it by default."""


class Variable(NamedTuple):
    """A variable inside a text.

    Attributes:
        name: what stands between `${` and `}`.
        quoted: whether the single quotes around it belong to it: `Var.quoted`.
    """

    name: str
    quoted: bool = False


Segment: TypeAlias = str | Variable
Spelt: TypeAlias = Callable[[str], str]
"""From a variable's name to the Python expression of it, which holds no quotes and no braces."""


def literal(segments: Sequence[Segment], spelt: Spelt) -> str:
    """The literal of a text, an f-string where variables stand in it."""
    plain = [segment for segment in segments if isinstance(segment, str)]
    quote = _quote("".join(plain))
    if len(plain) == len(segments):
        return f"{quote}{escaped(''.join(plain), quote)}{quote}"
    inner = [escaped(each, quote) if isinstance(each, str) else _field(each, spelt) for each in segments]
    return f"f{quote}{''.join(inner)}{quote}"


def escaped(text: str, quote: str = '"') -> str:
    """What stands between the quotes; whatever cannot be seen, or changes the direction of text, is an escape."""
    text = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else repr(each)[1:-1] for each in text])


def fits(*texts: str) -> bool:
    """Tell whether texts fit into one line together."""
    return sum(map(width, texts)) <= WIDTH


def width(text: str) -> int:
    """The columns of a text: characters of East Asian scripts take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def pieces(segments: Sequence[Segment], columns: int, spelt: Spelt) -> Iterator[tuple[Segment, ...]]:
    """Cut a text where a person would: after a sentence that fills half a line, else between two words.

    Args:
        columns: how many a piece may take, quotes included; a longer word stays whole.
    """
    line: list[_Word] = []
    taken = 0
    for word in _words(segments, spelt):
        if line and taken + word.columns > columns - 3:  # two quotes, and the f of an f-string
            kept = _cut(line, columns)
            yield _join(line[:kept])
            line = line[kept:]
            taken = sum(each.columns for each in line)
        line.append(word)
        taken += word.columns
        if word.ends_line:
            yield _join(line)
            line, taken = [], 0
    if line:
        yield _join(line)


class _Word(NamedTuple):
    """Segments up to a blank, which is the place to cut."""

    segments: tuple[Segment, ...]
    columns: int

    @property
    def last(self) -> str:
        last = self.segments[-1]
        return last if isinstance(last, str) else ""

    @property
    def ends_line(self) -> bool:
        return self.last.endswith("\n")

    @property
    def ends_sentence(self) -> bool:
        return self.last.rstrip().endswith((".", "!", "?", ":"))


_TOKEN: Final = r"[^ \n]*(?: +\n*|\n+)|[^ \n]+"


def _words(segments: Sequence[Segment], spelt: Spelt) -> Iterator[_Word]:
    word: list[Segment] = []
    for token in _tokens(segments):
        word.append(token)
        if isinstance(token, str) and token[-1] in " \n":
            yield _word(word, spelt)
            word = []
    if word:
        yield _word(word, spelt)


def _tokens(segments: Sequence[Segment]) -> Iterator[Segment]:
    for segment in segments:
        if isinstance(segment, str):
            yield from re.findall(_TOKEN, segment)
        else:
            yield segment


def _word(segments: list[Segment], spelt: Spelt) -> _Word:
    """A word with about the columns that it takes: some more where quotes may need an escape."""
    columns = 0
    for each in segments:
        columns += width(escaped(each)) if isinstance(each, str) else len(_field(each, spelt))
    return _Word(tuple(segments), columns)


def _cut(line: list[_Word], columns: int) -> int:
    """How many words of a full line stay on it."""
    taken, kept = 0, len(line)
    for number, word in enumerate(line, 1):
        taken += word.columns
        if word.ends_sentence and taken > columns * 0.5:
            kept = number
    return kept


def _join(words: list[_Word]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for segment in (each for word in words for each in word.segments):
        if found and isinstance(segment, str) and isinstance(found[-1], str):
            found[-1] += segment
        else:
            found.append(segment)
    return tuple(found)


def _quote(text: str) -> str:
    """Double quotes, unless single ones need fewer escapes."""
    return "'" if text.count('"') > text.count("'") else '"'


def _field(variable: Variable, spelt: Spelt) -> str:
    return f"{{{spelt(variable.name)}{'.quoted' if variable.quoted else ''}}}"


def _columns(character: str) -> int:
    import unicodedata  # plans in Latin letters need it rarely

    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
