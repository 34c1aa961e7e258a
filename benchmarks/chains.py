"""Chains as those of plans with menus and counters: `counters` of the speed figures, under a model of callers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PRESS_AFTER = ((8, 0.1), (11, 0.2), (14, 0.3), (18, 0.2), (23, 0.15), (30, 0.05))
"""Steps until a key is pressed, and how likely."""
TIMEOUT = 35
"""Steps until a menu's time is up."""
HANGS_UP = 0.01
"""How likely somebody hangs up in a step of a prompt."""
SHARES = (("down", 0.3), ("further", 0.3), ("again", 0.1), ("top", 0.1), ("wrong", 0.1))
"""What callees press; the others are silent."""


def counters(menus: int, count: int, most: int) -> Any:
    """Return the chain of a tree of menus, with counters that bound how often they are played again.

    Args:
        menus: how many there are.
        count: how many counters.
        most: what each of them may reach.
    """
    from ivrsim.chains.chain import CallEnd, CallHappening, Chain, ChainNode, ChainWay, Option

    places: dict[Any, int] = {(0, (0,) * count): 0}
    todo = list(places)
    delays: dict[Any, int] = {PRESS_AFTER: 0, ((TIMEOUT, 1.0),): 1, ((0, 1.0),): 2}
    nodes: list[Any] = []

    def number(menu: int, counted: tuple[int, ...] | None) -> int:
        if menu >= menus or counted is None or max(counted) > most:
            return -1
        place = places.setdefault((menu, counted), 2 * len(places))
        if place == 2 * len(todo):
            todo.append((menu, counted))
        return place

    for menu, counted in todo:
        played = 30 + 7 * menu % 51
        kept = (1.0 - HANGS_UP) ** played
        spoken = delays.setdefault(((played, 1.0),), len(delays))
        away = delays.setdefault(tuple(geometric(played)), len(delays))
        targets = {
            "down": number(2 * menu + 1, counted),
            "further": number(2 * menu + 2, counted),
            "again": number(menu, one_more(counted, menu % count)),
            "top": number(0, one_more(counted, (menu + 1) % count)),
            "wrong": -1,
        }
        said = ChainWay(kept, spoken, len(nodes) + 1, (menu,))
        nodes.append(ChainNode((Option(1.0, 1.0, (said, ChainWay(1.0 - kept, away, -2, (menu,)))),)))
        pressed = tuple(ChainWay(share, 0, targets[key]) for key, share in SHARES)
        silent = ChainWay(1.0 - sum(share for _, share in SHARES), 1, -1)
        nodes.append(ChainNode((Option(1.0, 1.0, (*pressed, silent)),)))
    ends = [ChainNode((), 1), ChainNode((), 0)]  # as -2 and -1
    nodes = [node._replace(options=tuple(with_ends(node.options, len(nodes)))) for node in nodes] + ends
    return Chain(
        100,
        nodes,
        list(delays),
        [CallEnd("person", "person", "plan"), CallEnd("person", "person", "callee")],
        [CallHappening("prompt", f"m{menu}") for menu in range(menus)],
    )


def one_more(counted: tuple[int, ...], which: int) -> tuple[int, ...]:
    """Return the counters, one of them counted on."""
    return (*counted[:which], counted[which] + 1, *counted[which + 1 :])


def geometric(steps: int) -> Iterator[tuple[int, float]]:
    """Yield when somebody hangs up who does so within so many steps, and how likely."""
    kept = 1.0 - HANGS_UP
    whole = 1.0 - kept**steps
    for step in range(steps):
        yield step + 1, kept**step * HANGS_UP / whole


def with_ends(options: Any, nodes: int) -> Iterator[Any]:
    """Yield options whose ways lead to the two ends behind so many nodes, where they lead to -2 and -1."""
    for option in options:
        yield option._replace(
            ways=tuple(way._replace(target=nodes + 2 + way.target) if way.target < 0 else way for way in option.ways)
        )
