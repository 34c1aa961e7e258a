"""Which keys a menu can tell apart: the smallest automaton of what a callee enters.

Theory of operation. A menu with ten digits has ten thousand million inputs, and tells very few of them apart. Two
beginnings of an input are alike if the same comes of them, whatever is pressed after them. Then the menu takes the same
branch, and every constant with which an expression compares the input compares the same way. A beginning is first
boiled down to what its continuations can depend on (`_Residue`). That is whether it begins an exact key, how it
compares with the ends of each range and with each number, and how many keys it has. There are few of these; Moore's way
of refining a partition then merges those that are alike after all. Each class keeps its first member, the shortest and
smallest, which the search enters in place of all others. What the menu then does with it is not worked out here: the
search takes a `step`.
"""

from collections.abc import Collection, Hashable, Iterable
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.keys import length, taken

DIGITS: Final = "0123456789"
_LETTERS: Final = DIGITS + "*"  # a `#` ends the input; as its first key it is looked at apart
MOST_CLASSES: Final = 20_000
"""Beginnings of an input that are looked at; a menu that tells more apart is not searched completely."""


class InputConstants(NamedTuple):
    """What the input of a menu is compared with.

    Attributes:
        texts: constants that it may be equal to.
        numbers: digits of whole numbers that it is compared with as a number.
    """

    texts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


NOTHING: Final = InputConstants()


class MenuAutomaton:
    """The automaton of one menu.

    Args:
        menu: the menu.
        compared: what its input is compared with later on.
        hash_counts: the platform's quirk of that name.

    Attributes:
        complete: whether all inputs are covered; False for a menu that tells too many apart.
    """

    def __init__(self, menu: t.Collect, compared: InputConstants = NOTHING, *, hash_counts: bool = False) -> None:
        self._menu = menu
        self._compared = compared
        self._hash_counts = hash_counts
        self._words = _beginnings([*menu.exact, *compared.texts])
        self._numbers = [number.lstrip("0") for number in sorted(compared.numbers)]
        self._octals = [f"{int(number or 0):o}".lstrip("0") for number in self._numbers]
        self._sizes = _sizes(menu, [*self._numbers, *self._octals])
        self._longest = _longest(menu, compared)
        self.complete = True
        self._first = self._members_by_residue()
        self._class_of = self._members_by_class()

    def representative(self, digits: str) -> str:
        """Return the beginning that stands for one; the empty one stands for itself."""
        if not digits:
            return digits
        found = self._class_of.get(self._residue(digits))
        return digits if found is None else found

    def letters(self, digits: str, apart: Collection[str] = ()) -> list[str]:
        """Return one key for each class of keys that the menu tells apart after a beginning.

        What a branch takes comes first.

        Args:
            digits: the beginning.
            apart: keys that something else tells apart, such as a catch; each is a class of its own.
        """
        digits_ = dict.fromkeys(self.standing_for(digits, key, apart) for key in DIGITS)
        return [*sorted(digits_, key=lambda key: not self._is_offered(digits + key)), "*", "#"]

    def standing_for(self, digits: str, key: str, apart: Collection[str] = ()) -> str:
        """Return the first key that the menu does not tell from another one after a beginning. See `letters`."""
        if key not in DIGITS or key in apart:
            return key
        reached = self.representative(digits + key)
        alike = (each for each in DIGITS if each not in apart and self.representative(digits + each) == reached)
        return next(alike, key)

    def tells_apart(self, one: str, other: str) -> bool:
        """Return whether another digit in the place of one can make a difference, wherever in an input it stands."""
        return not self.complete or any(
            self.representative(digits + one) != self.representative(digits + other)
            for digits in ("", *self._first.values())
            if not digits or not self._ends(digits)
        )

    # --- inside -----------------------------------------------------------------------------------------------------

    def _is_offered(self, digits: str) -> bool:
        return digits in self._words or taken(self._menu, digits).exit is not None

    def _ends(self, digits: str) -> bool:
        """Whether the input is complete."""
        return length(self._menu, digits, hash_counts=self._hash_counts).completes(self._menu)

    def _residue(self, digits: str) -> Hashable:
        """What the continuations of a beginning can depend on."""
        word = digits if digits in self._words else None
        keys = len(digits) if self._menu.max_digits is not None else min(len(digits), self._longest + 1)
        if not digits.isdigit():
            return keys, word, digits[0] == "#"
        return keys, word, self._reading(digits), _compare(digits.lstrip("0"), self._sizes)

    def _reading(self, digits: str) -> str:
        """How JavaScript reads digits as a number: with a zero before them as octal ones, unless there is an 8 or 9."""
        if not self._numbers or len(digits) == 1 or digits[0] != "0":
            return "decimal"
        return "octal" if set(digits).isdisjoint("89") else "decimal after a zero"

    def _members_by_residue(self) -> dict[Hashable, str]:
        """A first member for each residue, in the order in which they are found: shorter ones first."""
        starts = [*DIGITS, *(symbol for symbol in "*#" if symbol in self._menu.exact)]
        found: dict[Hashable, str] = {}
        todo = list(starts)
        for digits in todo:
            residue = self._residue(digits)
            if residue in found:
                continue
            if len(found) >= MOST_CLASSES:
                self.complete = False
                break
            found[residue] = digits
            if not self._ends(digits):
                todo += [digits + key for key in _LETTERS]
        return found

    def _members_by_class(self) -> dict[Hashable, str]:
        """For each residue, the first member of its class."""
        group = _number_values({residue: self._decision(digits) for residue, digits in self._first.items()})
        while True:
            refined = _number_values(
                {residue: (group[residue], *self._onward(digits, group)) for residue, digits in self._first.items()}
            )
            if len(set(refined.values())) == len(set(group.values())):
                break
            group = refined
        first: dict[int, str] = {}
        for residue, digits in self._first.items():
            first.setdefault(group[residue], digits)
        return {residue: first[number] for residue, number in group.items()}

    def _decision(self, digits: str) -> Hashable:
        """What happens when the input ends here: the branch, and how it compares."""
        branch = taken(self._menu, digits)
        way = branch.exit
        exact = digits if digits in self._compared.texts else None
        return self._ends(digits), None if way is None else id(way), branch.leans, exact, self._size(digits)

    def _size(self, digits: str) -> Hashable:
        """How an input compares with numbers, as JavaScript reads it, which depends on whether it stands in quotes."""
        if not self._numbers or not digits.isdigit():
            return bool(self._numbers)
        bare = digits.lstrip("0")
        quoted = tuple(_order(bare, number) for number in self._numbers)
        if self._reading(digits) != "octal":
            return quoted, quoted
        return quoted, tuple(_order(bare, number) for number in self._octals)

    def _onward(self, digits: str, group: dict[Hashable, int]) -> tuple[int, ...]:
        if self._ends(digits):
            return ()
        return tuple(group.get(self._residue(digits + key), -1) for key in _LETTERS)


