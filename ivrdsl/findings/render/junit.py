"""Findings as JUnit XML: a test case for each file, which fails when the file has errors or warnings."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.etree import ElementTree

from ivrdsl.findings.finding import ERROR, NOTE, Finding
from ivrdsl.findings.render.full import one, summary
from ivrdsl.findings.render.masking import masked, masked_reason
from ivrdsl.findings.render.safe import safe

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_TIME: Final = {"time": "0"}
"""Readers want a time; a report that told the real one would differ in every run."""


class Case(NamedTuple):
    """A test case.

    Attributes:
        file: what it is about.
        name: of the case.
        findings: what was found; with errors or warnings the case has failed, and notes are printed.
        error: why it could not be run; "" if it could.
        skipped: why what was found does not count; "" if it does.
        group: what tells it from cases of the same name; "" where there are none.
    """

    file: str
    name: str
    findings: Sequence[Finding] = ()
    error: str = ""
    skipped: str = ""
    group: str = ""

    @property
    def outcome(self) -> str:
        if self.error:
            return "errors"
        if self.skipped:
            return "skipped"
        return "failures" if any(map(_fails, self.findings)) else ""


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
        of_file.setdefault(finding.file, []).append(finding)
    cases = [Case(file, file, found) for file, found in of_file.items()]
    return render_cases("check", [*cases, *(Case(file, file, error=reason) for file, reason in unread)], secrets)


def render_cases(command: str, cases: Sequence[Case], secrets: Sequence[re.Pattern[str]] = ()) -> str:
    """One test suite as indented XML, pure ASCII, likely secrets masked. See `render_junit`.

    Args:
        command: what has found all this.
        cases: in the order in which they are to appear.
        secrets: what else is secret.
    """
    outcomes = [case.outcome for case in cases]
    counts = {what: str(outcomes.count(what)) for what in ("failures", "errors")}
    totals = {"name": f"ivrdsl {command}", "tests": str(len(cases)), **counts}
    suites = ElementTree.Element("testsuites", totals)
    skipped = str(outcomes.count("skipped"))
    suite = ElementTree.SubElement(suites, "testsuite", {**totals, "skipped": skipped, **_NO_TIME})
    for case in cases:
        _add(suite, f"ivrdsl.{command}", case, secrets)
    ElementTree.indent(suites)
    written: bytes = ElementTree.tostring(suites, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _add(suite: ElementTree.Element, classname: str, case: Case, secrets: Sequence[re.Pattern[str]]) -> None:
    classname = f"{classname}.{case.group}" if case.group else classname
    words = {"classname": classname, "name": _text(safe(case.name)), "file": _text(safe(case.file)), **_NO_TIME}
    added = ElementTree.SubElement(suite, "testcase", words)
    findings = [masked(finding, secrets=secrets) for finding in case.findings]
    match case.outcome:
        case "errors":
            reason = _text(safe(masked_reason(case.error, secrets)))
            ElementTree.SubElement(added, "error", {"message": reason, "type": "unread"}).text = reason
        case "skipped":
            ElementTree.SubElement(added, "skipped", {"message": _text(safe(masked_reason(case.skipped, secrets)))})
        case "failures":
            failing = [finding for finding in findings if _fails(finding)]
            kind = ERROR if any(finding.severity == ERROR for finding in failing) else failing[0].severity
            failure = ElementTree.SubElement(added, "failure", {"message": summary(failing), "type": kind})
            failure.text = _story(failing)
    if notes := [finding for finding in findings if not _fails(finding)]:
        ElementTree.SubElement(added, "system-out").text = _story(notes)


def _fails(finding: Finding) -> bool:
    return finding.severity != NOTE


def _story(findings: Sequence[Finding]) -> str:
    return _text("\n\n".join(one(finding) for finding in findings))


def _text(text: str) -> str:
    """Text without the few characters that `safe` lets through and XML forbids."""
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
