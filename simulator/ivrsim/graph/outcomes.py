"""Conditions that come out in one way only, whatever values are put in.

Theory of operation. A condition of an exact form (`graph.exact`) tells few values apart. One of each kind is put in, at
each hour and on each day that it asks for, and `step` says how it comes out. What comes out never then, comes out in no
call. A variable counts only if what it may hold is data. So it is with the clock, with what a callee enters, with
numbers that the plan itself counts, and with replies and fields of contacts between quotes. Others may hold any
program, and of them nothing is said.
"""

import re
from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.effects import Trouble
from ivrsim.core.instructions.base import REPLY
from ivrsim.core.run import Given
from ivrsim.core.template import source_of
from ivrsim.core.variables import HOURS, LAST_INPUT, WEEKDAY, canonical, given_by_platform, moments
from ivrsim.graph.reason import Reason, reason, shortened
from ivrsim.graph.usage import fixed, names_in, variables, works_out

_MOST_TRIED: Final = 2000
"""Combinations of values; a condition that needs more is left alone."""
_MOST_IN_ALL: Final = 20_000
"""Combinations that are tried in one plan."""
_LONG: Final = len("3*4")
"""An input of so many keys may be a product."""
_COUNTED: Final = re.compile(r"[+-]?[0-9]{1,300}")
_STEP: Final = re.compile(r"\s*[+*-]\s*[0-9]+\s*")
_SMALL_STEP: Final = re.compile(r"\s*[+-]\s*[0-9]{1,15}\s*")
"""Steps that never lead to infinity, which no variable keeps: it keeps the sum as it is written instead."""
_NO_STEP: Final = re.compile(r"(?!)")
_TRIED: Final = {
    "global.time.hour": "hour (1 to 12)",
    "global.time.hour.military": "hour (0 to 23)",
    "global.date.dayOfWeek": "day (1, Sunday, to 7)",
}


class DeadOutcome(NamedTuple):
    """What a condition never is.

    Attributes:
        place: of the condition; exit: the way that no call takes.
        outcome: "true" or "false".
        reason: why.
    """

    place: int
    exit: t.Exit
    outcome: str
    reason: Reason


def dead_outcomes(plan: t.Plan) -> dict[int, DeadOutcome]:
    """Return what conditions never are, by place; one without a variable in it counts, one that fails does not."""
    known: dict[int, DeadOutcome] | None = plan.graphs.get("dead outcomes")
    if known is None:
        known = plan.graphs["dead outcomes"] = {each.place: each for each in _dead(plan)}
    return known


def _dead(plan: t.Plan) -> Iterator[DeadOutcome]:
    left = iter(range(_MOST_IN_ALL))
    for place, test in enumerate(plan.table):
        if type(test) is t.Test:
            outcomes = _outcomes(plan, place, test, left)
            if len(outcomes) == 1:
                never = "false" if outcomes == {"true"} else "true"
                yield DeadOutcome(place, test.false if never == "false" else test.true, never, _reason(test, never))


def _outcomes(plan: t.Plan, place: int, test: t.Test, left: Iterator[int]) -> frozenset[str]:
    """How a condition comes out; nothing where that is not known."""
    from ivrsim.core.step import run_alone  # most plans have no conditions, and a check starts faster without it

    values = _values(plan, test) if source_of(test.expression).strip() else None
    if values is None:
        return frozenset()
    asked = {canonical(str(name), plan.platform)[0] for name in _names(test)}
    times = moments(days=WEEKDAY in asked, hours=not asked.isdisjoint(HOURS))
    if len(times) * prod(map(len, values.values())) > _MOST_TRIED:
        return frozenset()
    found, comes_out = set(), False
    names = sorted(values)
    for now_ms in times:
        for chosen in product(*(values[name] for name in names)):
            made = run_alone(plan, place, tuple(zip(names, chosen, strict=True)), Given(now_ms))
            if not made.ways or made.asked or next(left, None) is None:
                return frozenset()
            found.add(made.ways[0][1].label)
            comes_out |= not any(isinstance(each, Trouble) for each in made.effects)
            if len(found) > 1:
                return frozenset(found)
    return frozenset(found) if comes_out else frozenset()


def _names(test: t.Test) -> list[str | None]:
    return [*names_in(test.expression), *names_in(test.value or ())]


def _values(plan: t.Plan, test: t.Test) -> dict[str, list[str]] | None:
    """The values to try of each variable but those of the clock; None where no list covers them."""
    names = _names(test)
    if None in names:
        return None
    free = [str(name) for name in names if name not in HOURS and name != WEEKDAY]
    if not free:
        return {}
    if test.value is not None:
        return None  # an equal with a variable can come out in either way
    from ivrdsl.expr import SyntaxProblem, parse
    from ivrsim.graph.exact import another, exact_operands, spelled

    root = parse(source_of(test.expression))
    operands = None if isinstance(root, SyntaxProblem) else exact_operands(root, lambda name: name in (None, *free))
    if operands is None or len(operands) != len(free):
        return None
    found = {}
    for name in dict.fromkeys(free):
        kept_name = canonical(name, plan.platform)[0]
        mine = [each for each in operands if canonical(each.name, plan.platform)[0] == kept_name]
        if not _is_data(plan, kept_name, bare=any(each.bare for each in mine)):
            return None
        texts = {each.text for each in mine if each.text is not None}
        tried = [*sorted(texts), *spelled({each.number for each in mine if each.number is not None}, texts)]
        found[kept_name] = list(dict.fromkeys([*tried, another(tried, texts), ""]))
    return found


def _is_data(plan: t.Plan, name: str, *, bare: bool) -> bool:
    """Whether nothing that a variable may hold changes the form of a condition.

    Args:
        plan: the plan.
        name: of the variable.
        bare: whether it stands outside of quotes somewhere.
    """
    usage = variables(plan)
    if usage.written_any:
        return False
    tags = [plan.table[place] for place in usage.written.get(name, ())]
    if name == LAST_INPUT:
        of_menus = all(each.writes == LAST_INPUT for each in tags)
        return of_menus and (not bare or all((menu.max_digits or _LONG) < _LONG for menu in plan.menus()))
    if given_by_platform(name):
        return not tags and not bare
    steps = _SMALL_STEP if bare else _STEP
    if bare and plan.platform.setvar_mode == "literal":
        steps = _NO_STEP  # a sum is kept as it is written then, and `!` before it takes its first part alone
    return bool(tags) and all((each.awaits == REPLY and not bare) or _counts(each, name, steps) for each in tags)


def _counts(tag: t.Instruction, name: str, steps: re.Pattern[str]) -> bool:
    """Whether a tag sets a variable to a number, or takes one of some steps from it."""
    if not works_out(tag):
        return False
    value = tag.program()
    number = fixed(value)
    if number is not None:
        return _COUNTED.fullmatch(number.strip()) is not None
    rest = source_of(value).replace(f"${{{name}}}", "", 1)
    return names_in(value) == [name] and steps.fullmatch(rest) is not None


def _reason(test: t.Test, never: str) -> Reason:
    """Why a condition is never true, or never false."""
    written = shortened(source_of(test.expression).strip())
    if test.value is not None:
        written = f"{shortened(source_of(test.value).strip())} {'differs from' if test.negated else 'equals'} {written}"
    names = list(dict.fromkeys(str(name) for name in _names(test)))
    if not names:
        return reason(f"{written} is always {'true' if never == 'false' else 'false'}", element=test.element)
    tried = [_TRIED.get(name, f"value of ${{{name}}}") for name in names]
    words = f"{written} is never {never}: no {' and no '.join(tried)} makes it {never}"
    return reason(words, element=test.element)
