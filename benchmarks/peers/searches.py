"""Breadth-first searches of the plan of `explore`: by networkx with the same `step`, and by hand without any."""

from __future__ import annotations

from typing import Any, NamedTuple

from benchmarks.measure import version

ENDED = ("ended",)
BY_CALLEE, BUSY, NO_ANSWER, BY_PLAN = ((*ENDED, why) for why in ("callee", "busy", "no answer", "plan"))


class Size(NamedTuple):
    """What a search found: states, and edges between them."""

    states: int
    edges: int


def networkx_name() -> str:
    """Return the name of the row, with the version."""
    return f"{version('networkx')} generic_bfs_edges, the same step"


def by_networkx(plan: Any) -> Size:
    """Search with networkx: the successors of a state are the steps from it, less what is never read again."""
    from networkx import DiGraph, generic_bfs_edges

    from ivrsim.core.state import RINGING
    from ivrsim.core.step import step
    from ivrsim.search.choices import Choices
    from ivrsim.search.domains import Domains
    from ivrsim.search.liveness import DETECTED, live

    kept = live(plan)
    choices = Choices(plan, Domains([plan]), kept)
    edges = 0

    def reduced(state: Any) -> Any:
        if state.outcome:
            return state._replace(variables=(), detected="")
        variables = tuple(pair for pair in state.variables if kept.keeps(state.place, pair[0]))
        return state._replace(variables=variables, detected=state.detected if kept.keeps(state.place, DETECTED) else "")

    def successors(state: Any) -> list[Any]:
        nonlocal edges
        found = [reduced(step(plan, state, event).state) for event in choices.at(state)]
        edges += len(found)
        return found

    parents = {RINGING: RINGING}
    for parent, child in generic_bfs_edges(DiGraph(), RINGING, neighbors=successors, depth_limit=10**9):
        parents[child] = parent
    return Size(len(parents), edges)


def by_hand(menus: int, keys: str) -> Size:
    """Search as somebody would who knows this one plan: tuples, a dictionary, and the states that led to each."""
    ring: tuple[Any, ...] = ("ring",)
    index = {ring: 0}
    states = [ring]
    parents = [0]
    edges = 0
    number = 0
    while number < len(states):
        for following in _successors(states[number], menus, keys):
            edges += 1
            if following not in index:
                index[following] = len(states)
                states.append(following)
                parents.append(number)
        number += 1
    return Size(len(states), edges)


def _successors(state: tuple[Any, ...], menus: int, keys: str) -> list[tuple[Any, ...]]:
    kind = state[0]
    if kind == "ended":
        return []
    if kind == "ring":
        return [("asks", 0, ()), ("asks", 0, ()), BUSY, NO_ANSWER]
    _, place, values = state
    if kind == "says":
        after = ("says", place + 1, values[1:]) if place + 1 < menus else BY_PLAN
        return [after, state, BY_CALLEE]
    silence = ("waits", place, values) if kind == "asks" else ("asks", place, values)
    where, to = ("asks", place + 1) if place + 1 < menus else ("says", 0)
    found: list[tuple[Any, ...]] = [silence]
    found += [(where, to, (*values, key)) for key in (*keys, "", "", "")]  # the last ones are keys that no branch takes
    found.append(BY_CALLEE)
    return found
