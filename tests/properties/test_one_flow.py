"""One flow: pictures, coverage and searches say alike where calls go, and calls take its edges as it says."""

from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.testing.strategies import dialplans
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.instructions.base import (
    GOES_ON,
    GONE,
    HANGS_UP,
    INBOUND,
    KEY,
    LIVE,
    MACHINE,
    PARTY,
    SILENCE,
)
from ivrsim.core.platform import Platform
from ivrsim.coverage.possible import _by_table
from ivrsim.graph.extent import reached
from ivrsim.graph.flow import Edge, Flow
from ivrsim.picture.boxes import NEVER, NOWHERE
from ivrsim.picture.draw import draw
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING, OUTBOUND
from ivrsim.search.explore import Move, World, explore
from tests.properties import test_coverage
from tests.properties.test_flow import dense, platforms
from tests.sizes import draws

MANY = draws(150)
MOST_STATES = 300
plans = dense | test_coverage.dense | dialplans(max_depth=2, max_size=4)
EVERYBODY = World(answers=(*OUTBOUND, *INCOMING))

BY_EVENT = {
    "answered": GOES_ON | LIVE | MACHINE | INBOUND,
    "unanswered": 0,
    "timer": GOES_ON | SILENCE | PARTY | KEY | LIVE | MACHINE,
    "key": KEY,
    "hang up": HANGS_UP,
    "spoke": 0,
    "transfer": PARTY,
    "talk ends": PARTY,
    "reply": GOES_ON,
    "no reply": GOES_ON,
}
"""Who may take the first exit when an event happens; a timer ends what a callee has entered, too."""
AT_ONCE = GOES_ON | LIVE | MACHINE | INBOUND | GONE
"""Who may take those behind it; a key that was pressed ahead, or that cut a prompt, goes to the next menu."""


@MANY
@given(plans, platforms)
def test_pictures_and_coverage_reach_what_the_flow_reaches(dialplan: n.Dialplan, platform: Platform) -> None:
    plan = compile_plan(dialplan, platform)
    calls = reached(plan)
    picture = draw(plan, everything=True)
    assert {box.place for box in picture.boxes if box.reached != NOWHERE} == calls.on_the_line | calls.gone
    needless = {place for place in calls.gone if not plan.table[place].passed_by}
    possible = _by_table(plan)
    nodes = {f"n{plan.table[place].element}" for place in calls.on_the_line | needless}
    assert {each for each in possible if each.startswith("n")} == nodes
    flow = Flow(plan)
    for place in sorted(calls.on_the_line):
        numbers = {edge.number for edge in flow.edges(place) if not edge.gone and edge.catch is None and edge.possible}
        assert numbers <= {int(each.split(".")[1]) for each in possible if each.startswith(f"{place}.")}
        drawn = [arrow for arrow in picture.arrows if arrow.source == place and arrow.kind != NEVER]
        assert {edge.target for edge in flow.edges(place) if edge.number in numbers} <= {each.target for each in drawn}


@MANY
@given(plans, platforms)
def test_calls_take_the_edges_of_the_flow_as_it_says(dialplan: n.Dialplan, platform: Platform) -> None:
    plan = compile_plan(dialplan, platform)
    found = explore(plan, world=EVERYBODY, bounds=Bounds(max_states=MOST_STATES))
    calls = reached(plan)
    assert found.places - {t.END} <= calls.on_the_line | calls.gone
    for move in found.moves:
        check(plan, move)


def check(plan: t.Plan, move: Move) -> None:
    """Each exit is an edge, on the side where the call is, and taken by whom the flow says."""
    flow = Flow(plan)
    state = move.source.state
    gone = bool(state.hung_up)
    who = BY_EVENT[move.event.kind]
    keys = KEY if move.event.kind == "key" or state.ahead or state.digits else 0
    for position, (place, way) in enumerate(move.ways):
        edges = [edge for edge in flow.edges(place) if edge.exit is way] or outliving(flow, way)
        edges = [edge for edge in edges if edge.gone == gone and edge.possible]
        assert any(edge.who & (AT_ONCE | keys if position else who) for edge in edges) or (
            gone and any(edge.who & AT_ONCE for edge in edges)
        ), (place, way, move.event, edges)
        gone |= any(edge.hangs_up for edge in edges)


def outliving(flow: Flow, way: t.Exit) -> list[Edge]:
    return [edge for edge in flow.caught() if edge.outlives and edge.exit is way]


@given(st.sampled_from((Platform(), Platform(range_digit_count="free"))), st.integers(1, 3))
def test_what_is_forbidden_no_call_takes(platform: Platform, digits: int) -> None:
    keys = ("1", "12", "123", "2-5", "10-20", "7-120", "9", "9-9")
    body = (*(n.Keypress(each, body=(n.Say(each),)) for each in keys), n.NoMatch(), n.NoInput())
    plan = compile_plan(n.Dialplan("Root", body=(n.Menu(max_digits=digits, body=body),)), platform)
    place = next(place for place, each in enumerate(plan.table) if type(each) is t.Collect)
    taken = {way.label for at, way in explore(plan).ways if at == place}
    assert {edge.label for edge in Flow(plan).edges(place) if not edge.forbidden and not edge.gone} == taken
