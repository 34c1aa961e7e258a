"""Many calls: how the time of a run grows with the entries of its transcripts."""

from __future__ import annotations

import math
import random
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Settings, timed
from benchmarks.report import Goal, Report, number

ROUNDS = 3
SIZES = (1_000, 10_000, 100_000)
"""Entries in all transcripts of a run."""
ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT.parent / "shared" / "corpus", ROOT / "examples", ROOT / "tests" / "conformance")
"""Where dialplans are taken from: the shared corpus if it is there, and our own."""


def run(settings: Settings) -> Report:
    """Play calls until their transcripts have so many entries, and fit the growth."""
    plans = readable_plans()
    rows, seconds = [], []
    for size in SIZES:
        taken = sorted(timed(partial(play, plans, size), 1) for _ in range(settings.rounds_or(ROUNDS)))
        seconds.append(taken[len(taken) // 2])
        rows.append([f"{size:,} entries", number(seconds[-1] * 1e3), number(seconds[-1] / size * 1e6)])
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(SIZES[-1] / SIZES[0])
    return Report(
        topic="growth",
        title=f"calls of random callees to {len(plans)} dialplans, transcripts expanded",
        headers=["in all", "ms", "us an entry"],
        rows=rows,
        goals=[Goal("growth exponent, 1k to 100k entries", 1.1, exponent, at_least=False)],
    )


def readable_plans() -> list[Any]:
    """Return every dialplan in the folders that is well-formed, ready to be called."""
    from ivrdsl import XmlError, from_xml
    from ivrsim.compiling.compile import compile_plan

    plans = []
    for file in sorted(file for folder in FOLDERS for file in folder.rglob("*.xml")):
        try:
            plans.append(compile_plan(from_xml(file.read_bytes())))
        except XmlError:
            continue
    return plans


def play(plans: list[Any], entries: int, times: int) -> None:
    """Play calls with random keys and silences until the transcripts have `entries` entries, that is all, once."""
    from ivrsim.core.events import KEYS
    from ivrsim.play.line import Line

    chance = random.Random(7)
    left = entries
    while left > 0:
        line = Line(plans[chance.randrange(len(plans))])
        line.web.add("*", "ok")
        line.answer("live" if chance.random() < 0.8 else "machine")
        for _ in range(60):
            if line.due_ms is None:
                break
            if chance.random() < 0.3:
                line.key(chance.choice(KEYS))
            else:
                line.fire()
        left -= len(list(line.transcript()))
