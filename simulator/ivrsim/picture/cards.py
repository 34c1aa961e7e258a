"""A picture as cards: one a menu, or a run of tags between decisions, each with a row for every way out.

Theory of operation. Frames are cards; other boxes are joined while one leads to the next alone. A way inside a card is
told by the order of its texts, every other one is a row. A line is drawn for one row to each card: the way by which it
is first reached, breadth first from the ringing phone. So lines make a tree, and every other row is a sign that names
its target. Cards that no way leads to hang on a card of their own, which stands for no place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ivrsim.core.table import Exit
from ivrsim.picture.boxes import AFTER_HANG_UP, ALWAYS, CAUGHT, NEVER, NOWHERE, Arrow, Box, Picture
from ivrsim.picture.lines import SHORT
from ivrsim.picture.places import PASSING

ASTRAY: Final = "astray"
"""The kind of the card from which cards hang that nothing leads to."""
_TELLING: Final = ("error", "keys", "start", "question", "transfer", "recording", "prompt", "action")
"""Kinds of boxes; a card is of the first of these that is in it."""
_BARE: Final = frozenset(("", "goto", "answered"))
"""What takes an arrow of which a run says nothing."""
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
        return self.title or (_first_words(self.texts[0].text) if self.texts else "no call gets here")


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

        A way that is not here stays inside its card.
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

    def folded(self, most: int) -> frozenset[int]:
        """The cards that are folded into the row that leads to them, so that fewer than `most` are open.

        Whole levels are opened, from the ringing phone on, while there is room. What is behind a folded card is not
        among it.
        """
        level, open_ = [number for number, card in enumerate(self.cards) if card.parent < 0], 0
        while level and open_ + len(level) < most:
            open_ += len(level)
            level = [row.target for number in level for row in self.cards[number].rows if row.lines]
        return frozenset(number for number in level if self.cards[number].parent >= 0)


class _Group(NamedTuple):
    """The boxes of a card, and the arrows that start there; the last box decides."""

    element: int
    node: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def cards_of(picture: Picture) -> Deck:
    """Return the cards of a picture."""
    groups = _groups(picture)
    covering = {box.place: number for number, group in enumerate(groups) for box in group.boxes}
    rows = [_rows(group, covering) for group in groups]
    return Deck(_Tree(groups, rows, covering, picture.passed).cards())


# --- which boxes are a card -----------------------------------------------------------------------------------------


def _groups(picture: Picture) -> list[_Group]:
    leaving: dict[int, list[Arrow]] = {box.place: [] for box in picture.boxes}
    for arrow in picture.arrows:
        leaving[arrow.source].append(arrow)
    found = []
    onward = _onward(picture, leaving)
    heads = set(leaving) - set(onward.values())
    told: set[int] = set()
    alone = {box.place: box for frame, boxes in picture.groups() if frame is None for box in boxes}
    for frame, boxes in picture.groups():
        if frame is not None:
            found.append(_group(frame.element, frame.node, frame.title, boxes, leaving))
        elif boxes[0].place in heads:
            found.append(_run(boxes[0], alone, onward, leaving, told))
    for box in alone.values():  # what is left goes round in a circle
        if box.place not in told:
            found.append(_run(box, alone, onward, leaving, told))
    return found


def _onward(picture: Picture, leaving: Mapping[int, Sequence[Arrow]]) -> dict[int, int]:
    """Which box goes on in which: where the first leads there alone, and nothing else does."""
    coming: dict[int, int] = {}
    for arrow in picture.arrows:
        coming[arrow.target] = coming.get(arrow.target, 0) + 1
    framed = {place for frame in picture.frames for place in frame.places}
    reached = {box.place: box.reached for box in picture.boxes}
    found = {}
    for place in leaving:
        ways = [arrow for arrow in leaving[place] if arrow.kind != CAUGHT]
        if place in framed or len(ways) != 1 or ways[0].text not in _BARE:
            continue
        target = ways[0].target
        if target not in framed and coming[target] == 1 and reached[place] == reached[target]:
            found[place] = target
    return found


def _run(
    first: Box,
    alone: Mapping[int, Box],
    onward: Mapping[int, int],
    leaving: Mapping[int, Sequence[Arrow]],
    told: set[int],
) -> _Group:
    """The boxes from one on, each of which leads to the next alone."""
    boxes = [first]
    told.add(first.place)
    while (place := onward.get(boxes[-1].place)) is not None and place not in told:
        boxes.append(alone[place])
        told.add(place)
    return _group(first.element, first.node, first.title, tuple(boxes), leaving)


def _group(
    element: int, node: str, title: str, boxes: tuple[Box, ...], leaving: Mapping[int, Sequence[Arrow]]
) -> _Group:
    return _Group(element, node, title, boxes, tuple([arrow for box in boxes for arrow in leaving[box.place]]))


# --- what leaves a card, and what it says ---------------------------------------------------------------------------


def _rows(group: _Group, covering: Mapping[int, int]) -> list[CardRow]:
    """The ways out, in order; the target is that of the group as yet."""
    told: dict[tuple[str, int, str, tuple[str, ...]], list[Arrow]] = {}
    decider = group.boxes[-1].place
    order = sorted(
        [arrow for arrow in group.arrows if not _stays(group, arrow)],
        key=lambda arrow: (arrow.kind == CAUGHT, arrow.source != decider),
    )
    for arrow in order:
        text, target = _text_of_way(group, arrow), covering[arrow.target]
        together = "" if text and len(text) <= SHORT and not arrow.assumes and arrow.source == decider else text
        told.setdefault((arrow.kind, target, together or f"{bool(text)}", arrow.assumes), []).append(arrow)
    found = []
    for (kind, target, _, assumes), arrows in told.items():
        text = ", ".join(dict.fromkeys(_text_of_way(group, arrow) for arrow in arrows))
        ways = tuple([(arrow.source, arrow.exit) for arrow in arrows if arrow.exit is not None])
        found.append(CardRow(kind, text, assumes, target, False, ways))
    return found


def _stays(group: _Group, arrow: Arrow) -> bool:
    """Whether an arrow only goes on inside the card, so that the order of texts tells it."""
    places = [box.place for box in group.boxes]
    if arrow.kind == CAUGHT or arrow.source == places[-1] or arrow.target not in places:
        return False
    return places.index(arrow.target) > places.index(arrow.source)


def _text_of_way(group: _Group, arrow: Arrow) -> str:
    """What takes an arrow; one from the middle of a card says where it starts, if that has several."""
    if not arrow.text or arrow.kind == CAUGHT or arrow.source == group.boxes[-1].place:
        return arrow.text
    start = next(box for box in group.boxes if box.place == arrow.source)
    return arrow.text if start.kind in ("prompt", PASSING) else f"{_first_words(start.text)} {arrow.text}"


def _texts(group: _Group) -> Iterator[CardText]:
    speaking = [box for box in group.boxes if box.kind != PASSING]
    for number, box in enumerate(speaking or group.boxes):
        text = box.text
        if box.title and (number or box.title != group.title):
            text = box.title if box.title.startswith(f"{text} ") else f"{box.title}: {text}"
        inward = [arrow for arrow in group.arrows if arrow.target == box.place and _stays(group, arrow)]
        answers = {arrow.text for arrow in inward if arrow.text in _ANSWERS}
        if answers and all(arrow.text in answers for arrow in inward):
            text = f"{', '.join(sorted(answers))}: {text}"
        yield CardText(box.place, box.kind, text)


_ANSWERS: Final = frozenset(("true", "false"))


def _kind_of(boxes: Iterable[Box]) -> str:
    kinds = [box.kind for box in boxes]
    return next((kind for kind in _TELLING if kind in kinds), kinds[0])


def _reached_of(boxes: Iterable[Box]) -> str:
    ways = {box.reached for box in boxes}
    return next(each for each in (ALWAYS, AFTER_HANG_UP, NOWHERE) if each in ways)


def _first_words(text: str) -> str:
    if len(text) <= _NAME:
        return text
    words, _, _ = text[: _NAME - 1].rpartition(" ")
    return (words if len(words) > _NAME // 2 else text[: _NAME - 1]) + "…"


# --- the tree -------------------------------------------------------------------------------------------------------


class _Tree:
    """Which row each card is first reached by.

    Args:
        groups: the cards to be.
        rows: those of each.
        covering: by place, its group.
        passed: places without a box, each with the place to which it leads.
    """

    def __init__(
        self,
        groups: Sequence[_Group],
        rows: Sequence[Sequence[CardRow]],
        covering: Mapping[int, int],
        passed: Iterable[tuple[int, int]],
    ) -> None:
        self._groups = groups
        self._rows = [list(each) for each in rows]
        self._parent: dict[int, tuple[int, int]] = {}
        self._places = [[box.place for box in group.boxes] for group in groups]
        for place, end in passed:
            self._places[covering[end]].append(place)
        self._start = covering[0]
        self._seen = {self._start}
        self._grow([self._start], never=False)
        self._grow([each for each in range(len(groups)) if each in self._seen], never=True)
        self._astray = self._lost()

    def cards(self) -> list[Card]:
        """The cards, each behind its parent."""
        order = self._order()
        position = {group: number for number, group in enumerate(order)}
        inside = dict.fromkeys(order, 1)
        for group in reversed(order):
            if group in self._parent:
                inside[self._parent[group][0]] += inside[group]
        return [self._card(group, position, inside[group]) for group in order]

    def _grow(self, level: list[int], *, never: bool) -> None:
        """Follow rows, breadth first; those that no call takes too if `never`."""
        for group in level:
            for number, row in enumerate(self._rows[group]):
                if row.target not in self._seen and (never or row.kind != NEVER):
                    self._seen.add(row.target)
                    self._parent[row.target] = group, number
                    level.append(row.target)

    def _lost(self) -> int | None:
        """The card from which those hang to which nothing leads, if there are some."""
        led_to = {row.target for group in range(len(self._groups)) for row in self._rows[group] if row.target != group}
        everywhere = range(len(self._groups))
        astray = []
        for group in (*[each for each in everywhere if each not in led_to], *everywhere):
            if group not in self._seen:
                astray.append(CardRow(NEVER, "", (), group, False, ()))
                self._seen.add(group)
                self._parent[group] = len(self._groups), len(astray) - 1
                self._grow([group], never=True)
        self._rows.append(astray)
        return len(self._groups) if astray else None

    def _order(self) -> list[int]:
        found: list[int] = []
        for root in (self._start, self._astray):
            level = [] if root is None else [root]
            for group in level:
                level += [row.target for number, row in enumerate(self._rows[group]) if self._lines(group, number)]
            found += level
        return found

    def _lines(self, group: int, number: int) -> bool:
        return self._parent.get(self._rows[group][number].target) == (group, number)

    def _card(self, group: int, position: Mapping[int, int], inside: int) -> Card:
        rows = [
            row._replace(target=position[row.target], lines=self._lines(group, number))
            for number, row in enumerate(self._rows[group])
        ]
        if group == self._astray:
            return Card(ASTRAY, (), -1, "", ASTRAY, "", (), tuple(rows), NOWHERE, -1, 0, inside)
        told = self._groups[group]
        parent, row = self._parent.get(group, (-1, 0))
        return Card(
            f"p{told.boxes[0].place}",
            tuple(self._places[group]),
            told.element,
            told.node,
            _kind_of(told.boxes),
            told.title,
            tuple(_texts(told)),
            tuple(rows),
            _reached_of(told.boxes),
            position.get(parent, -1),
            row,
            inside,
        )
