"""The edges of the flow: who takes them, which catch, and which nobody can take."""

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.instructions.base import GOES_ON, GONE, HANGS_UP, INBOUND, KEY, LIVE, MACHINE, SILENCE
from ivrsim.core.platform import Platform
from ivrsim.graph.flow import Edge, Flow
from ivrsim.graph.search import turned_round
from ivrsim.picture.boxes import NEVER, NOWHERE
from ivrsim.picture.draw import draw


def plan_of(body: str, **quirks: object) -> t.Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'), Platform().with_quirks(**quirks))


def edges(plan: t.Plan, kind: type) -> list[Edge]:
    """The edges of the first instruction of a kind."""
    return list(Flow(plan).edges(next(place for place, each in enumerate(plan.table) if type(each) is kind)))


def taken(plan: t.Plan, kind: type, *, gone: bool = False) -> dict[str, int]:
    """Who takes each way of the first instruction of a kind."""
    return {edge.label: edge.who for edge in edges(plan, kind) if edge.gone == gone}


MENU = (
    '<menu maxDigits="{digits}"><play type="tts">x</play>{branches}<keypress pressed="timeout"><hangup/></keypress>'
    "</menu>"
)
AMD = "<amd><live/><machine><hangup/></machine></amd>"


def menu(*pressed: str, digits: int = 1, catch: str = "") -> str:
    branches = "".join(f'<keypress pressed="{keys}"><hangup/></keypress>' for keys in pressed)
    found = MENU.format(digits=digits, branches=branches)
    return f'<catch type="digit" value="{catch}" goto="end">{found}</catch><hangup name="end"/>' if catch else found


def test_who_takes_what() -> None:
    plan = plan_of(menu("1", "2-3"))
    assert taken(plan, t.Ring) == {"answered": GOES_ON}
    assert taken(plan, t.Play) == {"": GOES_ON, "key": KEY}
    assert taken(plan, t.Collect) == {"1": KEY, "2-3": KEY, "no match": KEY, "no input": SILENCE}
    assert taken(plan, t.Collect, gone=True) == {"skip": GONE}
    assert taken(plan_of(AMD), t.Detect) == {"live": LIVE, "machine": MACHINE, "skip": 0}
    assert taken(plan_of("<record/>"), t.Record) == {"": SILENCE | KEY}


def test_keys_are_pressed_at_a_branch_in_doubt_whoever_has_answered() -> None:
    """Behind it stands an amd, and nothing says what it takes them for."""
    branch = '<keypress pressed="1-12"><goto>who</goto></keypress>'
    plan = plan_of(f'<amd name="who"><live/><machine/></amd>{MENU.format(digits=1, branches=branch)}')
    assert taken(plan, t.Collect)["1-12"] == KEY


@pytest.mark.parametrize(
    ("body", "quirks", "kind", "expected"),
    [
        (menu("1"), {"barge_in": False}, t.Play, {"": GOES_ON, "key": 0}),
        (menu("1"), {"first_hash": "end"}, t.Collect, {"1": KEY, "no match": KEY, "no input": SILENCE | KEY}),
        (AMD, {"amd_inbound": "skip"}, t.Detect, {"live": LIVE, "machine": MACHINE, "skip": INBOUND}),
        ('<play type="tts">x</play>', {"key_in_plain_play": "cut"}, t.Play, {"": GOES_ON | KEY}),
    ],
)
def test_quirks_decide_who_takes_what(body: str, quirks: dict[str, object], kind: type, expected: object) -> None:
    assert taken(plan_of(body, **quirks), kind) == expected


def test_what_needs_a_callee_is_passed_over_and_the_rest_goes_on() -> None:
    plan = plan_of('<stash varname="s">1</stash>' + menu("1"))
    assert taken(plan, t.Play, gone=True) == {"": GONE}
    assert taken(plan, t.Stash, gone=True) == {"": GOES_ON}


