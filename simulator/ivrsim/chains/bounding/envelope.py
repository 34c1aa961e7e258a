"""The least and the greatest value of calls, whatever nature picks at each visit.

Values are found by policy iteration: fix what nature picks, solve what follows, pick what is better at any node, until
nothing is. The best shares are at the edge of what is possible, and others at each visit are no better, so this ends at
the best.

What it ends at is right but for rounding. A safe bound is one that no share at any node can move to the wrong side. So
the search goes on with a little gained on top (or lost) at each step; that leaves room for rounding, and the result is
tested at each node. If no such little amount passes, the bound is the one that always holds.
"""

from collections.abc import Mapping, Sequence
from math import fsum, inf, isfinite
from typing import Final, NamedTuple

from ivrsim.chains.bounding.games import Gain, NatureGame, Stance, greatest_game, least_game
from ivrsim.chains.bounding.linear import ValueRow, solved
from ivrsim.chains.bounding.nature import Choices, greatest_shares, middle_shares

_MOST_ROUNDS: Final = 200
_SAME: Final = 1e-13
"""What is better by so small a part is not."""
_MARGINS: Final = (4e-13, 1e-11, 1e-9)
"""Parts of the greatest value that are gained on top at each step for a safe bound, tried in turn."""


class Envelope(NamedTuple):
    """Values of nodes, the best for one side.

    Attributes:
        values: by node, right but for rounding.
        safe: by node: bounds that hold.
    """

    values: Mapping[int, float]
    safe: Mapping[int, float]


def greatest(choices: Choices, start: int, finals: Mapping[int, float], gain: Gain, most: float = inf) -> Envelope:
    """Return the greatest mean value of calls from each node on.

    Args:
        choices: what nature can pick at each node.
        start: the node in which calls begin.
        finals: what each end is worth, 0 or more. Calls that never end are worth what they gain.
        gain: what each way brings, 0 or more.
        most: what no node can be worth more than.
    """
    found = _envelope(greatest_game(choices, start, finals, gain), 1.0, most)
    return found._replace(safe={node: min(value, most) for node, value in found.safe.items()})


def least(choices: Choices, start: int, finals: Mapping[int, float], gain: Gain) -> Envelope:
    """Return the least mean value of calls from each node on. See `greatest`."""
    found = _envelope(least_game(choices, start, finals, gain), -1.0, 0.0)
    return found._replace(safe={node: max(value, 0.0) for node, value in found.safe.items()})


def _envelope(game: NatureGame, side: float, trivial: float) -> Envelope:
    picks = [None if stays else _mixed(stances[0]) for stances, stays in zip(game.groups, game.stays, strict=True)]
    values = _best(game, picks, side, 0.0)
    safe = _safe(game, picks, side, max(map(abs, values), default=0.0))
    return Envelope(_by_node(game, values), _by_node(game, safe if safe else [trivial] * len(values)))


def _by_node(game: NatureGame, values: Sequence[float]) -> dict[int, float]:
    return {**game.known, **{node: values[group] for node, group in game.group_of.items()}}


def _can_pick(stances: Sequence[Stance]) -> bool:
    """Whether there is anything to pick in a group."""
    return len(stances) > 1 or len(stances[0].rows) > 1


def _safe(game: NatureGame, picks: list[ValueRow | None], side: float, scale: float) -> list[float]:
    """Values that no share moves to the wrong side; [] where none are found."""
    for margin in _MARGINS:
        values = _best(game, picks, side, margin * scale)
        if all(isfinite(value) for value in values) and not any(
            side * _advantage(_mix(stance, _shares(stance, values, group, side, 0.0)), values, group) > 0
            for group, stances in enumerate(game.groups)
            if _can_pick(stances)
            for stance in stances
        ):
            return values
    return []


def _best(game: NatureGame, picks: list[ValueRow | None], side: float, margin: float) -> list[float]:
    """The values of the best picks, which replace those that are given."""
    values: list[float] = []
    for _ in range(_MOST_ROUNDS):
        values = solved([_with_margin(row, side * margin) for row in picks])
        if not _improve(game, picks, values, side, margin):
            break
    return values


def _improve(
    game: NatureGame, picks: list[ValueRow | None], values: Sequence[float], side: float, margin: float
) -> bool:
    """Pick what is better; whether anything is."""
    better = False
    for group, stances in enumerate(game.groups):
        if picks[group] is not None and not _can_pick(stances):
            continue
        best, best_advantage = None, _SAME * abs(values[group])
        for stance in stances:
            row = _mix(stance, _shares(stance, values, group, side, margin))
            advantage = side * _advantage(_with_margin(row, side * margin), values, group)
            if advantage > best_advantage * row.leaving:
                best, best_advantage = row, advantage / row.leaving
        if best is not None:
            picks[group], better = best, True
    return better


def _shares(stance: Stance, values: Sequence[float], group: int, side: float, margin: float) -> list[float]:
    worths = [side * _advantage(_with_margin(row, side * margin), values, group) for row in stance.rows]
    return greatest_shares(stance.options, worths)


def _advantage(row: ValueRow, values: Sequence[float], group: int) -> float:
    """How much better it is to go by a row once, and then on as before, than what the group is worth."""
    here = values[group]
    return fsum([row.gain, -row.out * here, *(weight * (values[target] - here) for target, weight in row.onward)])


def _with_margin(row: ValueRow | None, margin: float) -> ValueRow:
    """A row with so much more gained on it, if it leaves its group; None is one that stays for ever."""
    if row is None:
        return ValueRow(0.0, 1.0, ())
    return row._replace(gain=row.gain + margin * row.leaving) if margin else row


def _mixed(stance: Stance) -> ValueRow:
    return _mix(stance, middle_shares(stance.options))


def _mix(stance: Stance, shares: Sequence[float]) -> ValueRow:
    """The row of a node, by the shares of its options."""
    onward: dict[int, float] = {}
    for share, row in zip(shares, stance.rows, strict=True):
        for target, weight in row.onward:
            if share:
                onward[target] = onward.get(target, 0.0) + share * weight
    gain = fsum(share * row.gain for share, row in zip(shares, stance.rows, strict=True))
    out = fsum(share * row.out for share, row in zip(shares, stance.rows, strict=True))
    return ValueRow(gain, out, tuple(onward.items()))
