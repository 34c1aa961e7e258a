"""What-if tables: figures for several values of one or two numbers of a model of callers."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Final, NamedTuple

from ivrdsl.errors import ArgumentError
from ivrdsl.findings.words import meant, quoted
from ivrdsl.wording.mask import Mask
from ivrsim.callers.adjustments import with_values
from ivrsim.callers.model import Callers
from ivrsim.chains.quantity import Between
from ivrsim.forecasting.sensitivity.evaluations import Figures, Mapper, evaluated, figure_of, named

MOST_ROWS: Final = 1000
_FORM: Final = 'expected a name and its values, such as "person.early=0.1, 0.3, 0.5"'


class Axis(NamedTuple):
    """A number of a model, and what it is tried with.

    Attributes:
        name: as a file has it.
        values: as a file has them.
    """

    name: str
    values: tuple[str, ...]


class WhatIfRow(NamedTuple):
    """The figures for some values.

    Attributes:
        values: one for each axis.
        figures: by name.
    """

    values: tuple[str, ...]
    figures: Mapping[str, Between]


class WhatIfTable(NamedTuple):
    """A table of figures.

    Attributes:
        axes: what is tried.
        base: the figures of the model as it is.
        rows: the figures for each value, or pair of values; the last axis goes round first.
    """

    axes: tuple[Axis, ...]
    base: Mapping[str, Between]
    rows: tuple[WhatIfRow, ...]

    def masked(self, mask: Mask) -> "WhatIfTable":
        """Return it with what a mask hides left out of names and values."""
        axes = [Axis(mask.masked(each.name), tuple(map(mask.masked, each.values))) for each in self.axes]
        rows = [each._replace(values=tuple(map(mask.masked, each.values))) for each in self.rows]
        return WhatIfTable(tuple(axes), self.base, tuple(rows))


def axis_of(text: str) -> Axis:
    """Return the axis that a text says: "person.early=0.1, 0.3, 0.5".

    Raises:
        ArgumentError: it says none.
    """
    name, equals, rest = text.rpartition("=")  # a name in quotes may have one, values have none
    values = tuple(value.strip() for value in rest.split(","))
    if not equals or not name.strip() or not all(values):
        raise ArgumentError(f"what if {quoted(text)}: {_FORM}")
    for value in values:
        if values.count(value) > 1:
            raise ArgumentError(f"what if {quoted(text)}: {value} stands there twice")
    return Axis(name.strip(), values)


def what_if(
    callers: Callers,
    axes: Sequence[Axis],
    figures: Figures,
    chosen: Sequence[str] = (),
    workers: Mapper | None = None,
) -> WhatIfTable:
    """Return the figures for all values of one number, or for all pairs of values of two.

    Args:
        callers: the model.
        axes: one or two numbers, with their values.
        figures: what is asked.
        chosen: the names of the figures that are told; () is all.
        workers: who does the work; the result is the same for any number of them.

    Raises:
        ArgumentError: there are no axes or too many, one is there twice, there are too many rows, or no figure has a
            chosen name.
        CallersError: a name is not known, or a value cannot be.
    """
    _require_axes(axes)
    points = list(product(*(axis.values for axis in axes)))
    names = [axis.name for axis in axes]
    models = [with_values(callers, dict(zip(names, point, strict=True))) for point in points]
    base, *found = evaluated(figures, [callers, *models], workers)
    known = named(base, *found)
    for name in chosen:
        if name not in known:
            raise ArgumentError(f"there is no figure {quoted(name)}; {meant(name, known)}")
    told = [{name: figure_of(each, name) for name in chosen or known} for each in (base, *found)]
    return WhatIfTable(
        tuple(axes), told[0], tuple(WhatIfRow(point, each) for point, each in zip(points, told[1:], strict=True))
    )


def _require_axes(axes: Sequence[Axis]) -> None:
    if not 1 <= len(axes) <= 2:
        raise ArgumentError(f"what if takes one or two names, not {len(axes)}; {_FORM}")
    if len({axis.name for axis in axes}) < len(axes):
        raise ArgumentError(f"what if has {axes[0].name} twice; give all its values at once: {_FORM}")
    rows = prod(len(axis.values) for axis in axes)
    if rows == 0:
        raise ArgumentError(f"what if has a name without values; {_FORM}")
    if rows > MOST_ROWS:
        raise ArgumentError(f"what if makes {rows} rows; expected at most {MOST_ROWS}")
