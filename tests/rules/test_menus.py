"""Rules about menus and keys: what they say, how bad, and what their repairs write."""

import pytest

from ivrdsl.checking.control import Control
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import examples
from ivrdsl.checking.run import check_bytes, problems_of
from ivrdsl.findings.finding import Finding, Problem
from ivrdsl.xml.edits import edited
from ivrdsl.xml.parse import from_xml
from ivrdsl.xml.read import parse
from ivrsim.play.call import Call
from ivrsim.script.statements import parse_script

MENUS = Control(select=("IVR1",))
ASKS = '<keypress pressed="timeout"><hangup/></keypress><keypress pressed="default"><hangup/></keypress>'
SALES = '<transfer name="sales">15551230100</transfer>'


def plan(*tags: str) -> str:
    return f"<dialplan>{''.join(tags)}</dialplan>"


def menu(*keys: str, attributes: str = 'maxDigits="1"', inside: str = ASKS) -> str:
    branches = "".join(f'<keypress pressed="{key}"/>' for key in keys)
    return f'<menu name="m" {attributes}>{branches}{inside}</menu>'


def findings(text: str) -> list[Finding]:
    return check_bytes(text, "plan.xml", control=MENUS)


def problems(text: str) -> list[Problem]:
    return problems_of(parse(text), control=MENUS)


def coded(text: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in findings(text)]


def repaired(text: str) -> str:
    repairs = [finding.repair for finding in findings(text) if finding.repair is not None]
    assert repairs
    assert not any(repair.safe for repair in repairs)
    return edited(text.encode(), repairs).data.decode()


@pytest.mark.parametrize(
    ("after", "expected", "words"),
    [
        ("", ("IVR102", "note"), "the call ends"),
        ("<hangup/>", ("IVR102", "note"), "is hung up by hangup"),
        ("<goto>nowhere</goto>", ("IVR102", "warning"), "breaks at goto"),
        ('<play name="bye" type="tts">Bye.</play>', ("IVR102", "warning"), 'goes on with play "bye"'),
        ('<goto>end</goto><hangup/><wait name="end">1</wait>', ("IVR102", "warning"), 'goes on with wait "end"'),
        ('<if expr="1"><hangup/></if>', ("IVR102", "warning"), "goes on with if"),
        (SALES, ("IVR110", "warning"), 'a silent callee is connected by transfer "sales"'),
        ("<dnc>1</dnc>", ("IVR110", "warning"), "do-not-call list by dnc"),
        ('<sms to="1">Hi.</sms>', ("IVR110", "warning"), "has a text message sent by sms"),
        ('<stash varname="a">yes</stash>', ("IVR110", "warning"), "as an answer by stash"),
        ('<stash varname="a">${call.callerid}</stash>', ("IVR102", "warning"), "goes on with stash"),
        (f'<if expr="1">{SALES}</if>', ("IVR102", "warning"), "goes on with if"),
        (f"<menu><play type='tts'>Wait.</play>{SALES}</menu>", ("IVR110", "warning"), 'transfer "sales"'),
        ("<menu><transfer>1</transfer></menu>", ("IVR110", "warning"), "connected by transfer in menu"),
        ('<record varname="x" background="true"/>' + SALES, ("IVR110", "warning"), "is recorded by record"),
        ('<record varname="x"/>' + SALES, ("IVR110", "warning"), "is recorded by record"),
        ("<post varname='x'>http://example.com/</post>", ("IVR110", "warning"), "is told to a web server by post"),
        ("<get varname='x'>http://example.com/?c=${call.id}</get>", ("IVR110", "warning"), "is told to a web server"),
        ("<get varname='x'>http://example.com/</get>", ("IVR102", "warning"), "goes on with get"),
        ("<stash varname='a'>${answer}</stash>", ("IVR110", "warning"), "written into the report"),
        ("<stash varname='a'>${contact.id}</stash>", ("IVR102", "warning"), "goes on with stash"),
    ],
)
def test_silence_is_one_finding_that_says_where_it_leads(after: str, expected: tuple[str, str], words: str) -> None:
    text = plan(menu("1", inside=""), after)
    silence = [each for each in problems(text) if each.code in ("IVR102", "IVR110") and each.element == 1]
    assert [(each.code, each.severity) for each in silence] == [expected]
    assert words in silence[0].message


def test_silence_may_take_the_default_branch_so_an_end_is_no_note() -> None:
    text = plan(menu("1", inside='<keypress pressed="default"><goto>m</goto></keypress>'))
    (found,) = findings(text)
    assert (found.code, found.severity) == ("IVR102", "warning")
    assert "take the default branch" in found.why


