"""Verdicts: what properties say of a plan, how sure that is, and what it leans on.

A verdict is PROVED only if the search was complete and no value from outside is used in a way that could matter. Where
one is, the claim must hold in more calls than there are (`abstraction`). BROKEN is shown by a call that is played.
Everything else is UNDECIDED, with the reason, and the way that nobody could play.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from ivrdsl.findings.arguments import door, require
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform, alternatives, reading_told
from ivrsim.core.table import Plan
from ivrsim.core.units import seconds
from ivrsim.graph.reason import Reason
from ivrsim.play.outset import require_given
from ivrsim.proofs.doubt import Doubt, doubt_of
from ivrsim.proofs.evidence import PlayedWay, breaking_calls, place_of, showing_call
from ivrsim.proofs.paths import StoppedError
from ivrsim.proofs.premises import Premise, assumptions_of_all, assumptions_of_call
from ivrsim.proofs.property import (
    Answer,
    Broken,
    Holds,
    NotAsked,
    PlanCalls,
    Property,
    Unsure,
)
from ivrsim.proofs.question import EVERYTHING, Asked
from ivrsim.proofs.reasons.doubts import conditions, deciders
from ivrsim.proofs.reasons.quirks import saving
from ivrsim.proofs.searches import CALLS, MORE, Searches
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS, Dependence, SaidReason, Verdict, Verification
from ivrsim.proofs.witness import Witness

_TAKEN: Final = "a branch is taken"


@door
def verify(plan: Dialplan | Plan, platform: Platform | None = None, *, asked: Asked = EVERYTHING) -> Verification:
    """Find out which properties hold in all calls of a plan.

    Args:
        plan: the nodes, or a plan that `compile_plan` made ready.
        platform: what it runs on, if it is not ready yet.
        asked: which properties, and the bounds of the search.

    Raises:
        IvrError: a predicate of the user's failed; or what is given is no plan, or no question.
    """
    ready = compile_plan(plan, platform)
    require(isinstance(asked, Asked), "verify", "asked", asked, "Asked(...)")
    if asked.world.variables:
        require_given("World", ready, asked.world.variables)
    return verdicts_from(Searches(ready, asked), asked)


def verdicts_from(searches: Searches, asked: Asked) -> Verification:
    """Find out which properties hold, by searches that others may look at, too. See `verify`.

    Args:
        searches: of the plan.
        asked: for what they were made.

    Raises:
        IvrError: a predicate of the user's failed.
    """
    whole = Searches(searches.plan, asked, whole=True)
    judged = [(each, _verdict(whole if each.whole else searches, each, asked)) for each in asked.properties]
    verdicts = [_graded(searches.plan, verdict, each, asked) for each, verdict in judged if verdict is not None]
    only_whole = bool(asked.properties) and all(each.whole for each in asked.properties)
    found = (whole if only_whole else searches).calls.found
    return Verification(found.complete, len(found), found.edges, found.bound, tuple(verdicts))


def _graded(plan: Plan, verdict: Verdict, each: Property, asked: Asked) -> Verdict:
    """A verdict, with what it is worth."""
    left_out = [covers.start for name, covers in asked.options.left_out if name == each.name]
    return verdict._replace(
        property=each.name,
        level=asked.grading.level_of(each),
        harm=each.harm,
        suppressed=asked.suppressed.get(each.name, "") if verdict.verdict in (BROKEN, UNDECIDED) else "",
        left_out=tuple(plan.elements[element].label for element in left_out),
        rests_on="" if left_out else verdict.rests_on,
    )


def _verdict(searches: Searches, each: Property, asked: Asked) -> Verdict | None:
    if searches.too_large and (verdict := _refined(searches, each, asked)) is not None:
        return verdict
    subject = searches.calls
    answer = _answer(each, subject)
    match answer:
        case NotAsked():
            return None
        case None if not subject.found.bound or (searches.too_large and searches.refinement.is_foreign(each)):
            return None
        case None:
            return _left_open(searches, each, asked, answer, Doubt(subject.found.bound, bound=True))
        case Unsure(because=because):
            return _left_open(searches, each, asked, answer, Doubt(because))
        case Broken() if each.exists and (doubt := doubt_of(subject, each)):
            return _left_open(searches, each, asked, answer, doubt)
        case Broken():
            return _broken(subject, each, asked, answer)
        case Holds(path=path) if each.shown and path is not None:
            return _proved(subject, each, asked, answer, assumptions_of_all(subject, each))
        case Holds() if doubt := doubt_of(subject, each):
            return _left_open(searches, each, asked, answer, doubt)
        case Holds():
            rests_on = "" if each.whole else CALLS
            return _proved(subject, each, asked, answer, assumptions_of_all(subject, each), rests_on)


def _answer(each: Property, subject: PlanCalls) -> Answer:
    try:
        return subject.ask(each)
    except StoppedError as stopped:
        return Unsure(str(stopped))


def _refined(searches: Searches, each: Property, asked: Asked) -> Verdict | None:
    """What searches that remember little say of a plan with too many states; None if nothing."""
    found = searches.refinement.judge(each)
    if found is not None:
        subject, answer = found
        if isinstance(answer, Holds):
            return _proved(subject, each, asked, answer, assumptions_of_all(subject, each))
        verdict = _shown(subject, each, asked, answer)
        if verdict is not None or answer.path is None:
            return verdict or _broken(subject, each, asked, answer)
    if each.goals and (path := searches.refinement.reaches(each.goals(searches.calls))):
        return _proved(searches.calls, each, asked, Holds(path, _TAKEN), assumptions_of_all(searches.calls, each))
    return None


def _left_open(searches: Searches, each: Property, asked: Asked, answer: Answer, doubt: Doubt) -> Verdict:
    """What the first search leaves open, the others may decide."""
    if searches.calls.found.bound:
        return _undecided(searches, each, asked, answer, doubt)
    more, subject = searches.more.judge(each), searches.more.subject
    if isinstance(more, Holds):
        shown = answer if isinstance(answer, Holds) else more  # a call that there is, if one is known
        leans, rests_on = assumptions_of_all(subject, each), "" if each.whole else MORE
        return _proved(
            searches.calls,
            each,
            asked,
            more._replace(path=shown.path, answered=shown.answered),
            leans,
            rests_on,
            subject,
        )
    if more is not None and more.path is None:
        return _broken(subject, each, asked, more)
    verdict = _shown(subject, each, asked, more) if more else None
    if verdict is None and searches.tried is not None:
        tried = _answer(each, searches.tried)
        if isinstance(tried, Broken) and not each.exists:
            verdict = _shown(searches.tried, each, asked, tried)
        elif each.goals and (path := searches.refinement.shown_among(searches.tried, each.goals(searches.tried))):
            return _proved(searches.tried, each, asked, Holds(path, _TAKEN), assumptions_of_all(searches.tried, each))
    return verdict or _undecided(searches, each, asked, answer, doubt, more)


def _shown(subject: PlanCalls, each: Property, asked: Asked, answer: Broken) -> Verdict | None:
    """The verdict on what is broken, if a call that is played breaks it."""
    at_least_one = asked._replace(witnesses=max(asked.witnesses, 1))
    shown = breaking_calls(subject, answer, at_least_one, each)
    return _told_by(subject.plan, shown.calls, each, asked) if shown.calls else None


def _told_by(plan: Plan, calls: "tuple[PlayedWay, ...]", each: Property, asked: Asked) -> Verdict:
    """The verdict on what is broken, in the words of the first call that shows it."""
    name, says = _named(each, asked)
    path, first = calls[0]
    witnesses = tuple(witness for _, witness in calls)
    leans = assumptions_of_call(path)
    hangs_on = _hangs_on(plan, first, leans, asked)
    return Verdict(
        name, says, BROKEN, first.because, witnesses, first.expect, leans, element=place_of(first), hangs_on=hangs_on
    )


def _undecided(
    searches: Searches, each: Property, asked: Asked, answer: Answer, doubt: Doubt, more: Broken | None = None
) -> Verdict:
    """A verdict on what stays open, with what would decide it.

    Args:
        searches: of the plan.
        each: the property; asked: what is asked.
        answer: what it says of the first search; doubt: why that is not all.
        more: a way among more calls than there are that breaks it, and that no value which was tried plays.
    """
    name, says = _named(each, asked)
    found, way = searches.calls.found, more.path if more is not None else None
    needed = conditions(searches.more.subject.found, way) if way else ""
    because = f"{doubt.because}; a call breaks it if {needed}" if needed else doubt.because
    tried = searches.tried.found if way and searches.tried is not None else None
    reasons = [*answer.reasons] if isinstance(answer, Unsure) else []
    reasons += deciders(found, doubt, way, tried)
    return Verdict(
        name,
        says,
        UNDECIDED,
        because,
        assumptions=assumptions_of_all(searches.calls, each),
        reasons=_told(searches.plan, reasons, asked),
    )


def _proved(
    subject: PlanCalls,
    each: Property,
    asked: Asked,
    held: Holds,
    leans: tuple[Premise, ...],
    rests_on: str = "",
    holds_in: PlanCalls | None = None,
) -> Verdict:
    """A verdict on what holds; `subject` has the call in which it matters, and it holds in those, or in others."""
    name, says = _named(each, asked)
    if held.path is None:
        return Verdict(name, says, VACUOUS, "it holds, and no call is there in which it matters")
    shown = showing_call(subject, held, asked, each)
    why = _why(holds_in or subject, each, asked)
    return Verdict(name, says, PROVED, held.because, shown, "", leans, rests_on=rests_on, why=why)


def _why(subject: PlanCalls, each: Property, asked: Asked) -> tuple[SaidReason, ...] | None:
    """The facts that make a property hold; None if nobody asked, and none where they are too much to look at."""
    if not asked.why:
        return None
    subject.search.looks = 0
    found: list[Reason] = []
    with suppress(StoppedError):
        found += each.why(subject) if each.why is not None else ()
    return _told(subject.plan, found, asked)


def _broken(subject: PlanCalls, each: Property, asked: Asked, answer: Broken) -> Verdict:
    shown = breaking_calls(subject, answer, asked, each)
    if calls := shown.calls or shown.others:
        return _told_by(subject.plan, calls, each, asked)
    name, says = _named(each, asked)
    unsaid = f"; no call script can say it: {shown.unsaid}" if shown.unsaid else ""
    leans = assumptions_of_call(answer.path) if answer.path else assumptions_of_all(subject, each)
    element = next(iter(answer.elements), None)
    reasons = _told(subject.plan, answer.reasons, asked)
    because = answer.because + unsaid
    return Verdict(name, says, BROKEN, because, (), answer.expect, leans, element=element, reasons=reasons)


def _hangs_on(plan: Plan, call: Witness, leans: Iterable[Premise], asked: Asked) -> tuple[Premise, ...]:
    """The readings of quirks with which the callee of a call would not break a claim."""
    quirks = [each.quirk for each in leans]
    found = saving(plan, call, call.expect, quirks, asked.world) if call.expect and asked.witnesses else ()
    return tuple(Premise(quirk, reading_told(value)) for quirk, value in found)


def _told(plan: Plan, reasons: Iterable[Reason], asked: Asked) -> tuple[SaidReason, ...]:
    """Reasons with the words and lines of a plan, each once: one line of Python may make several tags."""

    def label(element: int) -> str:
        return plan.elements[element].label

    told: dict[str, SaidReason] = {}
    for each in reasons:
        words, node = each.words(label, asked.lines), label(each.element) if each.element >= 0 else ""
        line = asked.lines[each.element] if 0 <= each.element < len(asked.lines) else None
        told.setdefault(words, SaidReason(words, each.element, node, line))
    return tuple(told.values())


def _named(each: Property, asked: Asked) -> tuple[str, str]:
    """What reports call a property, and its claim, with the numbers that were asked for."""
    most = asked.options.max_plays
    says = each.says.replace(" N ", f" {most} ").replace("--max-silence", seconds(asked.options.max_silence_ms))
    says = says.replace("--max-late", seconds(asked.options.max_late_ms))
    if asked.options.max_duration_ms is not None:
        says = says.replace("--max-duration", seconds(asked.options.max_duration_ms))
    return each.name.replace("-N-", f"-{most}-"), says


def with_any_platform(dialplan: Dialplan, platform: Platform, report: Verification, asked: Asked) -> Verification:
    """Return a report in which each verdict names the quirks under whose other readings it would be another one.

    Args:
        report: what `verify` said for this plan and platform.
    """
    quirks = sorted({each.quirk for verdict in report.verdicts for each in verdict.assumptions})
    depends: dict[str, list[Dependence]] = {}
    for quirk in quirks:
        for value in alternatives(platform, quirk):
            other = verify(dialplan, platform.with_quirks(**{quirk: value}), asked=asked._replace(witnesses=0))
            verdicts = {verdict.name: verdict.verdict for verdict in other.verdicts}
            text = reading_told(value)
            for verdict in report.verdicts:
                leans = any(each.quirk == quirk for each in verdict.assumptions)
                then = verdicts.get(verdict.name, verdict.verdict)
                if leans and then != verdict.verdict:
                    depends.setdefault(verdict.name, []).append(Dependence(quirk, text, then))
    changed = [each._replace(depends_on=tuple(depends.get(each.name, ()))) for each in report.verdicts]
    return report._replace(verdicts=tuple(changed))
