"""How far a call comes when an answering machine answers."""

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GOES_ON, MACHINE, PARTY, SILENCE
from ivrsim.graph.ways import ways


def machine_reaches(plan: t.Plan) -> frozenset[int]:
    """Return the places that a call gets to when an answering machine answers: it presses no key.

    At an amd the call takes the machine's way. Before one, and where there is none, a machine answers like a person.
    Catches are not followed.
    """
    onward = ways(plan, GOES_ON | MACHINE | SILENCE | PARTY)
    found = {0}
    todo = [0]
    for place in todo:
        for target in onward[place]:
            if target not in found:
                found.add(target)
                todo.append(target)
    return frozenset(found)
