"""Cards show the picture, all of it; calls move along their rows; lines never cross, whatever is folded."""

import random
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from benchmarks.generated import plan as plan_of_menus, questions
from ivrdsl.model import nodes as n
from ivrdsl.testing.strategies import dialplans
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e, table as t
from ivrsim.core.platform import Platform
from ivrsim.core.state import RINGING
from ivrsim.picture.boxes import NEVER, Arrow, Box, Frame, Picture
from ivrsim.picture.cards import ASTRAY, Deck
from ivrsim.picture.draw import draw
from ivrsim.picture.layout import MEASURES, Layout
from ivrsim.picture.svg import MANY, Drawing, as_svg, drawing_of
from ivrsim.picture.tree import cards_of
from tests.properties.test_flow import ANYTHING, plans, platforms, stepped
from tests.properties.test_picture import corpus_plan, of_corpus
from tests.sizes import draws

OFTEN = draws(150)


def deck(plan: t.Plan) -> Deck:
    return cards_of(draw(plan))


@OFTEN
@given(plans, platforms, st.booleans())
def test_every_box_is_in_one_card_and_every_arrow_in_one_row_or_inside(
    dialplan: n.Dialplan, platform: Platform, everything: bool
) -> None:
    plan = compile_plan(dialplan, platform)
    picture = draw(plan, everything=everything)
    found = cards_of(picture)
    places = [place for card in found.cards for place in card.places]
    assert sorted(places) == sorted([box.place for box in picture.boxes] + [place for place, _ in picture.passed])
    told = sum(len(row.ways) for card in found.cards for row in card.rows)
    inside = 0
    for arrow in picture.arrows:
        assert arrow.exit is not None
        at = found.row_of.get((arrow.source, arrow.exit))
        if at is None:
            inside += 1
            assert found.card_of[arrow.source] == found.card_of[arrow.target]
        else:
            row = found.cards[at[0]].rows[at[1]]
            assert (at[0], row.target) == (found.card_of[arrow.source], found.card_of[arrow.target])
            assert row.kind == arrow.kind
    assert told + inside == len(picture.arrows)


@OFTEN
@given(plans, platforms)
def test_lines_make_a_tree_of_the_nearest_ways(dialplan: n.Dialplan, platform: Platform) -> None:
    found = deck(compile_plan(dialplan, platform))
    cards = found.cards
    roots = [card for card in cards if card.parent < 0]
    assert roots[0] is cards[0]
    assert [card.kind for card in roots[1:]] in ([], [ASTRAY])
    for number, card in enumerate(cards):
        children = [other for other, each in enumerate(cards) if each.parent == number]
        assert children == [row.target for row in card.rows if row.lines]
        assert card.inside == 1 + sum(cards[child].inside for child in children)
        assert card.parent < number
    far = {0: 0}
    for number in (level := [0]):
        for row in cards[number].rows:
            if row.kind != NEVER and row.target not in far:
                far[row.target] = far[number] + 1
                level.append(row.target)
    for number, card in enumerate(cards):
        if number in far and number:
            assert far[card.parent] + 1 == far[number]
            assert cards[card.parent].rows[card.row].kind != NEVER


@OFTEN
@given(plans, platforms, st.lists(st.sampled_from(ANYTHING), max_size=25))
def test_calls_move_along_rows(dialplan: n.Dialplan, platform: Platform, events: list[e.Event]) -> None:
    plan = compile_plan(dialplan, platform)
    found = deck(plan)
    state = RINGING
    outliving = plan.platform.catch_scope == "until_end"
    caught = {handler.exit for handler in plan.every_handler.values()} if outliving else set()
    for event in (e.LIVE, *events):
        made = stepped(plan, state, event, 1_000_000_000_000)
        for place, way in made.ways:
            at = found.row_of.get((place, way))
            card = found.card_of[place]
            assert at is None or at[0] == card
            if at is None and way in caught:
                continue  # it starts where the catch begins, wherever the call was caught
            assert found.card_of[way.to] == (card if at is None else found.cards[card].rows[at[1]].target)
        state = made.state


# --- where they stand -----------------------------------------------------------------------------------------------


def folded_at_random(found: Deck, seed: int) -> set[int]:
    chosen = random.Random(seed)
    return {number for number, card in enumerate(found.cards) if card.parent >= 0 and chosen.random() < 0.2}


