"""Findings as SARIF 2.1.0, the format that code hosts read."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl._version import __version__
from ivrdsl.findings.finding import Finding, Severity
from ivrdsl.findings.render.masking import masked, masked_reason
from ivrdsl.findings.render.safe import safe
from ivrdsl.findings.render.uris import file_uri, inside, relative_uri

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "ivrdslFinding/v1"
_ROOT: Final = "%SRCROOT%"
_LINE: Final = re.compile(r"\bline \d+")
"""Some messages name the line of another tag, which moves as the finding's own line does."""


class RuleInfo(NamedTuple):
    """What a report says about a rule.

    Attributes:
        code, name: as in findings.
        severity: the one it has by default.
        summary: one sentence.
        text: the whole explanation, Markdown; may be empty.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    text: str


def render_sarif(
    findings: Sequence[Finding],
    *,
    root: str,
    rules: Sequence[RuleInfo] = (),
    unread: Sequence[tuple[str, str]] = (),
    secrets: Sequence[re.Pattern[str]] = (),
) -> str:
    """One run as indented JSON, pure ASCII, likely secrets masked.

    Args:
        findings: in the order in which they are to appear.
        root: the folder where the command ran, absolute; files inside it are told relative to it.
        rules: those that the report explains; what findings need beside them is made up from the findings.
        unread: files that could not be checked, each with the reason.
        secrets: what else is secret.
    """
    shown = [masked(finding, secrets=secrets) for finding in findings]
    known = _all_rules(shown, rules)
    run = {
        "tool": {"driver": {"name": "ivrdsl", "version": __version__, "rules": [_rule(rule) for rule in known]}},
        "invocations": [_invocation([masked_reason(reason, secrets) for _, reason in unread])],
        "columnKind": "unicodeCodePoints",
        "results": list(_results(shown, [rule.code for rule in known], root)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _all_rules(findings: Sequence[Finding], rules: Sequence[RuleInfo]) -> list[RuleInfo]:
    """The rules by code, with those that only findings tell of."""
    told = {f.code: RuleInfo(f.code, f.name, f.severity, f.name.replace("-", " "), "") for f in reversed(findings)}
    known = told | {rule.code: rule for rule in rules}
    return [known[code] for code in sorted(known)]


def _rule(rule: RuleInfo) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": safe(rule.summary)},
        "fullDescription": {"text": _opening(rule.text) or safe(rule.summary)},
        "defaultConfiguration": {"level": rule.severity},
    }
    return data | ({"help": {"text": rule.text, "markdown": rule.text}} if rule.text.strip() else {})


def _opening(text: str) -> str:
    """The first paragraph that is no heading."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n|(?m:^#.*$)", text))
    return next((" ".join(block.split()) for block in blocks if block), "")


def _invocation(unread: Sequence[str]) -> dict[str, Any]:
    if not unread:
        return {"executionSuccessful": True}
    told = [{"level": "error", "message": {"text": _literal(safe(reason))}} for reason in unread]
    return {"executionSuccessful": False, "toolExecutionNotifications": told}


def _results(findings: Sequence[Finding], codes: Sequence[str], root: str) -> Iterator[dict[str, Any]]:
    index = {code: number for number, code in enumerate(codes)}
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        fingerprint = _fingerprint(finding)
        seen[finding.file, fingerprint] += 1
        yield {
            "ruleId": finding.code,
            "ruleIndex": index[finding.code],
            "level": finding.severity,
            "message": {"text": _message(finding)},
            "locations": [_location(finding, root)],
            "partialFingerprints": {FINGERPRINT: f"{fingerprint}:{seen[finding.file, fingerprint]}"},
        }


def _fingerprint(finding: Finding) -> str:
    """What identifies a finding, also after lines moved. Of what is masked: four digits could be found from a hash."""
    text = "\0".join((finding.code, safe(finding.node), safe(_LINE.sub("line", finding.message))))
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:32]


def _message(finding: Finding) -> str:
    more = [f"{label}: {text}" for label, text in (("why", finding.why), ("fix", finding.fix)) if text]
    return "\n".join(_literal(safe(part)) for part in (finding.message, *more))


def _literal(text: str) -> str:
    """Text that SARIF reads neither as a placeholder (braces are doubled) nor as a link (a bracket is escaped).

    Source: SARIF 2.1.0, 3.11.5 and 3.11.6.
    """
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _location(finding: Finding, root: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(finding.file, root)}
    if finding.line is not None:
        column = {} if finding.column is None else {"startColumn": finding.column}
        physical["region"] = {"startLine": finding.line, **column}
    logical = {"logicalLocations": [{"fullyQualifiedName": safe(finding.node)}]} if finding.node else {}
    return {"physicalLocation": physical, **logical}


def _artifact(file: str, root: str) -> dict[str, str]:
    path = inside(file, root)
    return {"uri": file_uri(file, root)} if path is None else {"uri": relative_uri(path), "uriBaseId": _ROOT}
