"""Rules about names, targets, amd and the plan as a whole: which element, which words, how bad."""

import pytest

from ivrdsl.checking.control import Control
from ivrdsl.checking.run import check_bytes, problems_of
from ivrdsl.findings.finding import Finding, Problem
from ivrdsl.xml.edits import edited
from ivrdsl.xml.read import parse

STRUCTURE = Control(select=("IVR003", "IVR004", "IVR005", "IVR006", "IVR007", "IVR008", "IVR009", "IVR010", "IVR013"))
AMD = "<amd><live/><machine><hangup/></machine></amd>"
MENU = '<menu maxDigits="1"><keypress pressed="1"/></menu>'


def findings(text: str) -> list[Finding]:
    return check_bytes(text, "plan.xml", control=STRUCTURE)


def problems(text: str) -> list[Problem]:
    return problems_of(parse(text), control=STRUCTURE)


def repaired(text: str) -> str:
    repairs = [finding.repair for finding in findings(text) if finding.repair is not None]
    assert repairs
    return edited(text.encode(), repairs).data.decode()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('<dialplan name="Root"><wait>1</wait><goto> Root </goto><goto>${x}</goto></dialplan>', []),
        ("<dialplan><goto>ro<!-- c -->ot</goto><hangup name='root'/></dialplan>", []),
        (
            "<dialplan><goto>x</goto><catch goto='y' type='hangup'><wait>1</wait></catch><goto/></dialplan>",
            ["IVR003"] * 3,
        ),
        ("<dialplan name='a'><menu name='a'/><goto>a</goto></dialplan>", ["IVR004"]),
        ("<dialplan name='a'><menu name='a'><keypress pressed='1'/></menu></dialplan>", ["IVR004"]),
        ("<dialplan><wait>1</wait><amd/></dialplan>", ["IVR008", "IVR013"]),
        ("<dialplan><amd><machine/><live/></amd><hangup/></dialplan>", []),
        ("<dialplan/>", ["IVR009"]),
    ],
)
def test_codes(text: str, codes: list[str]) -> None:
    assert [finding.code for finding in findings(text)] == codes


def test_a_duplicate_is_an_error_only_where_something_jumps_to_it() -> None:
    plan = "<dialplan name='a'>{}<menu name='a'><keypress pressed='1'/></menu></dialplan>"
    assert [finding.severity for finding in findings(plan.format("<goto>a</goto>"))] == ["error"]
    assert [finding.severity for finding in findings(plan.format(""))] == ["warning"]


def test_each_later_duplicate_names_the_first() -> None:
    found = problems("<dialplan>\n<hangup name='x'/>\n<hangup name='x'/>\n<hangup name='x'/></dialplan>")
    assert [problem.element for problem in found] == [2, 3]
    assert all('hangup "x" has it too' in problem.message for problem in found)


def test_letter_case_of_a_target_is_told_apart_from_a_typing_error() -> None:
    text = "<dialplan><goto>Live</goto><goto>lvie</goto><menu name='live'><keypress pressed='1'/></menu></dialplan>"
    first, second = findings(text)
    assert "names are case-sensitive" in first.message
    assert first.fix == "write <goto>live</goto>"
    assert second.fix == 'did you mean "live"?'


def test_odd_letter_case_is_understood() -> None:
    text = (
        "<DIALPLAN><Menu Name='a'><KeyPress/></Menu><GOTO>a</GOTO><Goto>b</Goto><Amd><Live/><MACHINE/></Amd></DIALPLAN>"
    )
    assert "IVR003" in [finding.code for finding in findings(text)]
    assert "IVR013" not in [finding.code for finding in findings(text)]


def test_names_in_another_case_name_both_and_are_worse_where_one_is_meant() -> None:
    plan = '<dialplan>{}<menu maxDigits="1"><keypress pressed="1" name="sms"/></menu><hangup name="SMS"/></dialplan>'
    (idle,) = problems(plan.format(""))
    (aimed,) = problems(plan.format("<goto>SMS</goto>"))
    assert (idle.severity, idle.element) == ("note", 3)
    assert (aimed.severity, aimed.element) == ("warning", 4)
    assert '"SMS"' in aimed.message
    assert '"sms"' in aimed.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<goto name="live">live</goto>', "to itself"),
        ('<goto>again</goto><hangup name="end"/><goto name="again">end</goto>', "the name of this goto"),
    ],
)
def test_a_goto_that_is_a_target(text: str, words: str) -> None:
    found = [each for each in findings(f"<dialplan><wait>1</wait>{text}</dialplan>") if each.code == "IVR006"]
    assert [words in finding.message for finding in found] == [True]


def test_a_goto_whose_name_is_taken_is_reported_once() -> None:
    text = f'<dialplan><goto name="live">Live</goto><goto>live</goto>{MENU}<hangup name="live"/></dialplan>'
    assert [(each.code, each.element) for each in problems(text)] == [("IVR003", 1), ("IVR004", 5)]


def test_the_name_of_a_branch_moves_to_its_first_tag() -> None:
    keypress = '<keypress pressed="1" name="x"><hangup/></keypress>'
    text = f'<dialplan><goto>x</goto><menu maxDigits="1">{keypress}</menu></dialplan>'
    assert '<keypress pressed="1"><hangup name="x"/></keypress>' in repaired(text)
    assert findings(repaired(text)) == []


