"""Places of two plans from which every call goes the same way, whatever happens: shown by the tables alone.

Theory of operation. Two instructions are alike if they say the same and their exits, pair by pair, lead to instructions
that are alike. Instructions that say the same get one colour, and colours are split until the exits agree too (Moore's
way of refining a partition). What runs in no time and shows nothing outside, such as a goto, is looked through. Calls
that wait at places of one colour, with the same variables and the same time left, can never be told apart, whatever is
said to them. Nothing needs to be played to know that, and no value from outside can matter.
"""

from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from ivrdsl.model.base import changed
from ivrdsl.model.structs import fields
from ivrsim.comparing.notice import nameless, unsimulated
from ivrsim.comparing.platforms import asked, differing_quirks
from ivrsim.core import table as t
from ivrsim.core.state import State
from ivrsim.core.template import Reference, Template


class Likeness:
    """Which places of two plans are alike.

    Args:
        old, new: the plans, each on its platform.
    """

    def __init__(self, old: t.Plan, new: t.Plan) -> None:
        self._plans = old, new
        quirks = differing_quirks(old.platform, new.platform)
        self._colours = _refine([_Reader(old, quirks), _Reader(new, quirks)])

    def places(self, old: int, new: int) -> bool:
        """Whether calls that come to these places go the same way from there."""
        return self._colours[0][old] == self._colours[1][new]

    def exits(self, old: int, new: int) -> bool:
        """Whether the exits of two instructions lead, pair by pair, to places that are alike."""
        ours, theirs = t.exits(self._plans[0].table[old]), t.exits(self._plans[1].table[new])
        return len(ours) == len(theirs) and all(
            self.places(one.to, other.to) for one, other in zip(ours, theirs, strict=True)
        )

    def states(self, old: State, new: State) -> bool:
        """Whether calls that wait in these states, with the same time left, go the same way."""
        if not self.places(old.place, new.place):
            return False
        bare = old._replace(place=0, caught=()) == new._replace(place=0, caught=())
        return bare and self._outliving_catches(0, old) == self._outliving_catches(1, new)

    def _outliving_catches(self, which: int, state: State) -> list[tuple[str, int]]:
        """The catches that have outlived their bodies."""
        handlers = [self._plans[which].every_handler[element] for element in state.caught]
        return [(each.event, self._colours[which][each.exit.to]) for each in handlers]


def says(plan: t.Plan, place: int, quirks: Sequence[str] = ()) -> Hashable:
    """Return what an instruction says, but for where it leads and for what nobody can notice.

    Args:
        plan: the plan.
        place: of the instruction.
        quirks: of which another platform has other readings: what it asks of them when it runs is said, too.
    """
    return _Reader(plan, quirks).says(place)


class _Reader:
    """Reads the instructions of one plan; of some quirks also what they ask of them. See `says`."""

    def __init__(self, plan: t.Plan, quirks: Sequence[str]) -> None:
        self.plan = plan
        self._quirks = quirks
        self._outlive = plan.platform.catch_scope == "until_end"
        self.target = cache(self._target)

    def says(self, place: int) -> Hashable:
        instruction = self.plan.table[place]
        readings = asked(self.plan, place, self._quirks)
        if ending := instruction.ending():
            return "Finish", self._outcome(ending), *readings
        kind: type = type(instruction)
        said: list[Hashable] = [kind.__name__]
        for name in _own_fields(kind):
            value = getattr(instruction, name)
            if not _holds_exits(value):
                said.append(value)
        heard = instruction.heard()
        if heard is not None:
            said.append(heard if isinstance(heard, str) else _spoken_template(heard))
        if instruction.deed == "transfer":
            said.append(unsimulated(self.plan, instruction.element))
        elif instruction.guards:
            said.append(self.plan.every_handler[instruction.element].event)
        elif isinstance(instruction, t.Unsupported):
            said.append(nameless(self.plan.elements[instruction.element].node))
        return (*said, *readings)

    def leads(self, place: int) -> list[tuple[Hashable, int]]:
        """Where an instruction leads: each way with what takes it, catches too."""
        instruction = self.plan.table[place]
        found: list[tuple[Hashable, int]] = []
        kind: type = type(instruction)
        for name in _own_fields(kind):
            found += [((name, by), self.target(way.to)) for by, way in _ways(getattr(instruction, name))]
        handlers = [("catch", each) for each in self.plan.handlers[place]]
        if instruction.guards:
            handlers.append(("guard", self.plan.every_handler[instruction.element]))
        return found + [((by, each.event), self.target(each.exit.to)) for by, each in handlers]

    def _target(self, place: int) -> int:
        """Where a call comes to that goes on at a place: what only leads on is looked through."""
        passed = {place}
        while (onward := self._onward(place)) is not None:
            if onward in passed:
                return place
            place = onward
            passed.add(place)
        return place

    def _onward(self, place: int) -> int | None:
        """Where an instruction leads that runs in no time and shows nothing; None if it is no such one."""
        instruction = self.plan.table[place]
        through = instruction.leads_on() and not (instruction.guards and self._outlive)
        return t.exits(instruction)[0].to if through else None

    def _outcome(self, ending: str) -> str:
        """How a call ends here; whether by a hangup tag is noticed only where a catch may catch it."""
        ends = ("hangup", "end of plan", "transferred")
        return "dialplan" if ending in ends and not self.plan.every_handler else ending


