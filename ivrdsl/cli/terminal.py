"""Colours, progress and tables for a person at a terminal. Never imported when output is piped."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from ivrdsl.cli.output import Row

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
    "failed": "bold red",
    "ending": "green",
    "assumed": "dim",
}


def show_story(lines: Iterable[tuple[str, str]]) -> None:
    """Print a transcript, coloured by what happened."""
    console = Console(highlight=False, soft_wrap=True)
    for kind, line in lines:
        console.print(Text(line, style=_STYLES.get(kind, "")))


def with_progress(items: Sequence[T], title: str) -> Iterator[T]:
    """Yield items behind a progress bar on stderr."""
    yield from track(items, description=title, console=Console(stderr=True), transient=True)


def show_summary(rows: Sequence[Row]) -> None:
    """Print a table of calls."""
    table = Table(box=None, pad_edge=False)
    for column in ("call", "result", "outcome", "duration"):
        table.add_column(column, justify="right" if column == "duration" else "left", overflow="fold")
    for row in rows:
        result = Text("passed", style="green") if row.passed else Text("FAILED", style="bold red")
        table.add_row(Text(row.name), result, Text(row.outcome), Text(row.duration))
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
