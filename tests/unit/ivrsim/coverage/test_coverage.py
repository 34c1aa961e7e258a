"""What calls cover of a plan, case by case: which branches there are, which an event takes, and which no call can."""

import pytest

from ivrdsl.model.structs import replace
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.coverage import shares
from ivrsim.coverage.branches import branches
from ivrsim.coverage.possible import possible
from ivrsim.coverage.shares import as_json, as_text, from_json, percentage, verdict
from ivrsim.coverage.tally import Coverage, Tally, shape
from ivrsim.play.call import Call
from ivrsim.script.statements import parse_script


def plan_of(body: str, **quirks: object) -> Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'), Platform().with_quirks(**quirks))


def played(plan: Plan, *scripts: str, passed: bool = True, source: str = "plan.xml") -> Coverage:
    """What calls with these scripts cover."""
    tally = Tally()
    for script in scripts:
        call = Call(plan)
        for statement in parse_script(script):
            statement.run(call)
        tally.add(call.line, source=source, varies=False, passed=passed)
    return tally.coverage()


def labels(coverage: Coverage, *, covered: bool, reachable: bool = True, tag: str = "") -> list[str]:
    """The labels of what is covered, or not; of nodes their path."""
    (plan,) = coverage.plans
    return [
        item.label or item.node
        for item in plan.items
        if plan.is_reachable(item) is reachable and (item.id in plan.passed) is covered and tag in item.node
    ]


MENU = (
    '<menu name="m" maxDigits="2" timeout="3000"><play type="tts">Press 1.</play>'
    '<keypress pressed="1"><hangup/></keypress><keypress pressed="4-6"><hangup/></keypress></menu><hangup name="end"/>'
)


@pytest.mark.parametrize(
    ("script", "taken"),
    [
        ("answer live; wait", {"silence"}),
        ("answer live; press 1; wait", {"key 1", "silence after a key"}),
        ("answer live; press 1#", {"key 1"}),
        ("answer live; press 5#", {"keys 4-6"}),
        ("answer live; press 55", {"a key that no branch takes"}),
        ("answer live; press #", {"# as the first key", "a key that no branch takes"}),
        ("answer live; press *", {"* as the first key", "a key that no branch takes"}),
        ("answer live; hang up", set()),
        ("answer busy", set()),
    ],
)
def test_what_a_menu_covers(script: str, taken: set[str]) -> None:
    found = played(plan_of(MENU), script)
    menu = {"silence", "silence after a key", "key 1", "keys 4-6", "a key that no branch takes", "# as the first key"}
    menu |= {"* as the first key"}
    assert set(labels(found, covered=True, tag='menu "m"')) & menu == taken
    assert set(labels(found, covered=False, tag='menu "m"')) & menu == menu - taken


def test_a_key_that_cuts_a_prompt_counts_for_both() -> None:
    found = played(plan_of(MENU), 'answer live; hear "Press"; press * at 100ms')
    taken = set(labels(found, covered=True))
    assert {"cut by a key", "* as the first key", "a key that no branch takes"} <= taken
    assert "to its end" not in taken
    assert "to its end" in labels(played(plan_of(MENU), "answer live; wait"), covered=True)


def test_a_hash_that_stands_for_silence_is_not_the_timer() -> None:
    plan = plan_of(MENU, first_hash="end")
    by_hash = labels(played(plan, "answer live; press #"), covered=True)
    assert {"# as the first key", "silence"} <= set(by_hash)
    assert "the time without a key" not in by_hash
    assert "the time without a key" in labels(played(plan, "answer live; wait"), covered=True)


REST = (
    '<notEqual var="${x}" expr="1"><play type="tts">a</play></notEqual><record/>'
    '<transfer continue-after="true" timeout="20">12135551234</transfer><get varname="v">http://s/</get>'
)


