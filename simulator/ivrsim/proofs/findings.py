"""Verdicts as findings, for the formats that code hosts and test servers read."""

from collections.abc import Sequence
from typing import NamedTuple

from ivrdsl.findings.finding import ERROR, Finding
from ivrdsl.model.walk import path as path_of
from ivrsim.core.table import Plan
from ivrsim.play.story import mask_of
from ivrsim.proofs.verdict import BROKEN, UNDECIDED, VACUOUS, Verdict, Verification
from ivrsim.proofs.verdicts import command_of


class Where(NamedTuple):
    """Where a plan comes from.

    Attributes:
        source: how the plan is named.
        places: file and line of each of its elements.
        replay: the command that plays a witness; see `verdicts.story_of`.
    """

    source: str
    places: Sequence[tuple[str, int | None]]
    replay: str = ""


def findings_of(report: Verification, plan: Plan, where: Where, *, strict: bool = False) -> dict[str, list[Finding]]:
    """Return what each verdict has against a plan, by the name of its property.

    Args:
        report: the verdicts.
        plan: the plan, compiled.
        where: where it comes from.
        strict: whether what holds for no reason is something, too.
    """
    counted = (BROKEN, UNDECIDED, VACUOUS) if strict else (BROKEN, UNDECIDED)
    return {
        each.name: [_finding(each, plan, where)] if each.verdict in counted else []
        for each in report.verdicts
        if not each.suppressed
    }


def _finding(verdict: Verdict, plan: Plan, where: Where) -> Finding:
    element = verdict.element or 0
    file, line = where.places[element] if element < len(where.places) else (where.source, None)
    level = ERROR if verdict.verdict == VACUOUS else verdict.level
    because, fix = verdict.because, ""
    for witness in verdict.witnesses[:1] if verdict.verdict == BROKEN else ():
        mask = mask_of(witness.transcript)
        because = mask.masked(because)
        fix = mask.masked(f"see the call that breaks it: {command_of(where.replay, witness.statements)}")
    node = path_of(plan.elements, element)
    why = f"{verdict.says}: {verdict.harm}"
    return Finding(verdict.verdict, verdict.name, level, file, line, None, node, because, why, fix)
