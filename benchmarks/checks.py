"""Topic `checks`: parse, schema and all rules on large plans, against lxml's own parse and XSD validation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from benchmarks import processes
from benchmarks.generated import plan, spoilt
from benchmarks.measure import (
    AbsentError,
    Contender,
    Settings,
    Work,
    WrongResultError,
    interleave,
    ours,
    present,
    ratio,
    version,
)
from benchmarks.report import Goal, Report, number

ROUNDS = 7
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
QUICK_SIZES = ("1k", "10k")
SCHEMA = Path(__file__).parents[1] / "schemas" / "dialplan.xsd"
SCHEMA_DEFECTS = ("bad number", "unknown tag")

Accepts = Callable[[bytes], bool]


def run(settings: Settings) -> Report:
    """Check both contenders on clean and spoilt plans, then time them on clean plans of every size."""
    names = QUICK_SIZES if settings.quick else tuple(SIZES)
    whole = whole_processes(settings)
    limits, checks = {}, {}
    for size in names:
        data = plan(SIZES[size])
        limits[size] = present(f"{version('lxml')} parse + XSD (limit)", partial(limit, data))
        checks[size] = present("ivrdsl check_bytes", partial(checker, data))
        interleave([limits[size], checks[size]], settings.rounds_or(ROUNDS), settings.batch_s)
    return report(limits, checks, whole)


def whole_processes(settings: Settings) -> list[Goal]:
    """Measure memory, which comes first because a small parent is needed, and the check of the corpus."""
    memory = "check_bytes at 100k menus: peak memory, lxml's tree = 1"
    corpus = "ivrdsl check of all valid plans of the corpus: time, python -c 'import lxml.etree' = 1"
    measures: list[tuple[str, float, Callable[[], float | None], str]] = [
        (memory, 6, lambda: processes.memory(SIZES["100k"]), "left out by --quick" if settings.quick else ""),
        (corpus, 8, lambda: processes.corpus(settings.rounds_or(ROUNDS)), ""),
    ]
    return [measured(*each) for each in measures]


def measured(text: str, bound: float, measure: Callable[[], float | None], why: str) -> Goal:
    """Return a goal with what was measured, unless there is a reason (`why`) not to."""
    try:
        return Goal(text, bound, None if why else measure(), at_least=False, why=why)
    except AbsentError as absent:
        return Goal(text, bound, None, at_least=False, why=str(absent))


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


def exponent(by_size: dict[str, Contender]) -> float | None:
    """Return the growth exponent of the time from the smallest to the largest size."""
    sizes = [size for size, one in by_size.items() if one.seconds]
    if len(sizes) < 2:
        return None
    low, high = sizes[0], sizes[-1]
    return math.log(by_size[high].median / by_size[low].median) / math.log(SIZES[high] / SIZES[low])


def report(limits: dict[str, Contender], checks: dict[str, Contender], whole: Sequence[Goal]) -> Report:
    """Put the table and the goals together."""
    sizes = list(limits)
    ratios = {size: ratio(checks[size], limits[size]) for size in sizes}
    growth = exponent(checks)
    return Report(
        topic="checks",
        title="parse + schema + all rules on generated plans of 8 elements a menu",
        headers=[
            "contender",
            *(f"{size} menus, ms" for size in sizes),
            *(f"x limit at {size}" for size in sizes),
            f"exponent {sizes[0]} to {sizes[-1]}",
        ],
        rows=[row(by_size, limits) for by_size in (limits, checks)],
        goals=[*goals(ratios, growth, checks[sizes[0]].absent), *whole],
        notes=[
            "first, the limit has to accept the clean plans and reject schema defects; check_bytes also has to "
            "find a dangling goto, a duplicate name and a menu without a keypress"
        ],
        ratios={"ivrdsl check_bytes": {size: value for size, value in ratios.items() if value is not None}},
    )


def row(by_size: dict[str, Contender], limits: dict[str, Contender]) -> list[str]:
    """Return one line of the table."""
    first = next(iter(by_size.values()))
    if first.work is None:
        return [first.name, f"absent: {first.absent}"]
    times = [f"{one.median * 1e3:,.1f}" for one in by_size.values()]
    return [first.name, *times, *(number(ratio(by_size[size], limits[size])) for size in limits), growth_of(by_size)]


def growth_of(by_size: dict[str, Contender]) -> str:
    """Return the exponent as text."""
    value = exponent(by_size)
    return "-" if value is None else f"{value:.2f}"


def goals(ratios: dict[str, float | None], growth: float | None, absent: str) -> list[Goal]:
    """Return what was aimed at; they are about the largest size, which a quick run leaves out."""
    complete = "100k" in ratios
    why = absent or ("" if complete else "left out by --quick")
    return [
        Goal("check_bytes at 100k menus: time, limit = 1", 6, ratios.get("100k"), at_least=False, why=why),
        Goal("check_bytes: growth exponent 1k to 100k", 1.15, growth if complete else None, at_least=False, why=why),
    ]
