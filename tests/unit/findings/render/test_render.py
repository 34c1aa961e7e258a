"""Every format says the same; nothing from the user's file reaches the terminal as a command."""

import json
from pathlib import Path
from typing import Any

import pytest

from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.finding import Edit, Finding, Repair
from ivrdsl.findings.render.as_json import render_json
from ivrdsl.findings.render.concise import render_concise
from ivrdsl.findings.render.full import render_full
from ivrdsl.findings.render.safe import lines_of, safe
from tests.needs import later

jsonschema = later("jsonschema", "dev")

SCHEMA = json.loads((Path(__file__).resolve().parents[4] / "schemas" / "check.schema.json").read_text())
TEXT = (
    '<dialplan name="Root">\n  <menu name="live"><play type="tts">Hi</play></menu>\n  <goto>Live</goto>\n</dialplan>\n'
)
FULL = """\
warning[IVR101] menu-without-keypress: menu "live" has no keypress
  --> f.xml:2:3   dialplan "Root" > menu "live"
   |    <menu name="live"><play type="tts">Hi</play></menu>
   |    ^
   why  whatever the callee presses, or fails to press, the call goes on with the tag behind the menu
   fix  add <keypress pressed="1">...</keypress>, or play the prompts without a menu

error[IVR003] dangling-goto: goto target "Live" differs in letter case from "live"; names are case-sensitive
  --> f.xml:3:3   dialplan "Root" > goto
   |    <goto>Live</goto>
   |    ^
   why  the simulator ends the call here; what the platform does is not documented (it may refuse the plan)
   fix  write <goto>live</goto>

1 error, 1 warning
`ivrdsl explain IVR101` tells more
"""


def finding(**changes: Any) -> Finding:
    made = Finding("IVR002", "schema", "error", "f.xml", 1, 1, "dialplan", "message", "why", "fix", "words")
    return made._replace(**changes)


def test_full() -> None:
    assert render_full(check_bytes(TEXT, "f.xml"), lines_of=lambda _: lines_of(TEXT)) == FULL


def test_full_without_a_place_or_a_source() -> None:
    shown = render_full([finding(line=None, column=None, node="")], lines_of=lambda _: ["x"])
    assert shown.splitlines()[1] == "  --> f.xml"
    assert shown.splitlines()[2] == "   why  why"
    assert "   xsd  words" in shown


def test_colour_is_an_option() -> None:
    assert "\x1b" not in render_full([finding()], lines_of=lambda _: ["<dialplan/>"])
    assert "\x1b[1;31merror[IVR002] schema:\x1b[0m" in render_full([finding()], colour=True)


def test_the_caret_stands_under_its_column() -> None:
    for source, column in (
        ("\t\t<a/>", 3),
        ("日本<a/>", 3),
        ("é\x1b[2J<a/>", 6),
        ("x" * 500 + "<a/>" + "y" * 500, 501),
    ):
        lines = render_full([finding(column=column)], lines_of=lambda _, shown=source: [shown]).splitlines()
        evidence, caret = lines[2], lines[3]
        wide = sum(char in "日本" for char in evidence)
        assert evidence[caret.index("^") - wide] == "<", (evidence, caret)
        assert len(evidence) < 200


@pytest.mark.parametrize("render", [render_full, render_concise, render_json])
def test_nothing_reaches_the_terminal(render: object) -> None:
    evil = "\x1b]0;pwned\x07\r\n\u202e\x9b2J\ud800"
    assert callable(render)
    shown = render([finding(file=evil, node=evil, message=evil, why=evil, fix=evil, detail=evil)])
    assert not any(char in shown for char in "\x1b\x07\r\u202e\x9b\ud800")
    shown.encode("utf-8")


def test_evidence_is_safe_too() -> None:
    shown = render_full([finding()], lines_of=lambda _: ["<a>\x1b[31m\x9b\u202e</a>"])
    assert "\\x1b[31m\\x9b\\u202e" in shown


def test_safe_keeps_what_people_write() -> None:
    assert safe("Größe 日本 😀 ¿Qué?") == "Größe 日本 😀 ¿Qué?"


def test_lines_are_those_of_xml() -> None:
    assert lines_of("a\r\nb\rc\nd\x0be\x85f") == ["a", "b", "c", "d\x0be\x85f"]


def test_concise() -> None:
    assert render_concise([finding(), finding(line=None, column=None)]) == (
        "f.xml:1:1: IVR002 schema: message\nf.xml: IVR002 schema: message\n"
    )


@pytest.mark.parametrize("data", [TEXT, "", "<dialplan/>", "<dialplan><a/></dialplan>"])
def test_json_has_the_documented_shape(data: str) -> None:
    report = json.loads(render_json(check_bytes(data, "f.xml")))
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert sum(report["summary"].values()) == len(report["findings"])


def test_the_json_schema_is_strict() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    report = json.loads(render_json([finding()]))
    report["findings"][0]["detail"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, SCHEMA)


SAFE, UNSAFE = (Repair(safe, (Edit(0, "remove element"),)) for safe in (True, False))


@pytest.mark.parametrize(
    ("repairs", "told"),
    [
        ([None], "1 error"),
        ([SAFE], "1 error; 1 can be mended by --fix"),
        ([None, UNSAFE], "2 errors; 1 can be mended by --fix --unsafe"),
        ([UNSAFE, SAFE, None, SAFE], "4 errors; 2 can be mended by --fix, 1 by --fix --unsafe"),
    ],
)
def test_the_summary_says_what_can_be_mended(repairs: list[Repair | None], told: str) -> None:
    findings = [finding(repair=repair) for repair in repairs]
    assert render_full(findings, mends=True).splitlines()[-2] == told
    assert ";" not in render_full(findings).splitlines()[-2]


def test_json_says_what_can_be_mended() -> None:
    report = json.loads(render_json([finding(repair=each) for each in (None, SAFE, UNSAFE)]))
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert [each["fixable"] for each in report["findings"]] == ["no", "safe", "unsafe"]
