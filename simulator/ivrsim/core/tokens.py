"""Tokens: what stands in a call's texts for a value that is typed later, such as the keys of whoever plays a page.

Theory of operation. A token is a name and a sample between three signs. Whatever copies, speaks or sends a value copies
the token, so that its reader can put in what was typed. Whatever tests or computes takes the sample, which `bare`
leaves: it is one of the inputs that the plan does not tell apart. What leant on samples a step tells (`Step.leant`);
what was computed of them is a token itself.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ivrdsl.errors import IvrError

_SIGNS = [chr(code) for code in range(0xFDD0, 0xFDF0)]
"""Code points that stand for no character in any text (Unicode, "noncharacters")."""

Piece = tuple[str, str]
"""A piece of a text: its text, or the sample of a token, and the name of the token; "" for what is none."""


class Tokens(NamedTuple):
    """The three signs of tokens: no text of the plan holds one.

    Attributes:
        begin, middle, end: they stand before the name, between name and sample, and behind that.
    """

    begin: str
    middle: str
    end: str

    def token(self, name: str, sample: str) -> str:
        """Return the token of a value."""
        return f"{self.begin}{name}{self.middle}{sample}{self.end}"

    def pieces(self, text: str) -> list[Piece]:
        """Return the pieces of a text, in order; texts that are empty are left out."""
        return list(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[Piece]:
        at = 0
        for found in re.finditer(f"{self.begin}([^{self.middle}]*){self.middle}([^{self.end}]*){self.end}", text):
            if found.start() > at:
                yield text[at : found.start()], ""
            yield found[2], found[1]
            at = found.end()
        if at < len(text):
            yield text[at:], ""

    def bare(self, text: str) -> str:
        """Return a text with its samples in the place of tokens."""
        return text if self.begin not in text else "".join([piece for piece, _ in self._pieces(text)])

    def tokens_in(self, text: str) -> tuple[Piece, ...]:
        """Return the tokens in a text, each once."""
        return tuple(dict.fromkeys(piece for piece in self._pieces(text) if piece[1]))

    def is_one(self, text: str) -> bool:
        """Return whether a text is one token and nothing else."""
        pieces = self.pieces(text)
        return len(pieces) == 1 and bool(pieces[0][1])

    def quoted(self, text: str) -> str:
        """Return a text in quotes as Python writes it, with its tokens as they are."""
        written = repr(text)
        for sign in self:
            written = written.replace(repr(sign)[1:-1], sign)
        return written


def tokens_for(texts: Iterable[str]) -> Tokens:
    """Return signs that no text holds, as it is or as `repr` writes it.

    Raises:
        IvrError: the texts hold nearly all of them.
    """
    written = [(sign, repr(sign)[1:-1]) for sign in _SIGNS]
    known = list(texts)
    free = [sign for sign, escaped in written if not any(sign in text or escaped in text for text in known)]
    if len(free) < 3:
        raise IvrError("the plan's texts hold code points that stand for no character, and nearly all of them")
    return Tokens(*free[:3])
