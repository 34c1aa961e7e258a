"""Which values of what comes from outside a search must try, and where a plan uses them in ways that no list covers.

Theory of operation. Keys, contact fields, recipients' attributes and web servers' replies can be anything. What a call
does depends on them only where a plan looks at them. In a comparison with a constant, every value that is not one of
the constants is as good as any other. So each such variable gets the constants that it, or a copy of it, is compared
with, numbers between and beyond them, and one more value. Where a plan does anything else with it (computes, cuts it
up, speaks it), the search still follows the values that it has, and what it finds is real. But that nothing else could
happen is no longer proven. Each such use is an `Escape`, and takes from a proof what it can touch.

A value is put into JavaScript as text, so one with quotes or operators in it could turn a comparison into any program.
Contact fields and replies are taken to be data, without such signs. What a callee enters is not: `*` is a key, and
where the input stands outside of quotes, that it is a sign of JavaScript too makes it an escape.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import ceil, floor, isfinite
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, SENT, SPOKEN
from ivrsim.core.variables import LAST_INPUT
from ivrsim.search.entry import InputConstants
from ivrsim.search.uses import ConstantComparison, Escape, Scan, is_outside, number_of, source_of

__all__ = ["CONTROL", "NO_PROGRAM", "SENT", "SPOKEN", "Domains", "Escape", "is_outside", "source_of"]

_NOTHING: Final = ("null", "undefined")
"""What JavaScript calls nothing: the two are equal."""
NO_PROGRAM: Final = "no program"
"""A value that is none that JavaScript can read."""


class Domains:
    """What the values from outside are compared with, in one plan or in several that are searched together.

    Args:
        plans: the plans; they run on one platform.
        attributes: variables that recipients have, whatever their values.

    Attributes:
        escapes: for each plan, its uses that no list covers, by place.
        computed: for each plan, the variables that hold what it made of values from outside, other than copies.
    """

    def __init__(self, plans: Sequence[t.Plan], attributes: Iterable[str] = ()) -> None:
        self._group: dict[str, str] = {}
        self._texts: dict[str, set[str]] = {}
        self._numbers: dict[str, set[int | float]] = {}
        self._bare: set[str] = set()
        self._attributes = frozenset(attributes)
        for name in self._attributes:
            self._join(name, f"attribute.{name}")
        scans = [Scan(plan, self._attributes) for plan in plans]
        for scan in scans:
            for left, right in scan.copies:
                self._join(left, right)
        for scan in scans:
            for comparison in scan.compared:
                self._note(comparison)
        self.computed = [frozenset(scan.computed) for scan in scans]
        self.escapes = [sorted({*scan.escapes, *self._products(scan)}) for scan in scans]

    def compared(self, name: str) -> InputConstants:
        """Return what a variable, or a copy of it, is compared with."""
        group = self._find(name)
        whole = {max(round_(number), 0) for number in self._numbers.get(group, ()) for round_ in (floor, ceil)}
        return InputConstants(frozenset(self._texts.get(group, ())), frozenset(map(str, whole)))

    def values(self, name: str) -> list[str]:
        """Return the values that a variable from outside must be tried with.

        These are the constants that it is compared with, numbers between and beyond them, another value, nothing, and
        where the value is read as JavaScript, one that is none.
        """
        group = self._find(name)
        texts = self._texts.get(group, set())
        numbers = list(map(str, _between(sorted(self._numbers.get(group, ())))))
        numbers += [f"{number}.0" for number in numbers if number in texts]  # equal as a number, and not as a text
        tried = [*sorted(texts), *(number for number in numbers if number not in texts)]
        more = [_another(tried, texts), *([NO_PROGRAM] if group in self._bare else []), ""]
        return [*tried, *(each for each in more if each not in texts)]

    def is_outside(self, name: str) -> bool:
        """Return whether a variable has a value from the start: the platform's, the contact's, a recipient's."""
        return is_outside(name, self._attributes)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _find(self, name: str) -> str:
        while (above := self._group.get(name, name)) != name:
            name = above
        return name

    def _join(self, left: str, right: str) -> None:
        one, other = self._find(left), self._find(right)
        if one != other:
            self._group[max(one, other)] = min(one, other)

    def _note(self, comparison: ConstantComparison) -> None:
        group = self._find(comparison.name)
        constant = comparison.constant
        number = number_of(constant) if comparison.bare or not isinstance(constant, str) else None
        if number is not None and isfinite(number):
            self._numbers.setdefault(group, set()).add(number)
        if isinstance(constant, str | bool):
            text = constant if isinstance(constant, str) else str(constant).lower()
            self._texts.setdefault(group, set()).update(_NOTHING if text in _NOTHING else (text,))
        if comparison.bare:
            self._bare.add(group)

    def _products(self, scan: Scan) -> list[Escape]:
        """Where JavaScript multiplies what a callee enters: unless it stands in quotes, it takes 3*4 for 12."""
        inputs = self._find(LAST_INPUT)
        if not scan.takes_products or (inputs not in self._texts and inputs not in self._numbers):
            return []
        return [Escape(place, LAST_INPUT, CONTROL) for place, name in scan.bare if self._find(name) == inputs]


def _between(numbers: Sequence[int | float]) -> Iterator[int | float]:
    """Numbers, one between each two of them, and one below and above all, whole ones where there are some."""
    for index, number in enumerate(numbers):
        if index == 0:
            yield ceil(number) - 1
        else:
            whole = floor(numbers[index - 1]) + 1
            yield whole if whole < number else (numbers[index - 1] + number) / 2
        yield number
    if numbers:
        yield floor(numbers[-1]) + 1


def _another(tried: Sequence[str], texts: Collection[str]) -> str:
    """A value that is none of some others, and no number if these are numbers that its size is compared with.

    If they are texts of digits it is a number too, because a word would be no answer there.
    """
    numbers = [number for each in tried if (number := number_of(each)) is not None]
    if tried and len(numbers) == len(tried) == len(texts):
        return str(floor(max(numbers)) + 7)
    return next(word for word in ("other", "another", *(f"other-{n}" for n in range(len(tried)))) if word not in tried)
