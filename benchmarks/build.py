"""Topic `build`: building the one-time-code plan and serialising it, against raw lxml, other builders and Twilio's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from xml.etree.ElementTree import canonicalize

from benchmarks import documents
from benchmarks.documents import Build
from benchmarks.measure import Contender, Settings, Work, WrongResultError, interleave, present, ratio, version
from benchmarks.report import Goal, Report, number

ROUNDS = 11
CODES = tuple(f"{n:04d}" for n in range(0, 10_000, 7))
"""A new code for every document: one that is remembered from the last time does not count as built."""
CHECKED_CODES = ("2517", "0000", *CODES[:20])


def run(settings: Settings) -> Report:
    """Compare the documents, then time building them."""
    raw = present(f"{version('lxml')} SubElement + tostring", partial(plan_work, documents.lxml_subelement))
    ivrdsl = present("ivrdsl nodes + to_xml", partial(plan_work, documents.ivrdsl_nodes))
    twilio = present(f"{version('twilio')}, the call's three documents", partial(work, documents.twilio_three))
    contenders = [
        raw,
        ivrdsl,
        present(f"{version('lxml')} E-factory + tostring", partial(plan_work, documents.lxml_factory)),
        present("xml.etree SubElement + tostring", partial(plan_work, documents.etree_subelement)),
        twilio,
    ]
    interleave(contenders, settings.rounds_or(ROUNDS), settings.batch_s)
    return report(contenders, raw, ivrdsl, twilio)


def work(make: Callable[[], Build]) -> Work:
    """Return the timed work of a builder: a document for every code in turn."""
    build = make()

    def repeat(times: int) -> None:
        for code in islice(cycle(CODES), times):
            build(code)

    return repeat


def plan_work(make: Callable[[], Build]) -> Work:
    """Return the timed work of a builder whose documents are canonically those of raw lxml."""
    build, reference = make(), documents.lxml_subelement()
    for code in CHECKED_CODES:
        mine, right = canonical(build(code)), canonical(reference(code))
        if mine != right:
            raise WrongResultError(f"{make.__name__}: code {code} gives\n  {mine}\ninstead of\n  {right}")
    return work(make)


def canonical(document: bytes | str) -> str:
    """Return the canonical form (C14N 2.0, with comments)."""
    text = document if isinstance(document, str) else document.decode()
    return canonicalize(text, with_comments=True)


def report(contenders: Sequence[Contender], raw: Contender, ivrdsl: Contender, twilio: Contender) -> Report:
    """Put the table and the goals together."""
    rows, ratios = [], {}
    for one in contenders:
        found = {"raw lxml": ratio(raw, one), "twilio": ratio(twilio, one)}
        ratios[one.name] = {column: value for column, value in found.items() if value is not None}
        rows.append([one.name, *cells(one, list(found.values()))])
    return Report(
        topic="build",
        title="building the one-time-code plan and serialising it, a new code every time",
        headers=["contender", "us/plan", "speed, raw lxml = 1", "speed, twilio = 1"],
        rows=rows,
        goals=goals(ivrdsl, raw, twilio),
        notes=["all timed rows but twilio's gave the same canonical XML (C14N 2.0) before they were timed"],
        ratios=ratios,
    )


def cells(one: Contender, ratios: Sequence[float | None]) -> list[str]:
    """Return the cells after the name."""
    if one.work is None:
        return [f"absent: {one.absent}"]
    return [number(one.median * 1e6), *(number(value) for value in ratios)]


def goals(ivrdsl: Contender, raw: Contender, twilio: Contender) -> list[Goal]:
    """Return what was aimed at."""
    return [
        Goal("ivrdsl nodes + to_xml: speed, raw lxml = 1", 0.7, ratio(raw, ivrdsl), aim=1.0, why=ivrdsl.absent),
        Goal(
            "ivrdsl nodes + to_xml: speed, twilio = 1", 2.5, ratio(twilio, ivrdsl), why=ivrdsl.absent or twilio.absent
        ),
    ]
