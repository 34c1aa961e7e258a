"""Which variables may still be read where: the ways on which something stays unwritten are the ones that matter."""

from typing import Any

import pytest

from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform
from ivrsim.search.liveness import CLOCK, DETECTED, live

INPUT = "call.lastinput"
HEARD = n.Say("${x} ${call.lastinput}", name="h")


def plan_of(*body: Any, **quirks: Any) -> t.Plan:
    return compile_plan(n.Dialplan("Root", body=body), Platform().with_quirks(**quirks))


def kept(plan: t.Plan, kind: type, name: str) -> bool:
    """Whether a variable is kept where a call waits at the first instruction of a kind, in document order."""
    place = min(
        (place for place, each in enumerate(plan.table) if type(each) is kind), key=lambda p: plan.table[p].element
    )
    return live(plan).keeps(place, name)


MENU = n.Menu(max_digits=1, body=(n.Keypress("1"), n.NoInput(body=(n.Hangup(),))))


@pytest.mark.parametrize(
    ("body", "kind", "name", "expected"),
    [
        ((n.Say("a"), HEARD), t.Play, "x", True),
        ((n.Say("a"), n.SetVar("x", "1"), HEARD), t.Play, "x", False),
        ((n.Say("a"), n.SetVar("x", "${x}1"), HEARD), t.Play, "x", True),
        ((n.Say("a"), n.SetVar("y", "1"), HEARD), t.Play, "x", True),
        ((n.Say("a"), n.SetVar("${y}", "1"), HEARD), t.Play, "x", True),  # nobody knows what it sets
        ((n.Say("a"), n.Say("${a${b}}")), t.Play, "anything", True),  # nor what this reads
        ((n.Say("${x}"),), t.Play, "y", False),
        ((MENU, HEARD), t.Collect, INPUT, False),  # silence hangs up
        ((n.Menu(max_digits=1, body=(n.Keypress("1"),)), HEARD), t.Collect, INPUT, True),  # silence goes on
        ((n.Catch("digit", "h", "0", body=(MENU,)), n.Hangup(), HEARD), t.Collect, INPUT, True),
        (
            (n.Catch("hangup", "h", body=(MENU,)), n.Hangup(), n.Sms("${call.lastinput}", to="1", name="h")),
            t.Collect,
            INPUT,
            True,
        ),
        ((n.Record(variable="x"), HEARD), t.Record, "x", False),
        ((n.Catch("digit", "h", "0", body=(n.Record(variable="x"),)), n.Hangup(), HEARD), t.Record, "x", True),
        ((n.Get("http://s", variable="x"), HEARD), t.Request, "x", False),
        (
            (n.Catch("digit", "h", "0", body=(n.Get("http://s", variable="x"),)), n.Hangup(), HEARD),
            t.Request,
            "x",
            True,
        ),
        ((n.Say("a"), n.Amd(live=n.Goto("h"), machine=n.Hangup()), HEARD), t.Play, DETECTED, True),
        ((n.Amd(live=n.Goto("h"), machine=n.Hangup()), HEARD), t.Play, DETECTED, False),
        ((n.Say("a"), n.Say("${global.date}")), t.Play, CLOCK, True),
        ((n.Say("a"), n.If("1 == 1")), t.Play, CLOCK, True),  # JavaScript can make a Date
        ((n.Say("a"), n.SetVar("x", "1")), t.Play, CLOCK, False),
        ((n.Say("a"), n.Say("${x}")), t.Play, "attribute.x", True),
        ((n.Say("a"), n.Say("${call.field.c}")), t.Play, "contact.C", True),
    ],
)
def test_what_may_still_be_read(body: tuple[Any, ...], kind: type, name: str, expected: bool) -> None:
    assert kept(plan_of(*body), kind, name) is expected


def test_a_reply_that_fails_may_leave_the_variable_alone() -> None:
    body = n.Get("http://s", variable="x"), HEARD
    assert not kept(plan_of(*body), t.Request, "x")
    assert kept(plan_of(*body, http_error="keep"), t.Request, "x")


def test_a_catch_that_outlives_its_body_is_a_way_from_everywhere() -> None:
    body = n.Catch("digit", "h", "0"), n.Say("a"), n.Hangup(), n.Sms("${x}", to="1", name="h")
    assert not kept(plan_of(*body), t.Play, "x")
    assert kept(plan_of(*body, catch_scope="until_end"), t.Play, "x")


def test_a_recording_that_is_passed_over_is_not_written() -> None:
    body = n.Catch("hangup", "r", body=(n.Say("a"),)), n.Record(variable="x", name="r"), n.Sms("${x}", to="1")
    assert kept(plan_of(*body), t.Play, "x")
