"""`check` and `verify` never contradict each other: on plans of ours, of others, and drawn at random."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, strategies as st

from ivrdsl import from_xml
from ivrdsl.checking.catalogue import page_of
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import examples
from ivrdsl.errors import IvrError, NodeError
from ivrdsl.model import nodes as n
from ivrdsl.testing import dialplans
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.verdict import BROKEN, PROVED
from tests.properties.agreement import CLAIMS, NOT_LISTED, SHOWN, Judged, compared
from tests.properties.drawn import Drawn
from tests.sizes import draws

TOGETHER: Final = pytest.mark.xdist_group("agreement")
"""One worker judges all plans of ours, once."""
TESTS: Final = Path(__file__).resolve().parents[1]

OF_THE_TEXT: Final = frozenset(
    """IVR000 IVR001 IVR002 IVR005 IVR006 IVR007 IVR008 IVR009 IVR010 IVR011 IVR012 IVR013 IVR014 IVR102 IVR105 IVR107
    IVR108 IVR109 IVR110 IVR111 IVR112 IVR113 IVR204 IVR207 IVR208 IVR209 IVR210 IVR211 IVR212 IVR213 IVR214 IVR215
    IVR216 IVR217 IVR304 IVR305 IVR402 IVR403 IVR404 IVR405 IVR406 IVR407 IVR408 IVR409 IVR410 IVR412 IVR501
    IVR503 IVR504 IVR505 IVR507 IVR508 IVR509 IVR510 IVR511 IVR512 IVR513 IVR900 IVR901 IVR902 IVR903 IVR904""".split()  # noqa: SIM905
)
"""Rules of which no built-in property says the contrary: they are about how a plan is written, or about what the
platform may do that no source tells."""


def _read(document: str | bytes) -> n.Dialplan | None:
    try:
        return from_xml(document)
    except IvrError:
        return None


def _documents() -> Iterator[tuple[str, str]]:
    """Plans of ours: the examples of the rules, and the plans of other tests."""
    for code, rule in rules().items():
        for number, text in enumerate(text for kind in examples(rule) for text in kind):
            yield f"{code}-{number}", text
    for folder in ("conformance", "unit/ivrsim/proofs", "corpus"):
        for file in sorted((TESTS / folder).rglob("*.xml")):
            yield str(file.relative_to(TESTS)), file.read_text(encoding="utf-8")


@cache
def _judged() -> dict[str, Judged]:
    read = {name: _read(text) for name, text in _documents()}
    return {name: Judged(plan) for name, plan in read.items() if plan is not None}


def contradictions(judged: Judged) -> list[str]:
    return [each.contradiction for each in compared(judged) if each.contradiction]


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_table_has_every_property_and_every_rule() -> None:
    assert {shown.name for shown in SHOWN} == {each.name.replace("-N-", "-5-") for each in BUILT_IN}
    asked = {claim.rule for claim in CLAIMS} | {code for shown in SHOWN for code in shown.rules}
    assert asked | OF_THE_TEXT == set(rules())
    assert not asked & OF_THE_TEXT


@pytest.mark.parametrize("shown", [shown for shown in SHOWN if shown.words], ids=lambda shown: shown.name)
def test_what_rules_cannot_see_is_in_their_pages(shown: object) -> None:
    row = next(each for each in SHOWN if each is shown)
    pages = (" ".join(page_of(code).lower().split()) for code in row.rules)
    assert any(row.words in page for page in pages)


# --- plans ------------------------------------------------------------------------------------------------------------


@TOGETHER
def test_no_plan_of_ours_is_contradicted() -> None:
    found = {name: each for name, judged in _judged().items() if (each := contradictions(judged))}
    assert found == {}


@TOGETHER
def test_every_row_is_compared() -> None:
    counted = Counter(each.row for judged in _judged().values() for each in compared(judged))
    rows = {f"{claim.rule} {claim.name}" for claim in CLAIMS} | {shown.name for shown in SHOWN if shown.rules}
    assert rows <= set(counted)
    assert counted.total() > 1000


@TOGETHER
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.rule}-{claim.name}")
@pytest.mark.parametrize("verdict", [PROVED, NOT_LISTED])
def test_a_contradiction_is_noticed(claim: object, verdict: str) -> None:
    row = next(each for each in CLAIMS if each is claim)
    judged = next(each for each in _judged().values() if any(row.is_made_by(each, found) for found in each.findings))
    was = judged.verdicts.get(row.name, NOT_LISTED)
    judged.verdicts[row.name] = verdict
    try:
        assert contradictions(judged)
    finally:
        judged.verdicts[row.name] = was


@pytest.mark.parametrize("folder", ["corpus", "cases"])
def test_no_plan_of_others_is_contradicted(folder: str, shared: Path) -> None:
    plans = {file: _read(file.read_bytes()) for file in sorted((shared / folder).rglob("*.xml"))}
    judged = {file.name: Judged(plan) for file, plan in plans.items() if plan is not None}
    assert {name: each for name, one in judged.items() if (each := contradictions(one))} == {}
    assert sum(1 for one in judged.values() for _ in compared(one)) > 60


@draws(40, deadline=None)
@given(st.integers(0, 2**40), st.booleans())
def test_no_plan_that_is_drawn_is_contradicted(seed: int, large: bool) -> None:
    try:
        plan = Drawn(seed, large=large and seed % 8 == 0).plan
    except NodeError:
        return
    assert contradictions(Judged(plan)) == []


@draws(100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(dialplans(max_depth=3, max_size=4))
def test_no_plan_of_the_strategies_is_contradicted(plan: n.Dialplan) -> None:
    assert contradictions(Judged(plan)) == []


# --- kinds of mistakes ------------------------------------------------------------------------------------------------


def _plan(body: str) -> Judged:
    return Judged(from_xml(f'<dialplan name="Root">{body}</dialplan>'))


def _codes(judged: Judged) -> set[str]:
    return {each.rule for each in judged.findings}


SECRETS: Final = ("machine-never-hears-secret", "person-hears-secret", "secret-can-be-repeated")


@pytest.mark.parametrize(
    "words",
    [
        "The 2FA code 276983 is yours.",
        "Your one-time code is 2 5 1 7.",
        "Your PIN is ${contact.A}.",
        "Hello, ${contact.pin}.",
        "Here is your code: 4 8 3 9, for order 2 0 4 1 7.",
    ],
)
def test_both_know_a_secret(words: str) -> None:
    judged = _plan(f'<play type="tts">{words}</play>')
    assert {"IVR401", "IVR506"} <= _codes(judged)
    assert judged.verdict("machine-never-hears-secret") == judged.verdict("secret-can-be-repeated") == BROKEN


@pytest.mark.parametrize(
    "words",
    [
        "If this is an emergency, hang up and dial 9 1 1.",
        "Your order 2 0 4 1 7 ships today.",
        "Blue Bikes, at 1 2 3 4 Main Street.",
        "Flight 4 8 1 5 leaves at gate 2.",
        "Call 2 1 3, 5 5 5, 1 2 1 2.",
        "1 2 3 and to the 4.",
        "You pressed ${call.lastinput}.",
    ],
)
def test_both_know_that_something_is_no_secret(words: str) -> None:
    typed = '<menu maxDigits="4"><play type="tts">Please enter a number.</play></menu>'
    judged = _plan(f'{typed}<play type="tts">{words}</play><play type="tts">Our office is closed.</play>')
    assert not {"IVR401", "IVR506"} & _codes(judged)
    assert not set(SECRETS) & set(judged.verdicts)


def test_a_code_that_is_said_twice_can_be_heard_again() -> None:
    judged = _plan('<play type="tts">Your code is 2 5 1 7. Again, your code is 2, 5, 1, 7.</play>')
    assert "IVR506" not in _codes(judged)
    assert judged.verdict("secret-can-be-repeated") == PROVED


def test_both_know_a_misspelt_variable_of_the_platform() -> None:
    judged = _plan(
        '<setvar varname="a">1</setvar><stash varname="a">${a}</stash>'
        '<sms to="${call.phoneNumber}">Hello ${contact.firstname}, ${call.calerid}</sms>'
    )
    assert judged.verdict("no-unset-variable") == BROKEN
    told = [each for each in judged.findings if each.rule == "IVR201"]
    assert [each.severity for each in told] == ["warning"] * 3


def test_both_know_a_key_that_is_too_long() -> None:
    judged = _plan(
        '<menu name="m" maxDigits="1"><play type="tts">Press 1 or 12.</play><keypress pressed="1"><hangup/></keypress>'
        '<keypress pressed="12"><play name="never" type="tts">Twelve.</play><hangup/></keypress>'
        '<keypress pressed="timeout"><hangup/></keypress><keypress pressed="default"><hangup/></keypress></menu>'
    )
    assert {"IVR106", "IVR502"} <= _codes(judged)
    assert judged.verdict("offered-keys-work") == judged.verdict("every-branch-can-be-taken") == BROKEN


LOOP: Final = '<play name="a" type="tts">Hello.</play><goto>a</goto>'


@pytest.mark.parametrize(
    ("body", "severity", "verdict"),
    [
        (LOOP, "error", BROKEN),
        (f'<if expr="1 == 2">{LOOP}</if>', "warning", PROVED),
        (f"<if expr=\"'${{contact.A}}' == 'x'\">{LOOP}</if>", "warning", BROKEN),
        (
            '<setvar varname="n">soon</setvar><play name="a" type="tts">Hello.</play><wait>${n}</wait><goto>a</goto>',
            "warning",
            PROVED,
        ),
        (f"<amd><live><hangup/></live><machine>{LOOP}</machine></amd>", "error", BROKEN),
        (
            '<amd name="a"><live><goto>b</goto></live><machine><hangup/></machine></amd><hangup/>'
            '<amd name="b"><live><hangup/></live><machine><goto>a</goto></machine></amd>',
            "warning",
            PROVED,
        ),
    ],
)
def test_a_loop_is_an_error_where_a_call_surely_comes_to_it(body: str, severity: str, verdict: str) -> None:
    judged = _plan(body)
    assert [each.severity for each in judged.findings if each.rule == "IVR302"] == [severity]
    assert judged.verdict("no-loop-without-callee") == verdict


@pytest.mark.parametrize(
    ("condition", "words", "verdict"),
    [("1 == 1", "some calls may not have set", PROVED), ("'${contact.A}' == 'x'", "some calls may not", BROKEN)],
)
def test_a_variable_may_be_unset_where_a_condition_decides(condition: str, words: str, verdict: str) -> None:
    judged = _plan(f'<if expr="{condition}"><setvar varname="a">1</setvar></if><play type="tts">${{a}}</play>')
    assert words in next(each.message for each in judged.findings if each.rule == "IVR202")
    assert judged.verdict("no-unset-variable") == verdict
