"""Variables that are read although no way, or not every way, to there has set them."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ivrdsl.model.system import is_system
from ivrsim.core import table as t
from ivrsim.core.template import Template
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.flow import Flow, Lists, WrittenFlow
from ivrsim.graph.maybe import may_be_set, may_be_unset
from ivrsim.graph.search import in_order, shortest
from ivrsim.graph.usage import Usage, variables, writes

MAX_BITS: Final = 4096
"""Variables that are looked at in one go; time grows as places times (1 + variables / MAX_BITS)."""

NEVER: Final = "never set"
MAYBE: Final = "maybe unset"


class Unset(NamedTuple):
    """A variable that may be read before it is set.

    Attributes:
        place: of the instruction that reads it.
        name: under which the platform keeps it.
        certainty: "never set", if no way to this place sets it; else "maybe unset".
    """

    place: int
    name: str
    certainty: str


_ReadPlaces = Mapping[str, list[tuple[int, list[int]]]]
"""The places that read a variable, each with its numbers in the flow."""


class _WritePlaces(NamedTuple):
    """Who writes variables, of what a call gets to.

    Attributes:
        fixed: places, by name.
        made: places that make the name during the call, by its fixed beginning and fixed end.
        lengths: of the beginnings.
    """

    fixed: dict[str, list[int]]
    made: dict[str, dict[str, list[int]]]
    lengths: frozenset[int]


class _WriteFlow(NamedTuple):
    """The flow of a plan, by what is written.

    Attributes:
        size: how many places the plan has.
        ways: the flow.
        onward: all its ways.
        order: the numbers that a call gets to, each before what it leads to, but for ways back.
    """

    size: int
    ways: WrittenFlow
    onward: list[list[int]]
    order: list[int]


def _flow_of(plan: t.Plan) -> _WriteFlow:
    ways = Flow(plan).written([place for place, instruction in enumerate(plan.table) if writes(instruction)])
    onward = ways.onward()
    return _WriteFlow(len(plan.table), ways, onward, in_order(onward, (0,)))


def comes_from_outside(name: str) -> bool:
    """Whether a variable is the platform's or the contact's: call., contact. and global., but for the last input."""
    return is_system(name) and name != LAST_INPUT


def unset_reads(plan: t.Plan) -> list[Unset]:
    """Return what may be read before it is set, by place and name, if conditions could have any value.

    A variable whose name is made during the call is not looked for. A setvar that makes its name during the call may
    mean any name with the same beginning and end, and counts as setting them all.
    """
    if all(comes_from_outside(name) for name in variables(plan).read):
        return []
    flow = _flow_of(plan)
    usage = variables(plan, sorted({number % flow.size for number in flow.order}))
    readers = {
        name: [(place, _readings(plan, flow, place)) for place in places]
        for name, places in usage.read.items()
        if not comes_from_outside(name)
    }
    writers = _writers(plan, usage)
    written = [name for name in readers if _is_written(writers, name)]
    known = set(written)
    reached = bytearray(len(flow.onward))
    for number in flow.order:
        reached[number] = 1
    found = [
        Unset(place, name, NEVER)
        for name, places in readers.items()
        if name not in known
        for place, numbers in places
        if any(reached[number] for number in numbers)
    ]
    for start in range(0, len(written), MAX_BITS):
        found += _some(plan, flow, readers, writers, written[start : start + MAX_BITS])
    return sorted(found)


def surely_unset(plan: t.Plan, unset: Unset, ways: Iterable[Lists]) -> bool:
    """Return whether some call reads a variable unset, whatever values hold.

    Args:
        plan: the plan.
        unset: what may be, as `unset_reads` found it.
        ways: where some calls surely go on, with two numbers for each place; see `ivrsim.graph.sure`.
    """
    flow = _flow_of(plan)
    sets = _bits(plan, flow, _writers(plan, variables(plan)), [unset.name])
    readings = _readings(plan, flow, unset.place)
    for onward in ways:
        cut = _within(flow.ways, onward)
        order = in_order(onward, (0,))
        reached = set(order)
        found = may_be_unset(cut, order, sets, int(unset.name == LAST_INPUT), 1)
        if any(found[number] for number in readings if number in reached):
            return True
    return False


def _within(flow: WrittenFlow, onward: Lists) -> WrittenFlow:
    """The part of a flow that is in a graph, too."""

    def kept(number: int, targets: list[int]) -> list[int]:
        allowed = set(onward[number])
        return [target for target in targets if target in allowed]

    return WrittenFlow(
        flow.size,
        [kept(number, targets) for number, targets in enumerate(flow.plain)],
        {number: kept(number, targets) for number, targets in flow.setting.items()},
        {number: kept(number, targets) for number, targets in flow.clearing.items()},
    )


def unset_way(plan: t.Plan, place: int, name: str) -> list[int]:
    """Return a shortest way of the call to a place on which nothing sets a variable, as places; empty if none.

    It starts at the ringing phone; for the last input, on a platform where silence clears it, it may start at the menu
    that does so.

    Args:
        plan: the plan.
        place: where the variable is read.
        name: the variable, as in `Unset`.
    """
    flow = _flow_of(plan)
    sets = _bits(plan, flow, _writers(plan, variables(plan)), [name])

    def onward(number: int) -> list[int]:
        """Where the variable is as it was, or unset."""
        if not sets.get(number):
            return flow.onward[number]
        return [*flow.ways.plain[number], *flow.ways.clearing.get(number, ())]

    cleared = _cleared(flow) if name == LAST_INPUT else {}
    way = shortest([0, *cleared], _readings(plan, flow, place), onward)
    begin = [cleared[way[0]]] if way and way[0] in cleared else []
    return [number % flow.size for number in (*begin, *way)]


def _cleared(flow: _WriteFlow) -> dict[int, int]:
    """The numbers that a call comes to when silence has made the last input unset, and from which menu."""
    came = set(flow.order)
    clearing = {number: targets for number, targets in flow.ways.clearing.items() if number in came}
    return {target: number for number, targets in clearing.items() for target in targets}


def _readings(plan: t.Plan, flow: _WriteFlow, place: int) -> list[int]:
    """The numbers at which a place reads: what needs a callee is passed over after a hang-up."""
    both = len(flow.onward) > flow.size and not plan.table[place].passed_by
    return [place, flow.size + place] if both else [place]


def _writers(plan: t.Plan, usage: Usage) -> _WritePlaces:
    made: dict[str, dict[str, list[int]]] = {}
    for place in usage.written_any:
        template: Template = plan.table[place].variable  # type: ignore[attr-defined]  # it writes, by a name
        first, last = template[0], template[-1]
        beginning, end = (each if isinstance(each, str) else "" for each in (first, last))
        made.setdefault(beginning, {}).setdefault(end, []).append(place)
    return _WritePlaces(usage.written, made, frozenset(map(len, made)))


def _is_written(writers: _WritePlaces, name: str) -> bool:
    """Whether anything may write a variable."""
    return name in writers.fixed or bool(_patterns(writers, name))


def _patterns(writers: _WritePlaces, name: str) -> list[tuple[str, str]]:
    """The fixed beginnings and ends of names made during the call that a name has."""
    return [
        (beginning, end)
        for length in writers.lengths
        if length <= len(name) and (beginning := name[:length]) in writers.made
        for end in writers.made[beginning]
        if name.endswith(end) and length + len(end) <= len(name)
    ]


def _bits(plan: t.Plan, flow: _WriteFlow, writers: _WritePlaces, names: Iterable[str]) -> dict[int, int]:
    """What each number of the flow writes, a bit for each of these variables."""
    by_place: dict[int, int] = {}
    by_pattern: dict[tuple[str, str], int] = {}
    for index, name in enumerate(names):
        for place in writers.fixed.get(name, ()):
            by_place[place] = by_place.get(place, 0) | 1 << index
        for pattern in _patterns(writers, name):
            by_pattern[pattern] = by_pattern.get(pattern, 0) | 1 << index
    for (beginning, end), bits in by_pattern.items():
        for place in writers.made[beginning][end]:
            by_place[place] = by_place.get(place, 0) | bits
    gone = {flow.size + place: bits for place, bits in by_place.items() if flow.size + place in flow.ways.setting}
    return by_place | gone


def _some(
    plan: t.Plan,
    flow: _WriteFlow,
    readers: dict[str, list[tuple[int, list[int]]]],
    writers: _WritePlaces,
    names: list[str],
) -> list[Unset]:
    """What may be unset of some variables that are written somewhere."""
    bits = {name: 1 << index for index, name in enumerate(names)}
    sets = _bits(plan, flow, writers, names)
    unset = may_be_unset(flow.ways, flow.order, sets, bits.get(LAST_INPUT, 0), (1 << len(names)) - 1)
    suspects = [
        (place, name, numbers)
        for name in names
        for place, numbers in readers[name]
        if any(unset[number] & bits[name] for number in numbers)
    ]
    if not suspects:
        return []
    can_be = may_be_set(flow.ways, flow.onward, sets)
    return [
        Unset(place, name, MAYBE if any(can_be[number] & bits[name] for number in numbers) else NEVER)
        for place, name, numbers in suspects
    ]
