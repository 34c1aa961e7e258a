"""What a cycle counts: variables computed from themselves inside it and tested by a condition that leads out of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.variables import canonical
from ivrsim.graph.search import circles, followed, goes_round
from ivrsim.graph.usage import reads, writes


class Reset(NamedTuple):
    """A variable that a cycle both counts and sets anew.

    Attributes:
        name: the variable.
        sets: the elements that set it to what is not computed from it.
        counts: the elements that compute it from itself.
    """

    name: str
    sets: tuple[int, ...]
    counts: tuple[int, ...]


class Counting(NamedTuple):
    """The fields of a Cycle that are about variables; see there."""

    tested: tuple[str, ...]
    counters: tuple[str, ...]
    resets: tuple[Reset, ...]
    bounded: bool


class _Writes(NamedTuple):
    """Where a cycle writes one variable: computed from itself, or set anew."""

    counts: list[int]
    sets: list[int]


Around = Mapping[int, Sequence[int]]
"""For each place of a cycle, where it leads inside it."""


def counting(plan: t.Plan, places: Sequence[int], around: Around) -> Counting:
    """Return what a cycle tests and counts.

    Args:
        plan: the plan.
        places: of the cycle, in ascending order.
        around: where each leads inside the cycle.
    """
    tests = [place for place in places if plan.table[place].asks and _leaves(plan, place, around)]
    if not tests:
        return Counting((), (), (), False)
    sources = _sources(plan, places)
    tested = _closure({name for place in tests for name in _variables_of(plan, place)}, sources)
    written = {
        name: each
        for name, each in _writes_by_variable(plan, places, sources).items()
        if name in tested and each.counts
    }
    resets = tuple(
        Reset(name, _elements(plan, each.sets), _elements(plan, each.counts))
        for name, each in sorted(written.items())
        if each.sets
    )
    counters = [name for name, each in written.items() if not each.sets or goes_round(around, set(each.sets))]
    steady = {name for name in counters if not written[name].sets}
    return Counting(
        tuple(sorted(tested)),
        tuple(sorted(counters)),
        resets,
        _is_bounded(plan, around, tests, steady, written, sources),
    )


def _leaves(plan: t.Plan, place: int, around: Around) -> bool:
    """Whether a condition has a way out of the cycle."""
    return any(way.to not in around for way in t.exits(plan.table[place]))


def _variables_of(plan: t.Plan, place: int) -> list[str]:
    names = reads(plan.table[place])
    return [canonical(name, plan.platform)[0] for name in names if name is not None]


def _target_variable(plan: t.Plan, place: int) -> str | None:
    """The variable that a setvar sets, if its name is known."""
    instruction = plan.table[place]
    if not instruction.javascript:
        return None
    names = writes(instruction)
    return canonical(names[0], plan.platform)[0] if names and names[0] is not None else None


def _sources(plan: t.Plan, places: Sequence[int]) -> dict[str, set[str]]:
    """For each variable that the cycle sets, those that it is computed from."""
    found: dict[str, set[str]] = {}
    for place in places:
        name = _target_variable(plan, place)
        if name is not None:
            found.setdefault(name, set()).update(_variables_of(plan, place))
    return found


def _closure(names: Iterable[str], sources: Mapping[str, set[str]]) -> set[str]:
    """These variables, and all that they are computed from."""
    return set(followed(names, lambda name: sources.get(name, ())))


def _writes_by_variable(plan: t.Plan, places: Sequence[int], sources: Mapping[str, set[str]]) -> dict[str, _Writes]:
    """Where each variable is written; `y = ${x} + 1` and `x = ${y}` together compute both from themselves."""
    names = list(sources)
    number = {name: index for index, name in enumerate(names)}
    onward = [[number[source] for source in sources[name] if source in number] for name in names]
    group = {names[index]: at for at, circle in enumerate(circles(onward, range(len(names)))) for index in circle}
    found: dict[str, _Writes] = {}
    for place in places:
        name = _target_variable(plan, place)
        if name is not None:
            from_itself = name in group and any(
                group.get(source) == group[name] for source in _variables_of(plan, place)
            )
            written = found.setdefault(name, _Writes([], []))
            (written.counts if from_itself else written.sets).append(place)
    return found


def _is_bounded(
    plan: t.Plan,
    around: Around,
    tests: Sequence[int],
    steady: set[str],
    written: Mapping[str, _Writes],
    sources: Mapping[str, set[str]],
) -> bool:
    """Whether every way round counts something and tests something that is counted."""
    counts = {place for name in steady for place in written[name].counts}
    feeding: dict[str, set[str]] = {}
    for name, found in sources.items():
        for source in found:
            feeding.setdefault(source, set()).add(name)
    telling = _closure(steady, feeding)
    deciding = {place for place in tests if not telling.isdisjoint(_variables_of(plan, place))}
    return bool(deciding) and not goes_round(around, counts) and not goes_round(around, deciding)


def _elements(plan: t.Plan, places: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted({plan.table[place].element for place in places}))
