"""The flow graph: what calls get to, with and without catches, and past which places."""

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform
from ivrsim.graph.flow import caught, predecessors, reachable


def plan_of(body: str, **quirks: object) -> t.Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'), Platform().with_quirks(**quirks))


def names(plan: t.Plan, places: frozenset[int]) -> set[str]:
    """The names of the elements that have a place among these."""
    elements = {plan.table[place].element for place in places}
    return {plan.elements[number].node.name for number in elements if getattr(plan.elements[number].node, "name", None)}


DEAD = '<goto>end</goto><play name="dead" type="tts">Never.</play><hangup name="end"/>'
CAUGHT = (
    '<catch type="hangup" goto="gone"><play name="said" type="tts">Hello.</play></catch><hangup name="end"/>'
    '<stash name="gone" varname="s">1</stash><menu name="skipped"><play name="unheard" type="tts">?</play></menu>'
    '<stash name="last" varname="s">2</stash>'
)
AMD = (
    '<amd><live><goto>end</goto></live><machine><hangup name="m"/></machine></amd>'
    '<play name="dead" type="tts">x</play><hangup name="end"/>'
)
OWN = (
    '<catch type="hangup" goto="mine"><hangup name="end"/></catch><hangup name="x"/><stash name="mine" varname="s">1'
    "</stash>"
)


@pytest.mark.parametrize(
    ("body", "quirks", "expected"),
    [
        (DEAD, {}, {"Root", "end"}),
        (CAUGHT, {}, {"Root", "said", "end", "gone", "skipped", "last"}),
        (AMD, {}, {"Root", "m", "end"}),
        (AMD, {"amd_inbound": "skip"}, {"Root", "m", "dead", "end"}),
        (OWN, {}, {"Root", "end"}),
        (OWN, {"catch_own_hangup": True}, {"Root", "end", "mine"}),
    ],
)
def test_what_is_reachable(body: str, quirks: dict[str, object], expected: set[str]) -> None:
    plan = plan_of(body, **quirks)
    assert names(plan, reachable(plan)) == expected


def test_catches_can_be_left_out() -> None:
    plan = plan_of(CAUGHT)
    assert names(plan, reachable(plan, catches=False)) == {"Root", "said", "end"}


def test_from_other_starts_and_past_walls() -> None:
    plan = plan_of("".join(f'<play name="{name}" type="tts">x</play>' for name in "abc"))
    at = {plan.elements[i.element].node.name: place for place, i in enumerate(plan.table) if type(i) is t.Play}
    assert names(plan, reachable(plan, starts=[at["b"]])) >= {"b", "c"}
    assert at["a"] not in reachable(plan, starts=[at["b"]])
    assert at["c"] not in reachable(plan, without=[at["b"]])
    assert reachable(plan, starts=[at["b"]], without=[at["b"]]) == frozenset()


def test_the_innermost_catch_acts_and_only_where_the_call_waits() -> None:
    plan = plan_of(
        '<catch type="digit" value="0" goto="outer"><catch type="digit" value="0" goto="inner">'
        '<stash varname="s">1</stash><play type="tts">x</play></catch></catch>'
        '<hangup name="outer"/><hangup name="inner"/>'
    )
    prompt = next(place for place, i in enumerate(plan.table) if type(i) is t.Play)
    ((place, targets),) = caught(plan).key.items()
    assert place == prompt
    assert [plan.elements[plan.table[target].element].node.name for target in targets] == ["inner"]


def test_predecessors_turn_the_graph_round() -> None:
    assert predecessors([[1, 2], [2], [], [2]]) == [[], [0], [0, 1, 3], []]
