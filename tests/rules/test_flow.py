"""Findings of the rules about where calls go."""

import pytest

from ivrdsl import from_xml
from ivrdsl.checking.nodes import check_nodes
from ivrdsl.checking.run import check_bytes

HOUR = "${global.time.hour.military}"
HELLO = '<play type="tts">Hello.</play>'


@pytest.mark.parametrize(
    ("body", "severity", "message", "why"),
    [
        (
            f'<if expr="{HOUR} == 24">{HELLO}</if>',
            "warning",
            "never true, so what stands in it",
            "no hour (0 to 23)",
        ),
        (
            f'<if expr="{HOUR} &lt; 24">{HELLO}</if>',
            "warning",
            "never false, so it decides nothing",
            "makes it false",
        ),
        (
            f'<if expr="{HOUR} &lt; 24"><hangup/><else>{HELLO}</else></if>',
            "warning",
            "never false, so what stands in its else is never done",
            "makes it false",
        ),
        (
            '<goto>in</goto><if expr="1 &gt; 2"><hangup name="in"/></if>',
            "note",
            "no call goes into it but by a goto",
            "is always",
        ),
        (
            '<goto>in</goto><if expr="2 &gt; 1"><hangup/><else name="in"><hangup/></else></if>',
            "note",
            "no call goes into its else but by a goto",
            "is always",
        ),
    ],
)
def test_a_condition_that_comes_out_in_one_way(body: str, severity: str, message: str, why: str) -> None:
    found = [each for each in check_bytes(f"<dialplan>{body}</dialplan>", "plan.xml") if each.code == "IVR307"]
    assert [each.severity for each in found] == [severity]
    assert message in found[0].message
    assert why in found[0].why


def test_the_fix_of_a_window_is_in_words_of_python() -> None:
    plan = from_xml(f'<dialplan><if expr="{HOUR} &gt; 3 || {HOUR} &lt; 9"><hangup/></if></dialplan>')
    (found,) = (each for each in check_nodes(plan, [], "plan.py") if each.code == "IVR307")
    assert "&&" in found.fix
    assert "&amp;" not in found.fix


def test_what_a_catch_takes_is_told_of_the_branch_and_nowhere_else() -> None:
    body = (
        '<catch type="digit" value="0" goto="end"><menu maxDigits="1"><keypress pressed="0"><goto>lost</goto>'
        '</keypress><keypress pressed="timeout"><hangup/></keypress><keypress pressed="default"><hangup/></keypress>'
        '</menu></catch><play name="lost" type="tts">Hello.</play><hangup name="end"/>'
    )
    found = [
        each for each in check_bytes(f"<dialplan>{body}</dialplan>", "plan.xml") if each.code in ("IVR301", "IVR308")
    ]
    assert [(each.code, each.column) for each in found] == [("IVR308", body.index("<keypress") + len("<dialplan>") + 1)]
    assert "catch takes key 0 first" in found[0].why