@pytest.mark.parametrize(
    ("script", "taken", "left"),
    [
        ("answer live; record 1s then #", {"true", "# ends it"}, {"false", "the time limit", "refused", "no answer"}),
        ("answer live; wait", {"the time limit"}, {"# ends it"}),
        ("answer live; record 1s then hang up", {"true"}, {"# ends it", "the time limit", "answered", "onward"}),
        (
            'http "*" -> timeout; answer live; wait; transfer busy; wait 60s',
            {"refused", "no reply in time"},
            {"no answer"},
        ),
        ('http "*" -> error; answer live; wait; transfer no answer', {"no answer"}, {"refused"}),
        ('http "*" -> timeout; answer live; wait; wait; wait 60s', {"no answer", "no reply in time"}, {"refused"}),
        ('http "*" -> "x"; answer live; wait; wait', {"no answer"}, {"no reply in time"}),
    ],
)
def test_what_recordings_transfers_and_requests_cover(script: str, taken: set[str], left: set[str]) -> None:
    found = played(plan_of(REST), script)
    assert taken <= set(labels(found, covered=True))
    assert left <= set(labels(found, covered=False))


def test_two_exits_to_one_place_are_two_branches() -> None:
    plan = plan_of('<menu maxDigits="1"><keypress pressed="1"/><keypress pressed="2"/></menu><hangup/>')
    found = played(plan, "answer live; press 2")
    assert "key 2" in labels(found, covered=True)
    assert "key 1" in labels(found, covered=False)


CAUGHT = (
    '<catch type="hangup" goto="gone"><catch type="digit" value="0" goto="zero"><play type="tts">Hello.</play></catch>'
    '</catch><hangup name="zero"/><stash name="gone" varname="s">1</stash><play type="tts">unheard</play>'
    '<menu name="passed"><keypress pressed="1"/></menu>'
)


def test_catches_and_what_is_passed_over() -> None:
    plan = plan_of(CAUGHT)
    hung_up = played(plan, "answer live; hang up at 100ms")
    assert {"catches a hang-up", 'stash "gone"'} <= set(labels(hung_up, covered=True))
    assert "catches key 0" in labels(hung_up, covered=False)
    assert labels(hung_up, covered=False, reachable=False, tag="play[1]") == []
    unheard = set(labels(hung_up, covered=False, reachable=False))
    assert {"play", 'menu "passed"', "key 1"} <= unheard  # a callee who is gone hears nothing
    assert "passed over" in labels(hung_up, covered=True)
    assert "to its end" not in labels(hung_up, covered=True)
    assert "catches key 0" in labels(played(plan, 'answer live; hear "Hello"; press 0 at 1ms'), covered=True)


def test_who_is_hung_up_on_hears_nothing_either() -> None:
    body = (
        '<catch type="hangup" goto="mine"><hangup/></catch><wait name="end">1</wait><stash name="mine" varname="s">1'
        '</stash><play name="unheard" type="tts">x</play>'
    )
    found = labels(played(plan_of(body, catch_own_hangup=True), "answer live"), covered=True)
    assert 'stash "mine"' in found
    assert 'play "unheard"' not in found