def _number_values(values: dict[Hashable, Hashable]) -> dict[Hashable, int]:
    """Return a number for each value that differs, by key."""
    numbers: dict[Hashable, int] = {}
    return {key: numbers.setdefault(value, len(numbers)) for key, value in values.items()}


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def _sizes(menu: t.Collect, numbers: Iterable[str]) -> tuple[str, ...]:
    """The numbers, without leading zeros, that the size of an input is compared with."""
    ends = {end[1] for taken_ in menu.ranges for end in (taken_.low, taken_.high)}
    return tuple(sorted({*ends, *numbers}))


def _longest(menu: t.Collect, compared: InputConstants) -> int:
    """Beyond how many keys one more makes no difference, in a menu that takes any number of them."""
    words = [len(word) for word in (*menu.exact, *compared.texts)]
    return max([0, *words, *(end for each in menu.ranges for end in each.lengths)])


def _compare(bare: str, sizes: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """How a beginning compares with numbers: for each, how much of its length is there, and the order so far."""
    return tuple(
        (min(len(bare), len(size) + 1), 1 if len(bare) > len(size) else _sign(bare, size[: len(bare)]))
        for size in sizes
    )


def _order(bare: str, number: str) -> int:
    """-1, 0 or 1: how a whole number compares with another, both without leading zeros."""
    return _sign((len(bare), bare), (len(number), number))


def _sign(left: "str | tuple[int, str]", right: "str | tuple[int, str]") -> int:
    return (left > right) - (left < right)  # type: ignore[operator]  # both are of one type
