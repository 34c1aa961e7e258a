"""A picture as cards: one a menu, or a run of tags between decisions, each with a row for every way out.

Theory of operation. Frames are cards; other boxes are joined while one leads to the next alone (`runs.py`). A way
inside a card is told by the order of its texts, every other one is a row. A line is drawn for one row to each card: the
way by which it is first reached, breadth first from the ringing phone (`tree.py`). So lines make a tree, and every
other row is a sign that names its target. Cards that no way leads to hang on a card of their own, which stands for no
place.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ivrsim.core.table import Exit

ASTRAY: Final = "astray"
"""The kind of the card from which cards hang that nothing leads to."""
_NAME: Final = 40
"""Characters of a card's name."""


class CardText(NamedTuple):
    """What one box of a card says.

    Attributes:
        place: of the box.
        kind: of the box.
        text: what it says, does or waits for, with its name, and with what leads there inside the card.
    """

    place: int
    kind: str
    text: str


class CardRow(NamedTuple):
    """A way out of a card, or several short ones to one target.

    Attributes:
        kind: "taken", "caught", "hung up" or "never".
        text: what takes it, with the timer; "" for simply going on.
        assumes: the quirks that it leans on.
        target: the position of the card that it leads to.
        lines: whether it is the way by which that card is first reached, so that a line is drawn.
        ways: the exits, each with the place that it leaves, as `step` tells them.
    """

    kind: str
    text: str
    assumes: tuple[str, ...]
    target: int
    lines: bool
    ways: tuple[tuple[int, Exit], ...]


class Card(NamedTuple):
    """A card.

    Attributes:
        id: "p" and the place of its first box, as in schemas/graph.schema.json; "astray" for the one without places.
        places: those of the table that it covers; places without a box are with the box to which they lead.
        element: the number of the element that it begins with: of the menu, or of the first box; -1 for none.
        node: the way to that element from the root, in words.
        kind: "keys" for a menu, else the most telling kind among its boxes.
        title: the name of a menu, or of the element that it begins with; "" if that has none.
        texts: what its boxes say, in order.
        rows: the ways out: of the box that decides first, those of catches last.
        reached: "on the line", "after hang-up" or "never", as of boxes.
        parent: the position of the card from which a line leads here; -1 for none.
        row: the number of that line's row.
        inside: how many cards are in its branch, itself included.
    """

    id: str
    places: tuple[int, ...]
    element: int
    node: str
    kind: str
    title: str
    texts: tuple[CardText, ...]
    rows: tuple[CardRow, ...]
    reached: str
    parent: int
    row: int
    inside: int

    @property
    def name(self) -> str:
        """What signs call it: its title, or its first words."""
        return self.title or (first_words(self.texts[0].text) if self.texts else "no call gets here")


class Deck:
    """The cards of a picture, as a reader meets them: each behind the one from which a line leads to it.

    Attributes:
        cards: the first one has the ringing phone.
    """

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = tuple(cards)

    @cached_property
    def card_of(self) -> dict[int, int]:
        """By place: the position of the card that covers it."""
        return {place: number for number, card in enumerate(self.cards) for place in card.places}

    @cached_property
    def row_of(self) -> dict[tuple[int, Exit], tuple[int, int]]:
        """By a way of a call, the place that it leaves and the exit: the positions of the card and of its row.

        A way that is not here stays inside its card. Or a catch takes it that outlives its body (quirk `catch_scope`):
        its row is where the catch begins.
        """
        return {
            way: (number, row)
            for number, card in enumerate(self.cards)
            for row, found in enumerate(card.rows)
            for way in found.ways
        }

    @property
    def parents(self) -> list[int]:
        """For each card the position of the one from which a line leads to it; -1 for none."""
        return [card.parent for card in self.cards]

    def folded(self, most: int, deepest: int) -> frozenset[int]:
        """The cards that are folded into the row that leads to them, so that fewer than `most` are open.

        Whole levels are opened, from the ringing phone on, while there is room; where there is room for all, all are.
        What is behind a folded card is not among it.

        Args:
            most: cards from which on some are folded.
            deepest: how many levels are open then.
        """
        level, open_, depth = [number for number, card in enumerate(self.cards) if card.parent < 0], 0, 0
        many = len(self.cards) >= most
        while level and open_ + len(level) < most and not (many and depth == deepest):
            open_, depth = open_ + len(level), depth + 1
            level = [row.target for number in level for row in self.cards[number].rows if row.lines]
        return frozenset(number for number in level if self.cards[number].parent >= 0)


def first_words(text: str) -> str:
    """A text, or the beginning of a long one."""
    if len(text) <= _NAME:
        return text
    words, _, _ = text[: _NAME - 1].rpartition(" ")
    return (words if len(words) > _NAME // 2 else text[: _NAME - 1]) + "…"
