"""Which variables may still be read, at each place: a search forgets the others, and states become alike."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import DETECTION
from ivrsim.core.variables import canonical
from ivrsim.graph.flow import Flow, WrittenFlow
from ivrsim.graph.search import in_order
from ivrsim.graph.usage import fixed, reads, writes

DETECTED: Final = "\0detected"
"""Stands among the variables for who answered the phone, which only answering-machine detection asks."""
CLOCK: Final = "\0clock"
"""Stands for the time at which the call takes place, which texts and JavaScript may ask."""


class LiveVariables(NamedTuple):
    """What may still be read.

    Attributes:
        masks: a set of bits for each place; -1 where any variable may be read, because its name is made during the
            call.
        bits: the bit of each name.
    """

    masks: tuple[int, ...]
    bits: dict[str, int]

    def keeps(self, place: int, name: str) -> bool:
        """Whether a variable may still be read by a call that waits at a place."""
        return bool(self.masks[place] & self.bits.get(name, 0)) or self.masks[place] == -1


def live(plan: t.Plan) -> LiveVariables:
    """Work out which variables may still be read.

    Every way counts, whoever takes it and whatever conditions say, so that no variable that matters is left out. Two
    things do not count as reading, because nothing that a call does hangs on them.

    - A menu's silence notes whether there was an earlier input (quirk `lastinput_on_timeout`).
    - The search for a circle without a pause compares all variables, so that it may go round once more or less before
      it is found.
    """
    bits: dict[str, int] = {}
    gen = [_mask(_reads(plan, instruction), bits) for instruction in plan.table]
    kill = {place: _mask(_written(plan, place), bits) for place, each in enumerate(plan.table) if writes(each)}
    flow = Flow(plan).written(list(kill))
    _add_outliving(plan, flow)
    size = flow.size
    gone = [0 if each.passed_by else mask for each, mask in zip(plan.table, gen, strict=True)]
    masks = _solved(flow, [*gen, *gone][: len(flow.plain)], kill)
    sides = [masks[start : start + size] for start in range(0, len(masks), size)]
    return LiveVariables(tuple([_union(each) for each in zip(*sides, strict=True)]), bits)


def _add_outliving(plan: t.Plan, flow: WrittenFlow) -> None:
    """Let every wait lead to the handlers of catches that outlive their bodies."""
    outliving = [edge for edge in Flow(plan).caught() if edge.outlives]
    targets = [edge.target + (flow.size if edge.hangs_up else 0) for edge in outliving]
    for place, instruction in enumerate(plan.table if targets else ()):
        if instruction.waits() or (plan.platform.catch_own_hangup and instruction.ending() == "hangup"):
            flow.plain[place] = [*flow.plain[place], *targets]


def _solved(flow: WrittenFlow, gen: Iterable[int], kill: Mapping[int, int]) -> list[int]:
    """What may still be read at each number of the flow, taken against the flow until nothing is new."""
    onward = flow.onward()
    order = in_order(onward, range(len(onward)))[::-1]
    masks = list(gen)
    changed = True
    while changed:
        changed = False
        for number in order:
            later = [_without(masks[to], kill.get(number % flow.size, 0)) for to in flow.setting.get(number, ())]
            later += [masks[to] for to in (*flow.plain[number], *flow.clearing.get(number, ()))]
            found = masks[number] | _union(later)
            if found != masks[number]:
                masks[number], changed = found, True
    return masks


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _without(mask: int, kill: int) -> int:
    return mask if mask == -1 else mask & ~kill


def _mask(names: Iterable[str | None], bits: dict[str, int]) -> int:
    mask = 0
    for name in names:
        if name is None:
            return -1
        mask |= bits.setdefault(name, 1 << len(bits))
    return mask


def _reads(plan: t.Plan, instruction: t.Instruction) -> list[str | None]:
    """The variables that an instruction reads, under every name that is looked up for them."""
    found: list[str | None] = []
    for name in reads(instruction):
        if name is None:
            return [None]
        kept = canonical(name, plan.platform)[0]
        found += [kept, f"attribute.{kept}", *([CLOCK] if kept.startswith("global.") else [])]
    if instruction.awaits == DETECTION:
        found.append(DETECTED)
    if instruction.javascript and not _is_plain(instruction):
        found.append(CLOCK)
    return found


def _is_plain(instruction: t.Instruction) -> bool:
    """Whether a text cannot be JavaScript that asks the time: it is one word, or nothing but a number."""
    if instruction.asks:
        return False
    source = fixed(instruction.program())
    return source is not None and source.strip().replace("_", "a").isalnum()


def _written(plan: t.Plan, place: int) -> list[str | None]:
    """The variable that a place writes; nothing where its name is made during the call."""
    return [canonical(name, plan.platform)[0] for name in writes(plan.table[place]) if name]
