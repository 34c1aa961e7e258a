"""What is remarked about texts and calls that are legal, and what is not."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.requests import CallRecipient, Remark, TextRecipient, lint_calls, lint_text, lint_texts

ALICE, BOB = "12135551100", "12135551101"
CLEAN = [
    "Your one-time code is 2517",
    "Hello ${name}!",
    "Hello ${ name }!",
    "a" * 160,
    "a" * 160 + "${empty}",
    "\u00e9\u20ac" * 40,
    "\u2019" * 70,
    "{not a name} {{name}} ${name}{1}",
    'JSON {"a": 1} and CSS {color:red}',
]


@pytest.mark.parametrize("message", CLEAN, ids=lambda text: text[:20])
def test_nothing_is_remarked_about_a_good_text(message: str) -> None:
    assert lint_text(message, {"name": "Alice", "empty": ""}).remarks == ()


REMARKED = [
    ("Hi ${nmae}", "error", "unresolved-name", 'did you mean "name"?'),
    ("Hi ${zip}", "error", "unresolved-name", "give the recipient an attribute zip"),
    ("Hi ${contact.fristName", "error", "malformed-name", "closed by a brace"),
    ("Hi ${}", "error", "malformed-name", "closed by a brace"),
    ("Hi ${a${name}}", "error", "malformed-name", "closed by a brace"),
    ("Hi $(name)", "error", "malformed-name", "closed by a brace"),
    ("Hi {name}", "error", "missing-dollar", "write ${name}"),
    ("Hi {u_name}", "warning", "missing-dollar", "write ${u_name}"),
    ("a" * 161, "warning", "several-messages", "160 characters"),
    ("a" * 70 + "\u2019", "warning", "several-messages", "replace '\u2019' by '"),
    ("\U0001f600" * 36, "warning", "several-messages", "replace '\U0001f600'"),
    ("${long}", "warning", "several-messages", "160 characters"),
    ("a" * 150 + "${contact.firstName}", "warning", "several-messages", "160 characters"),
]


@pytest.mark.parametrize(("message", "severity", "name", "fix"), REMARKED, ids=[each[0][-20:] for each in REMARKED])
def test_what_is_remarked(message: str, severity: str, name: str, fix: str) -> None:
    remark = lint_text(message, {"name": "Alice", "long": "b" * 200}).remarks[0]
    assert (remark.severity, remark.name) == (severity, name)
    assert fix in remark.fix


def test_texts_are_measured_as_they_are_sent_in_both_ways_of_counting() -> None:
    report = lint_text("a" * 200 + "${name}", {"name": "b" * 110})
    assert (report.least, report.most) == (report.most, report.least)
    assert (report.least.characters, report.least.vendor, report.least.standard) == (310, 2, 3)
    assert report.filled == "a" * 200 + "b" * 110


def test_a_name_that_is_left_as_it_stands_counts_with_its_braces_twice() -> None:
    report = lint_text("a" * 150 + "${nothing}")  # 10 characters, of which two count twice for networks
    assert (report.least.characters, report.least.vendor, report.least.standard) == (160, 1, 2)


def test_unknown_values_make_a_range() -> None:
    report = lint_text("a" * 150 + "${contact.firstName} ${contact.A}", longest_value=10)
    assert (report.least.characters, report.most.characters) == (151, 171)
    assert (report.least.vendor, report.most.vendor) == (1, 2)
    assert "151 to 171 characters" in report.remarks[0].message
    assert "1 to 2 by the vendor's count" in report.remarks[0].message


def test_a_value_that_looks_like_a_name_is_text() -> None:
    report = lint_text("${a}", {"a": "${b}", "b": "c"})
    assert report.filled == "${b}"
    assert report.most.characters == 4


def test_remarks_of_several_texts_say_where() -> None:
    remarks = lint_texts(
        [TextRecipient(ALICE, message="a"), TextRecipient(BOB, attributes={"nam": "b"}), TextRecipient(contact_id=7)],
        default_message="Hi ${nam}",
    )
    assert [(each.path, each.name) for each in remarks] == [("[2].message", "unresolved-name")]


def test_recipients_that_stand_there_twice() -> None:
    text = TextRecipient(ALICE, message="a")
    plus = TextRecipient("+1 213 555 1100", message="b")
    contacts = [TextRecipient(contact_id=7, message="a")] * 2
    remarks = lint_texts([text, plus, *contacts])
    assert [(each.path, each.name) for each in remarks] == [
        ("[1]", "repeated-recipient"),
        ("[3]", "repeated-recipient"),
    ]
    assert "recipient 1 already" in remarks[0].message


def test_calls() -> None:
    calls = [
        CallRecipient(ALICE, live_message="a", transfer_digit="1"),
        CallRecipient(BOB, live_message="a", transfer_number=ALICE),
        CallRecipient("12135551102", contact_id=7, live_message="a"),
        CallRecipient(ALICE, live_message="a"),
        CallRecipient("12135551103", live_message="a", transfer_digit="1", transfer_number=ALICE),
    ]
    found = {(remark.path, remark.name) for remark in lint_calls(calls)}
    assert found == {
        ("[0]", "half-a-transfer"),
        ("[1]", "half-a-transfer"),
        ("[2]", "two-recipients-in-one"),
        ("[3]", "repeated-recipient"),
    }


@given(st.text(max_size=400), st.dictionaries(st.sampled_from(["a", "b", "c.d"]), st.text(max_size=30)))
def test_any_text_can_be_looked_at(message: str, attributes: dict[str, str]) -> None:
    report = lint_text(message, attributes)
    assert report.least.characters <= report.most.characters
    assert 1 <= report.least.vendor <= report.most.vendor
    assert 1 <= report.least.standard <= report.most.standard
    for remark in report.remarks:
        assert isinstance(remark, Remark)
        assert all((remark.message, remark.why, remark.fix))
    severities = [remark.severity for remark in report.remarks]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
