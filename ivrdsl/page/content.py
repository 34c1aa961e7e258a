"""What goes on a page: one part for each panel, as data that its script shows."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.as_json import as_data
from ivrdsl.page.assumptions import assumptions_data
from ivrdsl.page.prompts import prompts_data
from ivrdsl.page.proofs import proofs_data
from ivrdsl.page.recordings import GivenCall, recordings_data
from ivrsim.core import table as t
from ivrsim.core.masking import mask_of_plans
from ivrsim.proofs.verdict import Verification

VERSION = 1


class Secrecy(NamedTuple):
    """What a page hides.

    Attributes:
        secrets: what is secret beside what the plan marks, and codes that are told.
        shows: whether nothing is hidden.
    """

    secrets: Sequence[re.Pattern[str]] = ()
    shows: bool = False


class Searched(NamedTuple):
    """What was found out about the calls of a plan.

    Attributes:
        plan: the plan, compiled.
        lines: the source line of each element.
        report: the verdicts.
        automaton: its calls as data that the player plays.
        calls: those that somebody has written.
    """

    plan: t.Plan
    lines: Sequence[int | None]
    report: Verification
    automaton: Any
    calls: Sequence[GivenCall] = ()


def content(title: str, findings: Sequence[Finding], searched: Searched | None, secrecy: Secrecy) -> dict[str, Any]:
    """Return what goes on a page.

    Args:
        title: how the plan is named; folders of this machine are left out.
        findings: what the checks say.
        searched: what was found out; None of a plan that cannot be read.
        secrecy: what is hidden.
    """
    found: dict[str, Any] = {
        "version": VERSION,
        "title": title,
        "masked": not secrecy.shows,
        "findings": _findings(findings, secrecy),
    }
    if searched is not None:
        found |= _of_calls(searched, secrecy)
    return found


def _of_calls(searched: Searched, secrecy: Secrecy) -> dict[str, Any]:
    plan, lines, report = searched.plan, searched.lines, searched.report
    mask = mask_of_plans(plan, patterns=secrecy.secrets, shows=secrecy.shows)
    premises = [tuple(each) for verdict in report.verdicts for each in verdict.assumptions]
    calls = searched.calls
    return {
        "picture": None,
        "automaton": searched.automaton,
        "proofs": proofs_data(report, secrets=secrecy.secrets, show_secrets=secrecy.shows),
        "unsearched": "" if report.complete else report.bound,
        "prompts": prompts_data(plan, mask, lines),
        "assumptions": assumptions_data(premises),
        "recorded": recordings_data(calls, secrets=secrecy.secrets, show_secrets=secrecy.shows) if calls else None,
    }


def _findings(findings: Sequence[Finding], secrecy: Secrecy) -> list[dict[str, Any]]:
    """What the checks say, without the folders of this machine."""
    rows = [each._asdict() for each in findings] if secrecy.shows else as_data(findings, secrets=secrecy.secrets)["findings"]
    keys = ("severity", "code", "name", "line", "node", "message", "why", "fix")
    return [{"file": os.path.basename(row["file"])} | {key: row[key] for key in keys} for row in rows]


def without_folders(data: Any, folders: Iterable[str]) -> Any:
    """The data with the beginnings of paths left out that name folders of this machine."""
    known = sorted({each.rstrip(os.sep) + os.sep for each in folders if each.strip(os.sep)}, key=len, reverse=True)

    def bare(value: Any) -> Any:
        match value:
            case str():
                for folder in known:
                    value = value.replace(folder, "")
            case Mapping():
                value = {bare(name): bare(each) for name, each in value.items()}
            case list() | tuple():
                value = [bare(each) for each in value]
        return value

    return bare(data)
