"""Which variables may still be read, at each place: a search forgets the others, and states become alike."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.template import Template
from ivrsim.core.variables import LAST_INPUT, canonical
from ivrsim.graph.flow import predecessors
from ivrsim.graph.usage import fixed, reads

DETECTED: Final = "\0detected"
"""Stands among the variables for who answered the phone, which only answering-machine detection asks."""
CLOCK: Final = "\0clock"
"""Stands for the time at which the call takes place, which texts and JavaScript may ask."""

_JAVASCRIPT: Final = (t.Test, t.Assign, t.Stash)


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
    kill = [_mask(_writes(instruction, plan), bits) for instruction in plan.table]
    onward = [_onward(plan, place) for place in range(len(plan.table))]
    back = predecessors([ways_on.setting + ways_on.plain for ways_on in onward])
    masks = list(gen)
    todo = set(range(len(masks)))
    while todo:
        place = todo.pop()
        setting = _union(masks, onward[place].setting)
        found = gen[place] | _without(setting, kill[place]) | _union(masks, onward[place].plain)
        if found != masks[place]:
            masks[place] = found
            todo.update(back[place])
    return LiveVariables(tuple(masks), bits)


class _Onward(NamedTuple):
    """Everywhere a call can go from a place: with what the place writes written, and without."""

    setting: list[int]
    plain: list[int]


def _onward(plan: t.Plan, place: int) -> _Onward:
    """Tell the ways from a place on which it has written what it writes from the others.

    A menu writes nothing by silence. Nobody writes anything if a key that is caught comes first, and what needs a
    callee is passed over when nobody is there any more.
    """
    instruction = plan.table[place]
    caught = _handlers(plan, place)
    goes_on = any(each.event == "hangup" for each in plan.every_handler.values())  # when nobody is there any more
    match instruction:
        case t.Collect():
            plain = [instruction.no_input.to, *([instruction.after.to] if goes_on else [])]
            taken = [*instruction.exact.values(), *(each.exit for each in instruction.ranges), instruction.no_match]
            return _Onward([way.to for way in taken], plain + caught)
        case t.Record(next=following) | t.RecordBehind(next=following) if goes_on:
            return _Onward([], [following.to, *caught])
        case _:
            return _Onward([way.to for way in t.exits(instruction)], caught)


def _handlers(plan: t.Plan, place: int) -> list[int]:
    """Where catches may take a call from a place: from where it waits, or from its own hangup."""
    instruction = plan.table[place]
    if type(instruction) is not t.Finish and not instruction.waits():
        return []
    everywhere = plan.platform.catch_scope == "until_end"
    handlers = plan.every_handler.values() if everywhere else plan.handlers[place]
    return [handler.exit.to for handler in handlers]


def _union(masks: list[int], places: list[int]) -> int:
    found = 0
    for place in places:
        found |= masks[place]
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
    if type(instruction) is t.Detect:
        found.append(DETECTED)
    if type(instruction) in _JAVASCRIPT and not _is_plain(instruction):
        found.append(CLOCK)
    return found


def _is_plain(instruction: t.Instruction) -> bool:
    """Whether a text cannot be JavaScript that asks the time: it is one word, or nothing but a number."""
    text: Template = getattr(instruction, "value", None) or () if type(instruction) in (t.Assign, t.Stash) else ("(",)
    source = fixed(text)
    return source is not None and source.strip().replace("_", "a").isalnum()


def _writes(instruction: t.Instruction, plan: t.Plan) -> list[str]:
    """What an instruction sets; see `_onward` for the ways on which it does."""
    match instruction:
        case t.Collect():
            return [LAST_INPUT]
        case t.Assign(variable=variable) | t.Record(variable=variable) | t.RecordBehind(variable=variable):
            name = fixed(variable)
        case t.Request(variable=variable) if plan.platform.http_error == "empty":
            name = fixed(variable)
        case _:
            return []
    return [canonical(name, plan.platform)[0]] if name else []
