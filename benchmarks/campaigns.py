"""Topic `campaigns`: the exact totals of ten million recipients, and a replicate of a million with every limit."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from benchmarks.measure import (
    AbsentError,
    Contender,
    Settings,
    Work,
    WrongResultError,
    figure,
    interleave,
    ours,
    with_children_exactly,
)
from benchmarks.processes import NULL, PEAK, ROOT, environment
from benchmarks.report import Goal, Report, row

ROUNDS = 3
GROUPS = 20
FOR_TOTALS = 10_000_000
FOR_A_REPLICATE = 1_000_000
FEWER = 20
"""`--quick` calls so many times fewer recipients."""
TOTALS_S, REPLICATE_S, REPLICATE_GIB = 5.0, 60.0, 1.0
"""What is asked for, in processor time and in peak memory."""
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
RESULTS = (
    ("LA", "person", True, (20, 200), (), 0.35),
    ("LA", "person", False, (1, 300), (), 0.15),
    ("LA", "person", True, (30, 130), (100, 3000), 0.15),
    ("AM", "mailbox", False, (100, 500), (), 0.2),
    ("BUSY", "", False, (), (), 0.05),
    ("NO_ANS", "", False, (), (), 0.1),
)
"""Kinds of calls: result, party, whether the goal is reached; steps to the talk or the end, and of the talk; share."""
KEPT = 0.995
"""How likely a call goes on in each step that it may end in."""

REPLICATE = f"""\
{PEAK}
from benchmarks.campaigns import groups, limited
from ivrsim.campaigns.queue import replicate

found = replicate(limited(), groups(int(sys.argv[1])), 0)
assert found.calls > int(sys.argv[1]) and found.most_lines == limited().max_active
print(peak())
"""
"""Prints the peak memory of a process that simulates a campaign."""


def run(settings: Settings) -> Report:
    """Time both, the replicate in a process of its own, which tells its memory."""
    scale = FEWER if settings.quick else 1
    peaks: list[float] = []
    totals = Contender(
        f"totals of {FOR_TOTALS // scale:,} recipients in {GROUPS} groups", "ivrsim.campaigns.totals.totals_of",
        "`ivrdsl campaign` without limits, but for its start and its file", ours=True,
    ).present(lambda: summer(FOR_TOTALS // scale))  # fmt: skip
    replicate = Contender(
        f"a replicate of {FOR_A_REPLICATE // scale:,} recipients", "ivrsim.campaigns.queue.replicate",
        "one of the replicates of `ivrdsl campaign` with limits", clock=with_children_exactly(), ours=True,
    ).present(lambda: simulator(FOR_A_REPLICATE // scale, peaks))  # fmt: skip
    interleave([totals], settings, ROUNDS, batch_s=0)
    interleave([replicate], settings, ROUNDS, batch_s=0)
    size, people = f"{FOR_TOTALS // scale:,}", f"{FOR_A_REPLICATE // scale:,}"
    return Report(
        topic="campaigns",
        title="exact totals of very many calls, and the queue of calls, lines and agents",
        unit="s",
        per_second=1,
        columns=[],
        rows=[row(one, {}) for one in (totals, replicate)],
        goals=[
            Goal(f"totals of {size}, s of processor time", TOTALS_S, seconds(totals), at_least=False),
            Goal(f"a replicate of {people}, s of processor time", REPLICATE_S, seconds(replicate), at_least=False),
            Goal(
                f"a replicate of {people}, GiB at its peak", REPLICATE_GIB, figure(peaks, more_is_better=False),
                at_least=False, alone=True,
            ),
        ],
        notes=["the replicate retries, waits for agents, and has the hours of four zones; its process starts, too"],
    )  # fmt: skip


def seconds(one: Contender) -> Any:
    """Return the processor time of a row as a figure."""
    return figure(one.cpu, more_is_better=False)


def summer(recipients: int) -> Work:
    """Return the work of making the exact totals of so many recipients."""
    totals_of, made = ours("ivrsim.campaigns.totals", "totals_of"), groups(recipients)
    settings = limited()._replace(max_active=None, calls_a_second=None)

    def work(times: int) -> None:
        for _ in range(times):
            found: Any = totals_of(settings, made)  # type: ignore[operator]
            if found["calls"].quantity.mean.low != recipients:
                raise WrongResultError(f"totals of {found['calls'].quantity.mean.low:.0f} calls")

    return work


def simulator(recipients: int, peaks: list[float]) -> Work:
    """Return the work of a process that simulates so many; the peaks of its memory, in GiB, are added to a list."""
    ours("ivrsim.campaigns.queue", "replicate")

    def work(times: int) -> None:
        for _ in range(times):
            done = subprocess.run(
                [sys.executable, "-c", REPLICATE, str(recipients)],
                cwd=ROOT, env=environment(), stdin=NULL, capture_output=True, text=True,
            )  # fmt: skip
            if "No module named 'resource'" in done.stderr:
                raise AbsentError("this system does not tell a process its peak memory")
            if done.returncode:
                raise WrongResultError(f"a replicate failed:\n{done.stderr}")
            peaks.append(int(done.stdout) / 2**30)

    return work


def limited() -> Any:
    """Return a campaign with lines, a rate, agents, retries and hours."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from ivrsim.callers.model import Price
    from ivrsim.campaigns.hours import LocalTimeRestriction
    from ivrsim.campaigns.recipients import Agents
    from ivrsim.campaigns.settings import Campaign, RetryConfig

    return Campaign(
        datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("America/New_York")),
        Price(0.025, 0.03, 60, "USD"),
        max_active=1000,
        calls_a_second=100.0,
        retry_config=RetryConfig(3, 60),
        local_time_restriction=LocalTimeRestriction(True),
        resume_next_day=True,
        agents=Agents(300),
    )


def groups(recipients: int) -> list[Any]:
    """Return so many recipients in groups whose laws differ."""
    from ivrsim.campaigns.recipients import Group

    size = recipients // GROUPS
    return [Group(f"group {each}", size, law(each), ZONES[each % len(ZONES)]) for each in range(GROUPS)]


def law(number: int) -> list[Any]:
    """Return the calls of the group of a number: the higher, the shorter they ring and the more are not answered."""
    from ivrsim.forecasting.kinds import CallKind

    weights = [share * (1 + number / GROUPS if party else 1) for _, party, *_, share in RESULTS]
    return [
        CallKind(
            weight / sum(weights), result, party, "dialplan", reached, geometric(30 - number, 60), geometric(*before),
            geometric(*talk) if talk else (), ((5, 1.0),) if talk else (),
        )
        for weight, (result, party, reached, before, talk, _) in zip(weights, RESULTS, strict=True)
    ]  # fmt: skip


def geometric(least: int = 0, most: int = 1) -> tuple[tuple[int, float], ...]:
    """Return a law of so many steps at least, and fewer than the most."""
    weights = [KEPT**steps for steps in range(most - least)]
    total = sum(weights)
    return tuple((least + steps, weight / total) for steps, weight in enumerate(weights))
