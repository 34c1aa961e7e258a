"""Variables that are read before they are set."""

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform
from ivrsim.graph.unset import MAX_BITS, unset_reads, unset_way


def plan_of(body: str, **quirks: object) -> t.Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'), Platform().with_quirks(**quirks))


def menu(key: str, silence: str) -> str:
    return (
        f'<menu maxDigits="1"><play type="tts">?</play><keypress pressed="1">{key}</keypress>'
        f'<keypress pressed="default">{key}</keypress><keypress pressed="timeout">{silence}</keypress></menu>'
    )


SET, READ = '<setvar varname="x">1</setvar>', '<play type="tts">${x}</play>'
INPUT = '<play type="tts">${call.lastinput}</play>'
CAUGHT = '<catch type="hangup" goto="h">{}</catch><hangup/><stash name="h" varname="s">${{x}}</stash>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (SET + READ, []),
        (READ, [("x", "never set")]),
        (READ + SET, [("x", "never set")]),
        (f'<play name="a" type="tts">?</play>{READ}{SET}<goto>a</goto>', [("x", "maybe unset")]),
        (menu(SET, "") + READ, [("x", "maybe unset")]),
        (menu(SET, SET) + READ, []),
        (menu(SET, "<hangup/>") + READ, []),
        ('<setvar varname="x">${x} + 1</setvar>', [("x", "never set")]),
        ('<if expr="1">' + SET + "<else>" + SET + "</else></if>" + READ, []),
        ('<get varname="x">http://s/</get>' + READ, []),
        ('<record varname="x"/>' + READ, []),
        (INPUT, [("call.lastinput", "never set")]),
        (menu("", "<hangup/>") + INPUT, []),
        (menu("", "") + INPUT, [("call.lastinput", "maybe unset")]),
        ('<play type="tts">${call.callerid} ${contact.A} ${global.date}</play>', []),
        ('<setvar varname="x${i}">1</setvar><play type="tts">${x1} ${y1}</play>',
         [("i", "never set"), ("y1", "never set")]),
        ("<hangup/>" + READ, []),
        (CAUGHT.format('<record varname="x"/>'), []),
        (CAUGHT.format('<play type="tts">?</play>' + SET), [("x", "never set")]),
        (CAUGHT.format('<play type="tts">?</play>' + SET + '<play type="tts">?</play>'), [("x", "maybe unset")]),
        ('<catch type="hangup" goto="h"><play type="tts">?</play></catch><hangup/><menu name="h">' + READ
         + "</menu>", []),
    ],
)  # fmt: skip
def test_what_is_read_before_it_is_set(body: str, expected: list[tuple[str, str]]) -> None:
    assert sorted((each.name, each.certainty) for each in unset_reads(plan_of(body))) == expected


def test_the_way_shows_how() -> None:
    plan = plan_of(menu(SET, "") + READ)
    (found,) = unset_reads(plan)
    way = unset_way(plan, found.place, "x")
    assert [type(plan.table[place]) for place in way] == [t.Ring, t.Enter, t.Play, t.Collect, t.Play]
    assert unset_way(plan_of(SET + READ), 2, "x") == []


def test_quirks_that_leave_or_make_a_variable_unset() -> None:
    asked = '<get varname="x">http://s/</get>' + READ
    assert [each.certainty for each in unset_reads(plan_of(asked, http_error="keep"))] == ["maybe unset"]
    twice = menu("", "<hangup/>") + menu("", "") + INPUT
    assert unset_reads(plan_of(twice)) == []
    assert [each.certainty for each in unset_reads(plan_of(twice, lastinput_on_timeout="clear"))] == ["maybe unset"]


def test_more_variables_than_fit_at_a_time() -> None:
    many = MAX_BITS + 7
    sets = "".join(f'<setvar varname="v{i}">1</setvar>' for i in range(many))
    every = "".join(f"${{v{i}}}" for i in range(many))
    body = f'<play type="tts">${{v0}}</play>{sets}<play type="tts">{every}</play>'
    assert [(each.name, each.certainty) for each in unset_reads(plan_of(body))] == [("v0", "never set")]
