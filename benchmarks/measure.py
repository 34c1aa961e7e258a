"""How anything here is timed: contenders side by side in one process, interleaved in rotated order, medians of rounds.

Every sample has two clocks: wall time, which a busy machine stretches, and the processor time of all who do the work,
child processes and servers included. Ratios are of processor time: the median of the ratios of the rounds, in each of
which both sides were measured within moments of each other.

The process runs on one core. The garbage collector runs as in any program; before every timed batch it is emptied, so
that nobody pays for the litter of the contender before.
"""

from __future__ import annotations

import gc
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module, metadata

Work = Callable[[int], object]
"""Does its operation that many times."""

Clock = Callable[[], float]
"""The seconds of processor time that those who do the work have used so far."""

LEAST_ROUNDS = 3
"""Rounds that are run even when there is no time left."""


class WrongResultError(Exception):
    """A contender does not do the work that it is timed for."""


class AbsentError(Exception):
    """A contender cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How long to measure.

    Args:
        rounds: Rounds per topic, whatever the time; None: as many as the time allows, up to each topic's own number.
        quick: Fewer rounds and shorter batches, and no large sizes: to see that it runs, not to quote.
        until: When the topic should end, by `time.monotonic`.
    """

    rounds: int | None = None
    quick: bool = False
    until: float = float("inf")

    @property
    def batch_s(self) -> float:
        """Seconds of processor time that one timed batch should last at least."""
        return 0.02 if self.quick else 0.1


@dataclass(slots=True)
class Contender:
    """One row of a table.

    Args:
        name: What the table calls it.
        path: The function or functions that the timed work drives.
        user_runs: The command or code with which somebody gets there; says so where nobody does.
        work: The timed operation; None when it is absent.
        clock: Whose processor time counts.
        ours: Whether it measures this project, so that a change of it is named.
        absent: Why it cannot be measured here.
        wall: Seconds of wall time per operation, one a round.
        cpu: Seconds of processor time per operation, one a round.
    """

    name: str
    path: str
    user_runs: str
    work: Work | None = None
    clock: Clock = time.process_time
    ours: bool = False
    absent: str = ""
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not (self.path.strip() and self.user_runs.strip()):
            raise ValueError(f"{self.name}: a row has to say which path it drives, and what a user runs")

    def present(self, make: Callable[[], Work]) -> Contender:
        """Make the work; the row is absent when that raises AbsentError or misses a package that is not ours."""
        try:
            self.work = make()
        except AbsentError as absent:
            self.absent = str(absent)
        except ModuleNotFoundError as missing:
            if (missing.name or "").split(".")[0] in {"ivrdsl", "ivrsim", "benchmarks"}:
                raise
            self.absent = f"not installed: {missing.name}"
        return self


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio that was measured.

    Args:
        value: The median of the rounds.
        noise: How far the rounds lie apart: their robust standard deviation (1.4826 x MAD), as a part of the value.
        rounds: How many there were.
        more_is_better: Whether a higher value is the better one.
    """

    value: float
    noise: float
    rounds: int
    more_is_better: bool


def figure(values: Sequence[float], *, more_is_better: bool) -> Figure | None:
    """Return what the rounds say together; None when there was no round."""
    if not values:
        return None
    middle = statistics.median(values)
    away = statistics.median(abs(value - middle) for value in values)
    return Figure(middle, 1.4826 * away / abs(middle) if middle else 0.0, len(values), more_is_better)


def times_as_long(one: Contender | None, other: Contender | None, scale: float = 1.0) -> Figure | None:
    """Return how many times the other's processor time the one takes, less is better; `scale`: of the one's."""
    return figure([scale * each for each in _quotients(one, other)], more_is_better=False)


def times_as_fast(one: Contender | None, other: Contender | None, scale: float = 1.0) -> Figure | None:
    """Return how many times as fast as the other the one is; `scale`: how much more it does in one operation."""
    return figure([scale * each for each in _quotients(other, one)], more_is_better=True)


def exponent(short: Contender, long: Contender, times: float) -> Figure | None:
    """Return the growth exponent from one size to another that is so many times as large; less is better."""
    return figure([math.log(each) / math.log(times) for each in _quotients(long, short)], more_is_better=False)


def _quotients(numerator: Contender | None, denominator: Contender | None) -> list[float]:
    if numerator is None or denominator is None or not (numerator.cpu and denominator.cpu):
        return []
    return [a / b for a, b in zip(numerator.cpu, denominator.cpu, strict=True)]


def ours(module: str, attribute: str) -> object:
    """Import a name of this project; AbsentError while the module or the name is not written yet."""
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as missing:
        if missing.name and (module == missing.name or module.startswith(missing.name + ".")):
            raise AbsentError(f"not built yet: {missing.name}") from None
        raise
    except AttributeError:
        raise AbsentError(f"not built yet: {module}.{attribute}") from None


def version(distribution: str) -> str:
    """Return "name version", or "name" when it is not installed."""
    try:
        return f"{distribution} {metadata.version(distribution)}"
    except metadata.PackageNotFoundError:
        return distribution


def pin() -> str:
    """Keep this process on one core; return a note that says so, or that it is not possible here."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned (this system cannot)"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return "pinned to one"


