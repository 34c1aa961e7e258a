"""What nature plays for: a chain in groups of nodes that are worth the same, and what each option is worth there.

Where nature can keep a call for ever, what a call is worth does not follow from what comes next: many values fit. So it
is settled first.

- For the greatest value all nodes of an end component are one group, as nature can bring the call from each to each.
  It may leave by any of them, or stay for ever. If it gains something by staying, the value is infinite.
- For the least value nodes where nature can keep a call for ever, and nothing is gained, are worth 0. Options that do
  not surely lead to an end, or there, are not taken. Nodes without others are infinite.
"""

from collections.abc import Callable, Mapping, Sequence
from math import fsum, inf
from typing import NamedTuple

from ivrsim.chains.bounding.endless import end_components, leading_to, staying, surely
from ivrsim.chains.bounding.linear import ValueRow
from ivrsim.chains.bounding.nature import Choices, tightened, visited
from ivrsim.chains.chain import ChainWay, Option

Gain = Callable[[ChainWay], float]
"""What a way brings; 0 or more."""


class Stance(NamedTuple):
    """A node of a group, and what nature can pick there.

    Attributes:
        options: with bounds that are reached.
        rows: what each is worth, seen from the group; what stays in the group is left out of it.
    """

    options: tuple[Option, ...]
    rows: tuple[ValueRow, ...]


class NatureGame(NamedTuple):
    """A chain, as nature plays for the least or the greatest value.

    Attributes:
        known: the values of nodes that need no search: ends, and what is infinite or 0 whatever nature does.
        group_of: the number of the group of each other node that a call can come to.
        groups: for each the nodes of it, as one of which nature leaves.
        stays: whether nature can keep a call in it for ever, for nothing.
    """

    known: Mapping[int, float]
    group_of: Mapping[int, int]
    groups: Sequence[tuple[Stance, ...]]
    stays: Sequence[bool]


def greatest_game(choices: Choices, start: int, finals: Mapping[int, float], gain: Gain) -> NatureGame:
    """Return what nature plays for the greatest value.

    Args:
        choices: what nature can pick at each node.
        start: the node in which calls begin.
        finals: what each end is worth, 0 or more.
        gain: what each way brings.
    """
    nodes = visited(choices, start)
    kept = end_components(choices, (node for node in nodes if node not in finals))
    hot = [node for part in kept if _gains(choices, part, gain) for node in part]
    endless = leading_to(choices, hot, nodes, len(choices)) if hot else set()
    known = {**finals, **dict.fromkeys(endless, inf)}
    parts = [part for part in kept if part[0] not in endless]
    inside = {node for part in parts for node in part}
    groups = parts + [[node] for node in nodes if node not in known and node not in inside]
    return _game(choices, known, gain, groups, len(parts))


def least_game(choices: Choices, start: int, finals: Mapping[int, float], gain: Gain) -> NatureGame:
    """Return what nature plays for the least value. See `greatest_game`."""
    nodes = visited(choices, start)
    going_on = [node for node in nodes if node not in finals]
    idle = end_components(choices, going_on, lambda option: not any(gain(way) for way in option.ways))
    known = {**finals, **{node: 0.0 for part in idle for node in part}}
    ending = surely(choices, nodes, known)
    known |= {node: inf for node in nodes if node not in ending}
    kept = [tightened(staying(options, ending)) if node in ending else () for node, options in enumerate(choices)]
    return _game(kept, known, gain, [[node] for node in going_on if node not in known], 0)


def _gains(choices: Choices, part: Sequence[int], gain: Gain) -> bool:
    area = set(part)
    return any(gain(way) > 0 for node in part for option in staying(choices[node], area) for way in option.ways)


def _game(
    choices: Choices, known: Mapping[int, float], gain: Gain, groups: Sequence[Sequence[int]], first_stay: int
) -> NatureGame:
    group_of = {node: number for number, nodes in enumerate(groups) for node in nodes}
    stances = [
        tuple(
            Stance(choices[node], tuple(_row(option, number, known, group_of, gain) for option in choices[node]))
            for node in nodes
        )
        for number, nodes in enumerate(groups)
    ]
    return NatureGame(known, group_of, stances, [number < first_stay for number in range(len(groups))])


def _row(option: Option, group: int, known: Mapping[int, float], group_of: Mapping[int, int], gain: Gain) -> ValueRow:
    gained, out = [], []
    onward: dict[int, float] = {}
    for way in option.ways:
        gained.append(way.probability * gain(way))
        if (final := known.get(way.target)) is not None:
            gained.append(way.probability * final)
            out.append(way.probability)
        elif (target := group_of[way.target]) != group:
            onward[target] = onward.get(target, 0.0) + way.probability
    return ValueRow(fsum(gained), fsum(out), tuple(onward.items()))
