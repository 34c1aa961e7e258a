"""What verdicts lean on: the readings of quirks that a call, or any call, noted."""

from collections.abc import Iterable
from typing import NamedTuple

from ivrsim.core.effects import Assumed, Effect, Prompt
from ivrsim.proofs.gaps import spoken_values
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import TIME, PlanCalls, Property


class Premise(NamedTuple):
    """A quirk, and its reading, that a verdict leans on."""

    quirk: str
    value: str


def assumptions_of_call(path: Path | None) -> tuple[Premise, ...]:
    """What a call leans on."""
    return _premises_in([act.move.effects for act in path or ()])


def assumptions_of_all(subject: PlanCalls, each: Property) -> tuple[Premise, ...]:
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