# --- clocks ---------------------------------------------------------------------------------------------------------


def with_children() -> float:
    """Return the processor time of this process and of all children that have ended."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def with_children_exactly() -> Clock:
    """Return a clock as `with_children`, finer where the system has one."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage
    except ImportError:
        return with_children

    def clock() -> float:
        spent = getrusage(RUSAGE_CHILDREN)
        return time.process_time() + spent.ru_utime + spent.ru_stime

    return clock


def with_process(process: int) -> Clock:
    """Return the clock of this process and of another one that runs.

    Raises:
        AbsentError: the system does not tell the processor time of another process.
    """
    clock = ~process << 3 | 2  # how Linux numbers the processor clock of a process: CPUCLOCK_SCHED
    if sys.platform != "linux":
        raise AbsentError("this system does not tell the processor time of a server")
    return lambda: time.process_time() + time.clock_gettime(clock)


# --- rounds ---------------------------------------------------------------------------------------------------------


def timed(work: Work, times: int, clock: Clock = time.process_time) -> tuple[float, float]:
    """Return the seconds of wall time and of processor time that `work(times)` takes."""
    gc.collect()
    wall, cpu = time.perf_counter(), clock()
    work(times)
    return time.perf_counter() - wall, clock() - cpu


def batch_size(work: Work, at_least_s: float, clock: Clock) -> int:
    """Return how often `work` has to be repeated to use so much processor time; warms it up as well."""
    times = 1
    while True:
        _, taken = timed(work, times, clock)
        if taken >= at_least_s / 4:
            return max(1, round(times * at_least_s / taken))
        times *= 4


def interleave(
    contenders: Sequence[Contender], settings: Settings, most: int, *, batch_s: float | None = None, share: float = 1.0
) -> None:
    """Time every contender that is present once a round, in an order that rotates, into its `wall` and `cpu`.

    Args:
        contenders: The rows.
        settings: How long to measure.
        most: Rounds that are enough.
        batch_s: Seconds of a batch, if other than usual; 0: one operation a round, and no warming up.
        share: The part of the topic's remaining time that may be used.
    """
    at_least = settings.batch_s if batch_s is None else batch_s
    began = time.monotonic()
    until = began + share * max(0.0, settings.until - began)
    running = [
        (one, one.work, batch_size(one.work, at_least, one.clock) if at_least else 1)
        for one in contenders
        if one.work is not None
    ]
    longest = 0.0
    for turn in range(settings.rounds or (min(most, LEAST_ROUNDS) if settings.quick else most)):
        began = time.monotonic()
        if settings.rounds is None and turn >= LEAST_ROUNDS and began + longest > until:
            return
        shift = turn % max(1, len(running))
        for contender, work, times in running[shift:] + running[:shift]:
            wall, cpu = timed(work, times, contender.clock)
            contender.wall.append(wall / times)
            contender.cpu.append(cpu / times)
        longest = max(longest, time.monotonic() - began)


def fastest(contenders: Sequence[Contender]) -> Contender | None:
    """Return the one that takes least processor time among those that were measured."""
    return min((one for one in contenders if one.cpu), key=lambda one: statistics.median(one.cpu), default=None)
