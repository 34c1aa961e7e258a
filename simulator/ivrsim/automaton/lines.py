"""What a player shows of a move: the lines of a story, with the places where registers belong."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.wording.mask import MASK, Mask
from ivrsim.core import table as t
from ivrsim.core.effects import Assumed, CutShort, Effect, Ignored, KeyPressed
from ivrsim.core.events import Event
from ivrsim.core.tokens import Tokens
from ivrsim.play.story import line_words, sentence

PRESSED: Final = "=pressed"
"""The name of the token that stands for the key that is pressed in a move."""
HEARD: Final = "=heard"
"""Of the one for what was heard of a prompt that is cut."""

TextData = list[str]
"""A text with registers in it: texts and names of registers in turn, a text first."""


def way_name(mask: Mask, place: int, way: t.Exit) -> str:
    """Return what the player calls a way of a call: the place that it leaves, and the exit's label."""
    return f"{place}:{mask.masked(way.label)}"


class ShownLine(NamedTuple):
    """A line of a story.

    Attributes:
        kind: of the entry.
        text: what it says behind its time.
    """

    kind: str
    text: TextData


class LineWriter:
    """Writes lines for one plan.

    Args:
        plan: the plan.
        lines: the source line of each element.
        tokens: the signs of tokens.
        mask: hides secrets.
    """

    def __init__(self, plan: t.Plan, lines: Sequence[int | None], tokens: Tokens, mask: Mask) -> None:
        self._plan = plan
        self._lines = lines
        self._tokens = tokens
        self._mask = mask

    def lines(self, event: Event, effects: Sequence[Effect]) -> Iterator[ShownLine]:
        """Yield the lines of a move."""
        for effect in effects:
            if not isinstance(effect, Assumed) and sentence(effect.kind, self._details(event, effect)):
                yield self._line(event, effect)

    def text(self, text: str) -> TextData:
        """A text of the plan as data, its secrets masked."""
        return self.parts(self.masked(text))

    def own(self, text: str, secrets: Sequence[str]) -> str:
        """The text of a prompt or a message without its own secrets, if a single digit is one."""
        for secret in () if self._mask.shows else secrets:
            text = text.replace(secret, MASK, 1)
        return text

    def parts(self, text: str) -> TextData:
        """A text as data."""
        found = [""]
        for piece, name in self._tokens.pieces(text):
            if name:
                found += [name, ""]
            else:
                found[-1] += piece
        return found

    def masked(self, text: str) -> str:
        """A text with its secrets masked; what is typed is none."""
        if self._mask.shows or not text:
            return text
        begin, _, end = self._tokens
        pieces = self._tokens.pieces(text)
        names = [name for _, name in pieces if name]
        if not names:
            return self._mask.masked(text)
        places = [f"{begin}{chr(0x25A0 + at)}{end}" for at in range(len(names))]  # no letters and no digits to a mask
        left = iter(places)
        masked = self._mask.masked("".join(next(left) if name else piece for piece, name in pieces))
        for place, name in zip(places, names, strict=True):
            masked = masked.replace(place, self._tokens.token(name, ""))
        return masked

    def _line(self, event: Event, effect: Effect) -> ShownLine:
        details = self._details(event, effect)
        said = sentence(effect.kind, details)
        whole = line_words(self._plan, self._lines, effect.kind, effect.element, details)
        return ShownLine(effect.kind, self.parts(said + self.masked(whole.removeprefix(said))))

    def _details(self, event: Event, effect: Effect) -> dict[str, Any]:
        details = dict(effect.details)
        if event.kind == "key" and isinstance(effect, KeyPressed | Ignored):
            details["key"] = self._tokens.token(PRESSED, details["key"])
        if isinstance(effect, CutShort):
            details["heard"] = self._tokens.token(HEARD, "")
        if "secrets" in details:
            details["text"] = self.own(details["text"], details["secrets"])
        return {name: self.masked(value) if isinstance(value, str) else value for name, value in details.items()}


def cut_words() -> dict[str, str]:
    """How a cut is told where nothing was heard of the prompt, and where nobody knows its words."""
    return {"nothing": sentence(CutShort.kind, {"heard": ""}), "unknown": sentence(CutShort.kind, {})}
