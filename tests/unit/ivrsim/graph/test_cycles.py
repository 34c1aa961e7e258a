"""Circles: what keeps a call in them, and what could end them."""

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.graph.cycles import Cycle, cycles
from ivrsim.graph.search import components


def found(body: str) -> list[Cycle]:
    return cycles(compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>')))


def menu(silence: str, *, key: str = "<hangup/>", before: str = "") -> str:
    return (
        f'<menu name="ask" maxDigits="1"><play type="tts">Press 1.</play>{before}<keypress pressed="1">{key}</keypress>'
        f'<keypress pressed="default"><hangup/></keypress><keypress pressed="timeout">{silence}</keypress></menu>'
    )


COUNT = '<setvar varname="n">${n} + 1</setvar>'
STOP = '<if expr="${n} &gt; 3"><hangup/></if>'
AGAIN = "<goto>ask</goto>"


@pytest.mark.parametrize(
    ("body", "needs", "bounded", "counters"),
    [
        ('<play name="a" type="tts">x</play><goto>a</goto>', "nothing", False, ()),
        ('<setvar name="a" varname="n">1</setvar><goto>a</goto>', "nothing", False, ()),
        (f'<setvar name="ask" varname="n">${{n}} + 1</setvar>{STOP}{AGAIN}', "nothing", True, ("n",)),
        (menu(AGAIN), "silence", False, ()),
        (menu(COUNT + AGAIN), "silence", False, ()),
        (menu(COUNT + STOP + AGAIN), "silence", True, ("n",)),
        (menu('<setvar varname="n">1</setvar>' + STOP + AGAIN), "silence", False, ()),
        (menu(COUNT + STOP + '<setvar varname="n">0</setvar>' + AGAIN), "silence", False, ()),
        (menu('<if expr="${x}">' + COUNT + "</if>" + STOP + AGAIN), "silence", False, ("n",)),
        (menu(COUNT + '<if expr="${x}">' + STOP + AGAIN + "</if>" + AGAIN), "silence", False, ("n",)),
        (menu('<setvar varname="m">${n} + 1</setvar><setvar varname="n">${m}</setvar>' + STOP + AGAIN), "silence",
         True, ("m", "n")),
        (menu("<hangup/>", key=AGAIN), "keys", False, ()),
        ('<transfer name="a" timeout="9">5551234567</transfer><goto>a</goto>', "silence", False, ()),
        ('<record name="a"/><goto>a</goto>', "silence", False, ()),
        ('<get name="a">http://s/</get><goto>a</goto>', "nothing", False, ()),
    ],
)  # fmt: skip
def test_what_a_circle_needs_and_counts(body: str, needs: str, bounded: bool, counters: tuple[str, ...]) -> None:
    (cycle,) = found(body)
    assert (cycle.needs, cycle.bounded, cycle.counters) == (needs, bounded, counters)
    assert not cycle.after_hang_up


def test_a_plan_that_goes_straight_on_has_none() -> None:
    assert found(menu("<hangup/>") + "<hangup/>") == []


def test_a_circle_that_nothing_leads_to_is_none() -> None:
    assert found('<hangup/><play name="a" type="tts">x</play><goto>a</goto>') == []


def test_its_elements_and_its_ways_out() -> None:
    (cycle,) = found(menu(AGAIN))
    assert cycle.elements == (1, 2, 8)  # menu, play, goto
    assert cycle.exits_on == ("1", "no match")
    assert cycle.tested == ()


def test_a_counter_that_is_reset_is_told_with_both_elements() -> None:
    (cycle,) = found(menu(COUNT + STOP + '<setvar varname="n">0</setvar>' + AGAIN))
    (reset,) = cycle.resets
    assert (reset.name, reset.counts, reset.sets) == ("n", (8,), (11,))
    assert cycle.tested == ("n",)
    assert cycle.counters == ()


def test_a_reset_on_one_way_leaves_a_counter_that_bounds_nothing() -> None:
    reset = '<if expr="${x}"><setvar varname="n">0</setvar></if>'
    (cycle,) = found(menu(COUNT + STOP + reset + AGAIN))
    assert (cycle.counters, cycle.bounded, len(cycle.resets)) == (("n",), False, 1)


def test_a_circle_inside_a_wider_one_is_told_apart() -> None:
    inner = menu(AGAIN, key="<goto>top</goto>")
    wide, narrow = found(f'<play name="top" type="tts">Hello.</play>{inner}')
    assert (wide.needs, narrow.needs) == ("keys", "silence")
    assert set(narrow.places) < set(wide.places)


def test_a_key_that_a_catch_catches_leads_round() -> None:
    (cycle,) = found(
        '<catch name="top" type="digit" value="0" goto="top"><play type="tts">Hello.</play></catch><hangup/>'
    )
    assert cycle.needs == "keys"


def test_a_circle_after_a_hang_up() -> None:
    (cycle,) = found(
        '<catch type="hangup" goto="ask"><play type="tts">Hello.</play></catch><hangup/>' + menu("<hangup/>") + AGAIN
    )
    assert (cycle.after_hang_up, cycle.needs) == (True, "nothing")


def test_a_long_chain_needs_no_recursion() -> None:
    size = 200_000
    assert len(components([[i + 1] for i in range(size - 1)] + [[0]], [0])) == 1
