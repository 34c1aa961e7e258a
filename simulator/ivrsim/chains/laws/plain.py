"""The equations and the law of time in plain Python, for plans that come without the extra `forecast`.

Time goes step by step. A ring of numbers for each row holds what will come to it in the next steps. What comes to it
now is added to the rows that it leads to, so many steps later.
"""

from array import array
from collections.abc import Collection, Sequence
from math import fsum
from typing import Final

from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.elimination import Elimination
from ivrsim.chains.laws.instants import unrolled
from ivrsim.chains.laws.jumps import JumpChain, jump_chain, jumps_of
from ivrsim.chains.laws.moments import Sums, no_sums, sums_of
from ivrsim.chains.laws.outline import Outline
from ivrsim.chains.laws.shifts import Outlet, Shifts, shifts_of

MOST_NODES: Final = 10_000
"""Of a chain in plain Python: one of so many takes seconds."""
BLOCK: Final = 64
"""Steps, after which is looked how much is left."""


class PlainEquations:
    """The linear equations of a jump chain, in plain Python."""

    def __init__(self, chain: JumpChain) -> None:
        self._chain = chain
        self._elimination = Elimination(chain.jumps, chain.order)

    def until(self, jumps: Collection[tuple[int, int]]) -> "PlainEquations":
        """Return the equations of calls up to some jumps: node, and place among its jumps."""
        changed = [list(each) for each in self._chain.jumps]
        for node, place in jumps:
            changed[node][place] = changed[node][place]._replace(target=len(changed))
        return PlainEquations(self._chain._replace(jumps=[*changed, ()]))

    def visits(self, arrivals: Sequence[float]) -> list[float]:
        """Return how often calls come to each node, given how often they begin in it."""
        beyond = len(self._chain.jumps) - len(arrivals)
        return self._elimination.visits([*arrivals, *[0.0] * beyond])[: len(arrivals)]

    def onward(self, visits: Sequence[float], factors: Sequence[float]) -> list[float]:
        """Return what comes to each node by one jump; every law of time makes it so many times as much."""
        coming = [0.0] * len(visits)
        for node in self._chain.order:
            here = visits[node]
            if here:
                for jump in self._chain.jumps[node]:
                    coming[jump.target] += here * jump.probability * factors[jump.delay]
        return coming


def outline(chain: Chain, start: int, tail: float, most_steps: int) -> Outline:
    """Return how a chain's calls end, and when; see `Outline`.

    Args:
        chain: the chain.
        start: the node in which calls begin.
        tail: when less than this is left of the calls that end, the horizon is reached.
        most_steps: the greatest horizon.
    """
    jumps = jump_chain(unrolled(chain, jumps_of(chain)), start)
    equations = PlainEquations(jumps)
    begins = no_sums(len(jumps.jumps))
    begins.add(start, 0, 1.0)
    whole = sums_of(equations, jumps.delays, begins)
    totals = _by_end(whole, jumps.ends, len(chain.ends))
    laws, on_the_way = _durations(jumps, start, totals, tail, most_steps)
    return Outline(
        fsum(whole.visits[node] for each in jumps.endless for node in each.nodes),
        totals,
        laws,
        _by_end(sums_of(equations, jumps.delays, on_the_way), jumps.ends, len(chain.ends)),
    )


def _by_end(sums: Sums, ends: Sequence[int], size: int) -> Sums:
    """The sums of all nodes that are the same end."""
    found = no_sums(size)
    for node, end in enumerate(ends):
        if end >= 0:
            for to, each in zip(found, sums, strict=True):
                to[end] += each[node]
    return found


def _durations(
    chain: JumpChain, start: int, totals: Sums, tail: float, most_steps: int
) -> tuple[list["array[float]"], Sums]:
    """The laws of all ends up to a horizon, and the sums of what comes to nodes after it, from those before."""
    shifts = shifts_of(chain)
    rings = _Rings(shifts, start)
    exits = _Exits(chain, shifts.outlets, len(totals.visits))
    if chain.ends[start] >= 0:
        exits.add(chain.ends[start], 0, 1.0)
    total, now = fsum(totals.visits), 0
    while True:
        until = min(now + BLOCK, most_steps + 1)
        exits.take(now, rings.advance(now, until))
        now = until
        if rings.is_empty or now > most_steps or (tail and exits.left(total, now) <= tail):
            break
    horizon = min(exits.last, most_steps) if rings.is_empty else now - 1
    return exits.laws(horizon, rings.on_the_way(now, len(chain.jumps)))


