"""How anything here is timed: contenders side by side in one process, interleaved in rotated order, medians of rounds.

The process runs on one core. The garbage collector runs as in any program; before every timed batch it is emptied, so
that nobody pays for the litter of the contender before. A ratio is the median of the ratios of the rounds: both sides
of a round were measured within moments of each other, so that a slow spell of the machine hits both.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module, metadata

Work = Callable[[int], object]
"""Does its operation that many times."""


class WrongResultError(Exception):
    """A contender does not do the work that it is timed for."""


class AbsentError(Exception):
    """A contender cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How long to measure.

    Args:
        rounds: Rounds per topic; None: each topic's own default.
        quick: Fewer rounds and shorter batches, and no large sizes: to see that it runs, not to quote.
    """

    rounds: int | None = None
    quick: bool = False

    def rounds_or(self, default: int) -> int:
        """Return the number of rounds to run."""
        if self.rounds is not None:
            return self.rounds
        return max(3, default // 3) if self.quick else default

    @property
    def batch_s(self) -> float:
        """Seconds that one timed batch should last at least."""
        return 0.02 if self.quick else 0.1


@dataclass(slots=True)
class Contender:
    """One row of a table.

    Args:
        name: What the table calls it.
        work: The timed operation; None when it is absent.
        absent: Why it cannot be measured here.
        seconds: Seconds per operation, one a round.
    """

    name: str
    work: Work | None = None
    absent: str = ""
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds per operation."""
        return statistics.median(self.seconds)


def present(name: str, make: Callable[[], Work]) -> Contender:
    """Make a contender; it is listed as absent when `make` raises AbsentError or misses a package that is not ours."""
    try:
        return Contender(name, make())
    except AbsentError as absent:
        return Contender(name, absent=str(absent))
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in {"ivrdsl", "ivrsim", "benchmarks"}:
            raise
        return Contender(name, absent=f"not installed: {missing.name}")


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
    """Keep this process on one core; return a note that says which, or that it is not possible here."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned (this system cannot)"
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f"pinned to core {core}"


def timed(work: Work, times: int) -> float:
    """Return the seconds that `work(times)` takes."""
    gc.collect()
    start = time.perf_counter()
    work(times)
    return time.perf_counter() - start


def batch_size(work: Work, at_least_s: float) -> int:
    """Return how often `work` has to be repeated to last `at_least_s`; warms it up as well."""
    times = 1
    while True:
        taken = timed(work, times)
        if taken >= at_least_s / 4:
            return max(1, round(times * at_least_s / taken))
        times *= 4


def interleave(contenders: Sequence[Contender], rounds: int, batch_s: float) -> None:
    """Time every contender that is present once a round, in an order that rotates, into its `seconds`."""
    running = [(one, one.work, batch_size(one.work, batch_s)) for one in contenders if one.work is not None]
    for turn in range(rounds):
        shift = turn % max(1, len(running))
        for contender, work, times in running[shift:] + running[:shift]:
            contender.seconds.append(timed(work, times) / times)


def ratio(numerator: Contender | None, denominator: Contender | None) -> float | None:
    """Return the median over the rounds of seconds / seconds; None when one was not measured."""
    if numerator is None or denominator is None or not (numerator.seconds and denominator.seconds):
        return None
    return statistics.median(a / b for a, b in zip(numerator.seconds, denominator.seconds, strict=True))


def fastest(contenders: Sequence[Contender]) -> Contender | None:
    """Return the one with the lowest median among those that were measured."""
    return min((one for one in contenders if one.seconds), key=lambda one: one.median, default=None)
