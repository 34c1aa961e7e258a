"""What a topic found, as values, as a table for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and what was measured.

    Args:
        text: What is compared.
        bound: The limit that has to be kept.
        measured: The ratio; None when it could not be measured.
        at_least: True: `measured >= bound` meets it; False: `measured <= bound` does.
        aim: A limit that would be better still.
        why: Why nothing was measured.
    """

    text: str
    bound: float
    measured: float | None
    at_least: bool = True
    aim: float | None = None
    why: str = ""

    def keeps(self, limit: float) -> bool | None:
        """Say whether `measured` is on the right side of `limit`; None when nothing was measured."""
        if self.measured is None:
            return None
        return self.measured >= limit if self.at_least else self.measured <= limit

    @property
    def verdict(self) -> str:
        """met, missed or not measured."""
        return {True: "met", False: "missed", None: "not measured"}[self.keeps(self.bound)]


@dataclass(frozen=True, slots=True)
class Report:
    """One topic: a table, its goals, and notes.

    Args:
        topic: Name of the topic.
        title: What the table shows.
        headers: Column names; the first column names the contender.
        rows: One a contender; an absent one has its reason in the second cell.
        goals: The goals of this topic.
        notes: What a reader has to know.
        ratios: Every ratio of the table by contender and column, for machines.
    """

    topic: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    goals: Sequence[Goal] = ()
    notes: Sequence[str] = ()
    ratios: dict[str, dict[str, float]] = field(default_factory=dict)


def number(value: float | None) -> str:
    """Format a ratio with three significant digits; "-" for None."""
    if value is None:
        return "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.1 else f"{value:.2g}"


def render(report: Report) -> str:
    """Return the report as text in Markdown."""
    goals = [goal_line(goal) for goal in report.goals]
    notes = [f"note   {note}" for note in report.notes]
    parts = [f"## {report.topic}: {report.title}", table(report.headers, report.rows), "\n".join(goals + notes)]
    return "\n\n".join(part for part in parts if part) + "\n"


def goal_line(goal: Goal) -> str:
    """Return one line: verdict, what, limit, measured."""
    sign = ">=" if goal.at_least else "<="
    if goal.measured is None:
        return f"goal   {goal.text} {sign} {goal.bound:g}: not measured ({goal.why or 'a contender is absent'})"
    line = f"goal   {goal.text} {sign} {goal.bound:g}: {number(goal.measured)}, {goal.verdict.upper()}"
    if goal.aim is None:
        return line
    return f"{line} (aim {goal.aim:g}: {'met' if goal.keeps(goal.aim) else 'not yet'})"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns line up; the first column is left-aligned, the others right-aligned."""
    full = [row for row in rows if len(row) == len(headers)]
    widths = [max(len(cell) for cell in column) for column in zip(headers, *full, strict=True)]
    widths[0] = max(len(row[0]) for row in [headers, *rows])
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(line(row, widths) for row in [headers, rule, *rows])


def line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return one line of a table; a row that has fewer cells than columns ends early."""
    first, *others = row
    if len(row) < len(widths):
        return "| " + " | ".join([first.ljust(widths[0]), *others]) + " |"
    cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return "| " + " | ".join([first.ljust(widths[0]), *cells]) + " |"


def as_json(reports: Sequence[Report], setting: dict[str, object]) -> str:
    """Return all reports as JSON, the verdict of every goal included."""
    topics = []
    for report in reports:
        data = asdict(report)
        for goal, found in zip(data["goals"], report.goals, strict=True):
            goal["verdict"] = found.verdict
        topics.append(data)
    return json.dumps({"version": 1, "setting": setting, "topics": topics}, indent=2) + "\n"
