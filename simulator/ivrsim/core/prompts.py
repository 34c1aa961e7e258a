"""What a prompt says once its variables are put in: worked out by a step, or again for other values."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.lengths import ByWords, Pieces
from ivrsim.core.platform import Platform
from ivrsim.core.speech import said, without_markup
from ivrsim.core.template import Reference
from ivrsim.core.variables import canonical

MAX_TEXT = 1_000_000
"""Characters that a text may have with its variables put in; more is the outcome `limit`."""


def prompt_of(play: t.Play, text: str, secrets: tuple[str, ...], pieces: Pieces = ()) -> Prompt:
    """Return the prompt that a tag says, from what is heard of it, the secrets in that, and its pieces."""
    pieces = play.length.pieces(text, secrets, pieces)
    return Prompt(play.element, text, secrets, play.source, play.voice, play.length.ms(text, pieces), pieces)


def pieces_of(texts: list[str]) -> Pieces:
    """Return the pieces whose lengths make that of a prompt, from its values and what stands between them, in order."""
    if any("<" in text for text in texts):
        texts = without_markup("\0".join([text.replace("\0", " ") for text in texts])).split("\0")
    return tuple(texts)


Layout = list[str | int]
"""A text in pieces; for each value its place among those of the call."""


LastSaid = list[tuple[Any, Prompt | None]]
"""One item: the values that were picked last, and the prompt that they made."""


class PromptFiller:
    """Says a prompt to one recipient after another, whose values differ and decide nothing else.

    The one that was said last is kept: most recipients hear it again before the next one does. What stands between the
    values takes the same time for all of them.
    """

    __slots__ = ("_by_words", "_joins", "_known_ms", "_last", "_layout", "_parts", "_pick", "_play")

    def __init__(
        self,
        play: t.Play,
        joins: bool,
        parts: list[tuple[bool, Layout]],
        pick: Callable[[tuple[str, ...]], Any],
        last: LastSaid,
    ) -> None:
        self._play = play
        self._joins = joins
        self._parts = parts
        self._pick = pick
        self._last = last
        self._layout = [piece for _, layout in parts for piece in layout]
        texts = tuple([piece for piece in self._layout if type(piece) is str])
        by_words = play.length if isinstance(play.length, ByWords) else None
        self._by_words = None if any("<" in text for text in texts) else by_words
        self._known_ms = by_words.known_ms(texts) if by_words else 0

    def __call__(self, values: tuple[str, ...]) -> Prompt | None:
        """The prompt for these values of the call; None where it is for `step` to say what comes of them."""
        picked = self._pick(values)
        before, prompt = self._last[0]
        if picked != before:
            prompt = self._fill(values, (picked,) if type(picked) is str else picked)
            self._last[0] = picked, prompt  # both at once: another thread may play calls of this plan, too
        return prompt

    def _fill(self, values: tuple[str, ...], spoken: tuple[str, ...]) -> Prompt | None:
        """The prompt for these values of the call, of which it speaks some."""
        play = self._play
        pieces = _filled(self._layout, values)
        whole = "".join(pieces)
        if len(whole) > MAX_TEXT:
            return None
        if len(self._parts) == 1:  # as nearly always
            parts = [(self._parts[0][0], whole)]
        else:
            parts = [(secret, "".join(_filled(layout, values))) for secret, layout in self._parts]
        text, secrets = said(parts, play.source, joins=self._joins)
        if not text:
            return None
        if self._by_words is None or "<" in whole:
            return prompt_of(play, text, secrets, pieces_of(pieces))
        ms = self._by_words.with_values(self._known_ms, spoken)
        return Prompt(play.element, text, secrets, play.source, play.voice, ms, tuple(pieces))


def _filled(layout: Layout, values: tuple[str, ...]) -> list[str]:
    return [values[piece] if type(piece) is int else piece for piece in layout]  # type: ignore[misc]  # the rest is text


def filler(play: t.Play, platform: Platform, names: tuple[str, ...], last: LastSaid) -> PromptFiller | None:
    """Return what says a prompt anew; None where its values alone do not tell what it says.

    Args:
        play: the tag.
        platform: on which it plays.
        names: the variables that have values, in the order of these.
        last: the values and the prompt that were said last; shared by all that say the prompts of one tag.
    """
    parts: list[tuple[bool, Layout]] = []
    for secret, template in play.words.pieces:
        layout: Layout = []
        for piece in template:
            place = piece if isinstance(piece, str) else _place_of(piece, platform, names)
            if place is None:
                return None
            layout.append(place)
        parts.append((secret, layout))
    places = [piece for _, layout in parts for piece in layout if type(piece) is int]
    if not places:
        return None
    return PromptFiller(play, platform.url_whitespace == "remove", parts, itemgetter(*places), last)


def _place_of(piece: Reference, platform: Platform, names: tuple[str, ...]) -> int | None:
    """Where the value of a variable stands that is known by its name alone."""
    if len(piece.name) != 1 or not isinstance(piece.name[0], str):
        return None
    name, _ = canonical(piece.name[0], platform)
    return names.index(name) if name in names and not name.startswith("attribute.") else None