def check_lines(drawing: Drawing, layout: Layout) -> None:
    """No card stands on another, no line touches another or runs through a card, and all are at right angles."""
    width = MEASURES["width"]
    cards = [
        (corner[0], corner[1], corner[0] + width, corner[1] + face.height)
        for corner, face in zip(layout.corners, drawing.faces, strict=True)
        if corner is not None
    ]
    lines = []
    for number, points in enumerate(layout.lines):
        assert (points is not None) == (layout.corners[number] is not None and drawing.deck.cards[number].parent >= 0)
        if points is not None:
            lines.append([(*one, *other) for one, other in pairwise(points)])
    for line in lines:
        assert all(x1 == x2 or y1 == y2 for x1, y1, x2, y2 in line)
        assert all(x1 <= x2 and y1 <= y2 for x1, y1, x2, y2 in line)
    assert not meeting([[card] for card in cards])
    assert not meeting(lines)
    inner = [[(x1 + 0.5, y1 + 0.5, x2 - 0.5, y2 - 0.5)] for x1, y1, x2, y2 in cards]
    for card in inner:
        assert not any(meet(part, card[0]) for line in lines for part in line)
    assert all(x1 >= 0 and x2 <= layout.width and y1 >= 0 and y2 <= layout.height for x1, y1, x2, y2 in cards)


def meeting(shapes: Sequence[Sequence[tuple[float, ...]]]) -> list[tuple[Any, Any]]:
    return [
        (one, other)
        for one, other in combinations(shapes, 2)
        if any(meet(first, second) for first in one for second in other)
    ]


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


@OFTEN
@given(plans | dialplans(max_depth=3, max_size=6), platforms, st.integers(0, 99))
def test_no_line_crosses_another_whatever_is_folded(dialplan: n.Dialplan, platform: Platform, seed: int) -> None:
    drawing = drawing_of(draw(compile_plan(dialplan, platform)))
    check_lines(drawing, drawing.layout())
    check_lines(drawing, drawing.layout(folded_at_random(drawing.deck, seed)))


@of_corpus
def test_no_line_of_the_corpus_crosses_another(file: Path) -> None:
    drawing = drawing_of(draw(corpus_plan(file)))
    check_lines(drawing, drawing.layout())


@pytest.mark.parametrize("xml", [plan_of_menus(100), questions(100)], ids=["chain", "questions"])
def test_a_hundred_menus_have_no_crossing(xml: bytes) -> None:
    drawing = drawing_of(draw(compile_plan(from_xml(xml))))
    assert len(drawing.deck.cards) >= 100
    check_lines(drawing, drawing.layout())
    folded = drawing.folded()
    layout = drawing.layout(folded)
    check_lines(drawing, layout)
    shown = [number for number, corner in enumerate(layout.corners) if corner is not None]
    assert 0 < len(shown) < MANY
    away = sum(drawing.deck.cards[number].inside for number in folded)
    assert len(shown) + away == len(drawing.deck.cards)


# --- what is written ------------------------------------------------------------------------------------------------


HOSTILE = [
    "]]>",
    "<b x='&'>",
    "\u202eabc\u2066",
    '"&#0;',
    "e" + "\u0301" * 300,
    "x" * 10_000,
    "\ud800\ufffe\0\x1b",
    "שלום",
]
texts = st.text(max_size=40) | st.sampled_from(HOSTILE)
DOCUMENT = {"svg", "title", "desc", "style", "defs", "path", "clipPath"}
ELEMENTS = DOCUMENT | {"rect", "g", "use", "text", "tspan", "a", "circle", "polyline"}


@OFTEN
@given(
    st.lists(texts, max_size=8),
    st.booleans(),
)
def test_no_text_breaks_out_of_the_drawing(texts: list[str], fold: bool) -> None:
    """Names and prompts are text: the elements and attributes are those of a plan of plain words."""
    hostile = as_svg(told(["", *texts]), fold=fold)
    root = etree.fromstring(hostile.encode())
    assert {etree.QName(each).localname for each in root.iter()} <= ELEMENTS
    assert not [each for each in root.iter() if any(name == "style" or name.startswith("on") for name in each.attrib)]
    assert [each.get("href", "#")[0] for each in root.iter()].count("#") == len(list(root.iter()))
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\0") & set(hostile)


def told(texts: Sequence[str]) -> Picture:
    """A picture of boxes that say some texts, with frames and arrows of these names, whatever is in them."""
    boxes = tuple([Box(place, place, text, "prompt", text, text, "on the line") for place, text in enumerate(texts)])
    arrows = tuple([Arrow(box.place, boxes[-1].place, box.text, box.text, "taken", (box.text,)) for box in boxes])
    return Picture(boxes, arrows, (Frame(0, texts[0], texts[0], (0,)),))


@given(plans, platforms)
def test_the_same_input_is_drawn_in_the_same_bytes(dialplan: n.Dialplan, platform: Platform) -> None:
    assert as_svg(draw(compile_plan(dialplan, platform))) == as_svg(draw(compile_plan(dialplan, platform)))