class _Rings:
    """What comes to each row, now and in the next steps."""

    def __init__(self, shifts: Shifts, start: int) -> None:
        self._length = shifts.longest + 1
        self._shifts = shifts.rows
        self._leaving = _leaving(shifts)
        self._outlets = len(shifts.outlets)
        self._order = shifts.order
        self._rings: list[list[float]] = [[] for _ in shifts.rows]
        for row in shifts.order:
            self._rings[row] = [0.0] * self._length
        if start in self._leaving or shifts.rows[start]:
            self._rings[start][0] = 1.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing comes any more."""
        return not any(map(any, self._rings))

    def advance(self, now: int, until: int) -> list[list[float]]:
        """Let time pass, and return what has left by each outlet in each of these steps."""
        rings, length = self._rings, self._length
        left = [[0.0] * (until - now) for _ in range(self._outlets)]
        rows = [(rings[row], self._shifts[row], self._leaving.get(row, ())) for row in self._order]
        for step in range(until - now):
            slot = (now + step) % length
            for ring, shifts, leaving in rows:
                here = ring[slot]
                if here:
                    ring[slot] = 0.0
                    for steps, factor, row in shifts:
                        rings[row][(slot + steps) % length] += here * factor
                    for outlet, factor in leaving:
                        left[outlet][step] += here * factor
        return left

    def on_the_way(self, now: int, nodes: int) -> Sums:
        """Return what comes to each of so many nodes from now on, from those that it came to before."""
        found = no_sums(nodes)
        for row in self._order:
            for step in range(self._length):
                here = self._rings[row][(now + step) % self._length]
                if here and row < nodes:
                    found.add(row, now + step, here)
                elif here:
                    for shift in self._shifts[row]:
                        found.add(shift.row, now + step, here * shift.factor)
        return found


def _leaving(shifts: Shifts) -> dict[int, list[tuple[int, float]]]:
    """For each row the outlets by which something of it leaves, and how much."""
    found: dict[int, list[tuple[int, float]]] = {}
    for number, outlet in enumerate(shifts.outlets):
        for row, factor in outlet.sources:
            found.setdefault(row, []).append((number, factor))
    return found


class _Exits:
    """The laws of all ends, as far as they are known."""

    def __init__(self, chain: JumpChain, outlets: Sequence[Outlet], ends: int) -> None:
        self._laws: list[list[float]] = [[] for _ in range(ends)]
        self._outlets = [(self._laws[outlet.end], chain.delays[outlet.delay]) for outlet in outlets]
        self._places = {end: node for node, end in enumerate(chain.ends) if end >= 0}
        self._nodes = len(chain.ends)
        self._ended: list[float] = []

    @property
    def last(self) -> int:
        """The last step at which something ends; 0 if nothing does."""
        return max((step for law in self._laws for step in (_last(law),)), default=0)

    def add(self, end: int, step: int, probability: float) -> None:
        """Note that calls end so at this step."""
        law = self._laws[end]
        law.extend([0.0] * (step + 1 - len(law)))
        law[step] += probability

    def take(self, now: int, left: Sequence[Sequence[float]]) -> None:
        """Note what has left by each outlet in the steps from `now` on."""
        for (law, delay), leaving in zip(self._outlets, left, strict=True):
            law.extend([0.0] * (now + len(leaving) + delay[-1][0] - len(law)))
            for step, here in enumerate(leaving, now):
                if here:
                    for steps, share in delay:
                        law[step + steps] += here * share

    def left(self, total: float, now: int) -> float:
        """Return how much of the total has not ended before `now`."""
        return total - fsum(each for law in self._laws for each in law[:now])

    def laws(self, horizon: int, coming: Sums) -> tuple[list["array[float]"], Sums]:
        """Return the laws up to a horizon; what ends after it is added to what is still to come."""
        for end, law in enumerate(self._laws):
            for step in range(horizon + 1, len(law)):
                if law[step]:
                    coming.add(self._places[end], step, law[step])
            del law[horizon + 1 :]
            law.extend([0.0] * (horizon + 1 - len(law)))
        return [array("d", law) for law in self._laws], coming


def _last(law: Sequence[float]) -> int:
    return next((step for step in range(len(law) - 1, 0, -1) if law[step]), 0)
