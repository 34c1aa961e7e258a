"""Topic `build`: building the one-time-code plan and serialising it, against raw lxml, other builders and Twilio's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from xml.etree.ElementTree import canonicalize

from benchmarks import documents
from benchmarks.documents import Build
from benchmarks.measure import Contender, Settings, Work, WrongResultError, interleave, times_as_fast, version
from benchmarks.report import Goal, Report, row

ROUNDS = 21
CODES = tuple(f"{n:04d}" for n in range(0, 10_000, 7))
"""A new code for every document: one that is remembered from the last time does not count as built."""
CHECKED_CODES = ("2517", "0000", *CODES[:20])


def run(settings: Settings) -> Report:
    """Compare the documents, then time building them."""
    raw = Contender(
        f"{version('lxml')} SubElement + tostring", "lxml.etree.SubElement, tostring", "SubElement calls, then tostring"
    ).present(partial(plan_work, documents.lxml_subelement))
    ivrdsl = Contender(
        "ivrdsl nodes + to_xml", "ivrdsl.model.nodes, ivrdsl.xml.compile.to_xml(indent=False)",
        "to_xml(one_time_code(code), indent=False)", ours=True,
    ).present(partial(plan_work, documents.ivrdsl_nodes))  # fmt: skip
    factory = Contender(
        f"{version('lxml')} E-factory + tostring", "lxml.builder.E, lxml.etree.tostring", "tostring(E.dialplan(...))"
    ).present(partial(plan_work, documents.lxml_factory))
    standard = Contender(
        "xml.etree SubElement + tostring", "xml.etree.ElementTree.SubElement, tostring", "SubElement calls, tostring"
    ).present(partial(plan_work, documents.etree_subelement))
    twilio = Contender(
        f"{version('twilio')}, the call's three documents", "twilio.twiml.voice_response.VoiceResponse.to_xml",
        "a VoiceResponse for the menu, for its key and for a machine, as the call asks for them",
    ).present(partial(work, documents.twilio_three))  # fmt: skip
    contenders = [raw, ivrdsl, factory, standard, twilio]
    interleave(contenders, settings, ROUNDS)
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
    against = {"speed, raw lxml = 1": raw, "speed, twilio = 1": twilio}
    return Report(
        topic="build",
        title="building the one-time-code plan and serialising it, a new code every time",
        unit="us/plan",
        per_second=1e6,
        columns=list(against),
        rows=[row(one, {column: times_as_fast(one, other) for column, other in against.items()}) for one in contenders],
        goals=goals(ivrdsl, raw, twilio),
        notes=["all timed rows but twilio's gave the same canonical XML (C14N 2.0) before they were timed"],
    )


def goals(ivrdsl: Contender, raw: Contender, twilio: Contender) -> list[Goal]:
    """Return what was aimed at."""
    lxml, peer = times_as_fast(ivrdsl, raw), times_as_fast(ivrdsl, twilio)
    return [
        Goal("ivrdsl nodes + to_xml: speed, raw lxml = 1", 0.7, lxml, aim=1.0, why=ivrdsl.absent),
        Goal("ivrdsl nodes + to_xml: speed, twilio = 1", 2.5, peer, why=ivrdsl.absent or twilio.absent),
    ]
