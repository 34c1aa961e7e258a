"""What a call does to the world, and how far it comes when an answering machine answers."""

from typing import Any, Final

from ivrsim.core import table as t
from ivrsim.graph.ways import GOES_ON, MACHINE, PARTY, SILENCE, ways

WAITS_FOR_CALLEE: Final = (t.Collect, t.Record)


def action(instruction: t.Instruction) -> str:
    """What an instruction does to the world, "" for nothing that lasts.

    It is one of "transfer", "stash", "sms", "dnc", "tones", "request" and "record".
    """
    fields: Any = instruction
    kind = type(instruction)
    if kind is t.Assign:
        return "stash" if fields.kind == "stash" else ""
    if kind is t.Send:
        return str(fields.kind)
    return {t.Transfer: "transfer", t.Request: "request", t.Record: "record"}.get(kind, "")


def machine_reaches(plan: t.Plan) -> frozenset[int]:
    """Return the places that a call gets to when an answering machine answers: it presses no key.

    At an amd the call takes the machine's way. Before one, and where there is none, a machine answers like a person.
    Catches are not followed.
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
