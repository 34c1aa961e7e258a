"""The report of `check --json`; its shape is schemas/check.schema.json."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from ivrdsl.findings.finding import Finding, counts
from ivrdsl.findings.render.fixable import fixable
from ivrdsl.findings.render.masking import masked

VERSION: Final = 1
_KEYS: Final = ("code", "name", "severity", "file", "line", "column", "node", "message", "why", "fix")


def as_data(findings: Sequence[Finding], *, secrets: Sequence[re.Pattern[str]] = ()) -> dict[str, Any]:
    """The report as Python data, likely secrets masked."""
    return {
        "version": VERSION,
        "summary": counts(list(findings)),
        "findings": [_one(masked(finding, secrets=secrets)) for finding in findings],
    }


def render_json(findings: Sequence[Finding], *, secrets: Sequence[re.Pattern[str]] = ()) -> str:
    """The report as indented JSON, pure ASCII, so that no terminal or pipe can spoil or be spoilt by it."""
    return json.dumps(as_data(findings, secrets=secrets), indent=2) + "\n"


def _one(finding: Finding) -> dict[str, Any]:
    return dict(zip(_KEYS, finding, strict=False)) | {"fixable": fixable(finding)}
