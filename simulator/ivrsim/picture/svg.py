"""A picture as SVG: its cards, the lines between them, and what a page needs to fold and light them.

No script and no style attribute is in it. Everything of a plan is text, on one line of its own.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.findings.arguments import door, require
from ivrsim.picture.boxes import Picture
from ivrsim.picture.cards import Card, Deck
from ivrsim.picture.faces import Face, class_of, classes_of, escaped, face_of
from ivrsim.picture.layout import MEASURES, Layout, Point, laid_out
from ivrsim.picture.theme import ICONS, STYLE
from ivrsim.picture.tree import cards_of

MANY: Final = 30
"""From so many cards on, branches come folded where somebody asks for that."""
_DEEPEST: Final = 6
"""Levels that are open then."""
_MARGIN: Final = 24


class Drawing(NamedTuple):
    """A picture as a page needs it.

    Attributes:
        deck: the cards.
        faces: how they look, in the same order.
    """

    deck: Deck
    faces: tuple[Face, ...]

    @property
    def ports(self) -> list[int]:
        """By card, how far below the top of its parent the line to it begins; 0 where none leads to it."""
        return [self.faces[card.parent].rows[card.row].port if card.parent >= 0 else 0 for card in self.deck.cards]

    def data(self) -> dict[str, Any]:
        """What a page is told beside the SVG, as JSON has it: what `layout.js` is given, and where each row leads."""
        told = zip(self.deck.cards, self.faces, self.ports, strict=True)
        return {
            "measures": MEASURES,
            "folded": sorted(self.folded()),
            "cards": [
                {
                    "id": card.id,
                    "name": card.name,
                    "node": card.node,
                    "element": card.element,
                    "kind": card.kind,
                    "reached": card.reached,
                    "height": face.height,
                    "parent": card.parent,
                    "port": port,
                    "inside": card.inside,
                    "rows": [
                        {"kind": row.kind, "text": row.text, "target": row.target, "lines": row.lines}
                        for row in card.rows
                    ],
                }
                for card, face, port in told
            ],
        }

    def folded(self) -> frozenset[int]:
        """The cards that come folded: none where there are few."""
        return self.deck.folded(MANY, _DEEPEST)

    def layout(self, folded: Collection[int] = ()) -> Layout:
        """Where everything is while some cards are folded away."""
        heights = [face.height for face in self.faces]
        return laid_out(heights, self.deck.parents, self.ports, folded)


def drawing_of(picture: Picture) -> Drawing:
    """Draw the cards of a picture."""
    deck = cards_of(picture)
    return Drawing(deck, tuple([face_of(deck.cards, number) for number in range(len(deck.cards))]))


@door
def as_svg(picture: Picture, *, fold: bool = False, title: str = "") -> str:
    """Return a picture as an SVG document; the id of a card is "card-p" and the place of its first box.

    Args:
        picture: what `draw(plan)` returns.
        fold: from 30 cards on, show the first levels only; a sign counts what is behind each of the others.
        title: what the drawing is called; default is the name of the plan.
    """
    require(isinstance(picture, Picture), "as_svg", "picture", picture, "what draw(plan) returns")
    drawing = drawing_of(picture)
    return svg_of(drawing, drawing.folded() if fold else frozenset(), title=title, style=True)


def svg_of(
    drawing: Drawing,
    folded: Collection[int] = frozenset(),
    *,
    title: str = "",
    style: bool = False,
    whole: bool = False,
) -> str:
    """Return a drawing as SVG.

    Args:
        drawing: what is drawn.
        folded: the cards that are folded away.
        title: what it is called; default is the name of the plan.
        style: whether it brings its own style sheet; a page has it in its own.
        whole: whether what is folded away is there as well, not displayed, for a page to unfold.
    """
    layout = drawing.layout(folded)
    cards = drawing.deck.cards
    wide, high = size_of(layout)
    size = f'width="{pixels(wide)}" height="{pixels(high)}"'
    told = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" {size}',
        f' viewBox="{-_MARGIN} {-_MARGIN} {pixels(wide)} {pixels(high)}" role="graphics-document document"',
        ' aria-labelledby="flow-title flow-desc">\n',
        f'<title id="flow-title">{escaped(title or cards[0].node or "call")}</title>\n',
        f'<desc id="flow-desc">{described(cards, folded)}</desc>\n',
    ]
    if style:
        told.append(f"<style>\n{STYLE}</style>\n")
    told.append(_definitions(card.kind for card in cards))
    if style:
        told.append(f'<rect class="ground" x="{-_MARGIN}" y="{-_MARGIN}" {size}/>\n')
    told += [_line(card, points, cards, whole=whole) for card, points in zip(cards, layout.lines, strict=True)]
    for number, corner in enumerate(layout.corners):
        if corner is not None or whole:
            told.append(_card(drawing, number, corner, folded, whole=whole))
    return "".join([*told, "</svg>\n"])


def size_of(layout: Layout) -> Point:
    """How wide and high a drawing is, with the margin round it."""
    return layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN


def pixels(length: float) -> str:
    """A length, or a place, as SVG has it."""
    return f"{length:.2f}".rstrip("0").rstrip(".")


def described(cards: Sequence[Card], folded: Collection[int]) -> str:
    """What somebody should know who does not see it."""
    told = "1 card" if len(cards) == 1 else f"{len(cards)} cards, from the ringing phone on"
    away = sum(cards[number].inside for number in folded)
    return f"{told}; {away} of them folded away" if away else told


def _definitions(kinds: Iterable[str]) -> str:
    paths = "".join([f'<path id="flow-{kind}" d="{ICONS[kind]}"/>' for kind in sorted(set(kinds))])
    wide = MEASURES["width"]
    return f'<defs>{paths}<clipPath id="flow-clip"><rect width="{wide}" height="99999"/></clipPath></defs>\n'


def _line(card: Card, points: Sequence[Point] | None, cards: Sequence[Card], *, whole: bool) -> str:
    """The line to a card; "" where there is none."""
    if card.parent < 0 or not (points or whole):
        return ""
    kind = class_of(cards[card.parent].rows[card.row].kind)
    told = " ".join([f"{pixels(x)},{pixels(y)}" for x, y in points or ()])
    away = "" if points else ' display="none"'
    return f'<polyline class="line {kind}" id="line-{card.id}" points="{told}"{away}/>\n'


def _card(drawing: Drawing, number: int, corner: Point | None, folded: Collection[int], *, whole: bool) -> str:
    card, face = drawing.deck.cards[number], drawing.faces[number]
    at = f'transform="translate({pixels(corner[0])} {pixels(corner[1])})"' if corner else 'display="none"'
    told = [f'<g class="{classes_of(card)}" id="card-{card.id}" {at}>{face.svg}']
    for position, (row, drawn) in enumerate(zip(card.rows, face.rows, strict=True)):
        away = row.lines and row.target in folded
        end = drawn.line + drawn.fold if whole else drawn.fold if away else drawn.line
        style = f"row {class_of(row.kind)}{' folded' if away else ''}"
        told.append(f'<g class="{style}" id="row-{card.id}-{position}">{drawn.svg}{end}</g>')
    return "".join([*told, "</g>\n"])
