"""The flow graph of a plan, read off the table that `step` runs: rules, pictures and coverage see this one graph."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GONE
from ivrsim.graph.components import behind
from ivrsim.graph.ways import ON_THE_LINE, ways


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


class Caught(NamedTuple):
    """Where catches take a call, by the place at which it waits or ends.

    Attributes:
        key: by a key, for a callee who stays on the line.
        hang_up: when somebody hangs up; from then on what needs a callee is passed over.
    """

    key: dict[int, list[int]]
    hang_up: dict[int, list[int]]


class Sides(NamedTuple):
    """The places that calls get to: while nobody has hung up, and after somebody has hung up inside a catch."""

    on_the_line: frozenset[int]
    gone: frozenset[int]


def edges(plan: t.Plan) -> list[Edge]:
    """Return every way that a call can go, by the place it starts from; without catches."""
    return [
        Edge(place, way.to, way.label, way.assumes)
        for place, instruction in enumerate(plan.table)
        for way in t.exits(instruction)
    ]


def predecessors(onward: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return, for each place, the places that lead to it."""
    back: list[list[int]] = [[] for _ in onward]
    for place, targets in enumerate(onward):
        for target in targets:
            back[target].append(place)
    return back


def catches(plan: t.Plan) -> list[Edge]:
    """Return every way on which a catch takes a call, labelled with what it catches: "hangup", or the key.

    A catch acts only while the call waits, and of several for one event the innermost does. Where catches outlive their
    bodies (quirk `catch_scope`), the way to a handler starts where the catch begins as well: the event may come at the
    next wait. A plan's own hangup is caught where the quirk `catch_own_hangup` says so.
    """
    found: list[Edge] = []
    if not plan.every_handler:
        return found
    own = plan.platform.catch_own_hangup
    for place, handlers in enumerate(plan.handlers):
        instruction = plan.table[place]
        hangs_up = own and type(instruction) is t.Finish and instruction.outcome == "hangup"
        if handlers and (hangs_up or instruction.waits()):
            first = {handler.event: handler for handler in reversed(handlers)}
            found += [_taking(place, first[event]) for event in first if not hangs_up or event == "hangup"]
        if plan.platform.catch_scope == "until_end" and type(instruction) is t.Guard:
            found.append(_taking(place, plan.every_handler[instruction.element]))
    return found


def _taking(place: int, handler: t.Handler) -> Edge:
    return Edge(place, handler.exit.to, handler.event, handler.exit.assumes)


def caught(plan: t.Plan) -> Caught:
    """Return where catches take a call: the ways of `catches`, by place."""
    found = Caught({}, {})
    for edge in catches(plan):
        ways_there = found.hang_up if edge.label == "hangup" else found.key
        ways_there.setdefault(edge.source, []).append(edge.target)
    return found


def on_the_line(plan: t.Plan, *, catches: bool = True) -> list[list[int]]:
    """Return, for each place, where the call can go while nobody has hung up. The plan keeps it: do not change it.

    Args:
        catches: whether keys that a catch catches count.
    """
    name = ("on the line", catches)
    if name not in plan.graphs:
        onward = ways(plan, ON_THE_LINE)
        if catches:
            for place, targets in caught(plan).key.items():
                onward[place] = onward[place] + targets
        plan.graphs[name] = onward
    return plan.graphs[name]


def both_sides(plan: t.Plan, *, catches: bool = True) -> list[list[int]]:
    """Return where the call can go, with two numbers for each place.

    Number `place` is the place with the callee on the line, and `len(plan.table) + place` is the place after somebody
    has hung up inside a catch. The second half is there only if some catch catches a hang-up; so a number modulo
    `len(plan.table)` is a place in any case. The plan keeps it: do not change it.

    Args:
        catches: whether catches count.
    """
    name = ("both sides", catches)
    if name not in plan.graphs:
        gone = caught(plan).hang_up if catches else {}
        onward = on_the_line(plan, catches=catches)
        plan.graphs[name] = _with_gone(plan, list(onward), gone) if gone else onward
    return plan.graphs[name]


def _with_gone(plan: t.Plan, onward: list[list[int]], gone: dict[int, list[int]]) -> list[list[int]]:
    """Add the side on which somebody has hung up; `gone` leads there."""
    size = len(onward)
    after = ways(plan, GONE)
    for place, targets in gone.items():
        onward[place] = onward[place] + [size + target for target in targets]
    return onward + [[size + target for target in targets] for targets in after]


def reachable(
    plan: t.Plan, *, starts: Iterable[int] = (0,), without: Iterable[int] = (), catches: bool = True
) -> frozenset[int]:
    """Return the places that some call gets to, if conditions and variables could have any value.

    The way past a menu or a transfer that only a call without a callee takes counts only behind a catch of a hang-up.

    Args:
        starts: where the call is, with the callee on the line; by default the ringing phone.
        without: places that the call must not pass; they are not reached.
        catches: whether a key or a hang-up that a catch catches counts as a way.
    """
    onward = both_sides(plan, catches=catches)
    size = len(plan.table)
    barred = set(without)
    seen = bytearray(len(onward))
    for place in barred:
        seen[place::size] = b"\1" * len(seen[place::size])
    found = behind(onward, starts, seen)
    return frozenset(found if len(onward) == size else [place % size for place in found])
