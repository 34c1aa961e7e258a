"""Loads a plan for a command that runs or draws whatever can be read, and shows what is wrong with it on the way."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from ivrdsl.cli import exits, options
from ivrdsl.cli.output import show_findings
from ivrdsl.findings.finding import NOTE

if TYPE_CHECKING:
    from ivrdsl.files.load import Loaded, Plans
    from ivrdsl.findings.finding import Finding


_UNREADABLE: Final = frozenset(("IVR000", "IVR001"))
_INVALID: Final = frozenset((*_UNREADABLE, "IVR002"))


def read_plan(
    file: str,
    plan: options.PlanOptions,
    *,
    plans: "Plans | None" = None,
    valid: bool = False,
    names: Callable[[str], str] = str,
) -> "Loaded":
    """Load a plan, after showing on stderr what the checks find, unless that was told before.

    A plan that cannot be read ends the command here.

    Args:
        file: the plan.
        plan: how it is loaded.
        plans: what the command has loaded already.
        valid: whether a plan with errors of the schema ends it, too.
        names: makes what a user calls a file of its path.
    """
    from ivrdsl.checking.sources import check_source
    from ivrdsl.files.load import Plans

    if plan.checked is not None:
        return plan.checked.load(file, plan.parameters, max_bytes=plan.max_bytes)
    control = options.project_control(plan.named)
    plans = plans or Plans()
    checked = check_source(file, plan.parameters, plans, max_bytes=plan.max_bytes, control=control)
    told = [
        each._replace(file=names(each.file), message=names(_with_mend(each)))
        for each in checked.findings
        if each.severity != NOTE
    ]
    if told:
        show_findings(told, "concise", err=True)
    if is_invalid(checked.findings) if valid else is_unreadable(checked.findings):
        exits.end(found=True, told=f"{told[0].code} {told[0].name}: {told[0].message}")
    plans.keep(checked.loaded)
    return checked.loaded


def is_unreadable(findings: "Sequence[Finding]") -> bool:
    """Whether there is no plan, by what a check has found."""
    return any(each.code in _UNREADABLE for each in findings)


def is_invalid(findings: "Sequence[Finding]") -> bool:
    """Whether there is no plan, or one that the schema does not allow: nothing can be proved of it."""
    return any(each.code in _INVALID for each in findings)


def _with_mend(finding: "Finding") -> str:
    """What a finding says; of a plan that cannot be read also what to do, for nothing else comes of the command."""
    mend = finding.fix if finding.code in _UNREADABLE else ""
    return f"{finding.message}; {mend}" if mend else finding.message
