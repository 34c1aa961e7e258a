"""What a prompt says once its variables are put in: worked out by a step, or again for other values."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.lengths import Pieces
from ivrsim.core.platform import Platform
from ivrsim.core.speech import said, without_markup
from ivrsim.core.template import Reference
from ivrsim.core.variables import canonical

MAX_TEXT = 1_000_000
"""Characters that a text may have with its variables put in; more is the outcome `limit`."""


def prompt_of(play: t.Play, text: str, secrets: tuple[str, ...], pieces: Pieces = ()) -> Prompt:
    """Return the prompt that a tag says, from what is heard of it, the secrets in that, and its pieces."""
    return Prompt(play.element, text, secrets, play.source, play.voice, play.length.ms(text, pieces), pieces)


def pieces_of(each: Iterable[tuple[bool, str]]) -> Pieces:
    """Return the pieces whose lengths make that of a prompt; () where there is one: the whole.

    Args:
        each: in order, what stands between variables, and their values: whether it is a value, and the text.
    """
    pieces: list[str] = []
    after_value = True
    for is_value, text in each:
        if is_value or after_value:
            pieces.append(text)
        else:
            pieces[-1] += text
        after_value = is_value
    if any("<" in text for text in pieces):
        pieces = without_markup("\0".join([text.replace("\0", " ") for text in pieces])).split("\0")
    told = tuple([text for text in pieces if text and not text.isspace()])
    return told if len(told) > 1 else ()


Layout = tuple[bool, list[str | int]]
"""A part of a prompt: whether it is secret, and its pieces; for each value its place among those of the call."""


LastSaid = list[tuple[Any, Prompt | None]]
"""One item: the values that were picked last, and the prompt that they made."""


class PromptFiller:
    """Says a prompt to one recipient after another, whose values differ and decide nothing else.

    The one that was said last is kept: most recipients hear it again before the next one does.
    """

    __slots__ = ("_joins", "_last", "_layouts", "_pick", "_play")

    def __init__(
        self,
        play: t.Play,
        joins: bool,
        layouts: list[Layout],
        pick: Callable[[tuple[str, ...]], Any],
        last: LastSaid,
    ) -> None:
        self._play = play
        self._joins = joins
        self._layouts = layouts
        self._pick = pick
        self._last = last

    def __call__(self, values: tuple[str, ...]) -> Prompt | None:
        """The prompt for these values of the call; None where it is for `step` to say what comes of them."""
        picked = self._pick(values)
        before, prompt = self._last[0]
        if picked != before:
            prompt = self._fill(values)
            self._last[0] = picked, prompt  # both at once: another thread may play calls of this plan, too
        return prompt

    def _fill(self, values: tuple[str, ...]) -> Prompt | None:
        parts, each = [], []
        for secret, layout in self._layouts:
            texts = [values[piece] if type(piece) is int else piece for piece in layout]
            parts.append((secret, "".join(texts)))  # type: ignore[arg-type]  # no place is left
            each += [(type(piece) is int, text) for piece, text in zip(layout, texts, strict=True)]
        if sum([len(text) for _, text in parts]) > MAX_TEXT:
            return None
        text, secrets = said(parts, self._play.source, joins=self._joins)
        return prompt_of(self._play, text, secrets, pieces_of(each)) if text else None  # type: ignore[arg-type]  # likewise


def filler(play: t.Play, platform: Platform, names: tuple[str, ...], last: LastSaid) -> PromptFiller | None:
    """Return what says a prompt anew; None where its values alone do not tell what it says.

    Args:
        play: the tag.
        platform: on which it plays.
        names: the variables that have values, in the order of these.
        last: the values and the prompt that were said last; shared by all that say the prompts of one tag.
    """
    layouts: list[Layout] = []
    for secret, template in play.words.pieces:
        layout: list[str | int] = []
        for piece in template:
            place = piece if isinstance(piece, str) else _place_of(piece, platform, names)
            if place is None:
                return None
            layout.append(place)
        layouts.append((secret, layout))
    places = [piece for _, layout in layouts for piece in layout if type(piece) is int]
    if not places:
        return None
    return PromptFiller(play, platform.url_whitespace == "remove", layouts, itemgetter(*places), last)


def _place_of(piece: Reference, platform: Platform, names: tuple[str, ...]) -> int | None:
    """Where the value of a variable stands that is known by its name alone."""
    if len(piece.name) != 1 or not isinstance(piece.name[0], str):
        return None
    name, _ = canonical(piece.name[0], platform)
    return names.index(name) if name in names and not name.startswith("attribute.") else None