@pytest.mark.parametrize("inside", ["", '<hangup name="y"/>', "<Hangup/>", "<loop/>"])
def test_a_name_does_not_move_where_it_may_break_something(inside: str) -> None:
    keypress = f'<keypress pressed="1" name="x">{inside}</keypress>'
    (found,) = findings(f'<dialplan><goto>x</goto><menu maxDigits="1">{keypress}</menu></dialplan>')
    assert (found.code, found.repair) == ("IVR007", None)


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (AMD, []),
        (f"{AMD}{AMD}", [5]),
        (f"<wait>1</wait>{AMD}{AMD}", [2, 6]),
        (f'<menu maxDigits="1"><keypress pressed="1">{AMD}</keypress></menu>', [3]),
        (f'<amd name="again">{"<live/><machine/>"}</amd><wait>1</wait><goto>again</goto>', []),
        (f'<setvar name="s" varname="x">1</setvar>{AMD}{AMD}<goto>s</goto>', [6]),
        (f"<hangup/>{AMD}", []),  # nothing leads there: another rule's business
    ],
)
def test_where_an_amd_is_misplaced(text: str, elements: list[int]) -> None:
    found = [each.element for each in problems(f"<dialplan>{text}</dialplan>") if each.code == "IVR008"]
    assert found == elements


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('<gtalk to="a">Hello</gtalk><hangup/>', "<hangup/>"),
        ('<play type="tts" voice="femaleSpanish">Hola</play>', '<play type="tts" voice="spanish1">Hola</play>'),
        ('<transfer musiconhold="Silent">1</transfer>', '<transfer musiconhold="silence">1</transfer>'),
        ('<transfer MusicOnHold="newage">1</transfer>', '<transfer MusicOnHold="new_age">1</transfer>'),
        ('<text to="1">Hello</text>', '<sms to="1">Hello</sms>'),
    ],
)
def test_what_is_retired_is_replaced(text: str, after: str) -> None:
    assert repaired(f"<dialplan>{text}</dialplan>") == f"<dialplan>{after}</dialplan>"


def test_a_retired_tag_that_is_a_target_is_not_taken_out() -> None:
    (found,) = findings('<dialplan><goto>x</goto><gtalk name="x"/></dialplan>')
    assert (found.code, found.repair) == ("IVR010", None)


@pytest.mark.parametrize(
    ("tag", "lacks", "fix"),
    [
        ("<transfer timeout='25'/>", "a phone number to ring", '<transfer timeout="25">12135551234</transfer>'),
        ("<play type='tts'/>", "words or a sound", '<play type="tts">Hello.</play>'),
        ("<play type='tts'>\n<!-- a --></play>", "words or a sound", '<play type="tts">Hello.</play>'),
        ("<play type='url'/>", "words or a sound", '<play type="url">https://example.com/hello.wav</play>'),
        ("<PLAY TYPE='CallfireId'/>", "words or a sound", '<play type="'),
        ("<play type='callfireid'/>", "words or a sound", '<play type="callfireid">123</play>'),
        ("<get varname='a'/>", "a URL to ask", "<get>https://example.com/status</get>"),
        ("<post varname='a'/>", "a URL to post to", "<post>https://example.com/status</post>"),
        ("<gotoXML/>", "the URL of a dialplan", "<gotoXML>https://example.com/plan.xml</gotoXML>"),
        ("<gotoxml/>", "the URL of a dialplan", "<gotoXML>https://example.com/plan.xml</gotoXML>"),
        ("<dnc>\t</dnc>", "a phone number", "<dnc>${call.phonenumber}</dnc>"),
        ("<sms to='12135551234'/>", "words to send", '<sms to="12135551234">Hello.</sms>'),
        ("<text to='12135551234'/>", "words to send", '<sms to="12135551234">Hello.</sms>'),
        ("<dtmf><?a b?></dtmf>", "tones to send", "<dtmf>12w3</dtmf>"),
    ],
)
def test_a_tag_with_nothing_in_it_is_told_what_it_needs(tag: str, lacks: str, fix: str) -> None:
    found = check_bytes(f"<dialplan><menu>{tag}</menu></dialplan>", "plan.xml", control=Control(select=("IVR014",)))
    assert [(each.severity, lacks in each.message, fix in each.fix) for each in found] == [("error", True, True)]


@pytest.mark.parametrize(
    "tag",
    [
        "<goto/>",
        "<wait/>",
        "<setvar varname='a'/>",
        "<stash varname='a'/>",
        "<transfer>${to}</transfer>",
        "<transfer><!-- a -->12135551234</transfer>",
        "<play type='tts'><b></b></play>",
        "<transfer><number/></transfer>",
        "<unknown/>",
        "<gtalk/>",
    ],
)
def test_what_may_be_empty_or_is_told_by_others_is_left_alone(tag: str) -> None:
    found = check_bytes(f"<dialplan>{tag}</dialplan>", "plan.xml")
    assert "IVR014" not in {each.code for each in found}
