"""What looks like a code in quoted text is hidden in every format for machines, and what a rule says is not."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from ivrdsl import Dialplan, Menu, Say, Secret, check
from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.as_json import render_json
from ivrdsl.findings.render.concise import render_concise
from ivrdsl.findings.render.full import render_full
from ivrdsl.findings.render.github import render_github
from ivrdsl.findings.render.junit import render_junit
from ivrdsl.findings.render.masking import masked
from ivrdsl.findings.render.sarif import render_sarif


def finding(message: str, **changes: str) -> Finding:
    made = Finding("IVR500", "some-rule", "warning", "f.xml", 2517, 1, "", message, "", "")
    return made._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('says "your code is 2 5 1 7, bye" at 3 s', 'says "your code is [secret], bye" at 3 s'),
        ('says "2 5 1 8"', 'says "[secret]"'),
        ('says "2  5\u00a01\t7"', 'says "[secret]"'),
        ('says "code 2517"', 'says "code [secret]"'),
        ('says "2517 is your verification code"', 'says "[secret] is your verification code"'),
        ('says "your PIN is 123."', 'says "your PIN is [secret]."'),
        ('says "your code is 482 913"', 'says "your code is [secret]"'),
        ('goto "your code is 482913756"', 'goto "your code is [secret]"'),
        ('says "Su código es 4821"', 'says "Su código es [secret]"'),
        ('says "Your PIN: 12345678."', 'says "Your PIN: [secret]."'),
        ('says "code is "2517", twice"', 'says "code is "[secret]", twice"'),
        ('cut off: "your passcode is 2517', 'cut off: "your passcode is [secret]'),
        ("ValueError: 'code 2517'", "ValueError: 'code [secret]'"),
        ("near `code = 2517`", "near `code = [secret]`"),
        ("write <goto>2 5 1 7</goto>", "write <goto>[secret]</goto>"),
        ('says "code 2, 5, 1, 7"', 'says "code [secret]"'),
        ('keypress 2517 of "enter_code" or "x"', 'keypress 2517 of "enter_code" or "x"'),
        ('menu "enter_code" > keypress "2517"', 'menu "enter_code" > keypress "[secret]"'),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(finding(text)).message == shown


@pytest.mark.parametrize(
    "text",
    [
        "keys 1, 2, 3 lead nowhere",
        "keys 1 2 3 lead nowhere",
        'menu "code": keys 1, 2, 3, 4 lead to "x"',
        'menu "verify_code" waits 3500 ms before "bye"',
        'menu "code": timeout="3500" maxDigits="4"',
        'transfer "2135551234, 2135551235"',
        'transfer "213-555-1234" from "code"',
        'keypress "4-6"',
        'says "in 2024 we moved"',
        'says "2 5 1"',
        'says "dial 9 1 1 in an emergency"',
        'says "your order 2 0 4 1 7 ships today"',
        'says "your zip code is 90210"',
        'write spell("48213")',
        'says "the code"; 2517 is the line',
        "the platform's limit: a code of 4096 is not the callee's",
    ],
)
def test_not_masked(text: str) -> None:
    assert masked(finding(text)) == finding(text)


def test_a_code_is_hidden_wherever_the_finding_repeats_it() -> None:
    found = masked(
        finding('says "code 2517"', why="2517 is read as one number", fix="write 2 5 1 7", detail="'2-5-1-7'")
    )
    assert (found.why, found.fix, found.detail) == ("[secret] is read as one number", "write [secret]", "'[secret]'")
    assert found.line == 2517


def test_other_secrets() -> None:
    found = masked(finding("call Jane Doe at once", node='menu "Jane  Doe"'), secrets=[re.compile(r"Jane\s+Doe")])
    assert (found.message, found.node) == ("call [secret] at once", 'menu "[secret]"')


@given(st.text(alphabet="ab \"'`<>,.-=12345codePIN\n"))
def test_only_what_has_digits_is_masked(text: str) -> None:
    kept = masked(finding(text)).message.split("[secret]")
    hidden = re.fullmatch("(.*)".join(map(re.escape, kept)), text, re.DOTALL)
    assert hidden is not None
    assert all(re.search("[0-9]", each) for each in hidden.groups())


def counts(code: str) -> bool:
    digits = code.replace(" ", "")
    return digits in "0123456789" or digits in "9876543210"


@given(
    st.from_regex(r"[0-9]( [0-9]){3,5}", fullmatch=True).filter(lambda code: not counts(code)),
    st.sampled_from(['"', "`", "'"]),
)
def test_spaced_digits_in_quotes_never_get_out(code: str, mark: str) -> None:
    assert code not in masked(finding(f"says {mark}your {code} now{mark}")).message


MACHINES: list[Callable[[list[Finding]], str]] = [
    render_json,
    render_concise,
    lambda findings: render_sarif(findings, root="/"),
    lambda findings: render_junit(findings, files=[]),
    lambda findings: render_github(findings, root="/"),
]


@pytest.mark.parametrize("render", MACHINES)
def test_machines_get_no_secret(render: Callable[[list[Finding]], str]) -> None:
    text = 'says "your code is 3 6 2 8"'
    shown = render([finding(text, node=text, why=text, fix=text, detail=text)])
    assert "[secret]" in shown
    assert "3 6 2 8" not in shown


def test_an_error_of_a_python_plan_shows_no_mark() -> None:
    assert masked(finding('write spell("2517")')._replace(code="IVR000")).message == 'write spell("[secret]")'


def test_a_person_sees_it() -> None:
    assert "3 6 2 8" in render_full([finding('says "3 6 2 8"')])


@pytest.mark.parametrize("render", MACHINES)
def test_machines_get_nothing_that_the_author_marked(render: Callable[[list[Finding]], str]) -> None:
    marked = finding('menu "sword fish"', why="says sword  fish", node="sword fish")._replace(secrets=("sword fish",))
    shown = render([marked])
    assert "sword" not in shown
    assert "[secret]" in shown


def test_marks_of_a_plan_reach_the_report() -> None:
    plan = Dialplan("Root")[Menu("swordfish")[Say("It is ", Secret("swordfish"), " and ", Secret("x"))]]
    assert {each.secrets for each in check(plan)} == {("swordfish",)}
