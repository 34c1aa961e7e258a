"""A finding for a person to read: code and title, place, evidence, why, fix; the validator's own words last."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from ivrdsl.findings.finding import Finding, counts
from ivrdsl.findings.render.fixable import mending
from ivrdsl.findings.render.safe import safe

_WIDEST: Final = 110
"""Characters of a source line that are shown; a longer one is cut around the place."""
_RESET: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
_DIM: Final = "\x1b[2m"
_COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}


def render_full(
    findings: Sequence[Finding],
    *,
    lines_of: Callable[[str], Sequence[str] | None] = lambda _: None,
    colour: bool = False,
    width: int = 0,
    mends: bool = False,
) -> str:
    """All findings, a blank line between them and a count at the end.

    Args:
        findings: in the order in which they are to appear.
        lines_of: the lines of a file, to show the evidence; None where there is no text.
        colour: whether to use ANSI colours.
        width: columns of the terminal, at which texts are wrapped; 0 for none.
        mends: whether the command that reports has --fix.
    """
    parts: list[str] = []
    for file, group in groupby(findings, key=lambda finding: finding.file):
        lines = lines_of(file)
        parts += [one(finding, lines=lines, colour=colour, width=width) for finding in group]
    hint = f"`ivrdsl explain {findings[0].code}` tells more\n" if findings else ""
    return "\n\n".join([*parts, summary(findings, mends=mends)]) + "\n" + hint


def one(finding: Finding, *, lines: Sequence[str] | None = None, colour: bool = False, width: int = 0) -> str:
    """One finding, without a line break at the end."""
    title = f"{finding.severity}[{finding.code}] {safe(finding.name)}:"
    message = [_paint(line, _BOLD, colour) for line in _wrap(safe(finding.message), len(title) + 1, 4, width)]
    place = f"  --> {place_of(finding)}"
    if finding.node:
        place += f"   {safe(finding.node)}"
    out = [f"{_paint(title, _COLOURS[finding.severity], colour)} {message[0]}", *message[1:], place]
    out.extend(_evidence(finding, lines, min(_WIDEST, width - 10) if width > 50 else _WIDEST))
    for label, text in (("why", finding.why), ("fix", finding.fix), ("xsd", finding.detail)):
        if text:
            first, *more = _wrap(safe(text), 8, 8, width)
            told = [f"   {label}  {first}", *more]
            out += [_paint(line, _DIM, colour) for line in told] if label == "xsd" else told
    return "\n".join(out)


def _wrap(text: str, first: int, indent: int, width: int) -> list[str]:
    """The lines of a text on a terminal: the first begins at column `first`, the others at `indent`."""
    if width <= 0 or first + len(text) < width:
        return [text]
    from textwrap import wrap

    lines = wrap(
        text,
        max(width - 1, 40),
        initial_indent=" " * first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [lines[0][first:], *lines[1:]] if lines[0].strip() else [text]


def place_of(finding: Finding) -> str:
    """`file:line:column`, as far as they are known."""
    known = [str(part) for part in (finding.line, finding.column) if part is not None]
    return ":".join([safe(finding.file), *known])


def summary(findings: Sequence[Finding], *, mends: bool = False) -> str:
    """`2 errors, 1 warning`, and which of them --fix mends where the command has that option."""
    words = []
    for plural, number in counts(list(findings)).items():
        if number:
            words.append(f"{number} {plural if number != 1 else plural[:-1]}")
    mended = mending(findings) if mends else ""
    return (", ".join(words) or "nothing found") + (f"; {mended}" if mended else "")


def _evidence(finding: Finding, lines: Sequence[str] | None, widest: int) -> list[str]:
    """The source line, cut to `widest` characters, and a caret under the column."""
    if lines is None or finding.line is None or not 1 <= finding.line <= len(lines):
        return []
    source = lines[finding.line - 1]
    if not source.strip():
        return []
    at = min((finding.column or 1) - 1, len(source))
    start = 0 if at < widest - 30 else at - 30
    cut = source[start : start + widest]
    before, after = safe(cut[: at - start]), safe(cut[at - start :])
    lead = "..." if start else ""
    tail = "..." if start + widest < len(source) else ""
    shown = f"   |  {lead}{before}{after}{tail}"
    if finding.column is None:
        return [shown]
    return [shown, f"   |  {' ' * (len(lead) + _columns(before))}^"]


def _columns(text: str) -> int:
    """How wide a terminal shows the text: East Asian wide characters take two columns, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _paint(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{_RESET}" if colour else text
