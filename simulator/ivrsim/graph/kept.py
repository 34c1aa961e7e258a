"""What a setvar or stash keeps, where the values that it reads are known: what it makes of them, only `step` knows.

A value is put in as text, and the text is evaluated then. So a date, or a telephone number, is computed where it is
copied without quotes, however carefully it was set before.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from ivrdsl.wording.figures import has_signs, kind
from ivrsim.core import table as t
from ivrsim.core.effects import Stashed, VariableSet
from ivrsim.core.run import Given
from ivrsim.core.template import source_of
from ivrsim.core.variables import canonical, of_clock
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import followed, turned_round
from ivrsim.graph.usage import copied_name, names_in, variables

_SOME_DAY: Final = round(datetime(2026, 11, 30, 10, 15, tzinfo=UTC).timestamp() * 1000)
"""A moment for what is the same on each day: that a date is computed."""
_SOME_PHONE: Final = "213-555-1234"
_PHONES: Final = frozenset(("contact.homePhone", "contact.mobilePhone", "contact.workPhone"))
"""Fields of a contact with numbers as people write them."""
_MOST_VALUES: Final = 8
_MOST_COPIES: Final = 20
"""How long a chain of copies is followed."""
_MOST_PLACES: Final = 1000
"""How far a value is followed."""


class Computed(NamedTuple):
    """A setvar or stash that copies a variable without quotes, and computes with the date or number in it.

    Attributes:
        element: the tag.
        name: the variable, as it is written.
        text: what is in it: a date, or a telephone number.
        kept: what is kept of that.
        sure: whether some call has this very text; else it is an example of what a contact may have.
    """

    element: int
    name: str
    text: str
    kept: str
    sure: bool


class _Value(NamedTuple):
    """A value that a variable may have; for `sure` see `Computed`."""

    text: str
    sure: bool = True


def kept(plan: t.Plan, place: int, values: Mapping[str, str]) -> str | None:
    """Return what a setvar or stash keeps; None where it does not come to its end.

    Args:
        plan: the plan.
        place: of the setvar or stash.
        values: those of the variables that it reads, by the names under which they are kept.
    """
    from ivrsim.core.step import run_alone  # most plans have nothing that asks, and a check starts faster without it

    made = run_alone(plan, place, tuple(sorted(values.items())), Given(_SOME_DAY))
    return next((each.value for each in made.effects if isinstance(each, VariableSet | Stashed)), None)


def computed_copies(plan: t.Plan) -> list[Computed]:
    """Return each setvar and stash that copies a date or a telephone number, and keeps something else."""
    return list(_Values(plan).computed())


class _Values:
    """The values that are known of a plan's variables, whatever its calls do."""

    def __init__(self, plan: t.Plan) -> None:
        self._plan = plan
        self._known: dict[int, list[_Value]] = {}
        self._copies = 0

    def computed(self) -> Iterator[Computed]:
        for place, each in enumerate(self._plan.table):
            if type(each) is t.Assign or type(each) is t.Stash:
                name, bare = copied_name(each.value)
                found = self._computed(each.element, name, place) if name is not None and bare else None
                if found is not None:
                    yield found

    def _computed(self, element: int, name: str, place: int) -> Computed | None:
        """What a copy makes of the first value that it computes with."""
        for value in self._at(name, place):
            if kind(value.text):
                result = kept(self._plan, place, {self._kept_name(name): value.text})
                if result is not None and result != value.text:
                    return Computed(element, name, value.text, result, value.sure)
        return None

    def _at(self, name: str, place: int) -> list[_Value]:
        """The values that are known of a variable at a place; it may have others."""
        if name.startswith("global."):
            told = of_clock(name, _SOME_DAY)
            return [] if told is None else [_Value(told)]
        if self._kept_name(name) in _PHONES:
            return [_Value(_SOME_PHONE, sure=False)]
        found = (value for writer in self._writers(name, place) for value in self._set_by(writer))
        return list(islice(dict.fromkeys(found), _MOST_VALUES))

    def _set_by(self, place: int) -> list[_Value]:
        """The values that a setvar is known to give."""
        if place not in self._known and self._copies < _MOST_COPIES:
            self._known[place] = []  # where variables are set from one another, nothing is known
            self._copies += 1
            self._known[place] = list(self._found(place))
            self._copies -= 1
        return self._known.get(place, [])

    def _found(self, place: int) -> Iterator[_Value]:
        tag = self._plan.table[place]
        if type(tag) is not t.Assign:
            return
        values: list[tuple[dict[str, str], bool]] = []
        match names_in(tag.value):
            case []:
                values = [({}, True)] if has_signs(source_of(tag.value)) else []  # of all others nobody asks
            case [str(name)]:
                values = [({self._kept_name(name): each.text}, each.sure) for each in self._at(name, place)]
        for given, sure in values:
            if (result := kept(self._plan, place, given)) is not None:
                yield _Value(result, sure)

    def _writers(self, name: str, place: int) -> list[int]:
        """The nearest places before one that set a variable."""
        writers = variables(self._plan).written.get(self._kept_name(name), ())
        if not writers:
            return []
        stops = frozenset(writers)
        passed = followed(self._back[place], lambda each: () if each in stops else self._back[each])
        return [each for each in islice(passed, _MOST_PLACES) if each in stops]

    @cached_property
    def _back(self) -> list[list[int]]:
        """The places from which calls come to each."""
        return turned_round(Flow(self._plan).on_the_line())

    def _kept_name(self, name: str) -> str:
        return canonical(name, self._plan.platform)[0]
