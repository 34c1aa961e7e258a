"""Findings and repairs of the rules about variables and expressions, and what they cost where there is nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ivrdsl.checking.control import Control
from ivrdsl.checking.nodes import check
from ivrdsl.checking.registry import rules
from ivrdsl.checking.repair import mended
from ivrdsl.checking.rule import examples
from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.finding import Finding
from ivrdsl.model.nodes import Dialplan, Hangup, If, SetVar
from ivrdsl.model.system import SYSTEM
from ivrdsl.model.values import CALL
from ivrdsl.xml.parse import from_xml
from ivrsim.play.call import Call

ROOT = Path(__file__).resolve().parents[2]
STRICT = Control(preset="strict")
SAY = '<play type="tts">{}</play>'
IF = '<if expr="{}"><hangup/></if>'


def plan(body: str) -> str:
    return f'<dialplan name="Root">{body}</dialplan>'


def findings(body: str, code: str) -> list[Finding]:
    return [each for each in check_bytes(plan(body), "plan.xml") if each.code == code]


MESSAGES = [
    ("IVR201", SAY.format("${call.CallerID}"), "warning", "letter case matters", 'did you mean "call.callerid"?'),
    ("IVR201", SAY.format("${contact.frstName}"), "warning", "no such system variable", '"contact.firstName"'),
    ("IVR201", SAY.format("${order_id}"), "note", "nothing in the plan sets", "attribute of every recipient"),
    ("IVR201", SAY.format("${firstName}"), "note", "nothing in the plan sets", 'did you mean "contact.firstName"?'),
    ("IVR201", SAY.format("${lastInput}"), "warning", "nothing in the plan sets", 'did you mean "call.lastinput"?'),
    ("IVR201", SAY.format("${1st}"), "warning", "nothing in the plan sets", "letters, digits and underscores"),
    (
        "IVR201",
        f'<setvar varname="teamName">x</setvar>{SAY.format("${team_name}")}',
        "warning",
        "nothing in the plan sets",
        'did you mean "teamName"?',
    ),
    ("IVR201", SAY.format("${call.field.d}"), "note", "old spelling", "${contact.D}"),
    ("IVR201", SAY.format("${call.lastTransfer}"), "note", "not documented", "real call"),
    ("IVR201", '<setvar varname="${n}">1</setvar>', "warning", 'varname="${n}"', 'varname="n"'),
    ("IVR201", f"{SAY.format('${n}')}<setvar varname='n'>1</setvar>", "warning", "no call has set by then", "set n"),
    (
        "IVR202",
        '<menu name="m" maxDigits="1"><keypress pressed="1"><setvar varname="a">x</setvar></keypress></menu>'
        + SAY.format("${a}"),
        "warning",
        'not those that go past menu "m" by "no match"',
        "set it at the beginning",
    ),
    (
        "IVR202",
        f'<if expr="1 == 1"><setvar varname="a">x</setvar></if>{SAY.format("${a}")}',
        "warning",
        "where it is false",
        "set it at the beginning",
    ),
    (
        "IVR202",
        '<if expr="1 == 1"><setvar varname="a">x</setvar></if><stash varname="b">${a}</stash>',
        "note",
        "stash",
        "set it",
    ),
    ("IVR204", IF.format("${call.callerid} == 1"), "warning", "anonymous", "with quotes"),
    ("IVR204", IF.format("yes == ${answer}"), "warning", '"yes" stands without quotes', "'yes' == '${answer}'"),
    ("IVR206", IF.format("1 =="), "error", "does not parse", ""),
    ("IVR206", IF.format("${a} == New York"), "warning", "only an odd value", "quotes"),
    ("IVR206", IF.format("1 == 1 or 2 == 2"), "error", "does not parse", "write || for or"),
    ("IVR207", IF.format("'${contact.A}' == 'x'"), "warning", "data of the contact", "<equal"),
    ("IVR207", IF.format("'${order_name}' == 'x'"), "note", "may give with the recipient", "<equal"),
    ("IVR208", IF.format("${n} == 0123"), "warning", "begins with a zero", "'0123'"),
    ("IVR211", '<stash varname="a">1,000</stash>', "warning", "may be stored as 0", "'1,000'"),
    ("IVR211", '<stash varname="a">12345678901234567890.5</stash>', "note", "as 12345678901234567000", "'1234567"),
    (
        "IVR217",
        '<stash varname="a">2026-11-30</stash>',
        "warning",
        'date "2026-11-30" is JavaScript, and becomes 1985',
        "",
    ),
    ("IVR217", '<stash varname="a">555-1234</stash>', "warning", "becomes -679", "'555-1234'"),
    ("IVR217", '<stash varname="a">+12135551234</stash>', "note", "becomes 12135551234", "'+12135551234'"),
    (
        "IVR217",
        "<setvar varname='d'>'2026-11-30'</setvar><stash varname='a'>${d}</stash>",
        "warning",
        '${d} is copied without quotes: a value such as "2026-11-30" becomes 1985',
        "'${d}'",
    ),
    (
        "IVR217",
        '<stash varname="a">${global.date}</stash>',
        "warning",
        'such as "11/30/2026" becomes 0.000',
        "'${global.date}'",
    ),
    ("IVR217", '<stash varname="a">${contact.workPhone}</stash>', "note", "becomes -1576", "'${contact.workPhone}'"),
    ("IVR211", '<stash varname="a">1.50</stash>', "note", "may be stored as 1.5", "'1.50'"),
    ("IVR211", '<stash varname="a">1/4</stash>', "warning", "may be stored as 0.25", "'1/4'"),
    ("IVR214", IF.format("${global.time.hour} &lt;= 17"), "note", "until 18:00", "< 17"),
]


@pytest.mark.parametrize(("code", "body", "severity", "message", "fix"), MESSAGES)
def test_findings_say_what_is_wrong(code: str, body: str, severity: str, message: str, fix: str) -> None:
    (found,) = findings(body, code)
    assert found.severity == severity
    assert message in found.message
    assert fix in found.fix


def test_a_variable_is_reported_once_where_it_is_read_first() -> None:
    body = SAY.format("${foo.bar}") * 3
    (found,) = findings(body, "IVR201")
    assert found.node == 'dialplan "Root" > play'
    made = '<if expr="1 == 1"><setvar varname="a">x</setvar></if>' + SAY.format("${a} ${a}") * 3
    assert len(findings(made, "IVR202")) == 1


REPAIRS = [
    ("IVR204", IF.format("${a} == 'open' || 'shut' != ${b}"), "'${a}' == 'open' || 'shut' != '${b}'"),
    ("IVR204", IF.format("${a} == open"), "'${a}' == 'open'"),
    ("IVR205", IF.format("'${a}' = 'x=y' &amp;&amp; ${b} = 2"), "'${a}' == 'x=y' && ${b} == 2"),
    ("IVR205", IF.format("${a} =! 1"), "${a} != 1"),
    ("IVR205", IF.format("${a} =&lt; 1"), "${a} <= 1"),
    ("IVR205", IF.format("${a} =&gt; 1"), "${a} >= 1"),
    ("IVR208", IF.format("12345 == ${call.lastinput}"), "'12345' == '${call.lastinput}'"),
    ("IVR208", IF.format("'${call.lastinput}' == 0123"), "'${call.lastinput}' == '0123'"),
    ("IVR209", IF.format("$call.lastinput == 1"), "${call.lastinput} == 1"),
    ("IVR210", IF.format("'${contact.ab}' == '${contact.A}'"), "'${contact.AB}' == '${contact.A}'"),
]


@pytest.mark.parametrize(("code", "body", "expected"), REPAIRS)
def test_conditions_are_mended(code: str, body: str, expected: str) -> None:
    after = mended(plan(body).encode(), "plan.xml", unsafe=True, control=Control(select=(code,)))
    (condition,) = from_xml(after.data).body
    assert isinstance(condition, If)
    assert condition.expression == expected


WORDS = [
    ("You pressed $call.lastinput. Thanks", "You pressed ${call.lastinput}. Thanks"),
    ("${ contact.A } $ {contact.A} {$contact.A} ${$contact.A}", "${contact.A} ${contact.A} ${contact.A} ${contact.A}"),
    ("{{contact.A}} {contact.A} %contact.A% $(contact.A)", "${contact.A} ${contact.A} ${contact.A} ${contact.A}"),
    ("${contact.A, hello", "${contact.A}, hello"),
    ("#{contact.A} costs $5", "${contact.A} costs $5"),
    ("${first name} ${} $5 {x} %x%", "${first name} ${} $5 {x} %x%"),
]


@pytest.mark.parametrize(("words", "expected"), WORDS)
def test_variables_in_prompts_are_mended(words: str, expected: str) -> None:
    control = Control(select=("IVR209",))
    after = mended(plan(SAY.format(words)).encode(), "plan.xml", unsafe=True, control=control)
    assert from_xml(after.data).body[0].text == expected  # type: ignore[union-attr]


def test_only_the_letter_case_of_columns_is_mended_without_asking() -> None:
    body = SAY.format("${contact.a} {contact.b}") + IF.format("'${contact.c}' = 'x'") + '<stash varname="a">1-2</stash>'
    after = mended(plan(body).encode(), "plan.xml", unsafe=False).data.decode()
    assert after == plan(body).replace("${contact.a}", "${contact.A}").replace("${contact.c}", "${contact.C}")


def test_mended_texts_are_stored_as_they_stand() -> None:
    body = '<setvar varname="a">555-1234</setvar><setvar varname="b">3/4</setvar><setvar varname="c">${a}</setvar>'
    control = Control(select=("IVR211", "IVR217"))
    after = mended(plan(body).encode(), "plan.xml", unsafe=True, control=control)
    assert from_xml(after.data).body == (SetVar("a", "'555-1234'"), SetVar("b", "'3/4'"), SetVar("c", "'${a}'"))


SHOWN = [
    ("ivr-samples/NestedVariables.xml", {"IVR202"}),
    ("ivr-samples/Password.xml", {"IVR204", "IVR208", "IVR212"}),
    ("ivr-samples/BlockAreaCode.xml", {"IVR204", "IVR213"}),
    ("ivr-samples/AfterHoursIfTag.xml", {"IVR214"}),
    ("callfire-sdks/php-appointment_campaign_1.xml", {"IVR201", "IVR210"}),
    ("ivr-samples/SmallBusinessTree.xml", set()),
    ("ivr-samples/SendSMS.xml", set()),
]


@pytest.mark.parametrize(("name", "codes"), SHOWN)
def test_known_defects_of_the_samples_are_found(shared: Path, name: str, codes: set[str]) -> None:
    found = check_bytes((shared / "corpus" / name).read_bytes(), name)
    assert {each.code for each in found if each.code.startswith("IVR2")} == codes


def test_the_documented_names_are_those_of_the_language() -> None:
    assert CALL.last_input.name in SYSTEM
    assert len(SYSTEM) == 21
    text = rules()["IVR201"].text
    assert all(f"{name.rpartition('.')[2]}`" in text for name in SYSTEM)


PIECES = st.sampled_from(
    (
        *("${a}", "${call.lastinput}", "${contact.A}", "${a${b}}", "${", "}", "$", "{{", "'", '"', "`", "\\", "(", ")"),
        *(" == ", " = ", " =! ", "=>", " + ", "-", "/", ",", ";", ".split", ".substring(1,2)", " && ", "!", "?", ":"),
        *("x", "and", "0123", "12345", "1.50", "1e999", "0x", "9" * 400, "1n", "function(){", "var ", " ", "\n", "é"),
        *("${global.time.hour} > 9", "${global.date.day}/${global.date.year}", "%x%", "isNaN(", "[", "]", "🙂"),
    )
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(("if", "equal", "setvar", "stash", "play")))
def test_no_text_makes_a_rule_fail(text: str, tag: str) -> None:
    value = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    body = {
        "if": f'<if expr="{value}"/>',
        "equal": f'<equal var="{value}" EXPR="{value}"/>',
        "play": f'<play type="tts">{value}</play>',
    }.get(tag, f'<{tag} varname="x">{value}</{tag}>')
    document = plan(f'<setvar varname="a">1</setvar>{body}').encode()
    found = check_bytes(document, "plan.xml", control=STRICT)
    assert not [each.message for each in found if each.code == "IVR900"]
    assert mended(document, "plan.xml", unsafe=True, control=STRICT).data


def test_plans_without_expressions_load_no_parser() -> None:
    body = plan('<setvar varname="a">sales</setvar><stash varname="b">Will Not</stash><play type="tts">${a}</play>')
    code = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "simulator")!r}]
from ivrdsl.checking.run import check_bytes
print(*(each.code for each in check_bytes({body!r}, "plan.xml")))
print(*(name for name in ("tree_sitter", "ivrdsl.expr") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


COUNT = '<setvar varname="n">0</setvar><setvar varname="limit">3</setvar>'


@pytest.mark.parametrize(
    ("body", "names", "after"),
    [
        (IF.format("n &gt; 0"), '"n"', 'expr="${n} &gt; 0"'),
        (IF.format("n &gt; limit"), '"n" and "limit"', 'expr="${n} &gt; ${limit}"'),
        (IF.format("n == 1 || n == 2"), '"n"', 'expr="${n} == 1 || ${n} == 2"'),
        (IF.format("limti &gt; 2"), '"limti"', 'expr="${limit} &gt; 2"'),
        ('<setvar varname="n">n+1</setvar>', '"n"', ">${n}+1<"),
        ('<setvar varname="n">n++</setvar>', '"n"', ">${n} + 1<"),
        ('<setvar varname="n"> n-- </setvar>', '"n"', " ${n} - 1 <"),
        ('<setvar varname="n">n += limit</setvar>', '"n" and "limit"', ">${n} + ${limit}<"),
        ('<setvar varname="n">n = n * 2</setvar>', '"n"', ">${n} * 2<"),
        ('<equal var="n" expr="1"><hangup/></equal>', '"n"', 'var="${n}"'),
        ('<equal VAR="n" expr="1"><hangup/></equal>', '"n"', 'var="${n}"'),
        ('<notEqual var="${n}" expr="limit - 1"><hangup/></notEqual>', '"limit"', 'expr="${limit} - 1"'),
        (IF.format("call.lastinput.length == 3"), '"call.lastinput"', "'${call.lastinput}'.length == 3"),
    ],
)
def test_bare_names_are_told_and_mended(body: str, names: str, after: str) -> None:
    (found,) = findings(COUNT + body, "IVR216")
    assert names in found.message
    mends = mended(plan(COUNT + body).encode(), "plan.xml", unsafe=True).data.decode()
    assert after.replace("'", "") in mends.replace("'", "")
    assert "IVR216" not in {each.code for each in check_bytes(mends, "plan.xml")}


@pytest.mark.parametrize("body", [IF.format("n &gt; 0"), IF.format("n == 1"), '<equal var="n" expr="1"/>'])
def test_who_is_told_of_a_bare_name_is_told_nothing_that_misleads(body: str) -> None:
    found = check_bytes(plan('<setvar varname="n">0</setvar>' + body), "plan.xml", control=STRICT)
    assert {each.code for each in found} & {"IVR204", "IVR212", "IVR216"} == {"IVR216"}


def test_a_plan_that_is_python_is_told_a_text_of_python() -> None:
    dialplan = Dialplan("a")[SetVar("n", 0), If("n > 0")[Hangup()]]
    (found,) = [each for each in check(dialplan) if each.code == "IVR216"]
    assert found.fix == 'write "${n} > 0"'


def test_the_key_of_the_confirmation_is_stashed_until_the_entry_is_kept() -> None:
    valid, invalid = examples(rules()["IVR215"])
    for text, account in ((invalid[0], "1"), (valid[0], "0815")):
        call = Call(from_xml(text))
        call.answer()
        call.press("0815")
        call.wait()
        call.press("1")
        assert call.stash["account"] == account
    (found,) = [each for each in check_bytes(invalid[0], "plan.xml") if each.code == "IVR215"]
    assert 'always "1"' in found.message
    assert 'menu "n"' in found.why


def test_who_writes_python_keeps_an_entry_in_words_of_python() -> None:
    text = examples(rules()["IVR215"])[1][0]
    (found,) = [each for each in check(from_xml(text)) if each.code == "IVR215"]
    assert 'SetVar("entry", CALL.last_input)' in found.fix
