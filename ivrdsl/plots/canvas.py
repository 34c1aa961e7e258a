"""What plots are drawn on: a figure of matplotlib, without its global state, and the SVG that comes of it.

Theory of operation. The settings of matplotlib are ours while a plot is drawn, whatever the user's file of settings
says, and the user's again behind it. Names of plans are never read as mathematics, and never measured by what a font
lacks. What matplotlib writes is cleaned by `svg.py`.
"""

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from ivrdsl.errors import IvrError
from ivrdsl.findings.render.safe import safe
from ivrdsl.plots.colours import GROUND, INK, RULE, SOFT
from ivrdsl.plots.svg import PlotSvg, cleaned
from ivrsim.picture.measure import cut, legible

WIDE: Final = 360
"""Pixels, so that letters can be read in a window of 360."""
SIZE: Final = 12
_INCH: Final = 72
"""Pixels of the SVG."""
_SETTINGS: Final = {
    "svg.hashsalt": "ivrdsl",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "axes.formatter.use_mathtext": False,
    "axes.unicode_minus": False,
    "font.family": ["DejaVu Sans"],
    "font.size": SIZE,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.facecolor": "none",
    "axes.labelsize": SIZE,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "grid.color": RULE,
    "grid.linewidth": 1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid.axis": "y",
    "axes.grid": True,
    "lines.linewidth": 2,
    "patch.linewidth": 0,
    "figure.facecolor": "none",
    "hatch.color": GROUND,
}

Draw = Callable[[Any], None]
"""Draws into the axes that it is given."""


def drawn(draw: Draw, high: int, *, wide: int = WIDE) -> PlotSvg:
    """Return a plot, the same bytes for the same drawing.

    Args:
        draw: what draws it.
        high: its height, in pixels.
        wide: its width, in pixels.

    Raises:
        IvrError: the extra `forecast` is not installed.
    """
    try:
        import matplotlib  # imported here: it comes with an extra
        from matplotlib.figure import Figure
    except ImportError:
        raise IvrError("matplotlib is not installed; plots need: pip install 'ivrdsl[forecast]'") from None
    file = BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a browser has other fonts
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)  # type: ignore[arg-type]  # it checks them itself
        figure = Figure((wide / _INCH, high / _INCH), dpi=_INCH, layout="constrained")
        draw(figure.subplots())
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return cleaned(file.getvalue(), wide, high)


def label(text: str, room: float = WIDE - 20, size: float = SIZE) -> str:
    """A text of a plan as a plot can show it: on one line, and cut where it is wider than so many pixels."""
    return cut(legible(safe(text)), room, size) or '""'
