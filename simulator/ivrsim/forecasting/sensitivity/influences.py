"""Which assumptions matter most: how far each figure moves when a number of the model is a little less or more."""

from collections.abc import Mapping, Sequence
from math import isinf, isnan
from typing import Final, NamedTuple

from ivrdsl.wording.mask import Mask
from ivrsim.callers.model import Callers
from ivrsim.callers.variations import variations
from ivrsim.chains.quantity import Between
from ivrsim.forecasting.sensitivity.evaluations import Figures, Mapper, evaluated, figure_of, named

_NOTHING: Final = 1e-9
"""A figure that moves by less, or by a smaller part of itself, does not move."""


class Influence(NamedTuple):
    """A number of a model, and what it moves.

    Attributes:
        name: of the number, as a file has it; of a share in a table with its word.
        number: the name of the whole number, as assumptions are listed.
        value: as a file has it.
        tried: the other values, as a file has them.
        moves: for each figure that moves, how far it goes down (0 or less) and up (0 or more).
    """

    name: str
    number: str
    value: str
    tried: tuple[str, ...]
    moves: Mapping[str, Between]

    def masked(self, mask: Mask) -> "Influence":
        """Return it with what a mask hides left out of its texts."""
        name, number, value, *tried = map(mask.masked, (self.name, self.number, self.value, *self.tried))
        return Influence(name, number, value, tuple(tried), self.moves)

    def width(self, figure: str) -> float:
        """Return how far a figure moves from its least to its greatest."""
        move = self.moves.get(figure)
        return move.high - move.low if move else 0.0


def influences(callers: Callers, figures: Figures, workers: Mapper | None = None) -> list[Influence]:
    """Return what moves any figure, the most first; each figure is measured by what moves it the most.

    How far each number goes is said in `variations`. What moves nothing is left out.

    Args:
        callers: the model.
        figures: what is asked of it.
        workers: who does the work; the result is the same for any number of them.
    """
    tried = list(variations(callers))
    base, *found = evaluated(figures, [callers, *(model for each in tried for model in each.models)], workers)
    results = iter(found)
    moving = []
    for each in tried:
        moves = _moves(base, [next(results) for _ in each.models])
        if moves:
            moving.append(Influence(each.name, each.number, each.value, each.tried, moves))
    names = named(*(each.moves for each in moving))
    widest = {figure: max(each.width(figure) for each in moving) for figure in names}
    return sorted(moving, key=lambda each: -max(_part(each.width(figure), widest[figure]) for figure in each.moves))


def influences_on(figure: str, found: Sequence[Influence]) -> list[Influence]:
    """Return what moves one figure, the most first.

    Args:
        figure: its name.
        found: what `influences` has found.
    """
    return sorted((each for each in found if figure in each.moves), key=lambda each: -each.width(figure))


def moves_of(number: str, found: Sequence[Influence]) -> dict[str, Between]:
    """Return how far figures move with a whole number: of a table, with any of its shares.

    Args:
        number: its name, as assumptions are listed.
        found: what `influences` has found.
    """
    moves: dict[str, Between] = {}
    for each in found:
        if each.number == number:
            for figure, move in each.moves.items():
                other = moves.get(figure, move)
                moves[figure] = Between(min(move.low, other.low), max(move.high, other.high))
    return moves


def _moves(base: Mapping[str, Between], others: Sequence[Mapping[str, Between]]) -> dict[str, Between]:
    """How far figures move; those that do not are left out."""
    found = {}
    for figure in named(base, *others):
        shifts = [_shift(figure_of(base, figure), figure_of(other, figure)) for other in others]
        if any(shifts):
            found[figure] = Between(min(0.0, *shifts), max(0.0, *shifts))
    return found


def _shift(here: Between, there: Between) -> float:
    """How far a figure goes; of one between bounds, that of the bound that goes further."""
    shifts = [_difference(there.low, here.low), _difference(there.high, here.high)]
    return max(shifts, key=abs)


def _difference(after: float, before: float) -> float:
    difference = after - before
    if isnan(difference):  # both are infinite
        return 0.0
    return difference if isinf(difference) or abs(difference) > _NOTHING * max(1.0, abs(before)) else 0.0


def _part(width: float, widest: float) -> float:
    return 1.0 if width == widest else width / widest
