"""Where an answering machine gets to."""

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.graph.after import machine_reaches


def plan_of(body: str) -> t.Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'))


def heard(body: str) -> set[str]:
    plan = plan_of(body)
    return {plan.table[place].said[0] for place in machine_reaches(plan) if type(plan.table[place]) is t.Play}  # type: ignore[union-attr,index]


def test_what_a_machine_hears() -> None:
    branch = '<keypress pressed="{}"><play type="tts">{}</play></keypress>'
    branches = branch.format("timeout", "Bye.") + branch.format("1", "One.")
    plain = f'<menu><play type="tts">Code.</play>{branches}</menu>'
    amd = '<amd><live/><machine><play type="tts">Beep.</play>{}</machine></amd>'
    assert heard(plain) == {"Code.", "Bye."}
    assert heard(amd.format("<hangup/>") + plain) == {"Beep."}
    assert heard(amd.format("") + plain) == {"Beep.", "Code.", "Bye."}
    assert heard('<play type="tts">Early.</play>' + amd.format("<hangup/>")) == {"Early.", "Beep."}
