"""Colours, progress and tables for a person at a terminal. Never imported when output is piped."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final, TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ivrsim.coverage.tally import Coverage

T = TypeVar("T")

_STYLES: Final = {
    "prompt": "bold",
    "key": "cyan",
    "callee hung up": "cyan",
    "answered": "cyan",
    "no input": "yellow",
    "no match": "yellow",
    "undefined": "yellow",
    "ignored": "yellow",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "suppressed": "dim",
    "PROVED": "green",
    "VACUOUS": "yellow",
    "summary": "bold",
    "replay": "dim",
    "failed": "bold red",
    "ending": "green",
    "silent": "yellow",
    "assumed": "dim",
    "EQUIVALENT": "bold green",
    "DIFFERENT": "bold red",
    "UNDECIDED": "bold yellow",
    "differs": "bold",
    "same": "dim",
    "now PROVED": "green",
    "now passes": "green",
    "now BROKEN": "bold red",
    "now FAILS": "bold red",
    "now UNDECIDED": "bold yellow",
}


def show_story(lines: Iterable[tuple[str, str]]) -> None:
    """Print a transcript, coloured by what happened. A long line goes on below its text; a command stays one line."""
    console = Console(highlight=False, soft_wrap=True)
    for kind, line in lines:
        for part in [line] if kind == "replay" else _folded(line, console.width):
            console.print(Text(part, style=_STYLES.get(kind, "")))


_TEXT_AT: Final = 13
"""Where the text of an entry begins, behind its time."""


def _folded(line: str, width: int) -> list[str]:
    if len(line) <= width or width < 2 * _TEXT_AT:
        return [line]
    return wrap(line, width, subsequent_indent=" " * _TEXT_AT, break_on_hyphens=False, drop_whitespace=True) or [line]


def with_progress(items: Sequence[T], title: str) -> Iterator[T]:
    """Yield items behind a progress bar on stderr."""
    yield from track(items, description=title, console=Console(stderr=True), transient=True)


def show_summary(rows: Sequence[tuple[str, bool, str, str]]) -> None:
    """Print a table of calls: what each is called, whether it passed, how it ended, and how long it took."""
    table = Table(box=None, pad_edge=False)
    for column in ("call", "result", "outcome", "duration"):
        table.add_column(column, justify="right" if column == "duration" else "left", overflow="fold")
    for name, passed, outcome, duration in rows:
        result = Text("passed", style="green") if passed else Text("FAILED", style="bold red")
        table.add_row(Text(name), result, Text(outcome), Text(duration))
    Console(highlight=False).print(table)


def show_markdown(text: str) -> None:
    """Print a page of documentation."""
    from rich.markdown import Markdown

    Console(highlight=False).print(Markdown(text))


def show_rules(rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Print a table of rules: code, name, severity, summary."""
    table = Table(box=None, pad_edge=False)
    for column in ("code", "name", "severity", "what it finds"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


_COVERED: Final = {
    "plan": "bold",
    "heading": "bold",
    "missing": "yellow",
    "unreachable": "dim",
}


def show_coverage(coverage: "Coverage", fail_under: float | None) -> None:
    """Print what calls covered: a table for each plan, then what is missing, then the verdict."""
    from ivrdsl.findings.render.safe import safe
    from ivrsim.coverage.shares import FAILED, PASSED, ending, missing, percentage, rows, title, verdict

    console = Console(highlight=False, soft_wrap=True)
    for plan in coverage.plans:
        console.print(Text(safe(title(plan)), style=_COVERED["plan"]))
        table = Table(box=None, pad_edge=False)
        for column in ("", "covered", "of", "percent", *(["by failing calls"] if plan.failed_calls else [])):
            table.add_column(column, justify="right" if column else "left")
        for group, share in rows(plan):
            failed = [str(share.failed)] if plan.failed_calls else []
            style = "green" if share.passed == share.total else "yellow"
            table.add_row(group, str(share.passed), str(share.total), Text(percentage(share), style=style), *failed)
        console.print(table)
        for kind, line in missing(plan):
            console.print(Text(safe(line), style=_COVERED.get(kind, "")))
        console.print()
    style = {PASSED: "bold green", FAILED: "bold red"}.get(verdict(coverage, fail_under), "bold yellow")
    for _, line in ending(coverage, fail_under):
        console.print(Text(line, style=style))
