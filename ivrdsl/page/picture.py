"""The picture for the page: its drawing as SVG, and what its script needs to fold it and to light a call's way."""

from typing import Any, NamedTuple

from ivrdsl.wording.mask import Mask
from ivrsim.automaton.lines import way_name
from ivrsim.picture.boxes import Picture
from ivrsim.picture.layout import MEASURES
from ivrsim.picture.svg import drawing_of, svg_of


class PagePicture(NamedTuple):
    """A picture.

    Attributes:
        svg: all of it, with what comes folded away not displayed.
        data: the cards and their rows, for the script.
    """

    svg: str
    data: dict[str, Any]


def picture_of(picture: Picture, mask: Mask, title: str) -> PagePicture:
    """Draw a picture for the page.

    Args:
        picture: of the plan, masked.
        mask: hides secrets in the names of ways.
        title: what the drawing is called.
    """
    drawing = drawing_of(picture)
    deck = drawing.deck
    folded = drawing.folded()
    cards = [
        {
            "id": card.id,
            "places": list(card.places),
            "parent": card.parent,
            "height": face.height,
            "port": port,
            "inside": card.inside,
            "rows": [
                {
                    "to": row.target,
                    "lines": row.lines,
                    "text": row.text,
                    "at": drawn.port,
                    "ways": [way_name(mask, place, way) for place, way in row.ways],
                }
                for row, drawn in zip(card.rows, face.rows, strict=True)
            ],
        }
        for card, face, port in zip(deck.cards, drawing.faces, drawing.ports, strict=True)
    ]
    return PagePicture(
        svg_of(drawing, folded, title=title, whole=bool(folded)),
        {"measures": MEASURES, "cards": cards, "folded": sorted(folded)},
    )
