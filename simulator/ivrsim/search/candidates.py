"""Values worth trying where no short list covers all: one for each way in which a plan's own tests come out with it.

Theory of operation. Where a plan cuts a value up, computes with it, or tests it in a form that is on no list, nobody
can name a value for each class. But values can be made of what stands in the plan: its constants, with something before
and behind them, longer, larger, in another spelling. Each is put into the assignments and tests that it can reach, and
`step` says what comes of them. The first value of each outcome is tried. What a call then does is real; that nothing
else could happen is not said.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice, product
from typing import Any, Final, NamedTuple, TypeVar

from ivrsim.core import table as t
from ivrsim.core.effects import Condition, Trouble
from ivrsim.core.run import Given
from ivrsim.core.state import Variables
from ivrsim.core.step import run_alone
from ivrsim.core.template import source_of
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.usage import as_kept, reads, works_out, writes

_MOST: Final = 12
"""Values of one variable that are tried, and moments."""
_POOL: Final = 1_000
"""Values of one variable that are looked at, and moments."""
_FILLING: Final = "5550142358"
"""What stands before, behind and between constants: the digits of a telephone number."""
_NOON: Final = datetime(2026, 1, 4, 12, 30, tzinfo=UTC)
"""A Sunday."""

T = TypeVar("T")


class Candidates(NamedTuple):
    """What is worth trying.

    Attributes:
        values: texts, by the name under which a variable is kept; "" has those of every other one.
        moments: times of day, ms since 1970-01-01 UTC.
    """

    values: Mapping[str, Sequence[str]] = {}
    moments: Sequence[int] = ()


NO_CANDIDATES: Final = Candidates()


def candidates(plan: t.Plan, names: Collection[str], *, clock: bool) -> Candidates:
    """Return values worth trying in a plan.

    Args:
        plan: the plan.
        names: the variables that have values from outside, by the names under which they are kept.
        clock: whether moments are worth trying, too.
    """
    found = constants(plan)
    pool = list(islice(dict.fromkeys(_texts(found)), _POOL))
    values = {"": found[:_MOST]}
    for name in names:
        tried = [text for text in pool if _can_be_typed(text, plan)] if name == LAST_INPUT else pool
        values[name] = _one_each(tried, partial(_Reached(plan, [name]).with_text, name))
    moments = _one_each(islice(_moments(found), _POOL), _Reached(plan, ()).at) if clock else []
    return Candidates(values, moments)


def _one_each(tried: Iterable[T], outcome: Callable[[T], object]) -> list[T]:
    """Return the first of some values for each way in which all of it comes out."""
    found: dict[object, T] = {}
    for value in tried:
        found.setdefault(outcome(value), value)
        if len(found) == _MOST:
            break
    return list(found.values())


class _Reached:
    """The assignments and tests that a value can reach."""

    def __init__(self, plan: t.Plan, names: Iterable[str]) -> None:
        self._plan = plan
        reached, platform = set(names), plan.platform
        worked_out = {place: each for place, each in enumerate(plan.table) if works_out(each)}
        reading = {place: as_kept(reads(each), platform) for place, each in worked_out.items()}
        writing = {place: as_kept(writes(each), platform) for place, each in worked_out.items() if each.writes}
        made: list[int] = []
        while new := [place for place in writing if place not in made and reached & reading[place]]:
            made += new
            reached.update(*(writing[place] for place in new))
        self._assigned = [place for place in writing if not reading[place]] + made
        self._tests = [place for place, each in worked_out.items() if each.asks]
        if names:
            self._tests = [place for place in self._tests if {"", *reached} & reading[place]]

    def with_text(self, name: str, text: str) -> object:
        """What comes of a text."""
        return self._outcome(((name, text),), 0)

    def at(self, now_ms: int) -> object:
        """What comes of a moment, in ms since 1970-01-01 UTC."""
        return self._outcome((), now_ms)

    def _outcome(self, variables: Variables, now_ms: int) -> tuple[object, ...]:
        told = Given(now_ms)
        for place in self._assigned:
            variables = run_alone(self._plan, place, variables, told).state.variables
        steps = [run_alone(self._plan, place, variables, told) for place in self._tests]
        return tuple([_shown(effect) for each in steps for effect in each.effects])


def _shown(effect: Any) -> object:
    match effect:
        case Condition(element=element, result=result):
            return element, result
        case Trouble(element=element, error=error):
            return element, error
    return None


# --- what is made of constants ------------------------------------------------------------------------------------


def constants(plan: t.Plan) -> list[str]:
    """Return the words, texts and numbers that stand in a plan's tests and assignments, longest texts first."""
    found: dict[str, None] = {}
    for instruction in plan.table:
        if works_out(instruction):
            for template in filter(None, (instruction.program(), getattr(instruction, "value", None))):
                found.update(dict.fromkeys(_words(source_of(template))))
    return list(found)