@pytest.mark.parametrize(
    ("body", "quirks", "never"),
    [
        ('<hangup/><play name="dead" type="tts">x</play>', {}, ['play "dead"', "to its end"]),
        ('<menu maxDigits="2"><keypress pressed="123"><hangup name="h"/></keypress></menu>', {}, ["key 123"]),
        ('<menu><keypress pressed="123"/></menu>', {}, []),
        (
            '<menu maxDigits="2"><keypress pressed="123"><hangup name="dead"/></keypress></menu>',
            {"undefined_variable": "literal"},  # where no search says so
            ["key 123", 'hangup "dead"'],
        ),
        ('<if expr="1 == 2"><play name="dead" type="tts">x</play></if>', {}, ["true", 'play "dead"']),
        ('<if expr="${x} == 2"><play type="tts">x</play></if>', {}, []),
        ('<setvar varname="x">1</setvar><if expr="${x} == 2"><hangup name="dead"/></if>', {}, ['hangup "dead"']),
        ('<menu><keypress pressed="1-3"/><keypress pressed="2"/><keypress pressed="2-3"/></menu>', {}, ["keys 2-3"]),
        ('<if expr="Math.random() == 2"><hangup/></if>', {}, []),
        ('<equal var="${contact.lang}" expr="en"><hangup/></equal>', {}, []),
        ('<equal var="${${contact.lang}}" expr="en"><hangup/></equal>', {}, []),
        ('<menu maxDigits="1"><play type="tts"> </play><keypress pressed="1"/></menu>', {}, ["cut by a key"]),
        ('<catch type="hangup" goto="end"><stash varname="s">1</stash></catch><hangup name="end"/>', {}, ["catches"]),
        (
            '<catch type="digit" value="1" goto="end"><menu><keypress pressed="1"/></menu></catch><hangup name="end"/>',
            {},
            ["key 1"],
        ),
    ],
)
def test_what_no_call_can_take_is_unreachable(body: str, quirks: dict[str, object], never: list[str]) -> None:
    found = played(plan_of(body, **quirks), "answer live")
    unreachable = labels(found, covered=False, reachable=False)
    for each in never:
        assert any(each in label for label in unreachable), unreachable
    if not never:
        assert unreachable == []


def test_without_barge_in_a_prompt_cannot_be_cut() -> None:
    assert any(branch.label == "cut by a key" for branch in branches(plan_of(MENU)))
    assert not any(branch.label == "cut by a key" for branch in branches(plan_of(MENU, barge_in=False)))


def test_an_empty_plan() -> None:
    found = played(plan_of(""), "answer live")
    assert found.percent == 100
    assert verdict(found) == shares.PASSED
    assert played(plan_of(""), "answer busy").percent == 0


def test_ids_are_told_once() -> None:
    for body in (MENU, REST, CAUGHT):
        ids = [branch.id for branch in branches(plan_of(body))]
        assert len(set(ids)) == len(ids)
        assert possible(plan_of(body)) <= set(ids)


# --- the values -------------------------------------------------------------------------------------------------------


def test_passing_and_failing_calls_are_told_apart() -> None:
    plan = plan_of(MENU)
    found = played(plan, "answer live; press 1#").merge(played(plan, "answer live; wait", passed=False))
    (one,) = found.plans
    assert (one.passed_calls, one.failed_calls) == (1, 1)
    assert "silence" in labels(found, covered=False)
    assert one.branches.passed < one.branches.total
    assert verdict(found) == shares.FAILED
    assert found.merge(found).plans[0].passed_calls == 2
    assert found.merge(found).plans[0].failed["n0"] == 2
    text = as_text(found)
    assert 'by failing calls only\n    menu "m"' in text
    assert "2 calls, 1 failed" in text


def test_runs_of_other_plans_and_platforms_stand_beside_each_other() -> None:
    found = played(plan_of(MENU), "answer live").merge(played(plan_of(MENU, no_match="replay"), "answer live"))
    found = found.merge(played(plan_of(REST), "answer live", source="other.xml"))
    assert [(plan.identity.source, plan.identity.platform) for plan in found.plans] == [
        ("other.xml", ""),
        ("plan.xml", ""),
        ("plan.xml", "no_match=replay"),
    ]
    assert found.changed() == []


def test_a_plan_that_changed_is_found_out() -> None:
    old, new = played(plan_of(MENU), "answer live"), played(plan_of(REST), "answer live")
    assert len(old.merge(new).changed()) == 2
    assert old.updated(new) == new
    varying = Coverage(tuple(replace(plan, varies=True) for plan in old.plans))
    assert varying.merge(new).changed() == []
    assert len(varying.updated(new).plans) == 2
    with pytest.raises(ValueError, match="not the same plan"):
        old.plans[0].merge(new.plans[0])


