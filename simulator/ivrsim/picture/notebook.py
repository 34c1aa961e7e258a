"""A plan as notebooks show it: its cards, as an image, so that nothing of it meets the rest of the notebook."""

from base64 import b64encode

from ivrdsl.model.nodes import Dialplan
from ivrsim.picture.draw import draw
from ivrsim.picture.faces import escaped
from ivrsim.picture.svg import described, drawing_of, svg_of


def plan_as_html(plan: Dialplan) -> str:
    """Return the picture of a plan on the default platform, secrets masked; large ones are folded."""
    drawing = drawing_of(draw(plan))
    folded = drawing.folded()
    image = b64encode(svg_of(drawing, folded, style=True).encode()).decode()
    told = escaped(f"{drawing.deck.cards[0].node}: {described(drawing.deck.cards, folded)}")
    source = f"data:image/svg+xml;base64,{image}"
    return f'<div style="overflow: auto"><img style="max-width: none" alt="{told}" src="{source}"></div>'
