"""How much memory a search takes, estimated from what it has found: cheap, and the same on every machine.

Units: bytes, as CPython takes them where a pointer has 64 bits. They are measured, and a test holds the sum to what
`tracemalloc` says.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from sys import getsizeof
from typing import Any, Final

from ivrsim.core.effects import Effect
from ivrsim.core.memo import Move

_STATE: Final = 120
"""A state without its values: its places in the lists and in the dictionary of its control, and its number there."""
_VALUES: Final = 40
_POINTER: Final = 8
_EDGE: Final = 8
CONTROL: Final = 1800
"""A control, with a slot for each event, and its dictionary."""
_MOVE: Final = 400
_WAY: Final = 64
_EFFECT: Final = 80
_SHORT: Final = 60
"""Characters of a text that is taken to be shared, or to be part of what holds it."""


def of_states(states: int, edges: int, held: int, values: int) -> int:
    """Return the memory of states.

    Args:
        states: how many there are; edges: likewise.
        held: how many sets of values there are; states of different controls may share one.
        values: how many values are in these.
    """
    return states * _STATE + edges * _EDGE + held * _VALUES + values * _POINTER


def of_move(move: Move) -> int:
    """Return the memory of a move, with the texts that it made."""
    size = _MOVE + len(move.ways) * _WAY + len(move.effects) * _EFFECT
    for text in move.added:
        size += getsizeof(text) if len(text) > _SHORT else 0
    for effect in move.effects:
        for field in _fields(type(effect))(effect):  # type: ignore[arg-type]  # classes are hashable
            size += getsizeof(field) if type(field) is str and len(field) > _SHORT else 0
    return size


@cache
def _fields(kind: type[Effect]) -> Callable[[Effect], tuple[Any, ...]]:
    """What tells the fields of an effect of this kind."""
    return attrgetter("element", *kind.__match_args__)
