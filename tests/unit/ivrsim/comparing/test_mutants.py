"""Every fault that is put into a plan, what it is called, and that nothing else changes."""

from collections import Counter

from hypothesis import given

from ivrdsl.model import walk
from ivrdsl.model.nodes import (
    Amd,
    Catch,
    Dialplan,
    Else,
    Equal,
    Goto,
    Hangup,
    If,
    Keypress,
    Live,
    Machine,
    Menu,
    NoInput,
    NoMatch,
    NotEqual,
    Record,
    Say,
    Transfer,
    Wait,
)
from ivrdsl.model.odd import Comment
from ivrdsl.testing.strategies import dialplans
from ivrdsl.xml.parse import from_xml
from ivrsim.comparing.mutants import KINDS, Mutant, mutants


def only(plan: Dialplan, kind: str) -> list[Mutant]:
    return [mutant for mutant in mutants(plan) if mutant.kind == kind]


def test_live_and_machine_are_swapped() -> None:
    plan = Dialplan("r")[Amd()[Live(name="l")[Say("a")], Comment("between"), Machine()[Hangup()]]]
    (mutant,) = only(plan, "swap")
    assert mutant.plan == Dialplan("r")[Amd()[Live(name="l")[Hangup()], Comment("between"), Machine()[Say("a")]]]
    assert (mutant.element, mutant.words) == (1, "live and machine are swapped")
    alike = Dialplan("r")[Amd(live=Goto("x"), machine=Goto("x")), Say("a", name="x")]
    assert only(alike, "swap") == []


def test_branches_are_left_out() -> None:
    plan = Dialplan("r")[
        Menu("m")[Say("a"), Comment("c"), Keypress("1")[Hangup()], NoInput(), NoMatch()[Say("b")]],
        If("1")[Say("c"), Else()[Say("d")]],
    ]
    found = only(plan, "drop branch")
    assert [each.words for each in found] == [
        "keypress 1 is left out",
        "keypress timeout is left out",
        "keypress default is left out",
        "else is left out",
    ]
    assert found[0].plan.body[0] == Menu("m")[Say("a"), Comment("c"), NoInput(), NoMatch()[Say("b")]]
    assert found[3].plan.body[1] == If("1")[Say("c")]


def test_keys_are_others_that_no_branch_has() -> None:
    keys = ("1", "2", "12", "4-6", "30-31", "#")
    plan = Dialplan("r")[Menu("m", body=tuple(Keypress(key) for key in keys))]
    assert [each.words for each in only(plan, "change key")] == [
        "keypress 1 takes 3 instead",
        "keypress 2 takes 3 instead",
        "keypress 12 takes 11 instead",
        "keypress 4-6 takes 4-5 instead",
        "keypress 30-31 takes 30 instead",
        "keypress # takes 3 instead",
    ]
    full = Dialplan("r")[Menu("m", body=tuple(Keypress(key) for key in "1234567890*#"))]
    assert only(full, "change key") == []
    assert only(Dialplan("r")[Menu("m")[Keypress("7-7")]], "change key") == []


def test_timers_last_longer() -> None:
    plan = Dialplan("r")[
        Menu("a", timeout_ms=3500),
        Menu("b", timeout_s=600),
        Menu("c"),
        Record("v", timeout_s=5),
        Transfer("2135550100", timeout_s=25),
        Wait(2.5),
        Wait(0),
        Wait("${n}"),
        Menu("d", timeout_s=1000),
    ]
    assert [each.words for each in only(plan, "lengthen timer")] == [
        'menu "a" waits for 7000 ms',
        'menu "b" waits for 1000 s',
        'menu "c" waits for 30 s',
        "record waits for 10 s",
        "transfer waits for 50 s",
        "wait lasts 5 s",
        "wait[2] lasts 1 s",
    ]


def test_hangups_are_left_out_wherever_they_stand() -> None:
    hangup = Hangup()
    plan = Dialplan("r")[hangup, hangup, Menu("m")[Keypress("1")[hangup]]]
    found = only(plan, "delete hangup")
    assert [each.element for each in found] == [1, 2, 5]
    assert found[0].plan == found[1].plan == Dialplan("r")[hangup, Menu("m")[Keypress("1")[hangup]]]
    assert found[2].plan == Dialplan("r")[hangup, hangup, Menu("m")[Keypress("1")]]


def test_gotos_and_catches_lead_to_another_name() -> None:
    plan = Dialplan("r")[Goto("a"), Catch("hangup", "b")[Say("x", name="a")], Say("y", name="b"), Goto("nowhere")]
    assert [each.words for each in only(plan, "retarget")] == [
        'goto leads to "b" instead of "a"',
        'catch leads to "a" instead of "b"',
        'goto[2] leads to "a" instead of "nowhere"',
    ]
    assert only(Dialplan("r")[Goto("a", name="b"), Say("x", name="a")], "retarget") == []


def test_comparisons_are_turned_round() -> None:
    plan = Dialplan("r")[Equal("${x}", "1", name="e")[Say("a")], NotEqual("${x}", "2")]
    first, second = only(plan, "turn condition")
    assert first.plan.body[0] == NotEqual("${x}", "1", name="e")[Say("a")]
    assert second.plan.body[1] == Equal("${x}", "2")


def test_what_only_files_hold_stays_as_it_is() -> None:
    plan = from_xml('<dialplan><MENU><keypress pressed="1"><hangup/></keypress></MENU><hangup/></dialplan>')
    assert {each.element for each in mutants(plan)} == {4}
    assert mutants(Dialplan("r")) == []


@given(dialplans(max_size=4))
def test_every_mutant_is_another_plan_with_one_change(plan: Dialplan) -> None:
    before = [type(each.node) for each in walk.elements(plan)]
    for mutant in mutants(plan):
        assert mutant.kind in KINDS
        assert mutant.plan != plan
        after = [type(each.node) for each in walk.elements(mutant.plan)]
        match mutant.kind:
            case "swap":
                assert Counter(after) == Counter(before)
            case "drop branch" | "delete hangup":
                size = len(before) - len(after)
                assert before == [*after[: mutant.element], *before[mutant.element :][:size], *after[mutant.element :]]
            case "turn condition":
                assert {*before} - {*after} <= {Equal, NotEqual}
                assert len(after) == len(before)
            case _:
                assert after == before
