"""A plan that is Python is told in words of Python what is wrong and what to write, whichever rule says it."""

import re

import pytest

from ivrdsl import Dialplan, IvrError, from_xml
from ivrdsl.checking.control import control_of
from ivrdsl.checking.nodes import check_nodes
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import Rule, examples

XML = re.compile(
    r"</?[a-zA-Z]|\b(?:maxDigits|varname|continue-after|digitTimeout)\b|\b(?:pressed|expr|type|timeout|var)=|--fix"
    r"|write \$\{\w+(?:\.\w+)?\}$|\ba setvar\b|\ban if\b"
)
"""What nobody writes in Python. The names of tags stay in the ways that findings name, and `${n}` in JavaScript."""
SCHEMA = {"IVR002", "IVR011", "IVR012"}
"""What only files can break: nodes of the language cannot hold it."""


def plan_of(document: str) -> Dialplan | None:
    try:
        return from_xml(document)
    except IvrError:  # no plan at all
        return None


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_findings_are_in_words_of_python(rule: Rule) -> None:
    for document in (text for kind in examples(rule) for text in kind):
        plan = plan_of(document)
        for finding in check_nodes(plan, [], "plan.py", control=control_of(preset="strict")) if plan else ():
            if finding.code not in SCHEMA:
                words = re.sub(r"\"[^\"]*\"", "", finding.message)  # what is quoted is the plan's own
                assert not XML.search(words), finding
                assert not XML.search(finding.why), finding
                assert not XML.search(finding.fix), finding


@pytest.mark.parametrize(
    ("code", "body", "says"),
    [
        ("IVR106", '<menu maxDigits="1"><keypress pressed="12"/></menu>', "(max_digits=1)"),
        ("IVR109", '<menu><keypress pressed="1"/></menu>', "has no max_digits"),
        ("IVR107", '<menu maxDigits="1" timeout="500"><keypress pressed="1"/></menu>', "has timeout_s=500"),
        ("IVR210", '<play type="tts">${contact.c} ${contact.d}</play>', 'CONTACT.column("C") and CONTACT.column("D")'),
        ("IVR209", '<play type="tts">Hello ${</play>', 'Var("name")'),
        ("IVR302", '<wait name="a">1</wait><goto>a</goto>', "count the rounds with a SetVar"),
        ("IVR402", '<get varname="x">https://example.com/?pin=${call.lastinput}</get>', "send CALL.id"),
        ("IVR501", '<play type="tts">Your code is ${code}.</play>', 'digits in Var("code")'),
        ("IVR408", "<record/>", "neither a name nor a variable"),
    ],
)
def test_words_of_python(code: str, body: str, says: str) -> None:
    plan = from_xml(f'<dialplan name="Root">{body}</dialplan>')
    found = [
        each for each in check_nodes(plan, [], "plan.py", control=control_of(preset="strict")) if each.code == code
    ]
    assert found
    assert any(says in f"{each.message}\n{each.fix}" for each in found), found
