"""What goes on a page: a panel for each question, the picture, and the data that its script plays."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ivrdsl._version import __version__
from ivrdsl.findings.finding import NOTE, Finding
from ivrdsl.findings.render.markup import NOTHING, Html, island, joined, tag
from ivrdsl.page.assumptions import assumptions_parts
from ivrdsl.page.findings import findings_parts
from ivrdsl.page.picture import picture_of
from ivrdsl.page.prompts import prompts_parts, sheet
from ivrdsl.page.proofs import ProofsPanel
from ivrdsl.page.recordings import GivenCall, recorded, recordings_parts
from ivrdsl.page.secrecy import Secrecy
from ivrsim.automaton.build import Automaton
from ivrsim.core import table as t
from ivrsim.picture.draw import draw
from ivrsim.proofs.verdict import Verification


class Searched(NamedTuple):
    """What was found out about the calls of a plan.

    Attributes:
        plan: the plan, compiled.
        lines: the source line of each element.
        report: the verdicts.
        automaton: its calls, as data that the player plays.
        calls: those that somebody has written.
    """

    plan: t.Plan
    lines: Sequence[int | None]
    report: Verification
    automaton: Automaton
    calls: Sequence[GivenCall] = ()


class FlowPage(NamedTuple):
    """A page before it is written.

    Attributes:
        title: how the plan is named.
        head: what stands at its top.
        panels: what stands below the picture.
        data: what its script needs; None of a page that plays nothing.
        svg: the picture; "" where there is none.
    """

    title: str
    head: Html
    panels: Html
    data: dict[str, Any] | None = None
    svg: str = ""


def content(title: str, findings: Sequence[Finding], searched: Searched | None, secrecy: Secrecy) -> FlowPage:
    """Return what goes on a page.

    Args:
        title: how the plan is named; folders of this machine are left out.
        findings: what the checks say.
        searched: what was found out; None of a plan that cannot be read.
        secrecy: what is hidden.
    """
    checks = _panel("findings", "Findings", findings_parts(findings, secrecy), len(findings))
    if searched is None:
        about = _panel("about", "About", _about(secrecy, plays=False))
        return FlowPage(title, _head(title, findings, None, secrecy, ""), joined(checks, about))
    plan, report = searched.plan, searched.report
    mask = secrecy.mask(plan)
    picture = picture_of(draw(plan, show_secrets=secrecy.shows, secrets=secrecy.secrets), mask, title)
    proofs = ProofsPanel(report, secrecy, searched.automaton)
    prompts = sheet(plan, mask, searched.lines)
    premises = [(each.quirk, each.value) for verdict in report.verdicts for each in verdict.assumptions]
    panels = [
        _panel("proofs", "Proofs", proofs.parts(), len(report.verdicts)),
        checks,
        _panel("prompts", "Prompts", prompts_parts(prompts), len(prompts)),
        _panel("assumptions", "Assumptions", assumptions_parts(premises), len(set(premises))),
        _panel("about", "About", _about(secrecy, plays=True)),
    ]
    ways = None
    if searched.calls:
        found = recorded(plan, searched.calls, secrecy)
        panels.insert(2, _panel("calls", "Calls", recordings_parts(found), len(found.calls)))
        ways = found.ways
    data = {"automaton": searched.automaton.data, "picture": picture.data, "calls": proofs.calls, "ways": ways}
    unsearched = searched.automaton.bound or ("" if report.complete else report.bound)
    head = _head(title, findings, proofs.broken, secrecy, unsearched)
    return FlowPage(title, head, joined(*panels), data, picture.svg)


def _panel(name: str, title: str, parts: Iterable[Html], count: int | None = None) -> Html:
    """A section with its heading; the script makes tabs of these."""
    number = "" if count is None else str(count)
    return tag("section", tag("h2", title), *parts, id=f"panel-{name}", data_count=number)


def _head(title: str, findings: Sequence[Finding], broken: int | None, secrecy: Secrecy, unsearched: str) -> Html:
    """What stands at the top: the name of the plan, and what there is to know at a glance."""
    wrong = sum(each.severity != NOTE for each in findings)
    chips = [_chip("findings", f"{wrong} finding{'s' * (wrong != 1)}" if wrong else "checked", good=not wrong)]
    if broken is not None:
        words = f"{broken} claim{'s' * (broken != 1)} broken" if broken else "no claim broken"
        chips.append(_chip("proofs", words, good=not broken))
    hidden = "shows secrets" if secrecy.shows else "secrets masked"
    chips.append(tag("span", hidden, class_="chip bad" if secrecy.shows else "chip"))
    note = f"Not every call was searched: {unsearched}. Where the page does not know how a call goes on, it says so."
    return joined(
        tag("h1", island(title)),
        tag("div", *chips, class_="chips"),
        tag("p", island(note), class_="note") if unsearched else NOTHING,
    )


def _chip(panel: str, words: str, *, good: bool) -> Html:
    return tag("a", words, href=f"#panel-{panel}", class_=f"chip {'good' if good else 'bad'}")


def _about(secrecy: Secrecy, *, plays: bool) -> Iterable[Html]:
    """What somebody should know before the page is sent on."""
    if plays:
        yield tag("p", "Whoever has this page can read every text, number, key and way of the plan in it.")
        hides = "Codes and other secrets are masked, in texts and in times."
        yield tag("p", "Secrets are shown: whoever made the page asked for that." if secrecy.shows else hides)
        yield tag("p", "Calls are played as the simulator of ivrdsl plays them: no phone rings.")
    else:
        yield tag("p", "The plan could not be read: so the page says why, and nothing else.")
    yield tag("p", "The page needs no network, sends nothing and keeps nothing.")
    yield tag("p", f"ivrdsl {__version__}", class_="name")
