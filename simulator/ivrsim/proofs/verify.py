"""Verdicts: what properties say of a plan, how sure that is, and what it leans on.

A verdict is PROVED only if the search was complete and no value from outside is used in a way that could matter. Where
one is, the claim must hold in more calls than there are (`abstraction`). BROKEN holds in any case, because its call can
be played. Everything else is UNDECIDED, with the reason.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Final, NamedTuple

from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.effects import Assumed, Effect, Prompt
from ivrsim.core.platform import Platform, alternatives
from ivrsim.core.table import Plan
from ivrsim.core.units import seconds
from ivrsim.play.call import Call
from ivrsim.proofs.abstraction import AbstractCalls
from ivrsim.proofs.doubt import doubt_of
from ivrsim.proofs.gaps import spoken_values
from ivrsim.proofs.paths import Path, StoppedError
from ivrsim.proofs.property import (
    TIME,
    Broken,
    Holds,
    NotAsked,
    PlanCalls,
    Property,
    Unsure,
)
from ivrsim.proofs.question import EVERYTHING, Asked
from ivrsim.proofs.witness import UnscriptableError, Witness, witness
from ivrsim.script.run import passes
from ivrsim.script.statements import parse_script
from ivrsim.search.explore import explore
from ivrsim.search.liveness import CLOCK

PROVED: Final = "PROVED"
BROKEN: Final = "BROKEN"
UNDECIDED: Final = "UNDECIDED"
VACUOUS: Final = "VACUOUS"

_MOST_TRIED: Final = 100
"""Ways that are looked at for calls that show something in different ways."""

CLOCK_ASSUMPTION: Final = "a call does not pass the end of the hour in which it begins"


class Premise(NamedTuple):
    """A quirk, and its reading, that a verdict leans on."""

    quirk: str
    value: str


class Dependence(NamedTuple):
    """A reading of a quirk under which a verdict would be another one, and which."""

    quirk: str
    value: str
    verdict: str


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
    """

    name: str
    says: str
    verdict: str
    because: str
    witnesses: tuple[Witness, ...] = ()
    expect: str = ""
    assumptions: tuple[Premise, ...] = ()
    depends_on: tuple[Dependence, ...] = ()


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

    def worst(self, *, strict: bool = False) -> str:
        """BROKEN, UNDECIDED or PROVED, in this order; with `strict` a VACUOUS property counts as BROKEN."""
        found = {verdict.verdict for verdict in self.verdicts}
        if BROKEN in found or (strict and VACUOUS in found):
            return BROKEN
        return UNDECIDED if UNDECIDED in found or not self.complete else PROVED


def verify(plan: Dialplan | Plan, platform: Platform | None = None, *, asked: Asked = EVERYTHING) -> Verification:
    """Find out which properties hold in all calls of a plan.

    Args:
        plan: the nodes, or a plan that `compile_plan` made ready.
        platform: what it runs on, if it is not ready yet.
        asked: which properties, and the bounds of the search.

    Raises:
        IvrError: a predicate of the user's failed.
    """
    found = explore(compile_plan(plan, platform), world=asked.world, bounds=asked.bounds, watch=asked.watch)
    subject, abstract = PlanCalls(found, asked.options, asked.watch), AbstractCalls(found.plan, asked)
    verdicts = []
    for each in asked.properties:
        verdict = _verdict(subject, abstract, each, asked)
        if verdict is not None:
            verdicts.append(verdict)
    return Verification(found.complete, len(found), found.edges, found.bound, tuple(verdicts))


