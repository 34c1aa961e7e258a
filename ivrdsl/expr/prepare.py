"""Prepares a text for the parser: characters in the place of characters, so that offsets stay those of the text."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from ivrdsl.expr.variables import VariableSpan, find_variables

_LETTER: Final = "a"  # a hexadecimal digit too: `0x${n}` and `\\x${n}` stay what they are
_DIGIT: Final = "1"
_REFUSED: Final = "\x01"
_TRANSLATED: Final = {
    **dict.fromkeys(range(0xD800, 0xE000), "?"),  # half a character reaches the engine as a question mark
    0: _REFUSED,  # to the parser it means the end of the text
    **dict.fromkeys((0x85, 0x180E, 0x200B, 0x2060), _REFUSED),  # white space to the parser, not to JavaScript
}
_LONE_CR: Final = re.compile(r"\r(?!\n)")


class Prepared(NamedTuple):
    """A text, and what the parser is given for it.

    Attributes:
        text: as it was written.
        variables: the variables in it.
        source: as long as the text, each variable replaced by letters, or by digits where it continues a number.
        offsets: the character for every byte of the encoded source; empty when they are the same.
    """

    text: str
    variables: tuple[VariableSpan, ...]
    source: str
    offsets: Sequence[int]

    def place(self, first_byte: int, last_byte: int) -> tuple[int, int]:
        """The characters that a range of bytes is."""
        return (self.offsets[first_byte], self.offsets[last_byte]) if self.offsets else (first_byte, last_byte)

    def pieces(self, start: int, end: int) -> list[str | VariableSpan]:
        """The text from `start` to `end`, cut at its variables."""
        cut: list[str | VariableSpan] = []
        for span in self.variables[bisect_left(self.variables, start, key=lambda span: span.start) :]:
            if span.end > end:
                break
            if span.start > start:
                cut.append(self.text[start : span.start])
            cut.append(span)
            start = span.end
        if start < end:
            cut.append(self.text[start:end])
        return cut


def prepare(text: str) -> Prepared:
    """Put letters in the place of variables, and refuse or accept unusual characters as the engine does.

    No letter can be confused with the text, because the tree finds variables by their place and not by how they look.
    """
    variables = find_variables(text)
    pieces: list[str] = []
    done = 0
    for span in variables:
        stand_in = _DIGIT if _continues_number(text, span) else _LETTER
        pieces += (text[done : span.start], stand_in * (span.end - span.start))
        done = span.end
    source = "".join((*pieces, text[done:]))
    if source.isascii() and "\0" not in source and "\r" not in source:
        return Prepared(text, variables, source, ())
    source = _LONE_CR.sub("\n", source).translate(_TRANSLATED)
    return Prepared(text, variables, source, _offsets(source))


def _continues_number(text: str, span: VariableSpan) -> bool:
    before, after = text[max(span.start - 2, 0) : span.start], text[span.end : span.end + 2]
    fraction = len(after) == 2 and after[0] == "." and after[1].isdigit()
    return before[-1:].isdigit() or (before[-1:] == "." and before[:-1].isdigit()) or fraction


def _offsets(source: str) -> Sequence[int]:
    if source.isascii():
        return ()
    offsets: list[int] = []
    for position, character in enumerate(source):
        offsets.extend([position] * len(character.encode()))
    offsets.append(len(source))
    return offsets
