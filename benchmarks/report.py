"""What a topic found, as values, as text for people and as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.measure import Contender, Figure

VERSION = 2
"""Of the JSON."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contender: what was driven, how a user gets there, and what was measured.

    Args:
        name: What the table calls it.
        path: The function or functions that were driven.
        user_runs: The command or code with which somebody gets there.
        ours: Whether it measures this project.
        absent: Why it was not measured.
        rounds: How many rounds it got.
        wall_s: Seconds of wall time, the median of the rounds.
        cpu_s: Seconds of processor time, the median of the rounds.
        ratios: By column, of processor time.
    """

    name: str
    path: str
    user_runs: str
    ours: bool
    absent: str = ""
    rounds: int = 0
    wall_s: float | None = None
    cpu_s: float | None = None
    ratios: dict[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and what was measured.

    Args:
        text: What is compared.
        bound: The limit that has to be kept.
        measured: The figure; None when it could not be measured.
        aim: A limit that would be better still.
        why: Why nothing was measured.
        alone: The figure is in no row, so that the comparison has to look at it here. Not for times: these differ
            between machines.
    """

    text: str
    bound: float
    measured: Figure | None
    aim: float | None = None
    why: str = ""
    alone: bool = False
    at_least: bool = True

    def keeps(self, limit: float) -> bool | None:
        """Say whether the figure is on the right side of `limit`; None when nothing was measured."""
        if self.measured is None:
            return None
        return self.measured.value >= limit if self.at_least else self.measured.value <= limit

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
        unit: What a time is for, such as "us/call".
        per_second: How many of these units a second has, for one operation of a row.
        columns: The ratios, in the order of the table.
        rows: One a contender.
        goals: The goals of this topic.
        notes: What a reader has to know.
    """

    topic: str
    title: str
    unit: str
    per_second: float
    columns: Sequence[str]
    rows: Sequence[Row]
    goals: Sequence[Goal] = ()
    notes: Sequence[str] = ()


def row(one: Contender, ratios: dict[str, Figure | None]) -> Row:
    """Return what was measured of a contender."""
    known = {column: found for column, found in ratios.items() if found is not None}
    if not one.cpu:
        return Row(one.name, one.path, one.user_runs, one.ours, one.absent or "it was not timed")
    wall, cpu = statistics.median(one.wall), statistics.median(one.cpu)
    return Row(one.name, one.path, one.user_runs, one.ours, "", len(one.cpu), wall, cpu, known)


def number(value: float | None) -> str:
    """Format a number with three significant digits; "-" for None."""
    if value is None:
        return "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.1 else f"{value:.2g}"


def render(report: Report) -> str:
    """Return the report as text in Markdown."""
    headers = ["contender", f"cpu {report.unit}", f"wall {report.unit}", "rounds", *report.columns]
    goals = [goal_line(goal) for goal in report.goals]
    notes = [f"note   {note}" for note in report.notes]
    parts = [
        f"## {report.topic}: {report.title}",
        table(headers, [cells(each, report) for each in report.rows]),
        "\n".join(f"{each.name}\n    path  {each.path}\n    user  {each.user_runs}" for each in report.rows),
        "\n".join(goals + notes),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def cells(each: Row, report: Report) -> list[str]:
    """Return one line of the table; an absent row has its reason in the second cell."""
    if each.cpu_s is None or each.wall_s is None:
        return [each.name, f"absent: {each.absent}"]
    found = [each.ratios.get(column) for column in report.columns]
    times = [number(seconds * report.per_second) for seconds in (each.cpu_s, each.wall_s)]
    return [each.name, *times, str(each.rounds), *(number(one.value if one else None) for one in found)]


def goal_line(goal: Goal) -> str:
    """Return one line: verdict, what, limit, measured."""
    sign = ">=" if goal.at_least else "<="
    if goal.measured is None:
        return f"goal   {goal.text} {sign} {goal.bound:g}: not measured ({goal.why or 'a contender is absent'})"
    line = f"goal   {goal.text} {sign} {goal.bound:g}: {number(goal.measured.value)}, {goal.verdict.upper()}"
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


def as_data(reports: Sequence[Report], setting: dict[str, Any]) -> dict[str, Any]:
    """Return all reports as what JSON can hold, the verdict of every goal included."""
    topics = []
    for report in reports:
        data = asdict(report)
        for goal, found in zip(data["goals"], report.goals, strict=True):
            goal["verdict"] = found.verdict
        topics.append(rounded(data))
    return {"version": VERSION, "setting": setting, "topics": topics}


def rounded(value: Any) -> Any:
    """Return data with its floats at four significant digits: more would say nothing, and make every diff longer."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list | tuple) else value


def as_json(data: dict[str, Any]) -> str:
    """Return data as JSON."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
