"""The flow graph of a plan, read off the table that `step` runs: rules, pictures and coverage see this one graph."""

from typing import NamedTuple

from ivrsim import table as t


class Edge(NamedTuple):
    """A way from one instruction to another.

    Attributes:
        source, target: places in the plan's table.
        label: what takes it: "answered", "live", "1", "no input", "goto", ...; "" for simply going on.
        assumes: the quirks whose readings made it lead there.
    """

    source: int
    target: int
    label: str
    assumes: tuple[str, ...]


def edges(plan: t.Plan) -> list[Edge]:
    """Return every way that a call can go, by the place it starts from."""
    return [
        Edge(place, way.to, way.label, way.assumes)
        for place, instruction in enumerate(plan.table)
        for way in t.exits(instruction)
    ]


def successors(plan: t.Plan) -> list[list[int]]:
    """Return, for each place, the places to which it leads."""
    return [[way.to for way in t.exits(instruction)] for instruction in plan.table]


def reachable(plan: t.Plan) -> frozenset[int]:
    """Return the places that some call gets to, if conditions and variables could have any value."""
    onward = successors(plan)
    found = {0}
    todo = [0]
    while todo:
        for place in onward[todo.pop()]:
            if place not in found:
                found.add(place)
                todo.append(place)
    return frozenset(found)
