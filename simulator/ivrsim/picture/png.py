"""A picture as PNG: its SVG, drawn by resvg with the fonts of this machine."""

from typing import Any, Final

from ivrdsl.errors import IvrError
from ivrdsl.findings.arguments import door, require
from ivrsim.picture.boxes import Picture
from ivrsim.picture.svg import drawing_of, size_of, svg_of

SHARP: Final = 2
"""Pixels to a pixel of the SVG, in each direction."""
MOST_PIXELS: Final = 60_000_000
"""Of a PNG; one of so many takes 4 s and 250 MB. Where a sharp one would have more, it is drawn pixel by pixel."""
_PROBE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="flow" width="40" height="20">{}<text y="16">Ag</text></svg>'
)


@door
def as_png(picture: Picture, *, fold: bool = False, title: str = "") -> bytes:
    """Return a picture as a PNG: what `as_svg` draws, in light colours, with the fonts of this machine.

    Args:
        picture: what `draw(plan)` returns.
        fold: from 30 cards on, show the first levels only; a sign counts what is behind each of the others.
        title: what the drawing is called; default is the name of the plan.

    Raises:
        IvrError: the extra `pictures` is not installed, no font is found, or the picture is too large.
    """
    require(isinstance(picture, Picture), "as_png", "picture", picture, "what draw(plan) returns")
    drawing = drawing_of(picture)
    folded = drawing.folded() if fold else frozenset()
    wide, high = size_of(drawing.layout(folded))
    if wide * high > MOST_PIXELS:
        smaller = "" if fold else "show its first levels only (--fold), or "
        raise IvrError(
            f"a PNG of {wide:.0f} by {high:.0f} pixels is too large: {smaller}write an SVG, which has no limit"
        )
    return _drawn(
        svg_of(drawing, folded, title=title, style=True), SHARP if wide * high * SHARP**2 <= MOST_PIXELS else 1
    )


def _drawn(svg: str, zoom: int) -> bytes:
    try:
        import resvg_py  # imported here: it comes with an extra
    except ImportError:
        raise IvrError("resvg-py is not installed; a PNG needs: pip install 'ivrdsl[pictures]'") from None
    probe = _PROBE.format(svg[svg.index("<style>") : svg.index("</style>") + len("</style>")])
    if resvg_py.svg_to_bytes(svg_string=probe) == resvg_py.svg_to_bytes(svg_string=probe, skip_system_fonts=True):
        raise IvrError(
            "no font for a PNG is on this machine: install DejaVu Sans, Liberation Sans, Noto Sans or Arial, or write"
            " an SVG, which needs none"
        )
    drawn: Any = resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom)
    return bytes(drawn)
