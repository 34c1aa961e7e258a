"""What `step` runs: a flat table of instructions, names resolved and quirks bound.

An instruction says what to do and, as its exits, everywhere the call can go from it. `step` moves along exits only, and
`flow.py` draws them, so a picture, a rule or a search can never know another call than the one that runs.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.model.structs import field, fields, struct
from ivrdsl.model.walk import Element
from ivrsim.core.instructions.base import DETECTION, Exit, Instruction, Words, exits, texts
from ivrsim.core.instructions.media import Pause, Play, Record, RecordBehind
from ivrsim.core.instructions.menu import Collect, Enter, Range, size
from ivrsim.core.instructions.outside import Exclude, Message, Request, Tones, Transfer
from ivrsim.core.instructions.structure import (
    Assume,
    Detect,
    Finish,
    GotoDocument,
    Guard,
    Jump,
    LeftOut,
    Ring,
    Unsupported,
)
from ivrsim.core.instructions.values import Assign, Stash, Test
from ivrsim.core.platform import Platform

__all__ = [
    "END",
    "LATER",
    "Assign",
    "Assume",
    "Collect",
    "Detect",
    "Enter",
    "Exclude",
    "Exit",
    "Finish",
    "GotoDocument",
    "Guard",
    "Handler",
    "Instruction",
    "Jump",
    "LeftOut",
    "Message",
    "Pause",
    "Plan",
    "Play",
    "Range",
    "Record",
    "RecordBehind",
    "Request",
    "Ring",
    "Stash",
    "Test",
    "Tones",
    "Transfer",
    "Unsupported",
    "Words",
    "exits",
    "size",
    "texts",
]

END = 1
"""The instruction after the last tag: the end of the plan."""

LATER: Final = Finish(0, "end of plan")
"""Keeps the place of an instruction that can be made only when others are; no finished table holds it."""


class Handler(NamedTuple):
    """What a catch catches.

    Attributes:
        event: "hangup", or the key.
        exit: where the call goes then.
    """

    element: int
    event: str
    exit: Exit


@struct(eq=False)
class Plan:
    """A dialplan ready to run on a platform. Plans are compared by identity; make one per dialplan and platform.

    Attributes:
        table: the instructions; 0 is the ringing phone, END the end of the plan.
        elements: the plan's elements in document order, for labels.
        nodes: what each element is read as on the platform; an Odd where it cannot be read.
        children: for each element the numbers of the elements directly inside it.
        starts: for each element the instruction where it starts; -1 where it has none, because nothing leads into it.
        platform: whose quirks are bound.
        handlers: for each instruction the catches round it, innermost first.
        every_handler: all of them, by element.
        reads_input: whether any text of the plan reads the last input, so that it matters what silence does to it.
        memory: what `memo.py` remembers of steps already taken; made when it is first asked for.
        graphs: what `ivrsim.graph` remembers of the ways between the instructions.
    """

    table: tuple[Instruction, ...]
    elements: list[Element]
    nodes: list[Any]
    children: Sequence[Sequence[int]]
    starts: Sequence[int]
    platform: Platform
    handlers: tuple[tuple[Handler, ...], ...]
    every_handler: dict[int, Handler]
    reads_input: bool
    memory: list[Any] = field(default_factory=list, repr=False)
    graphs: dict[Any, Any] = field(default_factory=dict, repr=False)

    def menu_at(self, place: int) -> Collect | None:
        """The menu that listens at a place, if one does."""
        instruction = self.table[place]
        return instruction if type(instruction) is Collect else None

    def menus(self) -> Iterator[Collect]:
        """All menus, in the order of the table."""
        return (instruction for instruction in self.table if type(instruction) is Collect)

    def detects(self) -> bool:
        """Whether it asks who answers: without an amd tag every answer is a person's (documented)."""
        known: bool | None = self.graphs.get("detects")
        if known is None:
            known = self.graphs["detects"] = any(each.awaits == DETECTION for each in self.table)
        return known

    def __getstate__(self) -> list[Any]:
        """The fields, for copies and other processes; what calls have left behind stays here."""
        return [[] if each.name == "memory" else getattr(self, each.name) for each in fields(self)]

    def target_of(self, handler: Handler) -> str:
        """The name to which a catch jumps."""
        return str(getattr(self.nodes[handler.element], "goto", ""))