def test_what_is_written() -> None:
    get = '<get varname="x">http://example.com/</get>'
    found = Flow(plan_of(menu("1")))
    place = next(place for place, each in enumerate(found.plan.table) if type(each) is t.Collect)
    ways = found.written([place])
    assert len(ways.setting[place]) == 2
    assert len(ways.plain[place]) == 1
    assert not ways.clearing
    cleared = Flow(plan_of(menu("1"), lastinput_on_timeout="clear")).written([place])
    assert (cleared.plain[place], cleared.clearing[place]) == ([], ways.plain[place])
    for reading, plain in (("empty", 0), ("keep", 1), ("end_call", 0)):
        plan = plan_of(get, http_error=reading)
        asks = next(place for place, each in enumerate(plan.table) if type(each) is t.Request)
        split = Flow(plan).written([asks])
        assert (len(split.setting[asks]), len(split.plain[asks])) == (1, plain)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (menu("1", "12"), {"12"}),
        (menu("1", "12", digits=2), set()),
        (menu("*", "#", digits=2), set()),
        (menu("10-20"), {"10-20"}),
        (menu("5-15"), set()),
        (menu("1", "2", "1-2"), {"1-2"}),
        (menu("1", "2", "1-3"), set()),
        (menu("0", "1", catch="0"), {"0"}),
        (menu("0-1", catch="0"), set()),
        (menu("0-0", catch="0"), {"0-0"}),
    ],
)
def test_what_no_key_takes(body: str, expected: set[str]) -> None:
    plan = plan_of(body)
    assert {edge.label for edge in edges(plan, t.Collect) if edge.forbidden} == expected


def test_a_key_does_not_cut_a_prompt_that_says_nothing() -> None:
    plan = plan_of('<menu><play type="tts"> </play><keypress pressed="1"><hangup/></keypress></menu>')
    assert {edge.label for edge in edges(plan, t.Play) if edge.forbidden} == {"key"}


def test_the_innermost_catch_acts_and_only_where_the_call_waits() -> None:
    plan = plan_of(
        '<catch type="digit" value="0" goto="outer"><catch type="digit" value="0" goto="inner">'
        '<stash varname="s">1</stash><play type="tts">x</play></catch></catch>'
        '<hangup name="outer"/><hangup name="inner"/>'
    )
    prompt = next(place for place, i in enumerate(plan.table) if type(i) is t.Play)
    (edge,) = Flow(plan).caught()
    assert (edge.source, edge.who) == (prompt, KEY)
    assert plan.elements[plan.table[edge.target].element].node.name == "inner"


def test_a_hang_up_is_caught_and_nobody_is_there_behind_it() -> None:
    body = '<catch type="hangup" goto="end"><record varname="r"/></catch><hangup name="end"/>'
    (edge,) = Flow(plan_of(body)).caught()
    assert (edge.who, edge.hangs_up, edge.gone, edge.writes) == (HANGS_UP, True, False, True)
    outliving = [each for each in Flow(plan_of(body, catch_scope="until_end")).caught() if each.outlives]
    assert [each.target for each in outliving] == [edge.target]


LONG = """<dialplan name="Root">
  <menu name="m" maxDigits="1">
    <play type="tts">Press 1 or 12.</play>
    <keypress pressed="1"><hangup/></keypress>
    <keypress pressed="12"><play name="never" type="tts">Twelve.</play><hangup/></keypress>
    <keypress pressed="timeout"><hangup/></keypress>
    <keypress pressed="default"><hangup/></keypress>
  </menu>
</dialplan>
"""
"""A key that is longer than its menu takes."""


def test_what_no_call_takes_is_drawn_so() -> None:
    picture = draw(compile_plan(from_xml(LONG)))
    (arrow,) = [arrow for arrow in picture.arrows if arrow.kind == NEVER and arrow.label]
    assert arrow.label == "12"
    assert [box.title for box in picture.boxes if box.reached == NOWHERE] == ['play "never"', ""]
    assert {arrow.label for arrow in draw(compile_plan(from_xml(LONG)), only_reached=True).arrows} >= {"1", "no input"}


def test_predecessors_turn_the_graph_round() -> None:
    assert turned_round([[1, 2], [2], [], [2]]) == [[], [0], [0, 1, 3], []]
