"""The report of `check --json`; its shape is schemas/check.schema.json."""

import json
from collections.abc import Sequence
from typing import Any, Final

from ivrdsl.diagnostics import Finding, counts

VERSION: Final = 1
_KEYS: Final = ("code", "name", "severity", "file", "line", "column", "node", "message", "why", "fix")


def as_data(findings: Sequence[Finding]) -> dict[str, Any]:
    """The report as Python data."""
    return {
        "version": VERSION,
        "summary": counts(list(findings)),
        "findings": [dict(zip(_KEYS, finding, strict=False)) for finding in findings],
    }


def render_json(findings: Sequence[Finding]) -> str:
    """The report as indented JSON, pure ASCII, so that no terminal or pipe can spoil or be spoilt by it."""
    return json.dumps(as_data(findings), indent=2) + "\n"