_VARIABLE: Final = re.compile(r"[$][{][^}]*[}]")
_QUOTED: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"|/([^/]*)/")
_WORD: Final = re.compile(r"[+-]?[0-9]+(?:[.][0-9]+)?(?:e[0-9]+)?|[A-Za-z]+")


def _words(source: str) -> Iterator[str]:
    """The texts between quotes or slashes in a source, and its numbers and words."""
    constant = _VARIABLE.sub(" ", source)
    for match in _QUOTED.finditer(constant):
        yield from filter(None, match.groups())
    yield from _WORD.findall(constant)


def _texts(found: Sequence[str]) -> Iterator[str]:
    """Texts made of constants, the plainest first."""
    yield from found
    yield from ("", "0", "1", "x", "other", _FILLING, *"23456789*")
    for text in found:
        yield from (text.upper(), text.lower(), f" {text}", f"{text} ", f"0{text}", f"{text}0", f"{text}.0", f"-{text}")
        yield from _numbers(text)
    for text in found:
        for before in range(8):
            yield f"{_FILLING[:before]}{text}{_FILLING[before + len(text) :]}"
            yield f"{_FILLING[:before]}{text}"
        yield from (f"x{text}", f"{text}x", f"{text}{_FILLING}", f"{text}{text}")
    for left, right in product(found, repeat=2):
        yield from (f"{left}{right}", f"{left} {right}")
    yield from map(str, range(100))


def _numbers(text: str) -> Iterator[str]:
    """Texts made of a number: beside it, its length, and other spellings."""
    try:
        number = float(text)
    except ValueError:
        return
    if not abs(number) < 1e9:
        return
    whole = int(number)
    yield from (str(whole + 1), str(whole - 1), str(whole * 2), str(whole // 2), f"{whole}e0", f"{number + 0.5}")
    if 0 <= whole <= 60:
        yield from ("5" * whole, "x" * whole)
    zeros = len(str(whole)) - len(str(whole).rstrip("0"))
    if zeros and whole:
        yield f"{str(whole)[:-zeros]}e{zeros}"


def _can_be_typed(text: str, plan: t.Plan) -> bool:
    """Whether a text may be the input of a menu."""
    longest = max((60 if menu.max_digits is None else menu.max_digits for menu in plan.menus()), default=0)
    return text == "" or (len(text) <= longest and set(text) <= set("0123456789*"))


def _moments(found: Sequence[str]) -> Iterator[int]:
    """Moments made of the numbers in a plan, as an hour, a minute and so on, and every weekday and hour."""
    numbers = sorted({int(text) for text in found if text.isdigit() and len(text) < 5})
    fields = product(numbers, ("hour", "minute", "second", "day", "month", "year"))
    moments = [_NOON, *(moment for number, field in fields if (moment := _with(field, number)))]
    moments += [_NOON + timedelta(days=day) for day in range(7)] + [_NOON.replace(hour=hour) for hour in range(24)]
    pairs = product(numbers, repeat=2)
    moments += [late for hour, minute in pairs if (late := _with("minute", minute, _with("hour", hour)))]
    for moment in moments:
        yield round(moment.timestamp() * 1000)


def _with(field: str, number: int, moment: datetime | None = _NOON) -> datetime | None:
    """A moment with another hour, minute, ...; None where there is none."""
    try:
        return moment and moment.replace(**{field: number})  # type: ignore[arg-type]
    except ValueError:
        return None
