"""Which boxes of a picture are one card, and what that card says: its texts, and the ways out of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ivrsim.picture.boxes import AFTER_HANG_UP, ALWAYS, CAUGHT, NOWHERE, Arrow, Box, Picture
from ivrsim.picture.cards import CardRow, CardText, first_words
from ivrsim.picture.lines import SHORT
from ivrsim.picture.places import PASSING

_TELLING: Final = ("error", "keys", "start", "question", "transfer", "recording", "prompt", "action")
"""Kinds of boxes; a card is of the first of these that is in it."""
_BARE: Final = frozenset(("", "goto", "answered"))
"""What takes an arrow of which a run says nothing."""


class CardGroup:
    """The boxes of a card, and the arrows that start there.

    Attributes:
        element, node, title: of what it begins with: the menu, or the first box.
        boxes: in order; the last one decides where the call goes on.
        inward: by place, the arrows that lead to it and only go on inside the card: the order of texts tells them.
        outward: the other ones: those of the last box first, those of catches last.
    """

    def __init__(
        self, element: int, node: str, title: str, boxes: Sequence[Box], leaving: Mapping[int, Sequence[Arrow]]
    ) -> None:
        self.element, self.node, self.title, self.boxes = element, node, title, tuple(boxes)
        self._position = {box.place: number for number, box in enumerate(boxes)}
        self.inward: dict[int, list[Arrow]] = {}
        self.outward: list[Arrow] = []
        for box in boxes:
            for arrow in leaving[box.place]:
                if self._stays(arrow):
                    self.inward.setdefault(arrow.target, []).append(arrow)
                else:
                    self.outward.append(arrow)
        self.outward.sort(key=lambda arrow: (arrow.kind == CAUGHT, not self.decides(arrow)))

    def decides(self, arrow: Arrow) -> bool:
        """Whether an arrow leaves the box that decides."""
        return arrow.source == self.boxes[-1].place

    def source(self, arrow: Arrow) -> Box:
        """The box that an arrow leaves."""
        return self.boxes[self._position[arrow.source]]

    def _stays(self, arrow: Arrow) -> bool:
        target = self._position.get(arrow.target)
        inside = arrow.kind != CAUGHT and target is not None and not self.decides(arrow)
        return inside and target is not None and target > self._position[arrow.source]


# --- which boxes are a card -----------------------------------------------------------------------------------------


def card_groups(picture: Picture) -> list[CardGroup]:
    """The boxes of a picture, by card; each card where its first box stands."""
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
            found.append(CardGroup(frame.element, frame.node, frame.title, boxes, leaving))
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
) -> CardGroup:
    """The boxes from one on, each of which leads to the next alone."""
    boxes = [first]
    told.add(first.place)
    while (place := onward.get(boxes[-1].place)) is not None and place not in told:
        boxes.append(alone[place])
        told.add(place)
    return CardGroup(first.element, first.node, first.title, boxes, leaving)


# --- what leaves a card, and what it says ---------------------------------------------------------------------------


def rows_of(group: CardGroup, covering: Mapping[int, int]) -> list[CardRow]:
    """The ways out, in order; the target is that of the group as yet.

    What is drawn alike is one row: keys that lead to one target, and what starts in several boxes of the card.
    """
    alike: dict[tuple[str, int, str | None, tuple[str, ...]], list[Arrow]] = {}
    for arrow in group.outward:
        text = _text_of_way(group, arrow)
        short = 0 < len(text) <= SHORT and not arrow.assumes and group.decides(arrow)
        alike.setdefault((arrow.kind, covering[arrow.target], None if short else text, arrow.assumes), []).append(arrow)
    found = []
    for (kind, target, _, assumes), arrows in alike.items():
        text = ", ".join(dict.fromkeys(_text_of_way(group, arrow) for arrow in arrows))
        ways = tuple([(arrow.source, arrow.exit) for arrow in arrows if arrow.exit is not None])
        found.append(CardRow(kind, text, assumes, target, False, ways))
    return found


def _text_of_way(group: CardGroup, arrow: Arrow) -> str:
    """What takes an arrow; one from the middle of a card says where it starts, if that has several."""
    if not arrow.text or arrow.kind == CAUGHT or group.decides(arrow):
        return arrow.text
    start = group.source(arrow)
    return arrow.text if start.kind in ("prompt", PASSING) else f"{first_words(start.text)} {arrow.text}"


def texts_of(group: CardGroup) -> Iterator[CardText]:
    """What the boxes of a card say, those that only pass the call on left out."""
    speaking = [box for box in group.boxes if box.kind != PASSING]
    for number, box in enumerate(speaking or group.boxes):
        text = box.text
        if box.title and (number or box.title != group.title):
            text = box.title if box.title.startswith(f"{text} ") else f"{box.title}: {text}"
        inward = [arrow.text for arrow in group.inward.get(box.place, ())]
        if inward and _ANSWERS.issuperset(inward):
            text = f"{', '.join(sorted(set(inward)))}: {text}"
        yield CardText(box.place, box.kind, text)


_ANSWERS: Final = frozenset(("true", "false"))


def kind_of(boxes: Iterable[Box]) -> str:
    """What a card of some boxes is drawn as."""
    kinds = [box.kind for box in boxes]
    return next((kind for kind in _TELLING if kind in kinds), kinds[0])


def reached_of(boxes: Iterable[Box]) -> str:
    """How calls get to some of the boxes at least."""
    ways = {box.reached for box in boxes}
    return next(each for each in (ALWAYS, AFTER_HANG_UP, NOWHERE) if each in ways)