def _verdict(subject: PlanCalls, abstract: AbstractCalls, each: Property, asked: Asked) -> Verdict | None:
    name = each.name.replace("-N-", f"-{asked.options.max_plays}-")
    says = each.says.replace(" N ", f" {asked.options.max_plays} ")
    if asked.options.max_duration_ms is not None:
        says = says.replace("--max-duration", seconds(asked.options.max_duration_ms))
    try:
        answer = subject.ask(each)
    except StoppedError as stopped:
        return Verdict(name, says, UNDECIDED, str(stopped))
    match answer:
        case NotAsked():
            return None
        case None:
            return Verdict(name, says, UNDECIDED, subject.found.bound) if subject.found.bound else None
        case Unsure(because=because):
            return Verdict(name, says, UNDECIDED, because, assumptions=_all_assumptions(subject, each))
        case Broken(path=path, because=because, expect=expect, more=more):
            doubt = doubt_of(subject, each) if each.exists else ""
            if doubt:
                return Verdict(name, says, UNDECIDED, doubt, assumptions=_all_assumptions(subject, each))
            shown, noticed = _witnesses(subject, chain([path] if path else [], more), asked, expect)
            if shown and not noticed:
                expect = ""  # in none of these calls does a script notice it
            if path and not shown and asked.witnesses:
                because += "; no call script can say it: two things happen in one moment, or the plan is never still"
            return Verdict(name, says, BROKEN, because, shown, expect, _assumptions(subject, path))
        case Holds(path=path, because=because):
            doubt = "" if each.shown and path is not None else doubt_of(subject, each)
            leans = _assumptions(subject, path) if each.shown else _all_assumptions(subject, each)
            if doubt:
                proven = abstract.proves(each)
                if proven is None:
                    return Verdict(name, says, UNDECIDED, doubt, assumptions=leans)
                because, leans = proven.because, _all_assumptions(abstract.subject, each)
            if path is None:
                return Verdict(name, says, VACUOUS, "it holds, and no call is there in which it matters")
            return Verdict(name, says, PROVED, because, _witnesses(subject, [path], asked)[0], "", leans)


def _witnesses(
    subject: PlanCalls, paths: Iterable[Path], asked: Asked, expect: str = ""
) -> tuple[tuple[Witness, ...], bool]:
    """Calls that differ in which tags they go through, as scripts; a way that no script can say is passed over.

    Args:
        expect: a statement that must fail in them. Only if it fails in none that was looked at does it not.

    Returns:
        The calls, and whether the statement fails in them.
    """
    found: list[Witness] = []
    others: list[Witness] = []
    shapes = set()
    for path in islice(_known(paths), _MOST_TRIED) if asked.witnesses else ():
        shape = tuple(dict.fromkeys(act.move.source.state.place for act in path)), path[-1].move.effects
        if shape in shapes:
            continue
        shapes.add(shape)
        try:
            call = witness(subject.plan, path, world=asked.world, lines=asked.lines)
        except UnscriptableError:
            continue
        (found if not expect or _fails(subject, call, expect, asked) else others).append(call)
        if len(found) == asked.witnesses:
            break
    return tuple(found or others[: asked.witnesses]), bool(found)


def _known(paths: Iterable[Path]) -> Iterator[Path]:
    """The ways that are found until the search is ended."""
    with suppress(StoppedError):
        yield from paths


def _fails(subject: PlanCalls, shown: Witness, expect: str, asked: Asked) -> bool:
    """Whether a statement fails at the end of a call that is played."""
    call = Call(subject.plan, variables=asked.world.variables)
    return not passes(call, parse_script("\n".join((*shown.statements, expect))))[0]


def _assumptions(subject: PlanCalls, path: Path | None) -> tuple[Premise, ...]:
    """What a call leans on."""
    return _premises_in([act.move.effects for act in path or ()])


def _all_assumptions(subject: PlanCalls, each: Property) -> tuple[Premise, ...]:
    """What any call leans on."""
    found = set(_premises_in([move.effects for move in subject.found.moves]))
    if any(name == CLOCK for move in subject.found.moves for name, _ in move.chosen):
        found.add(Premise("clock", CLOCK_ASSUMPTION))
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
            text = str(value).lower() if isinstance(value, bool) else str(value)
            for verdict in report.verdicts:
                leans = any(each.quirk == quirk for each in verdict.assumptions)
                then = verdicts.get(verdict.name, verdict.verdict)
                if leans and then != verdict.verdict:
                    depends.setdefault(verdict.name, []).append(Dependence(quirk, text, then))
    changed = [each._replace(depends_on=tuple(depends.get(each.name, ()))) for each in report.verdicts]
    return report._replace(verdicts=tuple(changed))
