"""Reads a plan for a command that runs or draws whatever can be read, and shows what is wrong with it on the way."""

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import show_findings
from ivrdsl.findings.finding import NOTE

if TYPE_CHECKING:
    from ivrdsl.files.python import Loaded


_UNREADABLE: Final = frozenset(("IVR000", "IVR001"))
_INVALID: Final = frozenset((*_UNREADABLE, "IVR002"))


def read_plan(
    file: str,
    parameters: Mapping[str, str],
    max_bytes: int,
    *,
    valid: bool = False,
    names: Callable[[str], str] = str,
) -> "Loaded":
    """Load a plan, after showing on stderr what the checks find; a plan that cannot be read ends the command here.

    Args:
        valid: whether a plan with errors of the schema ends it, too.
        names: makes what a user calls a file of its path.
    """
    from ivrdsl.checking.sources import check_source
    from ivrdsl.files.python import load_plan

    findings = check_source(file, parameters, max_bytes=max_bytes, control=options.project_control())
    told = [
        each._replace(file=names(each.file), message=names(each.message)) for each in findings if each.severity != NOTE
    ]
    if told:
        show_findings(told, "concise", err=True)
    if any(finding.code in (_INVALID if valid else _UNREADABLE) for finding in findings):
        sys.exit(FOUND)
    return load_plan(file, parameters, max_bytes=max_bytes)
