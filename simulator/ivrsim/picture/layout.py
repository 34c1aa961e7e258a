"""Where cards stand and how lines run, from left to right; `layout.js` says the same where a page folds branches.

Theory of operation. Cards have one width, so each level of the tree is a column. A branch takes the height of its card,
or of the branches behind it, whichever is more. A branch stands beside the row that leads to it, or below the branch
before it. So lines run straight or down, and in one column only those of one card lie side by side: an earlier row
takes a later turn, and none crosses another.
"""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

MEASURES: Final = {"width": 320, "between": 56, "gap": 16, "head": 22, "turn": 12}
"""In pixels: the width of a card, from column to column between cards, from card to card in a column, from the top of a
card down to where its line comes in, and from turn to turn of lines side by side."""
_WIDTH, _BETWEEN, _GAP, _HEAD, _TURN = MEASURES.values()

Point = tuple[float, float]


class Layout(NamedTuple):
    """Where everything is, in pixels; what is folded away has None.

    Attributes:
        corners: by card, its upper left corner.
        lines: by card, the points of the line that leads to it; None for one that none leads to.
        width, height: of it all.
    """

    corners: tuple[Point | None, ...]
    lines: tuple[tuple[Point, ...] | None, ...]
    width: float
    height: float


def laid_out(
    heights: Sequence[float], parents: Sequence[int], ports: Sequence[float], folded: Collection[int] = ()
) -> Layout:
    """Return where cards stand.

    Args:
        heights: of the cards, each behind its parent.
        parents: by card, the one from which a line leads to it; -1 for none.
        ports: by card, how far below the top of its parent the line begins; later children have greater ones.
        folded: cards that are folded away, with all that is behind them.
    """
    count = len(heights)
    children: list[list[int]] = [[] for _ in range(count + 1)]  # the last has the cards without a parent, -1
    shown: list[bool] = []
    for card, parent in enumerate(parents):
        shown.append(card not in folded and (parent < 0 or shown[parent]))
        if shown[card]:
            children[parent].append(card)
    below = [0.0] * count  # how far the top of a card is below that of its parent
    tall = [*heights, 0.0]  # how tall the branch of a card is
    for card in range(count - 1, -2, -1):
        free = 0.0
        for child in children[card]:
            below[child] = free if card < 0 else max(free, ports[child] - _HEAD)
            free = below[child] + tall[child] + _GAP
        tall[card] = max(tall[card], free - _GAP)
    corners: list[Point | None] = [None] * count
    lines: list[tuple[Point, ...] | None] = [None] * count
    for card, parent in enumerate(parents):
        if shown[card]:
            x, y = (corners[parent] if parent >= 0 else None) or (-_WIDTH - _BETWEEN, 0.0)
            corners[card] = x + _WIDTH + _BETWEEN, y + below[card]
    for card, corner in enumerate(corners):
        if corner is not None:
            for child, line in zip(children[card], _lines(corner, children[card], below, ports), strict=True):
                lines[child] = line
    width = max([corner[0] + _WIDTH for corner in corners if corner is not None], default=0.0)
    return Layout(tuple(corners), tuple(lines), width, tall[count])


def _lines(
    corner: Point, children: Sequence[int], below: Sequence[float], ports: Sequence[float]
) -> list[tuple[Point, ...]]:
    """The lines from a card to those behind it. One that bends turns behind the next line if it passes that."""
    turns: list[int] = []
    for number in range(len(children) - 1, -1, -1):
        child = children[number]
        end = below[child] + _HEAD
        passes = number + 1 < len(children) and ports[children[number + 1]] <= end
        turns.insert(0, -1 if end == ports[child] else turns[0] + 1 if passes else 0)
    step = min(_TURN, _BETWEEN / (max(turns, default=0) + 2))
    left, top = corner[0] + _WIDTH, corner[1]
    found = []
    for child, turn in zip(children, turns, strict=True):
        start, end = top + ports[child], top + below[child] + _HEAD
        at = left + step * (turn + 1)
        bend = () if turn < 0 else ((at, start), (at, end))
        found.append(((left, start), *bend, (left + _BETWEEN, end)))
    return found
