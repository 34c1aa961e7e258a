"""What in a prompt is secret: what its author marked, the code that its words tell, and what a pattern finds."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrdsl.wording.patterns import found_by
from ivrdsl.wording.told import names_secret, told_codes
from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.template import Reference
from ivrsim.graph.inputs import typed_names
from ivrsim.graph.spoken import prompt_places, spoken_pieces
from ivrsim.graph.usage import as_kept, fixed
from ivrsim.proofs.gaps import gaps, unknown_names
from ivrsim.search.explore import Exploration


class PromptSecret(NamedTuple):
    """A secret in a prompt.

    Attributes:
        text: the words.
        start, end: where they stand in the prompt, in characters.
    """

    text: str
    start: int
    end: int


Patterns = Sequence[re.Pattern[str]]
_Spot = tuple[int, int]

_VALUE: Final = "${x}"
"""Stands for a value; whether it is a secret, the words around it say."""


def secrets_in(prompt: Prompt, patterns: Patterns = ()) -> list[PromptSecret]:
    """Return the secrets in a prompt all of whose words are known, in order.

    Args:
        prompt: as it begins.
        patterns: what counts as secret beside what is marked and the code that its words tell.
    """
    return _secrets_at(prompt, {*prompt.spots(), *_told(prompt), *_matches(prompt, (), patterns)})


def as_written(instruction: t.Play) -> Prompt | None:
    """Return a prompt of the plan as it begins, for its words; None where variables decide them."""
    if instruction.said is None:
        return None
    text, marked = instruction.said
    return Prompt(instruction.element, text, marked, instruction.source, "", 0)


class SecretFinder:
    """Finds the secrets in the prompts of a search.

    The value of a variable is one if the words of the prompt, or the variable's own name, say so; what a caller has
    typed never is. What is known of a prompt stands between the values that nobody knows.

    Args:
        found: the search.
        patterns: see `secrets_in`.

    Attributes:
        typed: the variables that hold nothing but what a caller has typed.
    """

    def __init__(self, found: Exploration, patterns: Patterns) -> None:
        self._plan = found.plan
        self._patterns = patterns
        self._unknown = unknown_names(found)
        self.typed = typed_names(found.plan)
        self._places = prompt_places(found.plan)
        self._pieces: dict[int, list[_SpokenPiece]] = {}

    def in_prompt(self, prompt: Prompt) -> list[PromptSecret]:
        """Return the secrets in a prompt, in order."""
        place = self._places.get(prompt.element)
        pieces = [] if place is None else self._pieces_at(place)
        if not any(each.is_value for each in pieces) or len(pieces) != len(prompt.pieces):
            return secrets_in(prompt, self._patterns)
        values = list(_values_in(prompt, pieces))
        unknown = [spot for piece, spot in values if piece.is_unknown]
        told = {*_told(prompt, unknown), *_told(prompt, [spot for _, spot in values])}
        told |= {spot for piece, spot in values if piece.names_secret}
        told -= {spot for piece, spot in values if piece.is_typed}
        return _secrets_at(prompt, {*prompt.spots(), *told, *_matches(prompt, unknown, self._patterns)})

    def says(self, instruction: t.Instruction) -> bool:
        """Return whether a prompt of the plan says a secret, as far as its own text tells."""
        if not isinstance(instruction, t.Play):
            return False
        prompt = as_written(instruction)
        if prompt is None:
            return any(secret for secret, _ in instruction.words.pieces)
        return bool(secrets_in(prompt, self._patterns))

    def _pieces_at(self, place: int) -> "list[_SpokenPiece]":
        if place not in self._pieces:
            flags = gaps(self._plan, place, self._unknown.get(place, ()))
            spoken = spoken_pieces(self._plan, place)
            self._pieces[place] = [self._piece(*each) for each in zip(spoken, flags, strict=True)]
        return self._pieces[place]

    def _piece(self, piece: str | Reference, is_unknown: bool) -> "_SpokenPiece":
        if isinstance(piece, str):
            return _SpokenPiece(False, False, False, False)
        names = as_kept([fixed(piece.name)], self._plan.platform)
        return _SpokenPiece(True, is_unknown, names <= self.typed, any(map(names_secret, names)))


class _SpokenPiece(NamedTuple):
    """A piece of what a prompt speaks: a text, or the value of a variable."""

    is_value: bool
    is_unknown: bool
    is_typed: bool
    names_secret: bool


def _secrets_at(prompt: Prompt, spots: set[_Spot]) -> list[PromptSecret]:
    return [PromptSecret(prompt.text[start:end], start, end) for start, end in sorted(spots)]


def _told(prompt: Prompt, unknown: Sequence[_Spot] = ()) -> Iterator[_Spot]:
    """Where the words of a prompt tell a secret, as if nobody knew some values in it."""
    if prompt.source != "tts":
        return
    text, cells = prompt.text, [(place, place + 1) for place in range(len(prompt.text))]
    for start, end in reversed(unknown):
        text = f"{text[:start]}{_VALUE}{text[end:]}"
        cells[start:end] = [(start, end)] * len(_VALUE)
    for each in told_codes(text):
        yield cells[each.start][0], cells[each.end - 1][1]


def _matches(prompt: Prompt, unknown: Sequence[_Spot], patterns: Patterns) -> Iterator[_Spot]:
    """Where patterns find a secret in what is known of a prompt: what stands between the values that nobody knows."""
    edges = [0, *(place for spot in unknown for place in spot), len(prompt.text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for pattern in patterns:
            for first, last in found_by(pattern, prompt.text[start:end]):
                yield start + first, start + last


def _values_in(prompt: Prompt, pieces: Sequence[_SpokenPiece]) -> Iterator[tuple[_SpokenPiece, _Spot]]:
    """The values of variables that a prompt says, each with its place; those that are empty are left out."""
    position = 0
    for said, piece in zip(prompt.pieces, pieces, strict=True):
        words = " ".join(said.split())
        start = prompt.text.find(words, position)
        if words and start >= 0:
            position = start + len(words)
            if piece.is_value:
                yield piece, (start, position)
