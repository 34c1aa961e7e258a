"""Figures of a plan's calls, which a release may change: the longest call, the most plays, and how calls can end."""

from collections.abc import Hashable
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.graph.search import components
from ivrsim.proofs.longest import longest
from ivrsim.proofs.paths import StoppedError
from ivrsim.proofs.plays import played_by
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.bounds import ENDED, Bounds, Watch
from ivrsim.search.explore import Exploration, World, explore

_BOUNDS: Final = Bounds(max_states=20_000)
"""Where the search for the figures of a plan ends."""


_SAME: Final = {"end of plan": "hangup"}
"""Endings that nobody outside tells apart."""


class Figures(NamedTuple):
    """What calls of a plan come to, as far as its states were found.

    Attributes:
        complete: whether all states were found; if not, more may be possible than is said here.
        longest_ms: how long a call can last; None if there is no longest.
        most_plays: how often one prompt can be played in one call; None if there is no most.
        endings: how calls can end; the end of the plan is a hangup.
    """

    complete: bool
    longest_ms: int | None
    most_plays: int | None
    endings: tuple[str, ...]


def figures(plan: t.Plan, world: World, watch: Watch | None) -> Figures | None:
    """Return the figures of a plan; None if the search was ended before they were known."""
    found = explore(plan, world=world, bounds=_BOUNDS, watch=watch)
    if found.bound.startswith(ENDED):
        return None
    try:
        longest_ms = longest(PlanCalls(found, watch=watch)).ms
    except StoppedError:
        return None
    outcomes = {_SAME.get(outcome, outcome) for outcome in _outcomes(found)}
    return Figures(found.complete, longest_ms, most_plays(found), tuple(sorted(outcomes - {""})))


def _outcomes(found: Exploration) -> set[str]:
    return {found.control(state).state.outcome for state in range(len(found))}


def most_plays(found: Exploration) -> int | None:
    """Return how often a call can play one prompt; None if there is no most."""
    onward = [[target for _, target in found.outgoing(state)] for state in range(len(found))]
    groups = components(onward, [0])
    group = {state: number for number, members in enumerate(groups) for state in members}
    played = [played_by(move) for move in found.moves]
    edges: dict[int, list[tuple[int, Hashable, int]]] = {}
    for state in range(len(found)):
        for move, target in found.outgoing(state):
            for element, times in played[move.number].items():
                if group[state] == group[target]:
                    return None
                edges.setdefault(element, []).append((group[state], group[target], times))
    return max((_most(own, groups, group, onward) for own in edges.values()), default=0)


def _most(
    edges: list[tuple[int, Hashable, int]], groups: list[list[int]], group: dict[int, int], onward: list[list[int]]
) -> int:
    """The most plays of one prompt on any way: what a component leads to was closed before it."""
    gain: dict[tuple[int, Hashable], int] = {}
    for source, target, times in edges:
        gain[source, target] = max(times, gain.get((source, target), 0))
    best = [0] * len(groups)
    for number, members in enumerate(groups):
        targets = {group[target] for state in members for target in onward[state]} - {number}
        best[number] = max((best[target] + gain.get((number, target), 0) for target in targets), default=0)
    return best[group[0]]
