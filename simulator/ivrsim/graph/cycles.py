"""Where a call can go round for ever, how little the callee must do for that, and what could end it.

Theory of operation. The ways of a call are put in by who takes them. First comes what the plan does by itself, then
what a callee's silence (or the other party of a transfer) causes, then keys. At each level the strongly connected
components are the places that a call can keep going round. A level has fewer ways than the next, so its components lie
inside the next one's; it is worked out inside those only. The same places are reported once, at the level where they
first go round.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GONE
from ivrsim.graph.counters import Reset, counting
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF, NOBODY_ACTS
from ivrsim.graph.search import circles, circles_behind, circling

NOTHING: Final = "nothing"
AFTER_SILENCE: Final = "silence"
KEYS: Final = "keys"


class Cycle(NamedTuple):
    """Places that a call can keep going round.

    Attributes:
        needs: the least that a callee must do to stay in all of it: "nothing", "silence" or "keys". It is "nothing"
            where the call waits for nobody, and no key takes it elsewhere. A part in which less is enough is a cycle
            of its own.
        places: in ascending order; elements: theirs, likewise, each once.
        exits_on: the labels of the ways out of it, sorted; a key that a catch catches is one, a hang-up is not.
        tested: variables that a condition with a way out reads, directly or by what is computed from them.
        counters: variables among them that the cycle counts: computed from themselves inside it. One that is set to
            something else on every way round counts nothing.
        resets: of the variables that are tested and computed from themselves, those that the cycle also sets anew.
        bounded: whether on every way round something is counted, and tested with a way out, by counters that the cycle
            does not set anew. What the condition says is not looked at.
        after_hang_up: whether the call goes round after the callee has hung up, in a handler of catch.
    """

    needs: str
    places: tuple[int, ...]
    elements: tuple[int, ...]
    exits_on: tuple[str, ...]
    tested: tuple[str, ...]
    counters: tuple[str, ...]
    resets: tuple[Reset, ...]
    bounded: bool
    after_hang_up: bool


def cycles(plan: t.Plan) -> list[Cycle]:
    """Return everything in which a call can go round, if conditions could have any value, by first place.

    Only what some call gets to is looked at. Under `catch_scope="until_end"` a key that is caught outside its catch's
    body is not followed here.
    """
    found: list[Cycle] = []
    flow = Flow(plan)
    alive = onward = flow.on_the_line()
    whole = circles_behind(onward, 0)
    if not whole and not plan.every_handler:
        return []
    for needs, fewer in ((KEYS, NOBODY_ACTS), (AFTER_SILENCE, BY_ITSELF), (NOTHING, 0)):
        inside = _all(whole)
        inner = flow.ways(fewer, [place for place in inside if needs != AFTER_SILENCE or not flow.listens(place)])
        parts = circles(inner, circling(inner, inside))
        same = {(len(part), min(part)) for part in parts}
        for places in whole:
            if (len(places), min(places)) not in same:
                found.append(_cycle(flow, onward, alive, places, needs))
        whole, onward = parts, inner
    found += _after_hang_up(flow)
    return sorted(found, key=lambda cycle: (cycle.after_hang_up, cycle.places[0], -len(cycle.places)))


def _all(circles: Iterable[Iterable[int]]) -> list[int]:
    return [place for circle in circles for place in circle]


def _after_hang_up(flow: Flow) -> list[Cycle]:
    """The cycles of calls without a callee: whatever goes round there needs nobody."""
    both = flow.both_sides(as_written=True)
    size = flow.size
    if len(both) == size:
        return []
    sides = [[place - size for place in found] for found in circles_behind(both, 0) if found[0] >= size]
    onward = flow.ways(GONE | BY_ITSELF, _all(sides))
    return [_cycle(flow, onward, onward, places, NOTHING, gone=True) for places in sides]


def _cycle(
    flow: Flow,
    onward: Sequence[Sequence[int]],
    alive: Sequence[Sequence[int]],
    places: list[int],
    needs: str,
    *,
    gone: bool = False,
) -> Cycle:
    """Describe a cycle of `onward`; `alive` are all the ways that a call may leave it by."""
    plan = flow.plan
    places = sorted(places)
    inside = set(places)
    around = {place: [to for to in onward[place] if to in inside] for place in places}
    leaving = [place for place in places if not inside.issuperset(alive[place])]
    return Cycle(
        needs,
        tuple(places),
        tuple(sorted({plan.table[place].element for place in places})),
        _exits_on(flow, leaving, inside, gone=gone),
        *counting(plan, places, around),
        after_hang_up=gone,
    )


def _exits_on(flow: Flow, leaving: list[int], inside: set[int], *, gone: bool) -> tuple[str, ...]:
    """The labels of the ways that leave a cycle, and the keys that a catch catches there."""
    edges = [edge for place in leaving for edge in flow.edges(place) if edge.who and edge.gone == gone]
    counted = [edge for edge in edges if not edge.hangs_up and edge.target not in inside]
    return tuple(sorted({edge.catch.event if edge.catch else edge.label for edge in counted}))
