"""A finding on one line, for editors and grep: file:line:column: CODE name: message."""

import re
from collections.abc import Sequence

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.full import place_of
from ivrdsl.findings.render.masking import masked, masked_reason
from ivrdsl.findings.render.safe import safe


def render_concise(
    findings: Sequence[Finding],
    *,
    unread: Sequence[tuple[str, str]] = (),
    secrets: Sequence[re.Pattern[str]] = (),
) -> str:
    """One line for each finding, likely secrets masked; nothing for none.

    Args:
        findings: in the order in which they are to appear.
        unread: files that could not be looked at, each with the reason.
        secrets: what else is secret.
    """
    lines = [one(masked(finding, secrets=secrets)) for finding in findings]
    lines += [f"{safe(file)}: error: {safe(masked_reason(reason, secrets))}" for file, reason in unread]
    return "".join(f"{line}\n" for line in lines)


def one(finding: Finding) -> str:
    """One finding as it is, without a line break at the end."""
    return f"{place_of(finding)}: {finding.code} {safe(finding.name)}: {safe(finding.message)}"
