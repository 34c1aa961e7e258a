"""The check agrees with what is known to be wrong with real dialplans (read from ../shared, where that is present)."""

import csv
import re
from pathlib import Path

import pytest

from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.finding import Finding

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
INDEX = CORPUS / "index.tsv"
ROWS: list[dict[str, str]] = []
if INDEX.exists():
    with INDEX.open(encoding="utf-8", newline="") as stream:
        ROWS = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))

pytestmark = pytest.mark.skipif(not ROWS, reason="the shared corpus of real dialplans is not beside this checkout")
DANGLING = re.compile(r'dangling goto "([^"]*)"')
DUPLICATE = re.compile(r'duplicate name "([^"]*)"')
NO_KEYPRESS = re.compile(r"menu (\S+) has no keypress")
MESSAGE = {
    "IVR003": re.compile(r'target "([^"]*)"'),
    "IVR004": re.compile(r'the name "([^"]*)"'),
    "IVR101": re.compile(r'menu "([^"]*)" has no keypress'),
}


def named(findings: list[Finding], code: str) -> list[str]:
    """What the findings of one code are about."""
    found = (MESSAGE[code].search(finding.message) for finding in findings if finding.code == code)
    return sorted({match[1] for match in found if match})


def test_the_corpus_has_the_defects_that_are_compared() -> None:
    defects = " ".join(row["known_defects"] for row in ROWS)
    assert len(ROWS) >= 40
    assert all(pattern.search(defects) for pattern in (DANGLING, DUPLICATE, NO_KEYPRESS))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_agrees_with_the_known_defects(row: dict[str, str]) -> None:
    findings = check_bytes((CORPUS / row["path"]).read_bytes(), row["path"])
    codes = {finding.code for finding in findings}
    assert ("IVR001" in codes) == (row["well_formed"] == "no")
    if row["well_formed"] == "no":
        return
    defects = row["known_defects"]
    assert named(findings, "IVR003") == sorted(set(DANGLING.findall(defects)))
    assert named(findings, "IVR004") == sorted(set(DUPLICATE.findall(defects)))
    assert named(findings, "IVR101") == sorted(set(NO_KEYPRESS.findall(defects)))
    unknown = re.findall(r"unknown attribute (\w+)/@(\w+)", defects)
    assert ("IVR011" in codes) == bool(unknown)
    assert "IVR002" not in codes, "the schema rejects a plan that real senders use"
    assert all(finding.line and finding.column for finding in findings)
