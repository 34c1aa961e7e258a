"""Workflow commands: one a finding, which no text can break out of."""

from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.github import render_github


def finding(**changes: Any) -> Finding:
    made = Finding("IVR002", "schema", "error", "f.xml", 1, 2, "dialplan", "message", "why", "fix", "words")
    return made._replace(**changes)


def test_commands() -> None:
    findings = [
        finding(file="/srv/plans/a,b:c.xml", message="100% of a:b,c"),
        finding(severity="warning", line=None, column=None, why="", file="/elsewhere/a.xml"),
        finding(severity="note", column=None, fix=""),
    ]
    assert render_github(findings, root="/srv/plans", unread=[("gone.xml", "no such file")]) == (
        "::error file=a%2Cb%3Ac.xml,line=1,col=2,title=IVR002 schema::100%25 of a:b,c%0Awhy: why%0Afix: fix\n"
        "::warning file=/elsewhere/a.xml,title=IVR002 schema::message%0Afix: fix\n"
        "::notice file=f.xml,line=1,title=IVR002 schema::message%0Awhy: why\n"
        "::error file=gone.xml::no such file\n"
    )


def test_nothing() -> None:
    assert render_github([], root="/") == ""


@given(st.text(min_size=1), st.text(min_size=1))
def test_one_line_whatever_is_in_it(name: str, text: str) -> None:
    shown = render_github([finding(file=name, message=text, why=text, fix=text)], root="/srv")
    shown.encode()
    assert shown.count("\n") == 1
    assert shown.split("::")[1].count(",") == 3
