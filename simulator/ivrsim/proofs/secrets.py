"""What in a prompt is secret: what its author marked, digits that are spoken one by one, and what a pattern finds."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrdsl.model.structs import replace
from ivrdsl.wording import codes
from ivrdsl.wording.likely import in_words
from ivrdsl.wording.patterns import found_by
from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.template import Reference
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.usage import as_kept, fixed, reads, writes
from ivrsim.proofs.gaps import gaps, prompt_places, spoken_pieces, unknown_names
from ivrsim.search.explore import Exploration
from ivrsim.search.forgotten import works_out


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


def secrets_in(prompt: Prompt, patterns: Patterns = ()) -> list[PromptSecret]:
    """Return the secrets in a prompt, in order.

    Args:
        prompt: as it begins.
        patterns: what counts as secret beside what is marked and digits that are spoken one by one.
    """
    text = prompt.text
    found: dict[tuple[int, int], PromptSecret] = {}
    for start, end in prompt.spots():
        found[start, end] = PromptSecret(text[start:end], start, end)
    if prompt.source == "tts":
        for span in codes(text):
            if span.kind == "code":
                found.setdefault(
                    (span.start, span.end), PromptSecret(text[span.start : span.end], span.start, span.end)
                )
    for pattern in patterns:
        for start, end in found_by(pattern, text):
            found.setdefault((start, end), PromptSecret(text[start:end], start, end))
    return [found[place] for place in sorted(found)]


class SecretFinder:
    """Finds the secrets in the prompts of a search.

    A value that nobody knows is one if the words of the prompt, or its own name, say so; what a caller has typed never
    is. What is known of a prompt are the parts between such values.

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
        self._telling: dict[int, list[bool]] = {}

    def in_prompt(self, prompt: Prompt) -> list[PromptSecret]:
        """Return the secrets in a prompt, in order."""
        place = self._places.get(prompt.element)
        flags = [] if place is None else gaps(self._plan, place, self._unknown.get(place, ()))
        if place is None or not any(flags) or len(flags) != len(prompt.pieces):
            return secrets_in(prompt, self._patterns)
        telling = self._telling_at(place)
        found = {(start, end) for start, end in prompt.spots()}
        position = 0
        for piece, is_gap, tells in zip(prompt.pieces, flags, telling, strict=True):
            words = " ".join(piece.split())
            start = prompt.text.find(words, position)
            if not words or start < 0:
                continue
            position = start + len(words)
            if is_gap:
                found |= {(start, position)} if tells else set()
            else:
                part = replace(prompt, text=words, secrets=(), pieces=())
                found |= {(start + each.start, start + each.end) for each in secrets_in(part, self._patterns)}
        return [PromptSecret(prompt.text[start:end], start, end) for start, end in sorted(found)]

    def _telling_at(self, place: int) -> list[bool]:
        """For each piece of a prompt, whether it is a value that nobody knows, and a secret."""
        if place not in self._telling:
            self._telling[place] = list(self._tells(place))
        return self._telling[place]

    def _tells(self, place: int) -> Iterator[bool]:
        pieces = spoken_pieces(self._plan, place)
        flags = gaps(self._plan, place, self._unknown.get(place, ()))
        for at, (piece, is_gap) in enumerate(zip(pieces, flags, strict=True)):
            names = as_kept([fixed(piece.name)], self._plan.platform) if isinstance(piece, Reference) else set()
            if not is_gap or names <= self.typed:
                yield False
                continue
            before = "".join(each if isinstance(each, str) else "x" for each in pieces[:at])
            behind = "".join(each if isinstance(each, str) else "x" for each in pieces[at + 1 :])
            spots = in_words(f"{before}{_NUMBER}{behind}")
            tells = any(start < len(before) + len(_NUMBER) and end > len(before) for start, end in spots)
            yield tells or any(map(_is_named_secret, names))


_NUMBER: Final = "48371"
"""Stands for a value; whether a number is a secret, the words around it say."""
_SECRET_NAME: Final = re.compile(
    r"(?i)(?:.*[._-])?(?:(?:access|auth|login|security|verification|one_?time)?_?code|otp|pin(?:_?code)?|pass(?:code|word)"
    r"|token|secret)"
)


def _is_named_secret(name: str) -> bool:
    return _SECRET_NAME.fullmatch(name) is not None


_DIGITS_OF_A_CODE: Final = 3


def _made_of(instruction: t.Instruction, plan: t.Plan) -> set[str] | None:
    """The variables that a value is made of; None where it is anything else, or tells digits of its own."""
    if not works_out(instruction):
        return None
    own = "".join(piece for piece in instruction.program() if isinstance(piece, str))
    if sum(map(str.isdigit, own)) >= _DIGITS_OF_A_CODE:
        return None
    return as_kept(reads(instruction), plan.platform)


def typed_names(plan: t.Plan) -> set[str]:
    """Return the variables that hold nothing but what a caller has typed, or what is made of that."""
    writers: dict[str, list[set[str] | None]] = {}
    for each in plan.table:
        for name in as_kept(writes(each), plan.platform) if each.writes != LAST_INPUT else ():
            writers.setdefault(name, []).append(_made_of(each, plan))
    if "" in writers or LAST_INPUT in writers:
        return set() if LAST_INPUT in writers else {LAST_INPUT}
    typed = {LAST_INPUT, *writers}
    while True:
        wrong = {
            name
            for name in typed - {LAST_INPUT}
            if any(sources is None or not sources <= typed for sources in writers[name])
        }
        if not wrong:
            return typed
        typed -= wrong
