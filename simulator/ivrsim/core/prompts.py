"""What a prompt says once its variables are put in: worked out by a step, or again for other values."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.platform import Platform
from ivrsim.core.speech import said
from ivrsim.core.template import Reference
from ivrsim.core.variables import canonical

MAX_TEXT = 1_000_000
"""Characters that a text may have with its variables put in; more is the outcome `limit`."""


def prompt_of(play: t.Play, text: str, secrets: tuple[str, ...]) -> Prompt:
    """Return the prompt that a tag says, from what is heard of it and the secrets in that."""
    duration_ms = play.fixed_ms if play.fixed_ms >= 0 else len(text) * play.ms_per_character
    return Prompt(play.element, text, secrets, play.source, play.voice, duration_ms)


Piece = tuple[bool, str, Callable[[tuple[str, ...]], Any] | None]
"""A piece of a text: whether it is secret, the text with %s for each value, and what picks these; None for none."""


Said = tuple[Any, Prompt | None]
"""The values that were said, and the prompt that said them."""

NOTHING_SAID: Final[Said] = None, None


class PromptFiller:
    """Says a prompt to one recipient after another, whose values differ and decide nothing else.

    The one that was said last is kept: most recipients hear it again before the next one does.
    """

    __slots__ = ("_joins", "_last", "_pick", "_pieces", "_play")

    def __init__(
        self,
        play: t.Play,
        joins: bool,
        pieces: list[Piece],
        pick: Callable[[tuple[str, ...]], Any],
        last: list[Said],
    ) -> None:
        self._play = play
        self._joins = joins
        self._pieces = pieces
        self._pick = pick
        self._last = last

    def __call__(self, values: tuple[str, ...]) -> Prompt | None:
        """The prompt for these values of the call; None where it is for `step` to say what comes of them."""
        picked = self._pick(values)
        said = self._last[0]  # read once: other threads say their prompts meanwhile
        if picked != said[0]:
            said = self._last[0] = picked, self._fill(values)
        return said[1]

    def _fill(self, values: tuple[str, ...]) -> Prompt | None:
        parts = [(secret, text % (pick(values) if pick else ())) for secret, text, pick in self._pieces]
        if sum([len(text) for _, text in parts]) > MAX_TEXT:
            return None
        text, secrets = said(parts, self._play.source, joins=self._joins)
        return prompt_of(self._play, text, secrets) if text else None


def filler(play: t.Play, platform: Platform, names: tuple[str, ...], last: list[Said]) -> PromptFiller | None:
    """Return what says a prompt anew; None where its values alone do not tell what it says.

    Args:
        play: the tag.
        platform: on which it plays.
        names: the variables that have values, in the order of these.
        last: what was said last, as its only item; shared by all that say the prompts of one tag.
    """
    pieces: list[Piece] = []
    everywhere: list[int] = []
    for secret, template in play.words.pieces:
        text, places = "", []
        for piece in template:
            if isinstance(piece, Reference):
                place = _place_of(piece, platform, names)
                if place is None:
                    return None
                places.append(place)
            text += "%s" if isinstance(piece, Reference) else piece.replace("%", "%%")
        pieces.append((secret, text, itemgetter(*places) if places else None))
        everywhere += places
    if not everywhere:
        return None
    return PromptFiller(play, platform.url_whitespace == "remove", pieces, itemgetter(*everywhere), last)


def _place_of(piece: Reference, platform: Platform, names: tuple[str, ...]) -> int | None:
    """Where the value of a variable stands that is known by its name alone."""
    if len(piece.name) != 1 or not isinstance(piece.name[0], str):
        return None
    name, _ = canonical(piece.name[0], platform)
    return names.index(name) if name in names and not name.startswith("attribute.") else None