TARGETS = '<hangup name="a"/><wait name="b">1</wait>'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('<play type="tts">2 5 1 7</play>', '<play type="tts">0 0 4 2</play>', True),
        ('<menu><keypress pressed="2517"/></menu>', '<menu><keypress pressed="004"/></menu>', True),
        ('<menu><keypress pressed="1"/></menu>', '<menu><keypress pressed="2"/></menu>', False),
        ('<menu timeout="3000"/>', '<menu timeout="4000"/>', True),
        ("<hangup/>", "<hangup/><hangup/>", False),
        ('<stash varname="a">1</stash>', '<setvar varname="a">1</setvar>', False),
        (f"<goto>a</goto>{TARGETS}", f"<goto>b</goto>{TARGETS}", False),
    ],
)
def test_the_shape_is_what_parameters_leave_alone(one: str, other: str, same: bool) -> None:
    assert (shape(plan_of(one)) == shape(plan_of(other))) is same


def test_percentages_are_never_rounded_up() -> None:
    (plan,) = played(plan_of(MENU), "answer live; wait").plans
    nearly = Coverage((replace(plan, passed={item.id: 1 for item in plan.items if item.label != "key 1"}),))
    assert percentage(shares.Share(9999, 0, 10_000, 0)) == "99.9 %"
    assert percentage(shares.Share(0, 0, 0, 3)) == "0.0 %"
    assert nearly.is_under(100)
    assert not nearly.is_under(0)
    assert Coverage().is_under(0.1)
    assert verdict(Coverage(), 50) == shares.FAILED


def test_secrets_are_in_no_report() -> None:
    from ivrdsl import Dialplan, Hangup, Keypress, Menu, Say, spell

    plan = compile_plan(
        Dialplan("code 2517")[
            Menu("enter 2 5 1 7", max_digits=4)[Say("It is ", spell("2517")), Keypress("2517")[Hangup()]],
        ]
    )
    for source in ("", "plan.py:f"):
        found = played(plan, "answer live; press 2517", source=source)
        for report in (as_text(found), str(as_json(found))):
            assert "2517" not in report.replace(" ", "")
            assert "[secret]" in report


# --- reading back -----------------------------------------------------------------------------------------------------


def test_what_is_written_can_be_read() -> None:
    found = played(plan_of(CAUGHT), "answer live; hang up at 100ms").merge(played(plan_of(MENU), "answer live; wait"))
    assert from_json(as_json(found)) == found
    assert from_json(as_json(Coverage())) == Coverage()


def spoilt(**changes: object) -> object:
    """Data with something wrong in its plan, or in the plan's first item."""
    data = as_json(played(plan_of(MENU), "answer live"))
    plan = data["plans"][0]
    for name, value in changes.items():
        (plan if name in plan else plan["items"][0])[name] = value
    return data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "the file is not an object"),
        ([], "the file is not an object"),
        ({}, "the file has no version"),
        ({"version": 1}, "the file has no plans"),
        ({"version": 2, "plans": []}, "version is 2; expected 1"),
        ({"version": True, "plans": []}, "version is True"),
        ({"version": 1, "plans": [3]}, "plan 1 is not an object"),
        (spoilt(shape=7), "plan 1: shape is 7"),
        (spoilt(items="x"), "plan 1: items is 'x'"),
        (spoilt(items=[{}]), "plan 1, item 1 has no id"),
        (spoilt(calls={"passed": -1, "failed": 0}), "plan 1, calls: passed is -1"),
        (spoilt(passed=-1), "item 1: passed is -1"),
        (spoilt(passed=1.5), "item 1: passed is 1.5"),
        (spoilt(passed=True), "item 1: passed is True"),
        (spoilt(line="7"), "item 1: line is '7'"),
        (spoilt(group="wires"), "there is no group 'wires'"),
        (spoilt(id="0.0"), "an item is listed twice"),
        ({"version": 1, "plans": as_json(played(plan_of(""), "answer live"))["plans"] * 2}, "a plan is listed twice"),
    ],
)
def test_broken_data_is_refused(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        from_json(data)


def test_no_plan_at_all() -> None:
    assert as_text(Coverage()) == "no plan was called\n0.0 % of 0 branches: PASSED, some branches untested"
