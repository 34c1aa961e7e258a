"""Whether a finding can be mended without a person, in the words of the reports."""

from collections.abc import Sequence
from typing import Literal

from ivrdsl.findings.finding import Finding

Fixable = Literal["no", "safe", "unsafe"]


def fixable(finding: Finding) -> Fixable:
    """`safe`: no call changes; `unsafe`: a person must want the change; `no`: a person must make it."""
    if finding.repair is None:
        return "no"
    return "safe" if finding.repair.safe else "unsafe"


def mending(findings: Sequence[Finding]) -> str:
    """`2 can be mended by --fix, 1 by --fix --unsafe`; empty where nothing can."""
    kinds = [fixable(finding) for finding in findings]
    ways = [("safe", "--fix"), ("unsafe", "--fix --unsafe")]
    told = [f"{kinds.count(kind)} by {option}" for kind, option in ways if kind in kinds]
    return ", ".join(told).replace(" by ", " can be mended by ", 1)
