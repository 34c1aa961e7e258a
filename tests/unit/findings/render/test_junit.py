"""JUnit: well-formed whatever a finding holds; a file is a test case."""

from typing import Any
from xml.etree import ElementTree

from hypothesis import given, strategies as st

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.junit import render_junit


def finding(**changes: Any) -> Finding:
    made = Finding("IVR002", "schema", "error", "f.xml", 1, 1, "dialplan", "message", "why", "fix", "words")
    return made._replace(**changes)


def test_cases() -> None:
    findings = [
        finding(severity="warning"),
        finding(),
        finding(file="notes.xml", severity="note"),
        finding(file="more.py"),
    ]
    files = ["clean.xml", "f.xml", "notes.xml"]
    text = render_junit(findings, files=files, unread=[("gone.xml", "gone.xml: there is no such file")])
    (suite,) = ElementTree.fromstring(text)
    assert {key: suite.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "5",
        "failures": "2",
        "errors": "1",
    }
    cases = {case.get("name"): case for case in suite}
    assert list(cases) == ["clean.xml", "f.xml", "notes.xml", "more.py", "gone.xml"]
    assert [[part.tag for part in case] for case in suite] == [[], ["failure"], ["system-out"], ["failure"], ["error"]]
    (failure,) = cases["f.xml"]
    assert (failure.get("message"), failure.get("type")) == ("1 error, 1 warning", "error")
    assert failure.text is not None
    assert "  --> f.xml:1:1   dialplan" in failure.text
    assert failure.text.count("   fix  fix") == 2


def test_nothing() -> None:
    (suite,) = ElementTree.fromstring(render_junit([], files=[]))
    assert suite.get("tests") == "0"


ODD = st.text(st.one_of(st.characters(), st.sampled_from("\x00\x1b\ud800\udcff\ufffe\uffff\x85]]><&\r\n")), min_size=1)


@given(ODD, ODD)
def test_every_text_is_xml(name: str, text: str) -> None:
    told = finding(file=name, node=text, message=text, why=text, fix=text, detail=text)
    xml = render_junit([told], files=[name], unread=[(text, text)])
    assert xml.isascii()
    assert len(ElementTree.fromstring(xml)[0]) == 2
