"""Findings as workflow commands, which GitHub Actions turns into annotations of the changed lines."""

import re
from collections.abc import Sequence
from typing import Final

from ivrdsl.findings.finding import Finding
from ivrdsl.findings.render.masking import masked, masked_reason
from ivrdsl.findings.render.safe import safe
from ivrdsl.findings.render.uris import inside

_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_IN_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY: Final = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render_github(
    findings: Sequence[Finding],
    *,
    root: str,
    unread: Sequence[tuple[str, str]] = (),
    secrets: Sequence[re.Pattern[str]] = (),
) -> str:
    """One command a line, likely secrets masked; nothing for no findings.

    Args:
        findings: in the order in which they are to appear.
        root: the folder where the command ran, absolute: the checkout, in a workflow.
        unread: files that could not be checked, each with the reason.
        secrets: what else is secret.
    """
    lines = [_one(masked(finding, secrets=secrets), root) for finding in findings]
    lines += [_command("error", {"file": _path(file, root)}, masked_reason(reason, secrets)) for file, reason in unread]
    return "".join(f"{line}\n" for line in lines)


def _one(finding: Finding, root: str) -> str:
    known = {"line": finding.line, "col": finding.column}
    place = {name: str(value) for name, value in known.items() if value is not None}
    properties = {"file": _path(finding.file, root), **place, "title": f"{finding.code} {finding.name}"}
    more = [f"{label}: {text}" for label, text in (("why", finding.why), ("fix", finding.fix)) if text]
    return _command(_COMMANDS[finding.severity], properties, finding.message, *more)


def _command(name: str, properties: dict[str, str], *lines: str) -> str:
    told = ",".join(f"{key}={safe(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {told}::" + "\n".join(map(safe, lines)).translate(_IN_DATA)


def _path(file: str, root: str) -> str:
    return inside(file, root) or file
