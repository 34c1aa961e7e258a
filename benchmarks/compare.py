"""This run beside the committed figures: what got worse, or better, by more than the noise.

Only ratios of our own rows are compared: times differ between machines, and peers are not ours to make faster. A ratio
has changed when it moved by more than FLOOR and twice the standard errors of both medians together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import LEAST_ROUNDS
from benchmarks.report import VERSION, number, table

FLOOR = 0.10
"""A change that is smaller is never named. Two runs of one version differed by up to 9 % beyond what their rounds told:
how memory happens to lie, and who else works on the machine, is the same for all rounds of a run."""
UNSURE = 0.05
"""Taken for the noise of a figure of fewer rounds than it takes to see any, such as memory."""

HOW = "`make bench`, then `python -m benchmarks --save`, writes them"


class ResultsError(Exception):
    """A file of results cannot be used; the text says why and what to do."""


class Key(NamedTuple):
    """Which figure: the column is "" for one that stands alone."""

    topic: str
    row: str
    column: str


class Entry(NamedTuple):
    """A figure of a file of results; `value` is None for an absent row, and `absent` says why.

    `error` is the standard error of the value, as a part of it.
    """

    path: str
    value: float | None
    error: float = 0.0
    more_is_better: bool = True
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now.

    Args:
        key: Which.
        verdict: "worse", "better", "same", "new", "missing" or "another path".
        before: The committed value.
        now: This run's.
        by: How much better it is, as a part of what it was; negative: worse.
        noise: By how much it may move without a meaning.
        why: Of one that is missing.
    """

    key: Key
    verdict: str
    before: float | None = None
    now: float | None = None
    by: float = 0.0
    noise: float = 0.0
    why: str = ""


def load(file: Path) -> dict[str, Any]:
    """Read a file of results.

    Raises:
        ResultsError: it is not there, is no JSON, is of another version, or has another shape.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"there are no figures in {file.name} yet; {HOW}") from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{file.name} cannot be read: {error}; {HOW} anew") from None
    if not isinstance(data, dict) or data.get("version") != VERSION:
        found = data.get("version") if isinstance(data, dict) else None
        raise ResultsError(f"{file.name} has version {found!r}, this is version {VERSION}; {HOW} anew")
    try:
        entries(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ResultsError(f"{file.name} is incomplete ({type(error).__name__}: {error}); {HOW} anew") from None
    return data


def entries(data: dict[str, Any]) -> dict[Key, Entry]:
    """Return every figure that is compared."""
    return dict(_entries(data))


def _entries(data: dict[str, Any]) -> Iterator[tuple[Key, Entry]]:
    for topic in data["topics"]:
        for row in topic["rows"]:
            if not row["ours"]:
                continue
            if row["absent"]:
                yield Key(topic["topic"], row["name"], ""), Entry(row["path"], None, absent=row["absent"])
            for column, figure in row["ratios"].items():
                yield Key(topic["topic"], row["name"], column), _entry(row["path"], figure)
        for goal in topic["goals"]:
            if goal["alone"] and goal["measured"]:
                yield Key(topic["topic"], goal["text"], ""), _entry(goal["text"], goal["measured"])
            elif goal["alone"]:
                yield Key(topic["topic"], goal["text"], ""), Entry(goal["text"], None, absent=goal["why"])


def _entry(path: str, figure: dict[str, Any]) -> Entry:
    rounds = int(figure["rounds"])
    spread = figure["noise"] if rounds >= LEAST_ROUNDS else max(UNSURE, figure["noise"])
    error = 1.2533 * float(spread) / sqrt(max(1, rounds))  # of a median, which needs more rounds than a mean does
    return Entry(path, float(figure["value"]), error, bool(figure["more_is_better"]))


def compared(committed: dict[str, Any], run: dict[str, Any]) -> list[Change]:
    """Compare the topics of a run with the committed figures, those that got worse first."""
    before, now = entries(committed), entries(run)
    topics = {topic["topic"] for topic in run["topics"]}
    absent_rows = {(key.topic, key.row): entry.absent for key, entry in now.items() if entry.value is None}
    changes = []
    for key, old in before.items():
        if key.topic not in topics or old.value is None:
            continue
        new = now.get(key)
        if new is None or new.value is None:
            why = absent_rows.get((key.topic, key.row)) or "this run has no such row"
            changes.append(Change(key, "missing", old.value, why=why))
        else:
            changes.append(_change(key, old, new))
    known = {key for key, old in before.items() if old.value is not None}
    changes += [
        Change(key, "new", now=new.value) for key, new in now.items() if key not in known and new.value is not None
    ]
    return sorted(changes, key=lambda each: (_ORDER.index(each.verdict), each.by))


_ORDER = ("worse", "missing", "another path", "better", "new", "same")


def _change(key: Key, old: Entry, new: Entry) -> Change:
    assert old.value is not None
    assert new.value is not None
    if old.path != new.path:
        return Change(key, "another path", old.value, new.value, why=f"{old.path} -> {new.path}")
    if not (old.value > 0 and new.value > 0):
        return Change(key, "missing", old.value, new.value, why="a value of 0 has no ratio")
    gain = new.value / old.value if new.more_is_better else old.value / new.value
    noise = FLOOR + 2 * hypot(old.error, new.error)
    verdict = "worse" if gain < 1 / (1 + noise) else "better" if gain > 1 + noise else "same"
    return Change(key, verdict, old.value, new.value, gain - 1, noise)


def render(changes: Sequence[Change], committed: dict[str, Any], run: dict[str, Any]) -> str:
    """Return the comparison as text: what changed as a table, the rest as a number."""
    count = {verdict: sum(each.verdict == verdict for each in changes) for verdict in _ORDER}
    named = [each for each in changes if each.verdict != "same"]
    parts = [
        "## this run and the committed figures (ratios of processor time)",
        table(["verdict", "topic", "row", "ratio", "committed", "now", "by", "noise"], [_cells(each) for each in named])
        if named
        else "",
        ", ".join(f"{count[verdict]} {verdict}" for verdict in _ORDER if count[verdict]) or "nothing to compare",
        "\n".join(_other_setting(committed["setting"], run["setting"])),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _cells(each: Change) -> list[str]:
    key = each.key
    measured = each.verdict in ("worse", "better")
    tail = [f"{each.by:+.0%}", f"{each.noise:.0%}"] if measured else [each.why or "-", "-"]
    verdict = each.verdict.upper() if each.verdict == "worse" else each.verdict
    return [verdict, key.topic, key.row, key.column or "-", number(each.before), number(each.now), *tail]


def _other_setting(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Say in what the machines and the libraries differ, since a change may come from that."""
    keys = [key for key in {**before, **now} if key not in ("load", "seconds") and before.get(key) != now.get(key)]
    return [f"note   {key}: committed with {before.get(key)}, this run with {now.get(key)}" for key in keys]
