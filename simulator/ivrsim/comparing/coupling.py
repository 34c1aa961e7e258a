"""Whether what two plans do with values from outside is the same for all values, and not only for those that were
tried.

Theory of operation. A search tries one value of each class. A plan may use a value in ways that no list of classes
covers: speak it, store it, compute with it (`search.domains` lists these uses as escapes). Two plans may still treat it
alike. If, step by step, both come through the same instructions with it, and these read variables that hold the same on
both sides, then the same comes of it. So the search reports what each step came through. At the end it is worked out
which variables hold the same on both sides, always; a use that leans on any other is not covered.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ivrsim.comparing.likeness import Likeness, says
from ivrsim.comparing.platforms import differing_quirks, sides_told
from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, KEYS, REPLY
from ivrsim.core.state import State
from ivrsim.core.variables import LAST_INPUT, canonical
from ivrsim.graph.search import followed
from ivrsim.graph.usage import reads, writes
from ivrsim.search.domains import Domains, Escape, is_outside
from ivrsim.search.explore import World


class _Use(NamedTuple):
    """What an instruction does with values from outside.

    Attributes:
        said: the instruction, but for where it leads.
        reads: variables that hold such values.
        writes: the variables that it sets; a name that is made during the call is "".
        escapes: whether the use is one that no list of values covers.
        decides: whether it can decide how the call goes on.
        place: where it stands.
        name: a variable that it is about.
    """

    said: Hashable
    reads: frozenset[str]
    writes: frozenset[str]
    escapes: bool
    decides: bool
    place: int
    name: str

    def leans_on(self, apart: Collection[str]) -> bool:
        """Whether it reads one of some variables; a name that is made during the call may be any of them."""
        return bool(apart) and (_ANY in self.reads or not self.reads.isdisjoint(apart))


class _Together(NamedTuple):
    """A use that both plans made in one step."""

    use: _Use
    other: _Use
    meets: bool


_ANY: Final = ""


class Coupling:
    """Notes what both plans do with values from outside.

    Args:
        plans: the two plans, each on its platform.
        domains: of both.
        world: what is given before the call: what has a value then may not have any.
        likeness: which of their places are alike.
    """

    def __init__(self, plans: Sequence[t.Plan], domains: Domains, world: World, likeness: Likeness) -> None:
        self._plans = plans
        self._likeness = likeness
        self._quirks = differing_quirks(plans[0].platform, plans[1].platform)
        self._given = [_canonical_names(plan, world.variables) for plan in plans]
        self._tainted = [
            _tainted_names(plan, frozenset(world.attributes), given)
            for plan, given in zip(plans, self._given, strict=True)
        ]
        self._uses = [self._uses_of(which, domains) for which in (0, 1)]
        self._apart: set[str] = set()
        self._alone: dict[tuple[int, int], _Use] = {}
        self._together: dict[tuple[int, int], _Together] = {}
        self._relied: dict[frozenset[str], tuple[int, int]] = {}

    def stepped(self, old: Sequence[int], new: Sequence[int]) -> None:
        """Note the places through which both came in one step."""
        ours = [self._uses[0][place] for place in old if place in self._uses[0]]
        theirs = [self._uses[1][place] for place in new if place in self._uses[1]]
        if [use.said for use in ours] == [use.said for use in theirs]:
            for use, other in zip(ours, theirs, strict=True):
                pair = use.place, other.place
                if pair not in self._together:
                    self._together[pair] = _Together(use, other, self._likeness.exits(*pair))
            return
        for which, uses in enumerate((ours, theirs)):
            for use in uses:
                self._alone[which, use.place] = use

    def entered(self, old: Sequence[str], new: Sequence[str]) -> None:
        """Note what was entered on both sides in one step."""
        if list(old) != list(new):
            self._apart.add(LAST_INPUT)

    def kept_through_silence(self) -> None:
        """Note that nothing was entered while there was an earlier input: one platform may forget it."""
        if "lastinput_on_timeout" in self._quirks:
            self._apart.add(LAST_INPUT)

    def relied(self, old: State, new: State) -> None:
        """Note that two states were taken to be equal."""
        names = {name for name, _ in (*old.variables, *new.variables)} & (self._tainted[0] | self._tainted[1])
        if old.digits or new.digits:
            names.add(LAST_INPUT)
        if names:
            self._relied.setdefault(frozenset(names), (old.place, new.place))

    def uncovered(self) -> tuple[int, int, str] | None:
        """Return a use that is not covered: the plan (0 or 1), the place, and the variable; None if all are."""
        apart = self._all_apart()
        for (which, place), use in self._alone.items():
            if use.escapes:
                return which, place, use.name
        for use, other, meets in self._together.values():
            leans = use.leans_on(apart) or other.leans_on(apart)
            decides = (use.decides or other.decides) and not meets
            if (use.escapes or other.escapes) and (leans or decides):
                return 1, other.place, other.name
        for names, (_, place) in self._relied.items():
            if names & apart:
                return 1, place, min(names & apart)
        return None

    # --- inside -----------------------------------------------------------------------------------------------------

    def _uses_of(self, which: int, domains: Domains) -> dict[int, _Use]:
        plan, tainted = self._plans[which], self._tainted[which]
        escapes: dict[int, list[Escape]] = {}
        for escape in (each for each in domains.escapes[which] if each.name not in self._given[which]):
            escapes.setdefault(escape.place, []).append(escape)
        found: dict[int, _Use] = {}
        for place, instruction in enumerate(plan.table):
            read = _canonical_names(plan, reads(instruction)) & tainted
            by_keys = instruction.awaits == KEYS
            written = frozenset() if by_keys else _canonical_names(plan, writes(instruction)) & tainted
            if written or place in escapes:
                kinds = {escape.kind for escape in escapes.get(place, ())}
                name = min([escape.name for escape in escapes.get(place, ())], default=_ANY)
                said = says(plan, place, self._quirks)
                found[place] = _Use(said, read, written, bool(kinds), CONTROL in kinds, place, name)
        return found

    def _all_apart(self) -> set[str]:
        """The variables that may hold something else on the one side than on the other."""
        apart = set(self._apart)
        for use in self._alone.values():
            apart |= use.writes
        before = -1
        while len(apart) != before:
            before = len(apart)
            for each in self._together.values():
                if each.use.leans_on(apart) or each.other.leans_on(apart):
                    apart |= each.use.writes | each.other.writes
            if _ANY in apart:
                apart |= self._tainted[0] | self._tainted[1]
        return apart


def _canonical_names(plan: t.Plan, names: Iterable[str | None]) -> frozenset[str]:
    return frozenset(canonical(name, plan.platform)[0] if name else _ANY for name in names)


def _tainted_names(plan: t.Plan, attributes: frozenset[str], given: frozenset[str]) -> frozenset[str]:
    """The variables that may hold something from outside; a name that is made during the call may be any."""
    found = {LAST_INPUT, _ANY}
    flows: list[tuple[frozenset[str], frozenset[str]]] = []
    for instruction in plan.table:
        read, written = _canonical_names(plan, reads(instruction)), _canonical_names(plan, writes(instruction))
        outside = {name for name in read if is_outside(name, attributes) or name in attributes}
        found |= outside - given
        if instruction.awaits == REPLY:
            found |= written
        elif instruction.javascript:
            flows.append((read, written))
    feeding: dict[str, set[str]] = {}
    for read, written in flows:
        for name in read:
            feeding.setdefault(name, set()).update(written)
    return frozenset(followed(found, lambda name: feeding.get(name, ())))


def reason(plans: Sequence[t.Plan], uncovered: tuple[int, int, str]) -> str:
    """Why a use that is not covered leaves a comparison undecided, in words."""
    which, place, name = uncovered
    plan = plans[which]
    label = plan.elements[plan.table[place].element].label
    what = _NAMES.get(name, f"variable {name}")
    where = sides_told(*plans)[which]
    return f"{what} is used at {label} {where} in a way that trying values cannot settle"


_NAMES: Final[Mapping[str, str]] = {
    LAST_INPUT: "what the callee enters",
    _ANY: "a value from outside",
    "Math.random": "a random number",
}
