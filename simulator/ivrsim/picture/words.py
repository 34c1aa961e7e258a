"""What boxes and arrows say: an instruction as people read it before any call. What a tag does, only `step` knows."""

from typing import Final

from ivrdsl.model import walk
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS
from ivrsim.core.speech import heard
from ivrsim.core.template import Template

LONGEST: Final = 120
"""Characters of a box's text; what is longer is cut."""
_LONGEST_LABEL: Final = 60


class Captions:
    """Finds the words for one plan.

    Attributes:
        plan: whose instructions are told.
        mask: hides its secrets.
    """

    def __init__(self, plan: t.Plan, mask: Mask) -> None:
        self.plan = plan
        self.mask = mask

    def kind(self, place: int) -> str:
        """What an instruction is drawn as."""
        instruction = self.plan.table[place]
        return "error" if instruction.ending().startswith("error:") else instruction.drawn

    def text(self, place: int) -> str:
        """What an instruction says, does or waits for, on one line."""
        return self._shorten(self.plan.table[place].caption(self), LONGEST)

    def title(self, place: int) -> str:
        """What the element is called, if it has a name or is a menu; "" for the ringing phone and the plan's end."""
        element = self.plan.elements[self.plan.table[place].element]
        if place <= t.END or (walk.name_of(element.node) is None and self.plan.table[place].awaits != KEYS):
            return ""
        return self.label(element.number)

    def node(self, element: int) -> str:
        """The way to an element from the root, in words."""
        return visible(self.mask.masked(walk.path(self.plan.elements, element)))

    def label(self, element: int) -> str:
        """What an element is called, e.g. 'menu "live"'."""
        return self._shorten(self.plan.elements[element].label, _LONGEST_LABEL)

    def way(self, place: int, label: str) -> str:
        """What takes an exit, with the timer behind it."""
        return self.hidden(self.plan.table[place].way_caption(label))

    def caught(self, event: str) -> str:
        """What a catch catches."""
        return "catch: hang-up" if event == "hangup" else f"catch: {self.hidden(event)}"

    def hidden(self, text: str) -> str:
        """A short text with its secrets masked."""
        return self._shorten(text, _LONGEST_LABEL)

    def template(self, template: Template) -> str:
        """A text with its variables as they are written: ${name}."""
        return "".join([piece if isinstance(piece, str) else f"${{{self.template(piece.name)}}}" for piece in template])

    def words(self, words: t.Words, source: str) -> str:
        """What is said or sent; what is marked as secret is masked here, even a single digit."""
        shows = self.mask.shows
        pieces = [MASK if secret and not shows else self.template(template) for secret, template in words.pieces]
        return heard("".join(pieces), source)

    def catches(self, element: int) -> str:
        """What a catch catches, and where it leads."""
        handler = self.plan.every_handler[element]
        event = "hang-up" if handler.event == "hangup" else handler.event
        return f"catches {event}: goto {self.plan.target_of(handler)}"

    def _shorten(self, text: str, longest: int) -> str:
        text = visible(self.mask.masked(text))
        if len(text) <= longest:
            return text
        text = text[: longest - 1]
        words, _, _ = text.rpartition(" ")
        return (words if len(words) > longest // 2 else text) + "…"


def visible(text: str) -> str:
    """The text on one line, with characters that cannot be seen, or that turn what is behind them, as \\u202e."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else f"\\u{ord(each):04x}" for each in text])