@pytest.mark.parametrize("after", [SALES, '<play type="tts">Bye.</play>'])
def test_hanging_up_on_silence_leaves_nothing_to_say_about_it(after: str) -> None:
    text = plan(menu("1", inside=""), after)
    assert not {"IVR102", "IVR110"} & {code for code, _ in coded(repaired(text))}
    assert '<keypress pressed="timeout"><hangup/></keypress>' in repaired(text)


@pytest.mark.parametrize("words", ["Or stay ON THE LINE.", "O espere en la línea.", "Ou restez en ligne."])
def test_silence_that_a_prompt_offers_is_only_undocumented(words: str) -> None:
    text = plan(menu("1", inside=f'<play type="tts">{words}</play>'), SALES)
    assert ("IVR102", "note") in coded(text)
    assert "IVR110" not in dict(coded(text))


@pytest.mark.parametrize(("after", "severity"), [("", "note"), ("<wait>1</wait>", "note"), (SALES, "warning")])
def test_other_keys_are_worse_where_they_do_something(after: str, severity: str) -> None:
    text = plan(menu("1", inside='<keypress pressed="timeout"><hangup/></keypress>'), after)
    assert coded(text) == [("IVR103", severity)]


@pytest.mark.parametrize(
    ("keys", "covered"),
    [("0-9", True), ("0-4,5-9", True), ("0,1-9", True), ("1-9", False), ("00-09", False), ("0-4,6-9,#,*", False)],
)
def test_every_digit_may_have_a_branch(keys: str, covered: bool) -> None:
    text = plan(menu(*keys.split(","), inside='<keypress pressed="timeout"><hangup/></keypress>'))
    assert ("IVR103" not in dict(coded(text))) == covered


def test_each_repeated_key_is_reported_where_it_never_runs() -> None:
    text = plan(menu("1", "2", "1", "1", inside=ASKS + ASKS), menu("1"))
    found = [each for each in problems(text) if each.code == "IVR104"]
    assert [each.element for each in found] == [4, 5, 10, 12]
    assert ['"1"' in found[0].message, '"timeout"' in found[2].message, '"default"' in found[3].message] == [True] * 3


@pytest.mark.parametrize(
    ("keys", "both"),
    [
        ("1-4,4-6", "4"),
        ("5,1-9", "5"),
        ("5-12,8", "8"),
        ("5-12,6,11", "6 11"),
        ("5-12,1-9", "5"),
        ("01-05,1-12", "01"),
        ("1-9,10-50", ""),
        ("100-900,42", ""),
        ("9-1,5", ""),
        ("1-3,1-3", ""),
    ],
)
def test_overlaps_name_an_input_that_both_take(keys: str, both: str) -> None:
    text = plan(menu(*keys.split(","), attributes='maxDigits="3"'))
    found = [each.message.rpartition(" ")[2] for each in findings(text) if each.code == "IVR105"]
    assert found == both.split()


def test_many_ranges_are_compared_in_order_and_not_in_pairs() -> None:
    ranges = [f"{low}-{low + 5}" for low in range(10_000, 40_000, 10)]
    assert coded(plan(menu(*ranges, attributes='maxDigits="5"'))) == []
    found = coded(plan(menu(*ranges, "10000-99999", attributes='maxDigits="5"')))
    assert found == [("IVR105", "warning")] * 3000


def test_keys_that_are_too_long_are_mended_at_once() -> None:
    text = plan(menu("1", "22", "300-315", "7-12", attributes='maxDigits="1"'))
    found = [each for each in problems(text) if each.code == "IVR106"]
    assert [(each.element, each.severity) for each in found] == [(3, "error"), (4, "error")]
    assert 'maxDigits="3"' in repaired(text)
    assert "IVR106" not in dict(coded(repaired(text)))


@pytest.mark.parametrize(
    ("timeout", "long"), [("100", "1 min 40 s"), ("600", "10 min"), ("1000", "16 min 40 s"), ("99", ""), ("1001", "")]
)
def test_times_are_told_as_they_are_read(timeout: str, long: str) -> None:
    found = findings(plan(menu("1", attributes=f'maxDigits="1" timeout="{timeout}"')))
    assert [each.message.endswith(f"{timeout} seconds: {long}") for each in found] == ([True] if long else [])


def test_only_a_thousand_is_mended() -> None:
    text = plan(menu("1", attributes='maxDigits="1" timeout="1000"'))
    assert 'timeout="1"' in repaired(text)
    (other,) = findings(text.replace("1000", "500"))
    assert other.repair is None


@pytest.mark.parametrize(
    ("keys", "digits", "code"),
    [
        ("1,2", "1", None),
        ("1,2", "2", "IVR108"),
        ("1-3", "4", "IVR108"),
        ("0,300-315", "3", "IVR108"),
        ("300-315", "3", None),
        ("*,10", "2", None),
        ("#", "4", None),
        ("5-12", "2", None),
    ],
)
def test_when_a_choice_is_slow(keys: str, digits: str, code: str | None) -> None:
    text = plan(menu(*keys.split(","), attributes=f'maxDigits="{digits}"'))
    assert coded(text) == ([(code, "note")] if code else [])


