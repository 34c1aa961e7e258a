"""Which variables may be unset, and which may be set, at each place: a flow of sets along the ways of a call.

Theory of operation. A set of variables is one number, a bit for each. What may still be unset flows from the start,
less what a way sets; where ways meet, it is what any of them left unset. Places are taken in the order of the flow, and
again only where something new has come. So a plan whose loops are entered at their heads is done in one go. What may be
set needs no repetition: nothing is taken back, so the places of a strongly connected component share it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GONE, KEY
from ivrsim.graph.components import components
from ivrsim.graph.flow import Caught, caught
from ivrsim.graph.usage import writes
from ivrsim.graph.ways import ON_THE_LINE, ways

Bits = Mapping[int, int]
"""For some numbers of a Flow, a set of variables."""


class Flow(NamedTuple):
    """Where a call can go, with two numbers for each place as in `flow.both_sides`.

    Attributes:
        size: how many places the plan has.
        plain: where a call goes without having written what the place writes.
        setting: where it goes when it has, for the places that write.
        order: the numbers that a call gets to, each before what it leads to, but for ways back.
    """

    size: int
    plain: list[list[int]]
    setting: dict[int, list[int]]
    order: list[int]


def flow_of(plan: t.Plan) -> Flow:
    """Return the flow of a plan, catches included.

    A menu writes the last input by keys, and not by silence; a recording that a hang-up ends is written. A get that
    fails leaves its variable alone only where the quirk `http_error` says so.
    """
    size = len(plan.table)
    catches = caught(plan)
    plain = ways(plan, ON_THE_LINE)
    setting: dict[int, list[int]] = {}
    writers = [place for place, instruction in enumerate(plan.table) if writes(instruction)]
    by_key = ways(plan, KEY, writers)
    for place in writers:
        _split(plan, place, plain, setting, by_key)
    if catches.hang_up:
        plain += [[size + target for target in targets] for targets in ways(plan, GONE)]
        for place in writers:
            if not plan.table[place].passed_by:
                _split(plan, size + place, plain, setting, by_key)
    _add_catches(plan, catches, plain, setting)
    return Flow(size, plain, setting, _order(plain, setting))


def _split(
    plan: t.Plan, number: int, plain: list[list[int]], setting: dict[int, list[int]], by_key: list[list[int]]
) -> None:
    """Tell the ways that write from the others, at a place that writes."""
    instruction = plan.table[number % len(plan.table)]
    if type(instruction) is t.Collect:
        setting[number] = by_key[number]
        plain[number] = [instruction.no_input.to]
        return
    setting[number] = plain[number]
    if type(instruction) is not t.Request or plan.platform.http_error != "keep":
        plain[number] = []


def _add_catches(plan: t.Plan, catches: Caught, plain: list[list[int]], setting: dict[int, list[int]]) -> None:
    size = len(plan.table)
    for place, targets in catches.key.items():
        plain[place] = plain[place] + targets
    for place, targets in catches.hang_up.items():
        gone = [size + target for target in targets]
        if plan.table[place].writes_on_hang_up and place in setting:
            setting[place] = setting[place] + gone
        else:
            plain[place] = plain[place] + gone


def _order(plain: Sequence[Sequence[int]], setting: Mapping[int, Sequence[int]]) -> list[int]:
    """What a call gets to, in reverse order of leaving it for good: the order of the flow."""
    seen = bytearray(len(plain))
    seen[0] = 1
    done = []
    path = [(0, iter((*plain[0], *setting.get(0, ()))))]
    while path:
        number, targets = path[-1]
        for target in targets:
            if not seen[target]:
                seen[target] = 1
                path.append((target, iter((*plain[target], *setting.get(target, ())))))
                break
        else:
            done.append(number)
            path.pop()
    done.reverse()
    return done


def may_be_unset(flow: Flow, sets: Bits, clears: Bits, everything: int) -> list[int]:
    """Return, for each number of the flow, the variables that may be unset there.

    Args:
        flow: the flow.
        sets: what its places write.
        clears: what a way that is not `setting` makes unset.
        everything: all variables: unset at the start.
    """
    found = [0] * len(flow.plain)
    found[0] = everything
    rank = {number: index for index, number in enumerate(flow.order)}
    fresh = bytearray(b"\1" * len(found))
    again = True
    while again:
        again = False
        for number in flow.order:
            if not fresh[number]:
                continue
            fresh[number] = 0
            unset = found[number]
            ways_on = ((flow.plain[number], unset | clears.get(number, 0)),)
            if number in flow.setting:
                ways_on += ((flow.setting[number], unset & ~sets.get(number, 0)),)  # type: ignore[assignment]
            for targets, bits in ways_on:
                for target in targets:
                    before = found[target]
                    if bits is not before and bits | before != before:
                        found[target] = bits | before if before else bits
                        fresh[target] = 1
                        again = again or rank[target] <= rank[number]
    return found


def may_be_set(flow: Flow, sets: Bits) -> list[int]:
    """Return, for each number of the flow, the variables that some way to there sets."""
    onward = [
        [*targets, *flow.setting[number]] if number in flow.setting else targets
        for number, targets in enumerate(flow.plain)
    ]
    parts = components(onward, (0,))
    part_of = [-1] * len(onward)
    for index, members in enumerate(parts):
        for number in members:
            part_of[number] = index
    found = [0] * len(parts)
    for index in range(len(parts) - 1, -1, -1):  # what comes first in the flow was found last
        inner = found[index]
        for number in parts[index]:
            if number in sets and any(part_of[target] == index for target in flow.setting.get(number, ())):
                inner |= sets[number]
        found[index] = inner
        for number in parts[index]:
            for target in flow.plain[number]:
                found[part_of[target]] |= inner
            for target in flow.setting.get(number, ()):
                if part_of[target] != index:
                    found[part_of[target]] |= inner | sets.get(number, 0)
    return [found[part] if part >= 0 else 0 for part in part_of]
