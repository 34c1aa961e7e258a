"""How far calls come: with and without catches, past which places, and when a machine answers."""

from collections.abc import Callable

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform
from ivrsim.graph.extent import machine_reaches, reachable, reachable_as_written, reached_without_a_key


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


def test_a_branch_that_is_forbidden_is_reached_as_written_only() -> None:
    plan = plan_of(
        '<menu maxDigits="1"><keypress pressed="12"><goto>long</goto></keypress><keypress pressed="1">'
        '<hangup name="end"/></keypress></menu><hangup/><play name="long" type="tts">x</play>'
    )
    assert names(plan, reachable(plan)) == {"Root", "end"}
    assert names(plan, reachable_as_written(plan)) == {"Root", "end", "long"}


def heard(body: str, reaches: Callable[[t.Plan], frozenset[int]] = machine_reaches) -> set[str]:
    plan = plan_of(body)
    return {plan.table[place].said[0] for place in reaches(plan) if type(plan.table[place]) is t.Play}  # type: ignore[union-attr,index]


def test_what_a_machine_hears() -> None:
    branch = '<keypress pressed="{}"><play type="tts">{}</play></keypress>'
    branches = branch.format("timeout", "Bye.") + branch.format("1", "One.")
    plain = f'<menu><play type="tts">Code.</play>{branches}</menu>'
    amd = '<amd><live/><machine><play type="tts">Beep.</play>{}</machine></amd>'
    assert heard(plain) == {"Code.", "Bye."}
    assert heard(amd.format("<hangup/>") + plain) == {"Beep."}
    assert heard(amd.format("") + plain) == {"Beep.", "Code.", "Bye."}
    assert heard('<play type="tts">Early.</play>' + amd.format("<hangup/>")) == {"Early.", "Beep."}


def test_what_is_heard_without_a_key() -> None:
    branch = '<keypress pressed="{}"><play type="tts">{}</play></keypress>'
    branches = branch.format("timeout", "Bye.") + branch.format("1", "One.") + branch.format("default", "No.")
    amd = '<amd><live/><machine><play type="tts">Beep.</play></machine></amd>'
    menu = f'<menu maxDigits="1"><play type="tts">Press 1.</play>{branches}</menu>'
    catch = '<catch type="digit" value="1" goto="caught"><play type="tts">Long.</play></catch><hangup/>'
    caught = '<play name="caught" type="tts">Caught.</play>'
    assert heard(amd + menu, reached_without_a_key) == {"Press 1.", "Bye."}
    assert heard(amd + catch + caught, reached_without_a_key) == {"Long."}
    assert heard(amd + menu + menu, reached_without_a_key) == {"Press 1.", "Bye."}


def test_a_machine_follows_what_catches_the_plans_own_hangup() -> None:
    body = (
        '<catch type="hangup" goto="mine"><hangup name="end"/></catch><hangup/><stash name="mine" varname="s">1</stash>'
    )
    assert names(plan_of(body), machine_reaches(plan_of(body))) == {"Root", "end"}
    own = plan_of(body, catch_own_hangup=True)
    assert names(own, machine_reaches(own)) == {"Root", "end", "mine"}
