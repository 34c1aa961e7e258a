"""Files of calls that are checked: the script, its names, and its plan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivrdsl.checking.calls import check_calls
from ivrdsl.checking.control import Control
from ivrdsl.cli.group import cli
from ivrdsl.errors import LoadError
from ivrdsl.files.load import Plans
from ivrdsl.findings.finding import Finding

PLAN = """<dialplan name="Root">
<play type="tts">Hello ${contact.firstName}, ${userid}, ${contact.b}.</play>
<setvar varname="n">1</setvar><stash varname="answer">${n}</stash><get varname="r">https://a.example/ ${n}</get>
<transfer callerid="5550100" timeout="10">5550101</transfer><hangup/>
</dialplan>"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.xml").write_text(PLAN)


OF_SCRIPTS = Control(select=("IVR90",))


def found(statements: str, *, plan: str = "plan.xml", control: Control = OF_SCRIPTS) -> list[Finding]:
    Path("a.call").write_text(f'dialplan {plan}\ncall "a"\n{statements}\n')
    return check_calls("a.call", Plans(), max_bytes=10**6, control=control).findings


@pytest.mark.parametrize(
    "statement",
    [
        'set contact.firstName = "Ann"',
        'set contact.B = "1"',
        'set contact.b = "1"',
        'set attribute.userid = "1"',
        'set contact.A = "1"; expect variable contact.A = "1"',
        'http "https://*" -> "1"',
        'http "nowhere" -> "1"',  # what it asks depends on a variable
        "transfer answered",
        'expect stash answer = "1"',
        'expect variable n = "1"',
        'expect variable call.lastinput = "1"',
        'expect variable r = "1"',
        "try record 3s",
        "expect never sms",
        "expect assumption no_match",
        "expect assumption speech",
    ],
)
def test_what_the_plan_has_is_no_error(statement: str) -> None:
    assert [each for each in found(statement) if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("statement", "column", "message", "fix"),
    [
        (
            'set contact.firstname = "A"',
            5,
            "no text of the plan reads contact.firstname",
            'did you mean "contact.firstName"?',
        ),
        (
            'set attribute.UserId="1"',
            5,
            "no text of the plan reads attribute.UserId",
            'did you mean "attribute.userid"?',
        ),
        ('expect stash n = "1"', 14, "no stash of the plan is called n", "it has answer"),
        ('expect variable N = "1"', 17, "no tag sets the variable N", 'did you mean "n"?'),
        ("record 3s", 1, "the plan has no record tag", "take the statement out, or name another plan"),
        ("wait; record 3s", 7, "the plan has no record tag", "take the statement out, or name another plan"),
        ('expect dnc "1"', 1, "the plan has no dnc tag", "take the statement out, or name another plan"),
    ],
)
def test_what_the_plan_has_not_is_an_error_with_its_place(statement: str, column: int, message: str, fix: str) -> None:
    (finding,) = found(statement)
    assert (finding.code, finding.severity) == ("IVR904", "error")
    assert (finding.line, finding.column, finding.message, finding.fix) == (3, column, message, fix)


def test_an_idle_value_is_a_warning_and_an_error_where_the_preset_is_strict() -> None:
    idle = 'set contact.lastName = "Lee"'
    assert [each.severity for each in found(idle)] == ["warning"]
    assert [each.severity for each in found(idle, control=Control(preset="strict", select=("IVR904",)))] == ["error"]


def test_findings_of_the_plan_come_behind_those_of_the_script() -> None:
    findings = found("pres 1", control=Control())
    assert [each.file for each in findings][:1] == ["a.call"]
    assert {each.file for each in findings[1:]} == {"plan.xml"}


def test_a_plan_of_the_project_brings_its_preset_and_its_values() -> None:
    Path("pyproject.toml").write_text(
        '[tool.ivrdsl.plans.hello]\nfile = "plan.xml"\nset = {"contact.Z" = "1"}\npreset = "strict"\n'
    )
    assert found('expect variable contact.Z = "1"', plan="hello") == []
    assert {each.severity for each in found("wait", plan="hello", control=Control()) if each.file == "plan.xml"} <= {
        "error",
        "note",
    }


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("plam.xml", 'plam.xml: there is no such file in the current folder; did you mean "plan.xml"?'),
        ("plan.xml a=1", "plan.xml is XML, which has neither names nor parameters"),
        ("hello", "hello: there is no such file, nor a plan in any pyproject.toml here or above"),
    ],
)
def test_a_plan_that_is_not_there_is_a_mistake_of_its_line(plan: str, message: str) -> None:
    (finding, *_) = found("wait", plan=plan)
    assert (finding.code, finding.line, finding.column) == ("IVR903", 1, 10)
    assert finding.message.startswith(message)


def test_a_broken_plan_is_told_by_its_own_findings_alone() -> None:
    Path("plan.xml").write_text("<dialplan>")
    assert {each.code for each in found("wait", control=Control())} == {"IVR001"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00", "call".encode("utf-16")])
def test_whatever_a_file_holds_there_is_a_finding_or_a_reason(content: bytes) -> None:
    Path("a.call").write_bytes(content)
    try:
        assert check_calls("a.call", Plans(), max_bytes=10, control=Control()).findings
    except LoadError as error:
        assert "cannot be read" in str(error)  # noqa: PT017  # either is right


def test_sarif_names_the_rule_and_the_place() -> None:
    Path("a.call").write_text('dialplan plan.xml\ncall "a"\n  pres 1\n')
    told = CliRunner().invoke(cli, ["check", "a.call", "--format", "sarif", "--select", "IVR903"])
    assert told.exit_code == 1
    (run,) = json.loads(told.stdout)["runs"]
    (result,) = run["results"]
    (place,) = result["locations"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "IVR903"
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "a.call"
    assert place["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 3}


def test_a_plan_that_two_files_call_is_told_once() -> None:
    for name in ("a.call", "b.call"):
        Path(name).write_text('dialplan plan.xml\ncall "a"\n  wait\n')
    told = CliRunner().invoke(cli, ["check", "*.call", "-q"]).stdout.splitlines()
    assert told
    assert len(told) == len(set(told))
