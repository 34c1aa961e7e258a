"""Reads a plan for a command that runs or draws whatever can be read, and shows what is wrong with it on the way."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import show_findings
from ivrdsl.diagnostics import NOTE

if TYPE_CHECKING:
    from ivrdsl.loading import Loaded


def read_plan(file: str, parameters: Mapping[str, str], max_bytes: int) -> "Loaded":
    """Load a plan, after showing on stderr what the checks find; a plan that cannot be read ends the command here."""
    from ivrdsl.loading import load_plan
    from ivrdsl.sources import check_source

    findings = check_source(file, parameters, max_bytes=max_bytes, control=options.project_control())
    told = [finding for finding in findings if finding.severity != NOTE]
    if told:
        show_findings(told, "concise", err=True)
    if any(finding.code in ("IVR000", "IVR001") for finding in findings):
        sys.exit(FOUND)
    return load_plan(file, parameters, max_bytes=max_bytes)
