"""Which boxes of a picture are one card, and what that card says: its texts, and the ways out of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ivrsim.picture.boxes import AFTER_HANG_UP, ALWAYS, CAUGHT, NOWHERE, Arrow, Box, Picture
from ivrsim.picture.cards import CardRow, CardText, first_words
from ivrsim.picture.lines import SHORT
from ivrsim.picture.places import PASSING

_TELLING: Final = ("error", "keys", "start", "question", "transfer", "recording", "prompt", "action")
"""Kinds of boxes; a card is of the first of these that is in it."""
_BARE: Final = frozenset(("", "goto", "answered"))
"""What takes an arrow of which a run says nothing."""


class CardGroup(NamedTuple):
    """The boxes of a card, and the arrows that start there; the last box decides."""

    element: int
    node: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


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
) -> CardGroup:
    """The boxes from one on, each of which leads to the next alone."""
    boxes = [first]
    told.add(first.place)
    while (place := onward.get(boxes[-1].place)) is not None and place not in told:
        boxes.append(alone[place])
        told.add(place)
    return _group(first.element, first.node, first.title, tuple(boxes), leaving)


def _group(
    element: int, node: str, title: str, boxes: tuple[Box, ...], leaving: Mapping[int, Sequence[Arrow]]
) -> CardGroup:
    return CardGroup(element, node, title, boxes, tuple([arrow for box in boxes for arrow in leaving[box.place]]))


# --- what leaves a card, and what it says ---------------------------------------------------------------------------


def rows_of(group: CardGroup, covering: Mapping[int, int]) -> list[CardRow]:
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


def _stays(group: CardGroup, arrow: Arrow) -> bool:
    """Whether an arrow only goes on inside the card, so that the order of texts tells it."""
    places = [box.place for box in group.boxes]
    if arrow.kind == CAUGHT or arrow.source == places[-1] or arrow.target not in places:
        return False
    return places.index(arrow.target) > places.index(arrow.source)


def _text_of_way(group: CardGroup, arrow: Arrow) -> str:
    """What takes an arrow; one from the middle of a card says where it starts, if that has several."""
    if not arrow.text or arrow.kind == CAUGHT or arrow.source == group.boxes[-1].place:
        return arrow.text
    start = next(box for box in group.boxes if box.place == arrow.source)
    return arrow.text if start.kind in ("prompt", PASSING) else f"{first_words(start.text)} {arrow.text}"


def texts_of(group: CardGroup) -> Iterator[CardText]:
    """What the boxes of a card say, those that only pass the call on left out."""
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


def kind_of(boxes: Iterable[Box]) -> str:
    """What a card of some boxes is drawn as."""
    kinds = [box.kind for box in boxes]
    return next((kind for kind in _TELLING if kind in kinds), kinds[0])


def reached_of(boxes: Iterable[Box]) -> str:
    """How calls get to some of the boxes at least."""
    ways = {box.reached for box in boxes}
    return next(each for each in (ALWAYS, AFTER_HANG_UP, NOWHERE) if each in ways)
