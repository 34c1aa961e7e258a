"""What calls do when nobody answers them."""

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.graph.after import MAX_PLACES, actions_after_silence, every_silence, machine_hears


def plan_of(body: str) -> t.Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'))


def menus(plan: t.Plan) -> list[int]:
    """The places of the menus' Collects, in document order."""
    found = [place for place, each in enumerate(plan.table) if type(each) is t.Collect]
    return sorted(found, key=lambda place: plan.table[place].element)


ASK = '<menu name="ask" maxDigits="1"><play type="tts">Press 1.</play><keypress pressed="1"/>{}</menu>'


def test_silence_falls_into_what_comes_next() -> None:
    plan = plan_of(
        ASK.format("")
        + '<if expr="${x}"><stash varname="s">1</stash><else><transfer timeout="9">5551234567</transfer></else></if>'
        '<sms to="5">Hi</sms><record background="true"/>' + ASK.replace("ask", "b").format("") + "<dnc>5</dnc>"
    )
    first, second = menus(plan)
    after = actions_after_silence(plan, first)
    assert [each.kind for each in after.actions][-2:] == ["sms", "record"]
    assert {each.kind for each in after.actions} == {"stash", "transfer", "sms", "record"}
    assert after.waits_at == (second,)
    assert [plan.table[place].outcome for place in after.ends_at] == ["transferred"]  # type: ignore[union-attr]
    last = actions_after_silence(plan, second)
    assert ([each.kind for each in last.actions], last.waits_at, last.ends_at) == (["dnc"], (), (t.END,))
    assert every_silence(plan) == {first: after, second: last}


def test_a_recording_waits_for_the_callee() -> None:
    plan = plan_of(ASK.format("") + "<record/><dnc>5</dnc>")
    (menu,) = menus(plan)
    after = actions_after_silence(plan, menu)
    assert [each.kind for each in after.actions] == ["record"]
    assert [type(plan.table[place]) for place in after.waits_at] == [t.Record]


def test_a_menu_that_replays_waits_at_itself() -> None:
    plan = plan_of(ASK.format('<keypress pressed="timeout"><goto>ask</goto></keypress>'))
    (menu,) = menus(plan)
    assert actions_after_silence(plan, menu) == ((), (menu,), (), True)


def test_a_very_long_way_is_cut_short_and_says_so() -> None:
    plan = plan_of(ASK.format("") + '<stash varname="s">1</stash>' * (MAX_PLACES + 5))
    (menu,) = menus(plan)
    after = actions_after_silence(plan, menu)
    assert not after.complete
    assert len(after.actions) == MAX_PLACES


def heard(body: str) -> set[str]:
    plan = plan_of(body)
    return {plan.table[place].said[0] for place in machine_hears(plan)}  # type: ignore[union-attr,index]


def test_what_a_machine_hears() -> None:
    branch = '<keypress pressed="{}"><play type="tts">{}</play></keypress>'
    branches = branch.format("timeout", "Bye.") + branch.format("1", "One.")
    plain = f'<menu><play type="tts">Code.</play>{branches}</menu>'
    amd = '<amd><live/><machine><play type="tts">Beep.</play>{}</machine></amd>'
    assert heard(plain) == {"Code.", "Bye."}
    assert heard(amd.format("<hangup/>") + plain) == {"Beep."}
    assert heard(amd.format("") + plain) == {"Beep.", "Code.", "Bye."}
    assert heard('<play type="tts">Early.</play>' + amd.format("<hangup/>")) == {"Early.", "Beep."}
    assert heard('<play type="tts"></play>') == set()
