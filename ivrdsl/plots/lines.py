"""Plots of lines: what goes on over time, and what comes of each value of an assumption."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final, NamedTuple

from ivrdsl.plots.axes import label_x, label_y
from ivrdsl.plots.canvas import drawn, label
from ivrdsl.plots.colours import DASHES, LINES
from ivrdsl.plots.svg import PlotSvg
from ivrsim.chains.quantity import Between

_HIGH: Final = 230
_KEY: Final = 18
"""Pixels for the name of each line."""


class Curve(NamedTuple):
    """A line, with a band around it where its numbers are only known between two bounds.

    Attributes:
        name: what it stands for.
        middle: its numbers.
        bounds: of these; () where they are exact.
    """

    name: str
    middle: Sequence[float]
    bounds: Sequence[Between] = ()


def lines_drawn(
    places: Sequence[float],
    lines: Sequence[Curve],
    words: tuple[str, str],
    *,
    names: Sequence[str] = (),
) -> PlotSvg:
    """Lines over the same places, each with its own dashes, named above the plot.

    Args:
        places: where their numbers are, rising.
        lines: at most four.
        words: what the axes count, from left to right and upwards.
        names: of the places, where each is a point of its own, with nothing known between them.
    """
    ends = [each for line in lines for each in line.middle] + [each.high for line in lines for each in line.bounds]
    highest = (max([each for each in ends if isfinite(each)], default=0.0) or 1.0) * 1.05

    def draw(axes: Any) -> None:
        for line, colour, dashes in zip(lines, LINES, DASHES, strict=False):
            if line.bounds:
                low, high = (_inside([each[end] for each in line.bounds], highest) for end in (0, 1))
                band = axes.fill_between(places, low, high, color=colour, alpha=0.2, linewidth=0)
                band.set_gid("as-band")
            name = label(line.name, 260)
            middle = _inside(line.middle, highest)
            (made,) = axes.plot(places, middle, color=colour, linestyle=dashes, label=name, clip_on=False)
            made.set_gid("as-line")
            if names:
                axes.plot(places, middle, color=colour, linestyle="none", marker="o", markersize=4)
        first, last = places[0], places[-1]
        label_x(axes, first, last if last > first else first + 1, words[0])
        if names:
            axes.set_xticks(places, [label(each, 300 / len(names)) for each in names])
        label_y(axes, highest, words[1])
        if len(lines) > 1:
            axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.1), frameon=False, borderpad=0, handlelength=3)

    return drawn(draw, _HIGH + (_KEY * len(lines) if len(lines) > 1 else 0))


def _inside(numbers: Sequence[float], highest: float) -> list[float]:
    """What is without end leaves the plot at its top; what is no number leaves a gap."""
    return [min(each, highest) for each in numbers]
