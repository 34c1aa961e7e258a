"""The layout in JavaScript is that in Python; and what a few trees look like."""

import json
import random
from typing import Any

import pytest
import quickjs

from ivrdsl.model import nodes as n
from ivrsim.picture.draw import draw
from ivrsim.picture.layout import MEASURES, Layout, laid_out, layout_script
from ivrsim.picture.svg import drawing_of

WIDTH, BETWEEN, GAP, HEAD, TURN = MEASURES.values()


class Script:
    """`layout.js`, in the engine that plays the JavaScript of plans."""

    def __init__(self) -> None:
        self.text = layout_script()
        self.context = quickjs.Context()
        self.context.eval(self.text)

    def laid_out(self, *given: Any) -> Layout:
        told = ", ".join(map(json.dumps, (MEASURES, *given[:3])))
        found = self.context.eval(f"JSON.stringify(laidOut({told}, new Set({json.dumps(sorted(given[3]))})))")
        return as_layout(json.loads(found))


def as_layout(data: dict[str, Any]) -> Layout:
    corners = tuple([corner and tuple(corner) for corner in data["corners"]])
    lines = tuple([line and tuple(map(tuple, line)) for line in data["lines"]])
    return Layout(corners, lines, data["width"], data["height"])


def drawn_tree(seed: int) -> tuple[list[int], list[int], list[int], set[int]]:
    """A tree of cards of any height, each behind its parent, with rows in order, and some cards folded."""
    chosen = random.Random(seed)
    count = chosen.choice((1, 2, 3, 10, 40, 150))
    parents = [-1, *sorted([chosen.choice((-1, number - 1, chosen.randrange(number))) for number in range(1, count)])]
    heights, ports, free = [], [], [HEAD + chosen.randrange(40) for _ in parents]
    for parent in parents:
        heights.append(chosen.randrange(40, 400))
        ports.append(free[parent] if parent >= 0 else 0)
        if parent >= 0:
            free[parent] += chosen.choice((17, 26, 43, 90))
    return heights, parents, ports, {number for number in range(count) if chosen.random() < 0.1}


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()


def test_the_script_says_the_same(script: Script) -> None:
    for seed in range(400):
        tree = drawn_tree(seed)
        assert script.laid_out(*tree) == laid_out(*tree), seed


def test_what_a_page_is_told_is_what_the_script_needs(script: Script) -> None:
    drawing = drawing_of(draw(deep_plan()))
    data = json.loads(json.dumps(drawing.data()))
    heights, parents, ports = ([card[name] for card in data["cards"]] for name in ("height", "parent", "port"))
    assert data["measures"] == MEASURES
    assert script.laid_out(heights, parents, ports, {3}) == drawing.layout({3})
    assert [card["rows"][0]["target"] for card in data["cards"] if card["rows"]][:2] == [1, 2]


def deep_plan() -> n.Dialplan:
    """A plan of some depth."""
    menus = [
        n.Menu(f"m{number}", timeout_ms=2000)[
            n.Say("Well?"), n.Keypress("1")[n.Goto(f"m{number + 1}")], n.NoInput()[n.Say("Silence."), n.Hangup()]
        ]
        for number in range(9)
    ]
    return n.Dialplan(body=(*menus, n.Hangup(name="m9")))


def test_the_script_is_short(script: Script) -> None:
    assert len(script.text.splitlines()) <= 60


def test_nothing_at_all_is_laid_out(script: Script) -> None:
    assert script.laid_out([], [], [], set()) == laid_out([], [], []) == Layout((), (), 0, 0)


def test_a_branch_stands_beside_its_row_or_below_the_branch_before_it() -> None:
    found = laid_out([200, 50, 50, 300], [-1, 0, 0, 0], [0, 100, 126, 400])
    column = WIDTH + BETWEEN
    assert found.corners == ((0, 0), (column, 100 - HEAD), (column, 150 + GAP - HEAD), (column, 400 - HEAD))
    assert found.width == column + WIDTH
    assert found.height == 700 - HEAD
    assert found.lines[1] == ((WIDTH, 100), (column, 100))
    assert found.lines[2] == ((WIDTH, 126), (WIDTH + TURN, 126), (WIDTH + TURN, 150 + GAP), (column, 150 + GAP))


def test_a_branch_stands_below_another_only_where_both_have_cards() -> None:
    """The second card's only neighbour is the first; what is behind the first is in another column."""
    found = laid_out([100, 40, 40, 900], [-1, 0, 0, 1], [0, 50, 80, 30])
    assert found.corners[2] == (WIDTH + BETWEEN, 50 - HEAD + 40 + GAP)


def test_many_lines_side_by_side_stay_between_the_columns() -> None:
    found = laid_out([900, *[200] * 30], [-1, *[0] * 30], [0, *range(40, 40 + 26 * 30, 26)])
    turns = [line[1][0] for line in found.lines if line is not None and len(line) == 4]
    assert len(turns) == 29
    assert turns == sorted(turns, reverse=True)
    assert WIDTH < turns[-1] < turns[0] < WIDTH + BETWEEN


def test_what_is_folded_takes_no_room() -> None:
    found = laid_out([100, 300, 50, 60], [-1, 0, 1, 0], [0, 50, 60, 80], {1})
    assert found.corners == ((0, 0), None, None, (WIDTH + BETWEEN, 80 - HEAD))
    assert found.lines[:3] == (None, None, None)
