"""What callers have typed: which variables hold nothing else, and whose input a tag reads.

What they hold is no secret when the caller hears it again.
"""

from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import turned_round
from ivrsim.graph.usage import as_kept, reads, works_out, writes

_DIGITS_OF_A_CODE: Final = 3


def _made_of(instruction: t.Instruction, plan: t.Plan) -> set[str] | None:
    """The variables that a value is made of; None where it is anything else, or tells digits of its own."""
    if not works_out(instruction):
        return None
    own = "".join(piece for piece in instruction.program() if isinstance(piece, str))
    if sum(map(str.isdigit, own)) >= _DIGITS_OF_A_CODE:
        return None
    return as_kept(reads(instruction), plan.platform)


def typed_names(plan: t.Plan) -> set[str]:
    """Return the variables that hold nothing but what a caller has typed, or what is made of that."""
    writers: dict[str, list[set[str] | None]] = {}
    for each in plan.table:
        for name in as_kept(writes(each), plan.platform) if each.writes != LAST_INPUT else ():
            writers.setdefault(name, []).append(_made_of(each, plan))
    if "" in writers or LAST_INPUT in writers:
        return set() if LAST_INPUT in writers else {LAST_INPUT}
    typed = {LAST_INPUT, *writers}
    while True:
        wrong = {
            name
            for name in typed - {LAST_INPUT}
            if any(sources is None or not sources <= typed for sources in writers[name])
        }
        if not wrong:
            return typed
        typed -= wrong


class Source(NamedTuple):
    """An input that a tag may read.

    Attributes:
        menu: the place where it was entered.
        keys: the input; None where it is one of several.
    """

    menu: int
    keys: str | None


class Inputs:
    """Whose input the tags of a plan may read.

    Args:
        plan: the plan, on its platform.
    """

    def __init__(self, plan: t.Plan) -> None:
        self._plan = plan
        self._flow = Flow(plan)
        self._back = turned_round(self._flow.on_the_line())
        self._unknown = {0} | {edge.target for edge in self._flow.caught() if edge.hangs_up}
        written = (as_kept(writes(each), plan.platform) for each in plan.table if each.writes != LAST_INPUT)
        self._is_set = any(LAST_INPUT in names or "" in names for names in written)
        self._known: dict[int, frozenset[Source]] = {}

    def sources(self, place: int) -> frozenset[Source]:
        """Return the inputs that the last input may be at a place, while nobody has hung up.

        Silence at a menu, and a key that a catch takes, leave the last input as it was. Nothing is returned where it
        may also be unset, where some setvar may set it, and behind the catch of a hang-up.
        """
        passed: dict[int, None] = {}
        while place not in self._known and place not in passed and (before := self._only_way_to(place)) >= 0:
            passed[place] = None
            place = before
        if place not in self._known:
            self._known[place] = self._search(place)
        self._known.update(dict.fromkeys(passed, self._known[place]))
        return self._known[place]

    def _only_way_to(self, place: int) -> int:
        """The one place from which a call comes to another, if no menu listens there; else -1."""
        before = self._back[place] if place not in self._unknown else []
        return before[0] if len(before) == 1 and self._plan.menu_at(before[0]) is None else -1

    def _search(self, place: int) -> frozenset[Source]:
        found: set[Source] = set()
        seen = {place}
        todo = [place]
        while todo:
            here = todo.pop()
            if here in self._unknown or self._is_set:
                return frozenset()
            for before in self._back[here]:
                menu = self._plan.menu_at(before)
                ways = [each for each in self._flow.edges(before) if each.target == here and not each.gone]
                entered = [] if menu is None else [each.exit for each in ways if each.writes]
                found |= {Source(before, _keys_of(self._plan, before, way)) for way in entered}
                if len(entered) < len(ways) and before not in seen:
                    seen.add(before)
                    todo.append(before)
        return frozenset(found)


def _keys_of(plan: t.Plan, place: int, way: t.Exit) -> str | None:
    """The one input that takes a way of a menu."""
    menu = plan.menu_at(place)
    found = [keys for keys, each in menu.exact.items() if each is way] if menu is not None else []
    return found[0] if len(found) == 1 else None