def _spoken_template(words: t.Words) -> Template:
    """A text as it is said: which of its parts are secret makes no difference to who hears it."""
    found: list[str | Reference] = []
    for piece in (piece for _, template in words.pieces for piece in template):
        if found and isinstance(piece, str) and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


@cache
def _own_fields(kind: type) -> tuple[str, ...]:
    declared: type[t.Instruction] = kind
    unnoticed = declared.unnoticed | {"element"}
    return tuple(field.name for field in fields(kind) if field.name not in unnoticed)


def _holds_exits(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, t.Exit) or (isinstance(value, tuple) and any(type(v) in (t.Exit, t.Range) for v in value))


def _ways(value: Any) -> Iterator[tuple[Hashable, t.Exit]]:
    """The exits in a field of an instruction, each with what takes it."""
    if isinstance(value, t.Exit):
        yield "", value
    elif isinstance(value, dict):
        yield from sorted(value.items())
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            if type(each) is t.Range:
                yield (position, each[:-1]), each.exit
            elif type(each) is t.Exit:
                yield (position, each.label), each


def _refine(readers: Sequence[_Reader]) -> list[list[int]]:
    """A colour for each place of each plan: the same for places that are alike."""
    starts = [0, *accumulate(len(each.plan.table) for each in readers)]
    numbers: dict[Hashable, int] = {}
    colours: list[int] = []
    leads: list[list[tuple[Hashable, int]]] = []
    for reader, start in zip(readers, starts, strict=False):
        for place in range(len(reader.plan.table)):
            colours.append(numbers.setdefault(reader.says(place), len(numbers)))
            leads.append([(by, start + to) for by, to in reader.leads(place)])
    _split(colours, leads)
    return [
        [colours[start + reader.target(place)] for place in range(len(reader.plan.table))]
        for reader, start in zip(readers, starts, strict=False)
    ]


def _split(colours: list[int], leads: list[list[tuple[Hashable, int]]]) -> None:
    """Split colours until places of one colour lead to places of one colour.

    Only what leads to a place whose colour has changed is looked at again, and of a colour that is split the largest
    part keeps it. So no place changes its colour often, however long a plan is.
    """
    coming: list[list[int]] = [[] for _ in colours]
    members: dict[int, set[int]] = {}
    for place, ways in enumerate(leads):
        members.setdefault(colours[place], set()).add(place)
        for _, to in ways:
            coming[to].append(place)
    todo = set(range(len(colours)))
    while todo:
        by_colour: dict[int, list[int]] = {}
        for place in todo:
            by_colour.setdefault(colours[place], []).append(place)
        parts: list[set[int]] = []
        for colour, places in by_colour.items():
            parts += _parts(members[colour], places, colours, leads)
        todo = set()
        for part in parts:
            new = len(members)
            members[colours[next(iter(part))]] -= part
            members[new] = part
            for place in part:
                colours[place] = new
                todo.update(coming[place])


def _parts(
    members: set[int], places: list[int], colours: list[int], leads: list[list[tuple[Hashable, int]]]
) -> list[set[int]]:
    """The parts of a colour that must get others: all but the largest. Only some of its places have to be looked at."""
    if len(members) == 1:
        return []
    found: dict[Hashable, set[int]] = {}
    for place in places:
        found.setdefault(tuple((by, colours[to]) for by, to in leads[place]), set()).add(place)
    rest = members.difference(places)
    if rest:  # they are as they were, all alike
        one = next(iter(rest))
        found.setdefault(tuple((by, colours[to]) for by, to in leads[one]), set()).update(rest)
    parts = sorted(found.values(), key=len)
    return parts[:-1]


def same_elements(old: t.Plan, new: t.Plan) -> bool:
    """Whether two plans have the same tags in the same order, whatever these are called."""
    return [_bare(each.node) for each in old.elements] == [_bare(each.node) for each in new.elements]


def _bare(node: Any) -> Any:
    """A node without its name, what is inside it, and marks that nobody outside can notice."""
    marked = {"parts": (node.text,)} if hasattr(node, "parts") and hasattr(node, "text") else {}
    return changed(nameless(node), **marked, **({"body": ()} if hasattr(node, "body") else {}))
