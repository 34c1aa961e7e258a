"""Whose input a tag may read, as the table tells it, holds in calls that are played at random."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import effects as did, table as t
from ivrsim.core.instructions.base import KEYS
from ivrsim.graph.inputs import Inputs, Source
from ivrsim.play.call import Call
from tests.properties.drawn import Drawn


def follow(call: Call) -> list[bool]:
    """For each effect of a tag that reads: whether the input that it finds is among those that the table tells."""
    plan = call.line.plan
    inputs = Inputs(plan)
    told: dict[int, list[frozenset[Source]]] = {}
    for place, each in enumerate(plan.table):
        if each.awaits != KEYS and type(each) not in (t.Assume, t.Enter, t.Ring):
            told.setdefault(each.element, []).append(inputs.sources(place))
    last: tuple[int, str] | None = None
    found = []
    for effect in (each for effects in call.line.log[1::3] for each in effects):
        if isinstance(effect, did.Input):
            last = effect.element, effect.digits
        elif len(told.get(effect.element, ())) == 1 and (known := told[effect.element][0]):
            own = {(plan.table[each.menu].element, each.keys) for each in known}
            found.append(last is not None and not own.isdisjoint({last, (last[0], None)}))
    return found


@given(st.integers(0, 10**6))
def test_an_input_that_is_read_is_one_of_its_sources(seed: int) -> None:
    drawn = Drawn(seed, large=True)
    drawn.names = [name for name in drawn.names if name != "r"]
    call, did_ = drawn.call()
    assert all(follow(call)), did_


CHOICE = n.Menu("m", max_digits=1)[
    n.Keypress("1")[n.Goto("save")],
    n.Keypress("2")[n.Menu("inner", max_digits=1)[n.Keypress("3"), n.NoInput(), n.NoMatch()[n.Hangup()]]],
    n.NoInput()[n.Hangup()],
    n.NoMatch()[n.Goto("m")],
]
SAVE = n.Stash("s", "${call.lastinput}", name="save")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (n.Dialplan("R")[CHOICE, SAVE], {("m", "1"), ("m", "2"), ("inner", "3")}),
        (n.Dialplan("R")[n.SetVar("call.lastinput", "7"), CHOICE, SAVE], set()),
        (n.Dialplan("R")[n.SetVar("${x}", "7"), CHOICE, SAVE], set()),
        (n.Dialplan("R")[n.If("1 == 1")[n.Goto("save")], CHOICE, SAVE], set()),
        (n.Dialplan("R")[n.Catch("hangup", "save")[CHOICE], SAVE], set()),
        (
            n.Dialplan("R")[n.Menu("m")[n.Keypress("1"), n.NoInput()[n.Hangup()], n.NoMatch()], SAVE],
            {("m", "1"), ("m", None)},
        ),
    ],
)
def test_the_sources_of_an_input(plan: n.Dialplan, expected: set[tuple[str, str | None]]) -> None:
    ready = compile_plan(plan)
    place = next(place for place, each in enumerate(ready.table) if type(each) is t.Stash)
    found = Inputs(ready).sources(place)
    assert {(ready.nodes[ready.table[each.menu].element].name, each.keys) for each in found} == expected


def test_a_circle_that_nothing_leads_to_has_no_sources() -> None:
    circle = n.SetVar("a", "${call.lastinput}", name="a"), n.SetVar("b", "1"), n.SetVar("c", "2"), n.Goto("a")
    ready = compile_plan(n.Dialplan("R")[n.Hangup(), *circle])
    inputs = Inputs(ready)
    assert not any(inputs.sources(place) for place in range(len(ready.table)))
