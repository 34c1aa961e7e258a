"""What a search need not remember: variables that decide nothing of how a call goes on.

Theory of operation. A variable that is only sent away, or only spoken, leads no call anywhere else. Neither does one
that only tests look at which are told what comes of them (`Given.unknown`). So the states of a search are without it,
as if it were the same in all calls, and `SOMETHING` stands in its place whenever a step puts it in. What decides is
kept: whatever a test, a pause, a goto or a name that is put together looks at. So is what may leave a prompt silent,
because a prompt without words takes no time. Whether a forgotten variable was set is no part of a state either: the
search notes which moves read and set it, and one pass over its edges tells (`ivrsim.proofs.unset`).
"""

from collections.abc import Collection, Iterator
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, SPOKEN
from ivrsim.core.run import NO_NAMES, NO_PLACES
from ivrsim.core.template import Template
from ivrsim.core.variables import LAST_INPUT, canonical, given_by_platform, is_there
from ivrsim.graph.search import followed
from ivrsim.graph.usage import as_kept, copied_name, fixed, may_be_silent, names_in, reads, variables, works_out, writes
from ivrsim.search.escape import Escape
from ivrsim.search.short import is_short

_ANY: Final = None
"""Stands among names for each of them: one whose name is put together."""


def forgettable(
    plan: t.Plan,
    *,
    unknown: Collection[int] = NO_PLACES,
    outside: bool = False,
    spoken: bool = False,
    written: bool = True,
    kept: Collection[str] = (),
) -> frozenset[str]:
    """Return the variables that decide nothing, by the names under which they are kept.

    Args:
        plan: the plan.
        unknown: the places of tests and assignments of which is told what comes of them.
        outside: whether what comes from outside is forgotten, too.
        written: whether what the plan itself sets is forgotten.
        spoken: whether what is only spoken is forgotten, too; what is only sent always is.
        kept: names that are remembered in any case.
    """
    usage = variables(plan)
    if usage.read_any:  # it may read any, set or not
        return NO_NAMES
    found = {name for name in usage.read.keys() | usage.written.keys() if is_there(name, plan.platform)} - {
        LAST_INPUT,
        *kept,
    }
    given = set(filter(given_by_platform, found))
    set_by_plan = found.intersection(usage.written) - given  # others are never set
    if plan.platform.undefined_variable == "error":  # then it decides whether a variable was set
        set_by_plan = set()
    found = (given if outside else set()) | (set_by_plan if written else set())
    deciding = _Deciding(plan, frozenset(unknown), spoken=spoken)
    while True:
        needed = {name for place in range(len(plan.table)) for name in deciding.names(place, found)}
        if _ANY in needed:
            return NO_NAMES
        if not found & needed:
            return frozenset(found)
        found -= needed


def spoken_of(plan: t.Plan, forgotten: Collection[str]) -> list[Escape]:
    """Return where prompts say what no state remembers."""
    return [
        Escape(place, name, SPOKEN)
        for place, each in enumerate(plan.table)
        for text, use in t.texts(each)
        if use == SPOKEN
        for name in dict.fromkeys(canonical(written or "", plan.platform)[0] for written in names_in(text))
        if name in forgotten
    ]


def testers(plan: t.Plan, names: Collection[str]) -> frozenset[int]:
    """Return the places of tests, and of assignments that work something out, which read some variables.

    Args:
        plan: the plan.
        names: the variables, by the names under which they are kept.
    """
    usage = variables(plan)
    places = {place for name in names for place in usage.read.get(name, ())}
    if names:
        places |= set(usage.read_any)  # a name that is put together may be any
    return frozenset(place for place in places if works_out(plan.table[place]))


def counted(plan: t.Plan) -> frozenset[str]:
    """Return the variables that a plan works out from themselves, as counters are, also by way of others."""
    made_of: dict[str, set[str]] = {}
    for each in plan.table:
        if works_out(each) and each.writes:
            for name in as_kept(writes(each), plan.platform):
                made_of.setdefault(name, set()).update(as_kept(reads(each), plan.platform))
    return frozenset(
        name for name, sources in made_of.items() if name in followed(sources, lambda each: made_of.get(each, ()))
    )


class _Deciding:
    """Which variables decide something at a place."""

    def __init__(self, plan: t.Plan, unknown: frozenset[int], *, spoken: bool) -> None:
        self._plan = plan
        self._unknown = unknown
        self._spoken = spoken

    def names(self, place: int, forgotten: set[str]) -> Iterator[str | None]:
        """Yield the variables that decide, if some others are forgotten."""
        for template in self._templates(place, self._plan.table[place], forgotten):
            for name in names_in(template):
                yield _ANY if name is None else canonical(name, self._plan.platform)[0]

    def _templates(self, place: int, instruction: t.Instruction, forgotten: set[str]) -> Iterator[Template]:
        match instruction:
            case t.Test() if place in self._unknown:
                return
            case t.Assign(variable=variable, value=value):
                yield from _inner(variable)
                if place not in self._unknown and not (self._goes_nowhere(variable, forgotten) and _is_data(value)):
                    yield value
            case t.Stash(variable=variable, value=value):
                yield variable
                if place not in self._unknown and not is_short(value):
                    yield value
            case _ if may_be_silent(instruction):
                yield from (text for text, _ in t.texts(instruction))
            case _:
                yield from (
                    text for text, use in t.texts(instruction) if use == CONTROL or (use == SPOKEN and not self._spoken)
                )

    def _goes_nowhere(self, variable: Template, forgotten: set[str]) -> bool:
        name = fixed(variable)
        return name is not None and canonical(name, self._plan.platform)[0] in forgotten


def _inner(variable: Template) -> Iterator[Template]:
    """The variables that make a name up."""
    if fixed(variable) is None:
        yield variable


def _is_data(value: Template) -> bool:
    """Whether a value is a constant, or a copy."""
    return fixed(value) is not None or copied_name(value)[0] is not None
