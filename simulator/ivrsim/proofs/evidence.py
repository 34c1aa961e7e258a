"""Calls that show a verdict: ways that are played, and those of them that break a property."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final, NamedTuple

from ivrsim.proofs.judgement import breaking, played
from ivrsim.proofs.paths import Path, StoppedError
from ivrsim.proofs.property import Breach, Broken, Holds, PlanCalls, Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.witness import UnscriptableError, Witness

_MOST_TRIED: Final = 100
"""Ways that are looked at for calls that show something in different ways."""


class PlayedWay(NamedTuple):
    """A way, and the call that was played of it."""

    path: Path
    call: Witness


class Evidence(NamedTuple):
    """Calls that were played.

    Attributes:
        calls: those that break a property, or show that it holds.
        others: those that should break it, and in which no statement fails.
        unsaid: why no script plays the first way that none plays; "" where each is played.
    """

    calls: tuple[PlayedWay, ...]
    others: tuple[PlayedWay, ...] = ()
    unsaid: str = ""


def breaking_calls(subject: PlanCalls, answer: Broken, asked: Asked, each: Property) -> Evidence:
    """Calls that break a property, and differ in which tags they go through; what no script can say is passed over."""
    calls: list[PlayedWay] = []
    others: list[PlayedWay] = []
    shapes = set()
    unsaid = ""
    for way in islice(_known(answer.ways()), _MOST_TRIED) if asked.witnesses else ():
        shape = tuple(dict.fromkeys(act.move.source.state.place for act in way.path)), way.path[-1].move.effects
        if shape in shapes:
            continue
        shapes.add(shape)
        try:
            call = played(subject.plan, way, each, asked, told=bool(subject.found.told))
        except UnscriptableError as why:
            unsaid = unsaid or str(why)
            continue
        breaks = breaking(subject.plan, call, each, way, asked)
        if breaks is None:
            others.append(PlayedWay(way.path, call._replace(because=way.because)))
        else:
            calls.append(PlayedWay(way.path, breaks))
        if len(calls) == asked.witnesses:
            break
    return Evidence(tuple(calls), tuple(others[: asked.witnesses]), unsaid)


def showing_call(subject: PlanCalls, held: Holds, asked: Asked, each: Property) -> tuple[Witness, ...]:
    """The call in which a property matters that holds, if a script can say it."""
    if held.path is None or not asked.witnesses:
        return ()
    with suppress(UnscriptableError):
        call = played(subject.plan, held, each, asked, told=bool(subject.found.told))
        return (call._replace(because=held.because),)
    return ()


def _known(ways: Iterable[Breach]) -> Iterator[Breach]:
    """The ways that are found until the search is ended."""
    with suppress(StoppedError):
        yield from ways


def place_of(shown: Witness) -> int | None:
    """The tag at which a call breaks a property: the last one that it tells of."""
    told = [entry.element for entry in shown.transcript if entry.element]  # the root is no place
    return told[-1] if told else None
