"""Plots of bars that lie: each with its name above it, so that long names fit, in small windows too."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final, NamedTuple

from ivrdsl.plots.axes import label_x
from ivrdsl.plots.canvas import SIZE, WIDE, drawn, label
from ivrdsl.plots.colours import FIRST, INK, SECOND, SOFT
from ivrdsl.plots.svg import PlotSvg
from ivrsim.chains.quantity import Between
from ivrsim.picture.measure import width_of

MOST_BARS: Final = 12
"""Of a plot; the table beside it has all."""
_ROW: Final = 36
"""Pixels that a bar with its name takes."""
_BAR: Final = 0.34
_TOP: Final = 10
_AXIS: Final = 38
_TOLD: Final = 140
"""Pixels that the number beside a name has at most."""
_AROUND: Final = 30


class Bar(NamedTuple):
    """A bar.

    Attributes:
        name: what it stands for.
        number: how long it is; what is not known is drawn lighter.
        told: the number in words.
    """

    name: str
    number: Between
    told: str


def bars_from_zero(bars: Sequence[Bar], most: float | None = None) -> PlotSvg:
    """Bars that begin at the left; what may be, and need not, is lighter.

    Args:
        bars: from top to bottom.
        most: the number that is as wide as the plot; the greatest of the bars if it is not given.
    """
    whole = most or max([each.number.high for each in bars if isfinite(each.number.high)], default=0.0) or 1.0

    def draw(axes: Any) -> None:
        for row, bar in enumerate(bars):
            low, high = (max(0.0, min(each, whole)) if each == each else 0.0 for each in bar.number)
            _bar(axes, row, 0.0, low, FIRST, 0.75)
            if high > low:
                _bar(axes, row, low, high, FIRST, 0.3)
            _name(axes, row, bar)
        axes.set_axis_off()
        axes.set_xlim(0, whole)
        axes.set_ylim(len(bars) - 0.4, -0.6)

    return drawn(draw, _TOP + _ROW * len(bars))


def bars_from_middle(bars: Sequence[Bar], size: float, words: str) -> PlotSvg:
    """Bars around 0, as far as something moves down and up.

    Args:
        bars: from top to bottom.
        size: how much of the numbers' unit the axis counts as one.
        words: what the axis counts.
    """
    ends = [abs(end) for bar in bars for end in bar.number if isfinite(end)]
    widest = (max(ends, default=0.0) or 1.0) / size * 1.02

    def draw(axes: Any) -> None:
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
        for row, bar in enumerate(bars):
            low, high = (max(-widest, min(each / size, widest)) if each == each else 0.0 for each in bar.number)
            if low < 0:
                _bar(axes, row, low, min(high, 0.0), SECOND, 0.75)
            if high > 0:
                _bar(axes, row, max(low, 0.0), high, FIRST, 0.75)
            _name(axes, row, bar)
        axes.axvline(0, color=SOFT, linewidth=1)
        label_x(axes, -widest, widest, words)
        axes.set_yticks([])
        axes.set_ylim(len(bars) - 0.4, -0.6)

    return drawn(draw, _TOP + _AXIS + _ROW * len(bars))


def _bar(axes: Any, row: int, start: float, end: float, colour: str, alpha: float) -> None:
    (bar,) = axes.barh(row + 0.16, end - start, left=start, height=_BAR, color=colour, alpha=alpha)
    bar.set_gid("as-bar")


def _name(axes: Any, row: int, bar: Bar) -> None:
    """The name on the left and the number on the right, above the bar, wherever the axis begins."""
    across = axes.get_yaxis_transform()
    number = label(bar.told, _TOLD)
    room = WIDE - _AROUND - width_of(number, SIZE)
    name = axes.text(0, row - 0.14, label(bar.name, room), transform=across, color=INK, va="baseline")
    name.set_gid("as-name")
    told = axes.text(1, row - 0.14, number, transform=across, color=INK, va="baseline", ha="right")
    told.set_gid("as-number")


def rest(count: int) -> str:
    """Where the bars are that a plot leaves out, in words; "" where it leaves out none."""
    return f". The plot shows {MOST_BARS} of {count}; the table has all" if count > MOST_BARS else ""
