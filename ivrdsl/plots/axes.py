"""What all axes have: numbers with human units at round places."""

from collections.abc import Callable
from math import ceil, floor
from typing import Any, Final

from ivrdsl.plots.canvas import label
from ivrdsl.plots.colours import SOFT
from ivrsim.forecasting.wording.amounts import plain
from ivrsim.forecasting.wording.bins import round_width

_SCALES: Final = ((180_000, "s", 1e3), (3 * 3_600_000, "min", 6e4), (4 * 86_400_000, "h", 3.6e6))
"""Up to so many ms a time is told in this unit, which has so many ms."""
_DAYS: Final = ("days", 8.64e7)


def scale_of(unit: str, most: float) -> tuple[str, float]:
    """In which unit an axis counts, and how much of the quantity's own that is.

    Args:
        unit: of the quantity.
        most: the greatest number that is shown.
    """
    if unit != "ms":
        return unit, 1.0
    return next(((name, size) for limit, name, size in _SCALES if most <= limit), _DAYS)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from `low` to `high`, at most so many."""
    width = round_width((high - low) / max(most - 1, 1))
    first, last = ceil(low / width - 1e-9), floor(high / width + 1e-9)
    return [each * width for each in range(first, last + 1)]


def label_x(axes: Any, low: float, high: float, words: str) -> None:
    """Give an axis its ends, its numbers, and its words."""
    _label(axes.set_xlim, axes.set_xticks, low, high, plain)
    axes.set_xlabel(label(words))


def label_y(axes: Any, high: float, words: str = "", told: Callable[[float], str] = plain, colour: str = SOFT) -> None:
    """Likewise from 0 up, with the words above it, where they can be read without turning the head."""
    _label(axes.set_ylim, axes.set_yticks, 0.0, high, told)
    axes.tick_params(axis="y", labelcolor=colour)
    at_right = axes.yaxis.get_ticks_position() == "right"
    axes.set_title(label(words), loc="right" if at_right else "left", fontsize="medium", color=colour)


def _label(
    set_ends: Callable[[float, float], Any],
    set_ticks: Callable[[list[float], list[str]], Any],
    low: float,
    high: float,
    told: Callable[[float], str],
) -> None:
    found = ticks(low, high)
    set_ticks(found, [told(each) for each in found])
    set_ends(low, high)
