"""Tells the way of a call in words: the turns at which it could have gone elsewhere."""

from itertools import pairwise
from typing import Final

from ivrdsl.checking.facts.onward import called
from ivrdsl.checking.subject import Subject
from ivrsim.core import table as t
from ivrsim.core.instructions.base import DETECTION, KEYS, TRANSFER

_MOST: Final = 3
_SAID: Final = {
    KEYS: 'past {tag} by "{label}"',
    DETECTION: "the way of {label}",
    TRANSFER: 'past {tag} by "{label}"',
}
"""How a turn is told, by what the call waited for."""
_CONDITION: Final = "past {tag} where it is {label}"


def way_in_words(subject: Subject, way: list[int]) -> str:
    """Return the last turns of a way, e.g. `past menu "ask" by "no input"`; "" if it has none.

    Args:
        subject: the plan.
        way: places of the engine's table, one after the other.
    """
    turns = []
    for here, there in pairwise(way):
        instruction = subject.engine.table[here]
        said = _CONDITION if instruction.asks else _SAID.get(instruction.awaits)
        label = next((each.label for each in t.exits(instruction) if each.to == there and each.label), "")
        if said and label:
            turns.append(said.format(tag=called(subject, instruction.element), label=label))
        elif there not in {each.to for each in t.exits(instruction)}:
            turns.append(f"out of {called(subject, instruction.element)} into a catch")
    shown = turns[-_MOST:]
    return (", then ".join(["...", *shown]) if len(turns) > _MOST else ", then ".join(shown)) if turns else ""
