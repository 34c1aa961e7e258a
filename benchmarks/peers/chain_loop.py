"""A plain Python loop that plays calls on a chain, outcome and duration only, by tables that are made before."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Callable
from itertools import accumulate
from typing import Any

CALLS = 1_000_000
Totals = dict[int, tuple[int, int]]
"""For each end: how many calls, and how many steps these have lasted."""


def tables(chain: Any) -> list[tuple[list[float], list[tuple[int, int]]] | None]:
    """Return for each node a table: cumulative shares, and steps and target of each; an end has none.

    A draw is one search in it. A way whose law has several times has a row for each of them, so that time and target
    are one draw.
    """
    made: list[tuple[list[float], list[tuple[int, int]]] | None] = []
    for node in chain.nodes:
        rows = [
            (option.low * way.probability * share, (steps, way.target))
            for option in node.options
            for way in option.ways
            for steps, share in chain.delays[way.delay]
        ]
        rows.sort(reverse=True)
        made.append((list(accumulate(share for share, _ in rows))[:-1], [row for _, row in rows]) if rows else None)
    return made


def player(chain: Any) -> Callable[[int], Totals]:
    """Return a function that plays so many calls."""
    made = tables(chain)
    ends = [node.end for node in chain.nodes]

    def play(calls: int) -> Totals:
        draw, search = random.Random(7).random, bisect
        counts, lasted = [0] * len(chain.ends), [0] * len(chain.ends)
        start = made[0]
        for _ in range(calls):
            time, place, table = 0, 0, start
            while table is not None:
                shares, rows = table
                steps, place = rows[search(shares, draw())]
                time += steps
                table = made[place]
            end = ends[place]
            counts[end] += 1
            lasted[end] += time
        return {end: (count, lasted[end]) for end, count in enumerate(counts)}

    return play
