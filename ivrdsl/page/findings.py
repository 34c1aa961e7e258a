"""What the checks say, for people."""

from collections.abc import Iterable, Sequence

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.markup import NOTHING, Html, island, tag
from ivrdsl.findings.render.masking import masked
from ivrdsl.page.proofs import sentence
from ivrdsl.page.secrecy import Secrecy


def findings_parts(findings: Sequence[Finding], secrecy: Secrecy) -> Iterable[Html]:
    """The panel of findings, masked as reports for machines are."""
    if not findings:
        yield tag("p", "The checks find nothing.", class_="lead")
        return
    told = findings if secrecy.shows else [masked(each, secrets=secrecy.secrets) for each in findings]
    yield tag("ul", *map(_one, told), class_="claims")


def _one(finding: Finding) -> Html:
    line = f":{finding.line}" if finding.line else ""
    node = f", {finding.node}" if finding.node else ""
    name = f"{finding.code} {finding.name}, {finding.file}{line}{node}"
    parts = [
        tag("p", island(sentence(finding.message)), tag("span", finding.severity, class_="tag"), class_="says"),
        tag("p", island(f"{sentence(finding.why)}.")) if finding.why else NOTHING,
        tag("p", tag("b", "To mend it: "), island(f"{finding.fix}.")) if finding.fix else NOTHING,
        tag("p", island(finding.detail), class_="soft") if finding.detail else NOTHING,
        tag("p", island(name), class_="name"),
    ]
    return tag("li", tag("div", *parts), class_=f"claim of-{finding.severity}")
