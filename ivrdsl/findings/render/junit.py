"""Findings as JUnit XML: a test case for each file, which fails when the file has errors or warnings."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree

from ivrdsl.findings.finding import ERROR, NOTE, Finding
from ivrdsl.findings.render.full import one, summary
from ivrdsl.findings.render.masking import masked, masked_reason
from ivrdsl.findings.render.safe import safe

_NAME: Final = "ivrdsl check"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_TIME: Final = {"time": "0"}
"""Readers want a time; a report that told the real one would differ in every run."""


def render_junit(
    findings: Sequence[Finding],
    *,
    files: Sequence[str],
    unread: Sequence[tuple[str, str]] = (),
    secrets: Sequence[re.Pattern[str]] = (),
) -> str:
    """One test suite as indented XML, pure ASCII, likely secrets masked.

    A file with notes only has passed, and prints them. There is one failure for each file, with all its findings: some
    readers cannot cope with more.

    Args:
        findings: in the order in which they are to appear.
        files: all that were checked, those without findings too.
        unread: files that could not be checked, each with the reason.
        secrets: what else is secret.
    """
    of_file: dict[str, list[Finding]] = {file: [] for file in files}
    for finding in findings:
        of_file.setdefault(finding.file, []).append(masked(finding, secrets=secrets))
    unread = [(file, masked_reason(reason, secrets)) for file, reason in unread]
    totals = _totals(of_file, len(unread))
    suites = ElementTree.Element("testsuites", {"name": _NAME, **totals})
    suite = ElementTree.SubElement(suites, "testsuite", {"name": _NAME, **totals, "skipped": "0", **_NO_TIME})
    for file, found in of_file.items():
        _add_file(suite, file, found)
    for file, reason in unread:
        error = ElementTree.SubElement(_case(suite, file), "error", {"message": _text(safe(reason)), "type": "unread"})
        error.text = _text(safe(reason))
    ElementTree.indent(suites)
    written: bytes = ElementTree.tostring(suites, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _totals(of_file: Mapping[str, Sequence[Finding]], unread: int) -> dict[str, str]:
    failed = sum(any(_fails(finding) for finding in found) for found in of_file.values())
    return {"tests": str(len(of_file) + unread), "failures": str(failed), "errors": str(unread)}


def _add_file(suite: ElementTree.Element, file: str, found: Sequence[Finding]) -> None:
    case = _case(suite, file)
    failing = [finding for finding in found if _fails(finding)]
    notes = [finding for finding in found if not _fails(finding)]
    if failing:
        kind = ERROR if any(finding.severity == ERROR for finding in failing) else failing[0].severity
        failure = ElementTree.SubElement(case, "failure", {"message": summary(failing), "type": kind})
        failure.text = _story(failing)
    if notes:
        ElementTree.SubElement(case, "system-out").text = _story(notes)


def _case(suite: ElementTree.Element, file: str) -> ElementTree.Element:
    name = _text(safe(file))
    return ElementTree.SubElement(
        suite, "testcase", {"classname": "ivrdsl.check", "name": name, "file": name, **_NO_TIME}
    )


def _fails(finding: Finding) -> bool:
    return finding.severity != NOTE


def _story(findings: Sequence[Finding]) -> str:
    return _text("\n\n".join(one(finding) for finding in findings))


def _text(text: str) -> str:
    """Text without the few characters that `safe` lets through and XML forbids."""
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