@pytest.mark.parametrize("spelling", ["maxDigits", "maxdigits"])
def test_a_slow_choice_is_made_quick_in_the_spelling_of_the_file(spelling: str) -> None:
    text = plan(menu("1", attributes=f'{spelling}="2"'))
    assert f'{spelling}="1"' in repaired(text)
    assert "IVR108" not in dict(coded(repaired(text)))


@pytest.mark.parametrize(("keys", "digits"), [("1,2", 1), ("0,700", 3), ("1,300-315", 3)])
def test_a_missing_limit_is_one_finding(keys: str, digits: int) -> None:
    text = plan(menu(*keys.split(","), attributes='timeout="5000"'))
    assert coded(text) == [("IVR109", "warning")]
    assert f'maxDigits="{digits}"' in repaired(text)


def test_a_limit_is_not_guessed_where_an_entry_is_read() -> None:
    entry = '<keypress pressed="default"><setvar varname="pin">${call.lastinput}</setvar></keypress>'
    (found,) = (each for each in findings(plan(menu("0", attributes="", inside=entry))) if each.code == "IVR109")
    assert found.repair is None


def played(text: str, script: str) -> Call:
    """A call after a script."""
    call = Call(from_xml(text))
    for statement in parse_script(script):
        statement.run(call)
    return call


def example(code: str, number: int = 0) -> tuple[str, str]:
    """What a rule shows as bad, and what to write instead."""
    valid, invalid = examples(rules()[code])
    return invalid[number], valid[number]


def test_the_pound_key_goes_to_the_next_menu_until_that_is_mended() -> None:
    bad, good = example("IVR111")
    for text, again in ((bad, True), (repaired(bad), False), (good, False)):
        call = played(text, "answer live; press 1234")
        call.line.key("#")
        call.wait()
        heard = call.heard
        assert (heard.count("Enter your four-digit PIN, followed by the pound key.") > 1) is again
        assert any("You entered 1 2 3 4" in each or "You entered 1234" in each for each in heard)


def test_the_pound_key_ends_a_recording_that_comes_next() -> None:
    text = plan(
        '<menu name="m" maxDigits="4"><play type="tts">Enter your 4 digit PIN, then press pound.</play>'
        '<keypress pressed="default"><record varname="a" timeout="30000"/><hangup/></keypress>'
        '<keypress pressed="timeout"><hangup/></keypress></menu>'
    )
    (found,) = (each for each in findings(text) if each.code == "IVR111")
    assert "ends the recording" in found.why
    call = played(text, "answer live; press 1234")
    call.line.key("#")
    assert call.outcome == "hangup"


@pytest.mark.parametrize(
    ("prompt", "limit", "severity", "mends"),
    [
        ("Enter your 5 digit PIN.", "4", "warning", 'maxDigits="5"'),
        ("Enter your 5 digit PIN, followed by the pound key.", "4", "warning", 'maxDigits="6"'),
        ("Ingrese su código de 6 dígitos.", "8", "note", 'maxDigits="6"'),
        ("Entrez votre code à 6 chiffres.", "5", "warning", 'maxDigits="6"'),
        ("Enter your 5 digit PIN.", "5", None, ""),
        ("Enter your 5 digit PIN, followed by the pound key.", "6", None, ""),
        ("Enter your PIN.", "4", None, ""),
        ("Enter up to 8 digits.", "4", None, ""),
    ],
)
def test_a_menu_takes_as_many_digits_as_its_prompt_asks_for(
    prompt: str, limit: str, severity: str | None, mends: str
) -> None:
    text = plan(menu(attributes=f'maxDigits="{limit}"', inside=f'<play type="tts">{prompt}</play>{ASKS}'))
    found = [each for each in findings(text) if each.code == "IVR113"]
    assert [each.severity for each in found] == ([severity] if severity else [])
    assert mends in (repaired(text) if severity else "")
    assert "IVR113" not in dict(coded(repaired(text) if severity else text))


def test_half_a_number_gets_on_until_its_length_is_tested() -> None:
    bad, good = example("IVR113")
    for text, zip_code in ((bad, "12"), (good, None)):
        assert played(text, "answer live; press 12; wait").stash.get("zip") == zip_code


def test_who_is_not_answered_is_asked_what_others_are_asked_until_that_is_mended() -> None:
    bad, good = example("IVR112")
    for text, strange in ((bad, True), (good, False)):
        heard = played(text, "answer live; press 1; transfer no answer; wait").heard
        assert ("Support. Press 1 to open a ticket." in heard) is strange
