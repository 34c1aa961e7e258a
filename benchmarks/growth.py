"""Many calls: how the time of a run grows with the entries of its transcripts."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import Contender, Settings, Work, exponent, interleave, times_as_long
from benchmarks.otp import DEFAULT_PROMPT_MS, MIX
from benchmarks.peers import by_hand
from benchmarks.report import Goal, Report, row

ROUNDS = 9
BY_HAND = "by hand, the one-time-code call, 10,000 entries"
SIZES = (1_000, 10_000, 100_000)
"""Entries in all transcripts of a run."""
ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT.parent / "shared" / "corpus", ROOT / "examples", ROOT / "tests" / "conformance")
"""Where dialplans are taken from: the shared corpus if it is there, and our own."""


def run(settings: Settings) -> Report:
    """Play calls until their transcripts have so many entries, and fit the growth."""
    plans = readable_plans()
    rows = [
        Contender(
            f"{size:,} entries",
            "ivrsim.play.call.Call: its answer, its line's key and fire; Transcript.__iter__",
            "Call(plan), answered and pressed at random; for entry in call.transcript()",
            ours=True,
        ).present(player(plans, size))
        for size in SIZES
    ]
    hand = Contender(BY_HAND, "benchmarks.peers.by_hand", "a loop of one's own, for one plan that it knows").present(
        by_hand_player
    )
    interleave([*rows, hand], settings, ROUNDS, batch_s=0)
    return Report(
        topic="growth",
        title=f"calls of random callees to {len(plans)} dialplans, transcripts read",
        unit="ms",
        per_second=1e3,
        columns=["x by hand"],
        rows=[row(one, {"x by hand": times_as_long(one, hand) if one is rows[1] else None}) for one in [*rows, hand]],
        goals=[
            Goal(
                "growth exponent, 1k to 100k entries",
                1.1,
                exponent(rows[0], rows[-1], SIZES[-1] / SIZES[0]),
                at_least=False,
                alone=True,
            )
        ],
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


def by_hand_player() -> Work:
    """Return the work of the loop by hand until it has written 10,000 entries."""
    simulate = by_hand.loop(DEFAULT_PROMPT_MS)

    def work(times: int) -> None:
        for _ in range(times):
            left = SIZES[1]
            while left > 0:
                for script in MIX:
                    left -= len(simulate(script))

    return work


def player(plans: list[Any], entries: int) -> Callable[[], Work]:
    """Return a maker of the work; everything was played once before, so that no round pays for the first steps."""

    def work(times: int) -> None:
        for _ in range(times):
            play(plans, entries)

    def make() -> Work:
        work(1)
        return work

    return make


def play(plans: list[Any], entries: int) -> None:
    """Play calls with random keys and silences until the transcripts have so many entries."""
    from ivrsim.core.events import KEYS
    from ivrsim.play.call import Call

    chance = random.Random(7)
    left = entries
    while left > 0:
        call = Call(plans[chance.randrange(len(plans))], web={"*": "ok"})
        call.answer("live" if chance.random() < 0.8 else "machine")
        line = call.line
        for _ in range(60):
            if line.due_ms is None:
                break
            if chance.random() < 0.3:
                line.key(chance.choice(KEYS))
            else:
                line.fire()
        left -= len(list(call.transcript()))
