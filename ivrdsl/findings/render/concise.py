"""A finding on one line, for editors and grep: file:line:column: CODE name: message."""

import re
from collections.abc import Sequence

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.full import place_of
from ivrdsl.findings.render.masking import masked
from ivrdsl.findings.render.safe import safe


def render_concise(findings: Sequence[Finding], *, secrets: Sequence[re.Pattern[str]] = ()) -> str:
    """One line for each finding, likely secrets masked; nothing for none."""
    return "".join(f"{one(masked(finding, secrets=secrets))}\n" for finding in findings)


def one(finding: Finding) -> str:
    """One finding as it is, without a line break at the end."""
    return f"{place_of(finding)}: {finding.code} {safe(finding.name)}: {safe(finding.message)}"
