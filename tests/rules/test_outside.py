"""Findings of the rules about what is outside of a plan."""

import pytest

from ivrdsl import from_xml
from ivrdsl.checking.nodes import check_nodes
from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.finding import Finding

GET = '<get varname="r">https://example.com/</get>'
CONNECT = '<transfer timeout="25">2135551234</transfer>'


def findings(body: str) -> list[Finding]:
    return [each for each in check_bytes(f"<dialplan>{body}</dialplan>", "plan.xml") if each.code == "IVR409"]


@pytest.mark.parametrize(
    ("body", "severity", "message", "why", "fix"),
    [
        (
            f"{GET}<if expr=\"'${{r}}' == 'blocked'\"><hangup/></if>{CONNECT}",
            "warning",
            'where get fails, the call goes on as if the reply were not "blocked"',
            "then the callee is connected by transfer",
            "'${r}' == ''",
        ),
        (
            f"{GET}<if expr=\"'${{r}}' == '17'\"><hangup/></if>{CONNECT}",
            "note",
            'not "17"',
            "is connected by transfer",
            "means success",
        ),
        (f"{GET}<if expr=\"'${{r}}' == 0\"><hangup/></if>", "warning", "counts as the number 0", "empty text", "!= ''"),
        (
            '<post>https://example.com/</post><play type="tts">Your payment is accepted.</play>',
            "note",
            'play says "Your payment is accepted."',
            "web server has failed",
            "reply",
        ),
    ],
)
def test_a_failed_reply_is_told(body: str, severity: str, message: str, why: str, fix: str) -> None:
    (found,) = findings(body)
    assert found.severity == severity
    assert message in found.message
    assert why in found.why
    assert fix in found.fix


def test_the_fix_is_in_words_of_python() -> None:
    plan = from_xml(f"<dialplan>{GET}<if expr=\"'${{r}}' == 'no'\"><hangup/></if>{CONNECT}</dialplan>")
    (found,) = (each for each in check_nodes(plan, [], "plan.py") if each.code == "IVR409")
    assert "Var('r').quoted" in found.fix


def test_a_reply_that_is_fetched_anew_is_another_one() -> None:
    body = f"{GET}{GET}<if expr=\"'${{r}}' == 'no'\"><hangup/></if>{CONNECT}"
    assert [each.column for each in findings(body)] == [body.index("<if") + len("<dialplan>") + 1]
