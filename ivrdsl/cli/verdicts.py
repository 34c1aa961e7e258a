"""Prints verdicts, or writes them to a file, in each format."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrdsl.cli.output import echo, show_lines, terminal_width, write_output

if TYPE_CHECKING:
    from ivrdsl.files.load import Loaded
    from ivrdsl.findings.finding import Finding
    from ivrsim.core.table import Plan
    from ivrsim.proofs.verify import Verification

FORMATS: Final = ("full", "concise", "json", "sarif", "junit", "github")


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


def show(shown: Shown, format_: str, output: str | None) -> None:
    """Print verdicts, or write them to a file and say so on stderr.

    Raises:
        IvrError: the file cannot be written.
    """
    if output is None and format_ == "full":
        show_lines(_lines(shown, max(terminal_width(), _NARROW) if sys.stdout.isatty() else 0))
        return
    text = _RENDER[format_](shown)
    if output is None:
        encoding = sys.stdout.encoding or "utf-8"  # what it cannot say is shown as \xfc
        echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
    else:
        from ivrsim.proofs.verdicts import summary

        write_output(text.encode("utf-8", "backslashreplace"), output)
        echo(f"{summary(shown.report)}: written to {output}", err=True)


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


def _of_each(shown: Shown) -> "Mapping[str, list[Finding]]":
    from ivrsim.proofs.findings import Where, findings_of

    where = Where(shown.loaded.source, shown.loaded.places, shown.replay)
    return findings_of(shown.report, shown.plan, where, strict=shown.strict)


def _findings(shown: Shown) -> "list[Finding]":
    return [*(finding for found in _of_each(shown).values() for finding in found), *shown.beside]


def _concise(shown: Shown) -> str:
    from ivrdsl.findings.render.concise import render_concise

    return render_concise(_findings(shown), secrets=shown.secrets)


def _sarif(shown: Shown) -> str:
    from ivrdsl.findings.render.sarif import RuleInfo, render_sarif
    from ivrsim.proofs.names import without_number

    names = {each.name: without_number(each.property) for each in shown.report.verdicts}
    rules = [
        RuleInfo(names[each.name], each.name, each.level, each.says, f"{each.says}: {each.harm}")
        for each in shown.report.verdicts
    ]
    findings = [each._replace(code=names.get(each.name, each.code)) for each in _findings(shown)]
    return render_sarif(findings, root=os.getcwd(), rules=rules, secrets=shown.secrets)


def _github(shown: Shown) -> str:
    from ivrdsl.findings.render.github import render_github

    return render_github(_findings(shown), root=os.getcwd(), secrets=shown.secrets)


def _junit(shown: Shown) -> str:
    from ivrdsl.findings.render.junit import Case, render_cases

    source, of_each = shown.loaded.source, _of_each(shown)
    cases = [
        Case(
            source, each.name, of_each.get(each.name, []), skipped=each.suppressed and f"suppressed: {each.suppressed}"
        )
        for each in shown.report.verdicts
    ]
    return render_cases("verify", [*cases, *(Case(source, f.name, [f]) for f in shown.beside)], shown.secrets)


_RENDER: Final[dict[str, Callable[[Shown], str]]] = {
    "full": _full,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}
