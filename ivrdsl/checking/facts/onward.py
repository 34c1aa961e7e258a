"""Where a call goes on from a place of the engine's table, as rules about menus and silence say it."""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from ivrdsl.checking.subject import Subject
from ivrdsl.model import walk
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS, RECORDING
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import NOBODY_ACTS
from ivrsim.graph.search import followed
from ivrsim.graph.silence import is_act
from ivrsim.graph.usage import reads

MAX_PLACES: Final = 1000
"""How far a call is followed from one place; a plan does less before it waits for the callee again, or ends."""

_FOR_CALLEE: Final = (KEYS, RECORDING)

_DOES: Final = {
    "transfer": "is connected by {}",
    "stash": "is written into the report as an answer by {}",
    "sms": "has a text message sent by {}",
    "dnc": "is put on the do-not-call list by {}",
    "record": "is recorded by {}",
    "request": "is told to a web server by {}",
}


class Consequence(NamedTuple):
    """What the plan does to a callee who asked for nothing.

    Attributes:
        element: the tag that does it.
        words: what becomes of the callee, e.g. `is connected by transfer "sales"`.
    """

    element: int
    words: str


def straight(flow: Flow, start: int) -> Iterator[int]:
    """Yield the places that a call surely passes from a place on, until it may go two ways, waits for keys, or ends."""
    place = start
    for _ in range(MAX_PLACES):
        yield place
        if flow.plan.table[place].awaits in _FOR_CALLEE:
            return
        targets = set(flow.at(place, NOBODY_ACTS))
        if len(targets) != 1:
            return
        (place,) = targets


def act(subject: Subject, start: int) -> Consequence | None:
    """Return the first thing that a call surely does to the world from a place on, or None.

    What counts is said in `ivrsim.graph.silence`.
    """
    for place in straight(subject.ask_engine(Flow), start):
        instruction = subject.engine.table[place]
        if is_act(instruction, subject.engine):
            words = _DOES[instruction.deed].format(called(subject, instruction.element))
            return Consequence(instruction.element, words)
    return None


def goes_on(subject: Subject, start: int) -> str:
    """Return what a call does next from a place on, in words: `goes on with play "bye"`, `ends`."""
    instruction = _next(subject, start)
    label = called(subject, instruction.element)
    ending = instruction.ending()
    if not ending:
        return f"goes on with {label}"
    if ending == "hangup":
        return f"is hung up by {label}"
    return f"breaks at {label}" if ending.startswith("error") else "ends"


def called(subject: Subject, number: int) -> str:
    """What a tag is called where the reader does not see it: one without a name is told by what it stands in."""
    parent = subject.elements[number].parent
    label = subject.label(number)
    if parent <= 0 or walk.name_of(subject.elements[number].node) is not None:
        return label
    return f"{label} in {subject.label(parent)}"


def is_end(subject: Subject, start: int) -> bool:
    """Whether a call ends at a place as it should, with nothing before that."""
    ending = _next(subject, start).ending()
    return bool(ending) and not ending.startswith("error")


def _next(subject: Subject, start: int) -> t.Instruction:
    """The first instruction from a place on that does more than lead to the next."""
    table = subject.engine.table
    passed = (table[place] for place in straight(subject.ask_engine(Flow), start))
    return next((each for each in passed if not each.leads_on() and each.drawn != "note"), table[start])


def input_is_read(subject: Subject, start: int) -> bool:
    """Whether the digits that a callee entered may be read from a place on, before a menu takes others."""
    plan, flow = subject.engine, subject.ask_engine(Flow)
    if not plan.reads_input:
        return False

    def onward(place: int) -> list[int]:
        return [] if plan.table[place].awaits == KEYS else flow.at(place, NOBODY_ACTS)

    passed = islice(followed([start], onward), MAX_PLACES)
    found = (plan.table[place] for place in passed)
    return any(each.awaits != KEYS and LAST_INPUT in reads(each) for each in found)


def duration(ms: int) -> str:
    """A time in words: `5 s`, `3.5 s`, `16 min 40 s`. Unit of `ms`: milliseconds."""
    if ms < 60_000:
        return f"{ms / 1000:g} s"
    minutes, rest = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
