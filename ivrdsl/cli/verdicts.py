"""Prints verdicts, or writes them to a file, in each format."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivrdsl.cli.output import echo, show_lines, terminal_width, write_output

if TYPE_CHECKING:
    from ivrdsl.cli.exits import Ended
    from ivrdsl.files.load import Loaded
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.findings.finding import Finding
    from ivrdsl.findings.render.junit import Case
    from ivrdsl.findings.render.sarif import RuleInfo
    from ivrsim.core.table import Plan
    from ivrsim.proofs.verdict import Verification


class Shown(NamedTuple):
    """What is shown.

    Attributes:
        report: the verdicts.
        plan: what they are about, compiled.
        loaded: where it comes from.
        replay: the command that plays a call, with {script} where its script goes.
        beside: what is wrong with suppressions.
        secrets: what reports for machines mask, beside what looks like a code.
        show_secrets: whether JSON masks nothing.
        strict: whether what holds for no reason is an error.
        detail: how much is told; see `ivrsim.proofs.verdicts`.
        name: what the project calls the plan; "" if a file was named.
    """

    report: "Verification"
    plan: "Plan"
    loaded: "Loaded"
    replay: str
    beside: "Sequence[Finding]"
    secrets: Sequence[re.Pattern[str]]
    show_secrets: bool
    strict: bool
    detail: int
    name: str = ""


class Unread(NamedTuple):
    """A plan of the project that came to no verdicts.

    Attributes:
        plan: its name.
        file: it.
        reason: why.
    """

    plan: str
    file: str
    reason: str


class Reportable(NamedTuple):
    """Verdicts as findings: what reports for other programs are made of, those on several plans too.

    Attributes:
        findings: those on verdicts, and on suppressions.
        rules: the properties that were asked for.
        cases: each verdict as a test.
        secrets: what is masked.
        unread: the plans that came to no verdicts.
        command: what has found all this.
    """

    findings: "Sequence[Finding]"
    rules: "Sequence[RuleInfo]"
    cases: "Sequence[Case]"
    secrets: Sequence[re.Pattern[str]]
    unread: Sequence[Unread] = ()
    command: str = "verify"

    def reasons(self) -> list[tuple[str, str]]:
        """The file of each plan that came to no verdicts, and why, with the plan's name."""
        return [(each.file, f"no verdicts on {each.plan}: {each.reason}") for each in self.unread]


def show(shown: Shown, format_: str, output: str | None) -> Reportable | None:
    """Print verdicts, or write them to a file and say so on stderr.

    Returns:
        What the report was made of, if other verdicts may be joined to it.

    Raises:
        IvrError: the file cannot be written.
    """
    from ivrsim.proofs.verdicts import summary

    if output is None and format_ == "full":
        show_lines(_lines(shown, max(terminal_width(), _NARROW) if sys.stdout.isatty() else 0))
        return None
    told = _told(shown) if format_ in JOINED else None
    text = _OWN[format_](shown) if told is None else JOINED[format_](told)
    put(text, output, summary(shown.report))
    return told


def join(values: Mapping[str, Any], runs: "Sequence[tuple[NamedPlan, Ended]]", command: str = "verify") -> None:
    """Print one report on several plans, or write it to a file. It tells of plans that came to no verdicts, too.

    Args:
        values: of the command line.
        runs: the plans, and how the run of each ended.
        command: what has run.

    Raises:
        IvrError: the file cannot be written.
    """
    told: list[Reportable] = [ended.handed for _, ended in runs if ended.handed is not None]
    findings = dict.fromkeys(each for one in told for each in one.findings)
    rules = [each for one in told for each in one.rules]
    cases = [each for one in told for each in one.cases]
    of_plans = [each for plan, _ in runs for each in plan.settings.get("verify.secrets", ())]
    secrets = list(dict.fromkeys([*values["secrets"], *of_plans]))  # those of plans without verdicts, too
    unread = [
        Unread(plan.name, plan.source, ended.told or "ended early") for plan, ended in runs if ended.handed is None
    ]
    text = JOINED[values["format_"]](Reportable(list(findings), rules, cases, secrets, unread, command))
    several = f"{len(runs)} plan{'s' * (len(runs) != 1)}"
    put(text, values["output"], several + (f", {len(unread)} of them without verdicts" if unread else ""))


def put(text: str, output: str | None, summary: str) -> None:
    """Print a report, or write it to a file and say so on stderr."""
    if output is None:
        echo(text, nl=False)
    else:
        write_output(text.encode("utf-8", "backslashreplace"), output)
        echo(f"{summary}: written to {output}", err=True)


_NARROW: Final = 40


def _lines(shown: Shown, width: int) -> list[tuple[str, str]]:
    from ivrsim.proofs.verdicts import WIDTH, story_of

    return list(story_of(shown.report, shown.replay, detail=shown.detail, width=min(width, 100) or WIDTH))


def _full(shown: Shown) -> str:
    return "".join(f"{line}\n" for _, line in _lines(shown, 0))


def _json(shown: Shown) -> str:
    import json

    from ivrsim.proofs.verdicts import as_json

    data = as_json(shown.report, show_secrets=shown.show_secrets, secrets=shown.secrets)
    return json.dumps(data, indent=2) + "\n"


def _told(shown: Shown) -> Reportable:
    from ivrdsl.findings.render.junit import Case
    from ivrdsl.findings.render.sarif import RuleInfo
    from ivrsim.proofs.findings import Where, findings_of
    from ivrsim.proofs.names import without_number

    source, verdicts = shown.loaded.source, shown.report.verdicts
    of_each = findings_of(
        shown.report, shown.plan, Where(source, shown.loaded.places, shown.replay), strict=shown.strict
    )
    cases = [
        Case(
            source,
            each.name,
            of_each.get(each.name, []),
            skipped=each.suppressed and f"suppressed: {each.suppressed}",
            group=shown.name,
        )
        for each in verdicts
    ]
    rules = [
        RuleInfo(without_number(each.property), each.name, each.level, each.says, f"{each.says}: {each.harm}")
        for each in verdicts
    ]
    return Reportable(
        [*(finding for found in of_each.values() for finding in found), *shown.beside],
        rules,
        [*cases, *(Case(source, each.name, [each], group=shown.name) for each in shown.beside)],
        shown.secrets,
    )


def _concise(told: Reportable) -> str:
    from ivrdsl.findings.render.concise import render_concise

    return render_concise(told.findings, unread=told.reasons(), secrets=told.secrets)


def _sarif(told: Reportable) -> str:
    from ivrdsl.findings.render.sarif import render_sarif

    codes = {each.name: each.code for each in told.rules}
    findings = [each._replace(code=codes.get(each.name, each.code)) for each in told.findings]
    rules = list({each.code: each for each in told.rules}.values())
    return render_sarif(findings, root=os.getcwd(), rules=rules, unread=told.reasons(), secrets=told.secrets)


def _github(told: Reportable) -> str:
    from ivrdsl.findings.render.github import render_github

    return render_github(told.findings, root=os.getcwd(), unread=told.reasons(), secrets=told.secrets)


def _junit(told: Reportable) -> str:
    from ivrdsl.findings.render.junit import Case, render_cases

    unread = [Case(each.file, each.plan, error=each.reason, group=each.plan) for each in told.unread]
    return render_cases(told.command, [*told.cases, *unread], told.secrets)


JOINED: Final[dict[str, Callable[[Reportable], str]]] = {
    "concise": _concise,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}
"""Formats in which verdicts on several plans make one report."""
_OWN: Final[dict[str, Callable[[Shown], str]]] = {"full": _full, "json": _json}
