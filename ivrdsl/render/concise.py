"""A finding on one line, for editors and grep: file:line:column: CODE name: message."""

from collections.abc import Sequence

from ivrdsl.diagnostics import Finding
from ivrdsl.render.full import place_of
from ivrdsl.render.safe import safe


def render_concise(findings: Sequence[Finding]) -> str:
    """One line for each finding; nothing for none."""
    return "".join(f"{one(finding)}\n" for finding in findings)


def one(finding: Finding) -> str:
    """One finding, without a line break at the end."""
    return f"{place_of(finding)}: {finding.code} {finding.name}: {safe(finding.message)}"
