"""Which values of what comes from outside a search must try, and where a plan uses them in ways that no list covers.

Theory of operation. Keys, contact fields, recipients' attributes and web servers' replies can be anything. What a call
does depends on them only where a plan looks at them. In a test of an exact form (`graph.exact`), every value that is
not one of its constants is as good as any other. So each such variable gets the constants that it, or a copy of it, is
compared with, numbers between and beyond them, other spellings of both, and one more value. Where a plan does anything
else with it (computes, cuts it up, speaks it), the search still follows the values that it has, and what it finds is
real. But that nothing else could happen is no longer proven. Each such use is an `Escape`, and takes from a proof what
it can touch.

A value is put into JavaScript as text, so one with quotes or operators in it could turn a comparison into any program.
Contact fields and replies are taken to be data inside quotes: without quotes, backslashes and line breaks. Outside of
quotes they are programs, and never exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from math import ceil, floor

from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, SENT, SPOKEN
from ivrsim.core.run import NO_PLACES
from ivrsim.core.template import Template
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.exact import Compared, another, spelled
from ivrsim.search.candidates import NO_CANDIDATES, Candidates
from ivrsim.search.entry import NOTHING as NO_CONSTANTS, InputConstants
from ivrsim.search.escape import EVALUATED, Escape
from ivrsim.search.uses import NOTHING_GIVEN, Scan, is_outside

__all__ = ["CONTROL", "SENT", "SPOKEN", "Domains", "Escape", "is_outside"]


class Domains:
    """What the values from outside are compared with, in one plan or in several that are searched together.

    Args:
        plans: the plans, each on its platform.
        attributes: variables that recipients have, whatever their values.
        known: variables that are given a value before the call, by the names under which they are kept.
        forks: whether what no list of values covers is taken to come out in any way; see `Scan`.
        unknown: places of which that is so in any case.
        candidates: values that are tried besides, whatever they prove.
        keys_apart: whether each key is tried by itself in any case.

    Attributes:
        keys_apart: whether each key is tried by itself.
        every_key: whether each input is, so that none stands for another. So it is where menus take one key, and what
            a plan does with an input is on no list.
        moments: times of day that are tried besides, in ms since 1970-01-01 UTC.
        unfailing: for each plan, the places of tests that come out true or false, whatever is put in.
        filled: for each plan, the places into whose texts something is put that nobody knows.
        outside: for each plan, the variables whose values come from outside.
        unknown: for each plan, the places of what is taken so.
        programs: for each plan, the places of tests that JavaScript would take for programs if more than digits were put
            in, and nothing else keeps a list of values from covering them.
        escapes: for each plan, its uses that no list covers, by place.
        computed: for each plan, the variables that hold what it made of values from outside, other than copies.
    """

    def __init__(
        self,
        plans: Sequence[t.Plan],
        attributes: Iterable[str] = (),
        *,
        known: Mapping[str, str] = NOTHING_GIVEN,
        forks: bool = False,
        unknown: frozenset[int] = NO_PLACES,
        candidates: Candidates = NO_CANDIDATES,
        keys_apart: bool = False,
    ) -> None:
        self._candidates = candidates.values
        self.moments = candidates.moments
        self._group: dict[str, str] = {}
        self._texts: dict[str, set[str]] = {}
        self._numbers: dict[str, set[float]] = {}
        self._trimmed: dict[str, set[str]] = {}
        self._tested: set[str] = set()
        self._attributes = frozenset(attributes)
        for name in self._attributes:
            self._join(name, f"attribute.{name}")
        self.every_key = False
        scan_with = partial(Scan, attributes=self._attributes, known=known, forks=forks, unknown=unknown)
        self._scans = [scan_with(plan) for plan in plans]
        one_key = all(menu.max_digits == 1 for plan in plans for menu in plan.menus())
        one_key &= not any(scan.writes_input for scan in self._scans)
        if one_key and (keys_apart or any(map(_has_doubt, self._scans))):
            self.every_key = True
            self._scans = [scan_with(plan, every_key=True) for plan in plans]
        for scan in self._scans:
            for left, right in scan.copies:
                self._join(left, right)
        for scan in self._scans:
            for compared in scan.compared:
                self._note(compared)
            for name, text in scan.trimmed:
                self._trimmed.setdefault(self._find(name), set()).add(text)
            self._tested.update(map(self._find, scan.tested))
        self.keys_apart = keys_apart or self.every_key
        self.computed = [frozenset(scan.computed) for scan in self._scans]
        self.filled = [scan.filled for scan in self._scans]
        self.unfailing = [frozenset(scan.unfailing) for scan in self._scans]
        self.outside = [self._given_from_outside(scan) for scan in self._scans]
        programs = [self._programs(scan) for scan in self._scans]
        self.programs = [
            frozenset(place for place, _ in found) - {escape.place for escape in scan.escapes}
            for scan, found in zip(self._scans, programs, strict=True)
        ]
        self.unknown = [
            frozenset(scan.unknown | {place for place, _ in found} if forks else ())
            for scan, found in zip(self._scans, programs, strict=True)
        ]
        self.escapes = [
            sorted({*scan.escapes, *([] if forks else [Escape(place, name, CONTROL) for place, name in found])})
            for scan, found in zip(self._scans, programs, strict=True)
        ]

    def compared(self, name: str) -> InputConstants:
        """Return what a variable, or a copy of it, is compared with."""
        if self.every_key:
            return NO_CONSTANTS
        group = self._find(name)
        whole = {max(round_(number), 0) for number in self._numbers.get(group, ()) for round_ in (floor, ceil)}
        texts = frozenset(self._texts.get(group, ())).union(self._candidates.get(name, ()))
        return InputConstants(texts - {""}, frozenset(map(str, whole)))

    def values(self, name: str) -> list[str]:
        """Return the values that a variable from outside must be tried with.

        These are the constants that it is compared with, numbers between and beyond them, other texts that are read as
        these, another value, and nothing.
        """
        group = self._find(name)
        texts = self._texts.get(group, set())
        numbers = spelled(self._numbers.get(group, ()), texts)
        tested = self._tested if len(self._scans) > 1 else self._tested & {group}  # a reply has a name in each plan
        odd = self._odd(group, numbers) if tested else []
        tried = list(dict.fromkeys([*sorted(texts), *numbers, *odd]))
        besides = self._candidates.get(name, self._candidates.get("", ()))
        return list(dict.fromkeys([*tried, another(tried, texts), *besides, ""]))

    def _odd(self, group: str, numbers: Sequence[str]) -> list[str]:
        """Values that an equal and other tests take for different ones: with a blank, and numbers with an exponent."""
        trimmed = sorted(self._trimmed.get(group, ()))
        blanks = " " * (1 + max(map(len, self._texts.get(group, ())), default=0))
        return [*(f"{blanks}{text}" for text in trimmed), *(f"{number}e0" for number in numbers if trimmed)]

    def written(self, variable: Template) -> list[str]:
        """Return the values that must be tried of what is written under a name that may be put together."""
        names = dict.fromkeys(name for scan in self._scans for name in scan.written_by(variable))
        return list(dict.fromkeys(value for name in names or ("",) for value in self.values(name)))

    def is_outside(self, name: str) -> bool:
        """Return whether a variable has a value from the start: the platform's, the contact's, a recipient's."""
        return is_outside(name, self._attributes)

    def _given_from_outside(self, scan: Scan) -> frozenset[str]:
        """The variables of a plan that hold what a callee, a contact or a server gives, at first hand."""
        inputs = () if self.every_key else (LAST_INPUT,)
        given = {name for name in scan.read if self.is_outside(name) and name not in scan.known}
        return frozenset({*given, *scan.replies, *inputs})

    # --- inside -----------------------------------------------------------------------------------------------------

    def _find(self, name: str) -> str:
        while (above := self._group.get(name, name)) != name:
            name = above
        return name

    def _join(self, left: str, right: str) -> None:
        one, other = self._find(left), self._find(right)
        if one != other:
            self._group[max(one, other)] = min(one, other)

    def _note(self, compared: Compared) -> None:
        group = self._find(compared.name)
        if compared.text is not None:
            self._texts.setdefault(group, set()).add(compared.text)
        if compared.number is not None:
            self._numbers.setdefault(group, set()).add(compared.number)

    def _programs(self, scan: Scan) -> list[tuple[int, str]]:
        """Where JavaScript reads a value as a program, and it may be more than an input of few keys."""
        others = {
            self._find(name)
            for each in self._scans
            for name in (*each.outside, *each.read)
            if name != LAST_INPUT and (is_outside(name, self._attributes) or name in each.replies)
        }
        return [
            (place, name)
            for place, name in scan.bare
            if scan.takes_programs or self._find(name) in others or self._find(name) != self._find(LAST_INPUT)
        ]


def _has_doubt(scan: Scan) -> bool:
    return bool(scan.unknown) or any(each.kind in (CONTROL, EVALUATED) for each in scan.escapes)
