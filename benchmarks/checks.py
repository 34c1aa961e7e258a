"""Topic `checks`: parse, schema and all rules on large plans, against lxml's own parse and XSD validation."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from benchmarks import processes
from benchmarks.generated import plan, spoilt
from benchmarks.measure import (
    AbsentError,
    Contender,
    Figure,
    Settings,
    Work,
    WrongResultError,
    figure,
    interleave,
    ours,
    times_as_long,
    version,
)
from benchmarks.report import Goal, Report, row

ROUNDS = 9
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
QUICK_SIZES = ("1k", "10k")
SCHEMA = Path(__file__).parents[1] / "schemas" / "dialplan.xsd"
SCHEMA_DEFECTS = ("bad number", "unknown tag")

Accepts = Callable[[bytes], bool]


Sizes = dict[str, Contender]


def run(settings: Settings) -> Report:
    """Check both contenders on clean and spoilt plans, then time them on clean plans of every size."""
    names = QUICK_SIZES if settings.quick else tuple(SIZES)
    memory = measured_memory(settings)
    corpus = corpus_pair(settings)
    limits: Sizes = {}
    checks: Sizes = {}
    for place, size in enumerate(names):
        data = plan(SIZES[size])
        limits[size] = Contender(
            f"{version('lxml')} parse + XSD, {size} menus (limit)", "lxml.etree.fromstring, XMLSchema.validate",
            "etree.XMLSchema(...).validate(etree.fromstring(data)), the schema compiled once",
        ).present(partial(limit, data))  # fmt: skip
        checks[size] = Contender(
            f"ivrdsl check_bytes, {size} menus", "ivrdsl.checking.run.check_bytes",
            "check_bytes(data, name), or `ivrdsl check FILE` once it has started", ours=True,
        ).present(partial(checker, data))  # fmt: skip
        share = 1 / (len(names) - place) ** 2  # most of the time is for the largest
        once = 0.0 if SIZES[size] > 50_000 else None
        interleave([limits[size], checks[size]], settings, ROUNDS, batch_s=once, share=share)
    return report(limits, checks, memory, corpus)


def measured_memory(settings: Settings) -> Goal:
    """Measure memory, in processes of their own."""
    text = "check_bytes at 100k menus: peak memory, lxml's tree = 1"
    if settings.quick:
        return Goal(text, 6, None, at_least=False, alone=True, why="left out by --quick")
    try:
        found = figure([processes.memory(SIZES["100k"])], more_is_better=False)
    except AbsentError as absent:
        return Goal(text, 6, None, at_least=False, alone=True, why=str(absent))
    return Goal(text, 6, found, at_least=False, alone=True)


def corpus_pair(settings: Settings) -> tuple[Contender, Contender]:
    """Time the check of all valid plans of the corpus, and the import that it is compared with."""
    check, bare = processes.corpus_rows()
    interleave([check, bare], settings, ROUNDS, batch_s=0, share=0.1)
    return check, bare


def limit(data: bytes) -> Work:
    """Return the limit's work on one plan."""
    return on(data, lxml_accepts(), SCHEMA_DEFECTS)


def checker(data: bytes) -> Work:
    """Return our work on one plan; it has to find the structure defects as well."""
    check_bytes = cast(Callable[[bytes, str], Iterable[Any]], ours("ivrdsl.checking.run", "check_bytes"))
    return on(data, lambda text: not check_bytes(text, "plan.xml"), None)


def lxml_accepts() -> Accepts:
    """Return lxml's parse and validation with our schema, which is compiled once."""
    from lxml import etree

    if not SCHEMA.exists():
        raise AbsentError("not built yet: schemas/dialplan.xsd")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    parser = etree.XMLParser()
    return lambda data: schema.validate(etree.fromstring(data, parser))


def on(data: bytes, accepts: Accepts, defects: Sequence[str] | None) -> Work:
    """Return the timed work, after a look at whether it accepts the clean plan and rejects defects (None: all)."""
    if not accepts(data):
        raise WrongResultError("a generated plan without defects is rejected")
    for defect, text in spoilt(plan(20)).items():
        if (defects is None or defect in defects) and accepts(text):
            raise WrongResultError(f"a plan with this defect is accepted: {defect}")

    def work(times: int) -> None:
        for _ in range(times):
            accepts(data)

    return work


def exponent(by_size: Sizes) -> Figure | None:
    """Return the growth exponent of the processor time from the smallest to the largest size.

    The sizes have their rounds apart from each other, so each round of one is set against the median of the other.
    """
    sizes = [size for size, one in by_size.items() if one.cpu]
    if len(sizes) < 2:
        return None
    low, high = sizes[0], sizes[-1]
    start, growth = statistics.median(by_size[low].cpu), math.log(SIZES[high] / SIZES[low])
    return figure([math.log(long / start) / growth for long in by_size[high].cpu], more_is_better=False)


def report(limits: Sizes, checks: Sizes, memory: Goal, corpus: tuple[Contender, Contender]) -> Report:
    """Put the table and the goals together."""
    check, bare = corpus
    bound = {**{one.name: limits[size] for size, one in checks.items()}, check.name: bare}
    rows = [*(one for size in limits for one in (limits[size], checks[size])), check, bare]
    column = "x limit, or x import"
    return Report(
        topic="checks",
        title="parse + schema + all rules on generated plans of 8 elements a menu, and on plans of other people",
        unit="ms",
        per_second=1e3,
        columns=[column],
        rows=[row(one, {column: times_as_long(one, bound[one.name]) if one.name in bound else None}) for one in rows],
        goals=[*goals(limits, checks), memory, corpus_goal(check, bare)],
        notes=[
            "first, the limit has to accept the clean plans and reject schema defects; check_bytes also has to "
            "find a dangling goto, a duplicate name and a menu without a keypress"
        ],
    )


def corpus_goal(check: Contender, bare: Contender) -> Goal:
    """Return the goal of the check of the corpus."""
    text = "ivrdsl check of all valid plans of the corpus: time, python -c 'import lxml.etree' = 1"
    return Goal(text, 8, times_as_long(check, bare), at_least=False, why=check.absent)


def goals(limits: Sizes, checks: Sizes) -> list[Goal]:
    """Return what was aimed at; they are about the largest size, which a quick run leaves out."""
    complete = "100k" in checks
    why = next(iter(checks.values())).absent or ("" if complete else "left out by --quick")
    ratio = times_as_long(checks["100k"], limits["100k"]) if complete else None
    growth = exponent(checks) if complete else None
    return [
        Goal("check_bytes at 100k menus: time, limit = 1", 6, ratio, at_least=False, why=why),
        Goal("check_bytes: growth exponent 1k to 100k", 1.15, growth, at_least=False, why=why, alone=True),
    ]
