"""Prints findings; the formats themselves are in `ivrdsl.render`."""

import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import click

from ivrdsl.diagnostics import Finding
from ivrdsl.errors import IvrError

FORMATS: Final = ("full", "concise", "json")


class Row(NamedTuple):
    """One call in a summary of many."""

    name: str
    passed: bool
    outcome: str
    duration: str


def show_findings(findings: Sequence[Finding], format_: str, *, err: bool = False) -> None:
    """Print findings in a format, on stdout or stderr."""
    click.echo(_RENDER[format_](findings, err), nl=False, err=err, color=None)


def _json(findings: Sequence[Finding], err: bool) -> str:
    from ivrdsl.render.as_json import render_json

    return render_json(findings)


def _concise(findings: Sequence[Finding], err: bool) -> str:
    from ivrdsl.render.concise import render_concise

    return render_concise(findings)


def _full(findings: Sequence[Finding], err: bool) -> str:
    if not findings:
        return "nothing found\n"
    from ivrdsl.render.full import one, summary

    colour = (sys.stderr if err else sys.stdout).isatty()
    parts = []
    for file, group in groupby(findings, key=lambda finding: finding.file):
        lines = _lines(file)
        parts += [one(finding, lines=lines, colour=colour) for finding in group]
    return "\n\n".join([*parts, summary(findings)]) + "\n"


def _lines(file: str) -> list[str] | None:
    """The lines of a file, to show the evidence; None where it cannot be read as text."""
    from ivrdsl.render.safe import lines_of
    from ivrdsl.xml.encoding import decode

    try:
        with open(file, "rb") as source:
            return lines_of(decode(source.read(_MOST_EVIDENCE)))
    except (OSError, ValueError, IvrError):
        return None


_MOST_EVIDENCE: Final = 64 * 1024 * 1024
"""Bytes of a file that are read to show the lines of findings."""

_RENDER: Final[dict[str, Callable[[Sequence[Finding], bool], str]]] = {
    "full": _full,
    "concise": _concise,
    "json": _json,
}
