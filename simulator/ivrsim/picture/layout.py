"""Where cards stand and how lines run, from left to right; `layout.js` says the same where a page folds branches.

Theory of operation. Cards have one width, so each level of the tree is a column. A branch stands beside the row that
leads to it, or lower: as far down as it must for each of its columns to be below what already stands there. So lines
run straight or down. Between two columns both their starts and their ends come in order: a line that ends below the
start of the next one turns behind that, and none crosses another.
"""

import os.path
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

MEASURES: Final = {"width": 320, "between": 56, "gap": 16, "head": 22, "turn": 12}
"""In pixels: the width of a card; between columns; between two cards behind one, and half of what is between others;
from the top of a card down to where its line comes in; from turn to turn of lines side by side."""
_WIDTH, _BETWEEN, _GAP, _HEAD, _TURN = MEASURES.values()

_SCRIPT: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layout.js")

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


def layout_script() -> str:
    """The function `laidOut(measures, heights, parents, ports, folded)` in JavaScript, for a page."""
    with open(_SCRIPT, encoding="ascii") as script:
        return script.read()


def laid_out(
    heights: Sequence[float], parents: Sequence[int], ports: Sequence[float], folded: Collection[int] = ()
) -> Layout:
    """Return where cards stand.

    Args:
        heights: of the cards, from the ringing phone on, level by level.
        parents: by card, the one from which a line leads to it; -1 for none.
        ports: by card, how far below the top of its parent the line begins; later children have greater ones.
        folded: cards that are folded away, with all that is behind them.
    """
    count = len(heights)
    children: list[list[int]] = [[] for _ in range(count + 1)]  # the last has the cards without a parent, -1
    columns: list[list[int]] = []
    depth = [-1] * (count + 1)  # -1 of what is not shown, too
    for card, parent in enumerate(parents):
        if card not in folded and (parent < 0 or depth[parent] >= 0):
            depth[card] = depth[parent] + 1
            children[parent].append(card)
            if depth[card] == len(columns):
                columns.append([])
            columns[depth[card]].append(card)
    below, height = _placed(heights, children, ports)
    corners: list[Point | None] = [None] * count
    lines: list[tuple[Point, ...] | None] = [None] * count
    for card, parent in enumerate(parents):
        if depth[card] >= 0:
            above = (corners[parent] if parent >= 0 else None) or (0.0, 0.0)
            corners[card] = depth[card] * (_WIDTH + _BETWEEN), above[1] + below[card]
    for column in columns[1:]:
        ends = [((corners[card] or (0.0, 0.0))[1] + _HEAD, card) for card in column]
        starts = [end - below[card] - _HEAD + ports[card] for end, card in ends]
        left = (depth[column[0]] - 1) * (_WIDTH + _BETWEEN) + _WIDTH
        for (_, card), line in zip(ends, _lines(left, starts, [end for end, _ in ends]), strict=True):
            lines[card] = line
    width = max(0, len(columns) * (_WIDTH + _BETWEEN) - _BETWEEN)
    return Layout(tuple(corners), tuple(lines), width, height)


def _placed(
    heights: Sequence[float], children: Sequence[Sequence[int]], ports: Sequence[float]
) -> tuple[list[float], float]:
    """By card, how far its top is below that of its parent; and the height of it all."""
    count = len(heights)
    below = [0.0] * count
    tops, bottoms = [[0.0] for _ in range(count + 1)], [[each] for each in (*heights, 0.0)]  # of branches, by column
    for card in range(count - 1, -2, -1):
        for child in children[card]:
            top = 0.0 if card < 0 else ports[child] - _HEAD
            for column, low in enumerate(bottoms[card][1 : len(tops[child]) + 1]):
                top = max(top, low + _GAP * (2 if column else 1) - tops[child][column])
            below[child] = top
            tops[card] += [top + each for each in tops[child][len(tops[card]) - 1 :]]
            bottoms[card][1 : len(bottoms[child]) + 1] = [top + each for each in bottoms[child]]
            tops[child] = bottoms[child] = []
    return below, max(bottoms[-1])


def _lines(left: float, starts: Sequence[float], ends: Sequence[float]) -> Iterator[tuple[Point, ...]]:
    """The lines between two columns; one that passes the start of the next turns behind it."""
    turns = [-1] * (len(starts) + 1)
    for number in range(len(starts) - 1, -1, -1):
        if ends[number] != starts[number]:
            passes = number + 1 < len(starts) and starts[number + 1] <= ends[number]
            turns[number] = turns[number + 1] + 1 if passes else 0
    step = min(_TURN, _BETWEEN / (max(turns) + 2))
    for start, end, turn in zip(starts, ends, turns[:-1], strict=True):
        at = left + step * (turn + 1)
        bend = () if turn < 0 else ((at, start), (at, end))
        yield ((left, start), *bend, (left + _BETWEEN, end))
