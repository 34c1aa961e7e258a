"""Verdicts: what properties say of a plan, how sure that is, and what it leans on.

A verdict is PROVED only if the search was complete and no value from outside is used in a way that could matter. Where
one is, the claim must hold in more calls than there are (`abstraction`). BROKEN is shown by a call that is played.
Everything else is UNDECIDED, with the reason, and the way that nobody could play.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final, NamedTuple

from ivrdsl.findings.finding import ERROR, WARNING, Severity
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.effects import Assumed, Effect, Prompt
from ivrsim.core.platform import Platform, alternatives
from ivrsim.core.table import Plan
from ivrsim.core.units import seconds
from ivrsim.graph.reason import Reason
from ivrsim.proofs.doubt import Doubt, doubt_of
from ivrsim.proofs.gaps import spoken_values
from ivrsim.proofs.judgement import breaking, played
from ivrsim.proofs.paths import Path, StoppedError
from ivrsim.proofs.property import (
    TIME,
    Answer,
    Breach,
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
from ivrsim.proofs.witness import UnscriptableError, Witness

PROVED: Final = "PROVED"
BROKEN: Final = "BROKEN"
UNDECIDED: Final = "UNDECIDED"
VACUOUS: Final = "VACUOUS"

_MOST_TRIED: Final = 100
"""Ways that are looked at for calls that show something in different ways."""


class Premise(NamedTuple):
    """A quirk, and its reading, that a verdict leans on."""

    quirk: str
    value: str


class Dependence(NamedTuple):
    """A reading of a quirk under which a verdict would be another one, and which."""

    quirk: str
    value: str
    verdict: str


class SaidReason(NamedTuple):
    """A reason as reports tell it.

    Attributes:
        says: in words.
        element: the tag that it is about; -1 for none.
        node: what that is called; "" for none.
        line: its source line, where that is known.
    """

    says: str
    element: int
    node: str
    line: int | None


class Verdict(NamedTuple):
    """What is known of a property.

    Attributes:
        name, says: of the property.
        verdict: PROVED, BROKEN, UNDECIDED or VACUOUS (it holds, and no call is there in which it matters).
        because: what a witness shows, or why it is undecided.
        witnesses: calls that show it, the cheapest first; of a BROKEN property those that break it.
        expect: the statement of a call script that fails in a witness, and would hold if the plan were mended.
        assumptions: the quirks that it leans on.
        depends_on: readings of quirks under which the verdict would be another one; only if they were tried.
        rests_on: CALLS or MORE, if it is PROVED because the states of that search are all there are; else "".
        level: how bad it is that it does not hold, if it does not.
        harm: what is bad about that.
        suppressed: why somebody wants it told and not counted; "" if nobody does.
        left_out: the tags at which somebody does not want it asked.
        element: the tag at which it breaks, or the first one; None if it does not break at one.
        property: the name of the property, without what was asked for.
        reasons: of a BROKEN one what makes it so, of an UNDECIDED one what would decide it, where there is more to say
            than `because` does.
        hangs_on: of a BROKEN one, other readings of quirks with which the callee of its first call would not break it.
        why: of a PROVED one the facts that make it so; None if nobody asked.
    """

    name: str
    says: str
    verdict: str
    because: str
    witnesses: tuple[Witness, ...] = ()
    expect: str = ""
    assumptions: tuple[Premise, ...] = ()
    depends_on: tuple[Dependence, ...] = ()
    rests_on: str = ""
    level: Severity = ERROR
    harm: str = ""
    suppressed: str = ""
    left_out: tuple[str, ...] = ()
    element: int | None = None
    property: str = ""
    reasons: tuple[SaidReason, ...] = ()
    hangs_on: tuple[Premise, ...] = ()
    why: tuple[SaidReason, ...] | None = None

    def is_open(self, verdict: str, level: Severity = ERROR) -> bool:
        """Whether this is the verdict on a property of a level, and counts."""
        return (self.verdict, self.level, self.suppressed) == (verdict, level, "")


class Verification(NamedTuple):
    """All verdicts on a plan.

    Attributes:
        complete: whether the search found every state.
        states, edges: how many it found.
        bound: what was left out, in words.
        verdicts: of the properties that are about something in the plan, in their order.
    """

    complete: bool
    states: int
    edges: int
    bound: str
    verdicts: tuple[Verdict, ...]

    def worst(self, *, strict: bool = False, max_warnings: int | None = None) -> str:
        """BROKEN, UNDECIDED or PROVED, in this order, of what counts.

        A warning or a note is told, and is no failure, broken or undecided.

        Args:
            strict: whether what holds for no reason is as bad as a broken error.
            max_warnings: more broken warnings than this are as bad, too; None for any number.
        """
        if any(each.is_open(BROKEN) or (strict and each.verdict == VACUOUS) for each in self.verdicts):
            return BROKEN
        if max_warnings is not None and self.warnings > max_warnings:
            return BROKEN
        return UNDECIDED if any(each.is_open(UNDECIDED) for each in self.verdicts) else PROVED

    @property
    def warnings(self) -> int:
        """How many properties are broken of which it is a warning."""
        return sum(each.is_open(BROKEN, WARNING) for each in self.verdicts)


def verify(plan: Dialplan | Plan, platform: Platform | None = None, *, asked: Asked = EVERYTHING) -> Verification:
    """Find out which properties hold in all calls of a plan.

    Args:
        plan: the nodes, or a plan that `compile_plan` made ready.
        platform: what it runs on, if it is not ready yet.
        asked: which properties, and the bounds of the search.

    Raises:
        IvrError: a predicate of the user's failed.
    """
    return verdicts_from(Searches(compile_plan(plan, platform), asked), asked)


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
            return _proved(subject, each, asked, answer, _assumptions(path))
        case Holds() if doubt := doubt_of(subject, each):
            return _left_open(searches, each, asked, answer, doubt)
        case Holds():
            rests_on = "" if each.whole else CALLS
            return _proved(subject, each, asked, answer, _all_assumptions(subject, each), rests_on)


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
            return _proved(subject, each, asked, answer, _all_assumptions(subject, each))
        verdict = _shown(subject, each, asked, answer)
        if verdict is not None or answer.path is None:
            return verdict or _broken(subject, each, asked, answer)
    if each.goals and (path := searches.refinement.reaches(each.goals(searches.calls))):
        return _proved(searches.calls, each, asked, Holds(path, _TAKEN), _assumptions(path))
    return None


def _left_open(searches: Searches, each: Property, asked: Asked, answer: Answer, doubt: Doubt) -> Verdict:
    """What the first search leaves open, the others may decide."""
    if searches.calls.found.bound:
        return _undecided(searches, each, asked, answer, doubt)
    more, subject = searches.more.judge(each), searches.more.subject
    if isinstance(more, Holds):
        path = answer.path if isinstance(answer, Holds) else more.path  # of a call that there is, if one is known
        leans, rests_on = _all_assumptions(subject, each), "" if each.whole else MORE
        return _proved(searches.calls, each, asked, more._replace(path=path), leans, rests_on, subject)
    if more is not None and more.path is None:
        return _broken(subject, each, asked, more)
    verdict = _shown(subject, each, asked, more) if more else None
    if verdict is None and searches.tried is not None:
        tried = _answer(each, searches.tried)
        if isinstance(tried, Broken) and not each.exists:
            verdict = _shown(searches.tried, each, asked, tried)
        elif each.goals and (path := searches.refinement.shown_among(searches.tried, each.goals(searches.tried))):
            return _proved(searches.tried, each, asked, Holds(path, _TAKEN), _assumptions(path))
    return verdict or _undecided(searches, each, asked, answer, doubt, more)


def _shown(subject: PlanCalls, each: Property, asked: Asked, answer: Broken) -> Verdict | None:
    """The verdict on what is broken, if a call that is played breaks it."""
    at_least_one = asked._replace(witnesses=max(asked.witnesses, 1))
    shown = _breaking(subject, answer, at_least_one, each)
    return _told_by(subject.plan, shown.calls, each, asked) if shown.calls else None


def _told_by(plan: Plan, calls: "tuple[_Played, ...]", each: Property, asked: Asked) -> Verdict:
    """The verdict on what is broken, in the words of the first call that shows it."""
    name, says = _named(each, asked)
    path, first = calls[0]
    witnesses = tuple(witness for _, witness in calls)
    leans = _assumptions(path)
    hangs_on = _hangs_on(plan, first, leans, asked)
    return Verdict(
        name, says, BROKEN, first.because, witnesses, first.expect, leans, element=_where(first), hangs_on=hangs_on
    )


def _where(shown: Witness) -> int | None:
    """The tag at which a call breaks a property: the last one that it tells of."""
    told = [entry.element for entry in shown.transcript if entry.element]  # the root is no place
    return told[-1] if told else None


_TAKEN: Final = "a branch is taken"


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
        assumptions=_all_assumptions(searches.calls, each),
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
    shown = _showing(subject, held, asked, each)
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
    shown = _breaking(subject, answer, asked, each)
    if calls := shown.calls or shown.others:
        return _told_by(subject.plan, calls, each, asked)
    name, says = _named(each, asked)
    unsaid = f"; no call script can say it: {shown.unsaid}" if shown.unsaid else ""
    leans, element = _assumptions(answer.path), next(iter(answer.elements), None)
    reasons = _told(subject.plan, answer.reasons, asked)
    because = answer.because + unsaid
    return Verdict(name, says, BROKEN, because, (), answer.expect, leans, element=element, reasons=reasons)


def _hangs_on(plan: Plan, call: Witness, leans: Iterable[Premise], asked: Asked) -> tuple[Premise, ...]:
    """The readings of quirks with which the callee of a call would not break a claim."""
    quirks = [each.quirk for each in leans]
    found = saving(plan, call, call.expect, quirks, asked.world) if call.expect and asked.witnesses else ()
    return tuple(Premise(quirk, _reading(value)) for quirk, value in found)


def _reading(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
    says = each.says.replace(" N ", f" {most} ")
    if asked.options.max_duration_ms is not None:
        says = says.replace("--max-duration", seconds(asked.options.max_duration_ms))
    return each.name.replace("-N-", f"-{most}-"), says


class _Played(NamedTuple):
    """A way, and the call that was played of it."""

    path: Path
    call: Witness


class _Shown(NamedTuple):
    """Calls that were played.

    Attributes:
        calls: those that break a property, or show that it holds.
        others: those that should break it, and in which no statement fails.
        unsaid: why no script plays the first way that none plays; "" where each is played.
    """

    calls: tuple[_Played, ...]
    others: tuple[_Played, ...] = ()
    unsaid: str = ""


def _breaking(subject: PlanCalls, answer: Broken, asked: Asked, each: Property) -> _Shown:
    """Calls that break a property, and differ in which tags they go through; what no script can say is passed over."""
    calls: list[_Played] = []
    others: list[_Played] = []
    shapes = set()
    unsaid = ""
    for way in islice(_known(answer.ways()), _MOST_TRIED) if asked.witnesses else ():
        shape = tuple(dict.fromkeys(act.move.source.state.place for act in way.path)), way.path[-1].move.effects
        if shape in shapes:
            continue
        shapes.add(shape)
        try:
            call = played(subject.plan, way.path, each, asked, told=bool(subject.found.told))
        except UnscriptableError as why:
            unsaid = unsaid or str(why)
            continue
        breaks = breaking(subject.plan, call, each, way, asked)
        if breaks is None:
            others.append(_Played(way.path, call._replace(because=way.because)))
        else:
            calls.append(_Played(way.path, breaks))
        if len(calls) == asked.witnesses:
            break
    return _Shown(tuple(calls), tuple(others[: asked.witnesses]), unsaid)


def _showing(subject: PlanCalls, held: Holds, asked: Asked, each: Property) -> tuple[Witness, ...]:
    """The call in which a property matters that holds, if a script can say it."""
    if held.path is None or not asked.witnesses:
        return ()
    with suppress(UnscriptableError):
        call = played(subject.plan, held.path, each, asked, told=bool(subject.found.told))
        return (call._replace(because=held.because),)
    return ()


def _known(ways: Iterable[Breach]) -> Iterator[Breach]:
    """The ways that are found until the search is ended."""
    with suppress(StoppedError):
        yield from ways


def _assumptions(path: Path | None) -> tuple[Premise, ...]:
    """What a call leans on."""
    return _premises_in([act.move.effects for act in path or ()])


def _all_assumptions(subject: PlanCalls, each: Property) -> tuple[Premise, ...]:
    """What any call leans on."""
    found = set(_premises_in([move.effects for move in subject.found.moves]))
    if subject.unset:
        found.add(Premise("undefined_variable", subject.plan.platform.value("undefined_variable")))
    if TIME in each.leans_on:
        sources = {each.source for move in subject.found.moves for each in move.effects if isinstance(each, Prompt)}
        quirks = [subject.plan.platform.speech] * ("tts" in sources) + ["sound_ms"] * bool(sources - {"tts"})
        quirks += ["longest_value_ms"] * bool(spoken_values(subject.found))
        found |= {Premise(quirk, subject.plan.platform.value(quirk)) for quirk in quirks}
    return tuple(sorted(found))


def _premises_in(several: Iterable[tuple[Effect, ...]]) -> tuple[Premise, ...]:
    found = {Premise(e.quirk, e.value) for effects in several for e in effects if isinstance(e, Assumed)}
    return tuple(sorted(found))


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
            text = _reading(value)
            for verdict in report.verdicts:
                leans = any(each.quirk == quirk for each in verdict.assumptions)
                then = verdicts.get(verdict.name, verdict.verdict)
                if leans and then != verdict.verdict:
                    depends.setdefault(verdict.name, []).append(Dependence(quirk, text, then))
    changed = [each._replace(depends_on=tuple(depends.get(each.name, ()))) for each in report.verdicts]
    return report._replace(verdicts=tuple(changed))
