"""What a call does while nobody answers it: after a menu's silence, and for an answering machine."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.graph.ways import BY_ITSELF, GOES_ON, MACHINE, PARTY, SILENCE, exits_of, waits, ways

MAX_PLACES: Final = 1000
"""Places that are followed after one menu's silence; a plan does less before it waits again or ends."""

WAITS_FOR_CALLEE: Final = (t.Collect, t.Record)


class Action(NamedTuple):
    """Something that a call does to the world.

    Attributes:
        place: of the instruction.
        kind: "transfer", "stash", "sms", "dnc", "tones", "request" or "record".
    """

    place: int
    kind: str


class Aftermath(NamedTuple):
    """What a call may do when the callee stays silent at a menu, until it waits for the callee again or ends.

    Attributes:
        actions: what it does, nearest first.
        waits_at: the menus and recordings at which it waits for the callee next, its own menu too if it replays.
        ends_at: the instructions that end it.
        complete: False if there was more to follow than MAX_PLACES.
    """

    actions: tuple[Action, ...]
    waits_at: tuple[int, ...]
    ends_at: tuple[int, ...]
    complete: bool


def action(instruction: t.Instruction) -> str:
    """What an instruction does to the world, as `Action.kind`; "" for nothing that lasts."""
    fields: Any = instruction
    kind = type(instruction)
    if kind is t.Assign:
        return "stash" if fields.kind == "stash" else ""
    if kind is t.Send:
        return str(fields.kind)
    return {t.Transfer: "transfer", t.Request: "request", t.Record: "record"}.get(kind, "")


def actions_after_silence(plan: t.Plan, menu: int) -> Aftermath:
    """Return what a call does when the callee stays silent at a menu.

    Both ways of a condition are followed, and whatever the other party of a transfer may do. Prompts play to their end.

    Args:
        plan: the plan.
        menu: the place of the menu's Collect.
    """
    return _followed(plan, plan.table[menu].no_input.to, {})  # type: ignore[union-attr]  # a Collect


def every_silence(plan: t.Plan, menus: Iterable[int] | None = None) -> dict[int, Aftermath]:
    """Return the same for many menus, by place; menus whose silence leads to one place share the work.

    Args:
        plan: the plan.
        menus: the places of their Collects; all of the plan's when not given.
    """
    if menus is None:
        menus = [place for place, instruction in enumerate(plan.table) if type(instruction) is t.Collect]
    onward: dict[int, list[int]] = {}
    known: dict[int, Aftermath] = {}
    found: dict[int, Aftermath] = {}
    for menu in menus:
        start: int = plan.table[menu].no_input.to  # type: ignore[union-attr]  # a Collect
        if start not in known:
            known[start] = _followed(plan, start, onward)
        found[menu] = known[start]
    return found


def _followed(plan: t.Plan, start: int, onward: dict[int, list[int]]) -> Aftermath:
    """Follow a silent call from a place. `onward` remembers where the places lead that were looked at."""
    todo = [start]
    seen = {start}
    actions, waits_at, ends_at = [], [], []
    for place in todo:
        instruction = plan.table[place]
        if what := action(instruction):
            actions.append(Action(place, what))
        if type(instruction) in WAITS_FOR_CALLEE and not getattr(instruction, "background", False):
            waits_at.append(place)
            continue
        targets = onward.get(place)
        if targets is None:
            targets = onward[place] = _silent_ways(plan, place)
        if not targets:
            ends_at.append(place)
        for target in targets:
            if target not in seen and len(seen) < MAX_PLACES:
                seen.add(target)
                todo.append(target)
    return Aftermath(tuple(actions), tuple(waits_at), tuple(ends_at), len(seen) < MAX_PLACES)


def _silent_ways(plan: t.Plan, place: int) -> list[int]:
    return [way.to for way in exits_of(plan, place, BY_ITSELF | SILENCE | PARTY)]


def machine_reaches(plan: t.Plan) -> frozenset[int]:
    """Return the places that a call gets to when an answering machine answers: it presses no key.

    At an amd the call takes the machine's way. Before one, and where there is none, a machine answers like a person.
    """
    onward = ways(plan, GOES_ON | MACHINE | SILENCE | PARTY)
    found = {0}
    todo = [0]
    for place in todo:
        for target in onward[place]:
            if target not in found:
                found.add(target)
                todo.append(target)
    return frozenset(found)


def machine_hears(plan: t.Plan) -> frozenset[int]:
    """Return the prompts that an answering machine may hear, by place."""
    return frozenset(place for place in machine_reaches(plan) if _speaks(plan.table[place]))


def _speaks(instruction: t.Instruction) -> bool:
    return type(instruction) is t.Play and waits(instruction)
