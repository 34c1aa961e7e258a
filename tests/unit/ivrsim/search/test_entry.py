"""The automaton of what a callee enters: which beginnings are alike, and that no more are told apart than must be."""

from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.model.structs import replace
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.javascript import evaluate
from ivrsim.core.keys import length, taken
from ivrsim.search.entry import InputConstants, MenuAutomaton
from tests.sizes import draws

FEW = draws(25)
KEYS = "0123456789*#"


def menu(
    exact: Iterable[str] = (),
    ranges: Iterable[tuple[str, str]] = (),
    max_digits: int | None = 1,
    *,
    strict: bool = True,
) -> t.Collect:
    """A menu's collecting, with a branch of its own for each exact input and each range."""
    ways = {keys: t.Exit(keys, place) for place, keys in enumerate(exact, 100)}
    taken_ = [
        t.Range(t.size(low), t.size(high), (len(low), len(high)), strict, t.Exit(f"{low}-{high}", place))
        for place, (low, high) in enumerate(ranges, 200)
    ]
    others = t.Exit("no match", 300), t.Exit("no input", 301), t.Exit("skip", 302)
    return t.Collect(0, 1000, 1000, max_digits, ways, tuple(taken_), *others, (), ())


class Naive:
    """What a menu does with a beginning: all that a few more keys can tell apart, without shortcuts."""

    def __init__(self, menu: t.Collect, compared: InputConstants, *, hash_counts: bool) -> None:
        self.menu, self.hash_counts = menu, hash_counts
        self.texts = sorted(compared.texts)
        self.numbers = sorted(map(int, compared.numbers))
        self.seen: dict[Any, int] = {}

    def ends(self, digits: str) -> bool:
        return length(self.menu, digits, hash_counts=self.hash_counts).completes(self.menu)

    def decided(self, digits: str) -> Any:
        """The branch for an input, and how it compares: as a text, and as JavaScript reads it in quotes and without."""
        sizes = [None] if not digits.isdigit() else [(self.size(digits), self.size(digits, bare=True))]
        compares = [
            (size[0] > number, size[0] == number, size[1] > number, size[1] == number)
            for number in self.numbers
            for size in sizes
            if size
        ]
        way = taken(self.menu, digits)
        return way.exit, way.leans, [digits == text for text in self.texts], bool(self.numbers) and compares

    @staticmethod
    def size(digits: str, *, bare: bool = False) -> int:
        octal = bare and len(digits) > 1 and digits[0] == "0" and not set(digits) & set("89")
        return int(digits, 8 if octal else 10)

    def behaviour(self, digits: str, more: int) -> int:
        """A number that two beginnings share if nothing tells them apart within so many keys."""
        found = repr((self.decided(digits), self.ends(digits)))
        if more and not self.ends(digits):
            found += repr([self.behaviour(digits + key, more - 1) for key in KEYS[:-1]])
        return self.seen.setdefault(found, len(self.seen))

    def beginnings(self, longest: int) -> list[str]:
        """Every beginning that a callee can enter: those after which the menu still waits, and complete ones."""
        found = [key for key in KEYS if key in "0123456789" or key in self.menu.exact]
        fresh = found
        for _ in range(longest - 1):
            fresh = [digits + key for digits in fresh if not self.ends(digits) for key in KEYS[:-1]]
            found = found + fresh
        return found


words = st.text("01259*", min_size=1, max_size=3)
numbers = st.sampled_from(("0", "3", "7", "8", "9", "10", "12", "59", "64", "100"))
ends_of_ranges = st.sampled_from(("0", "1", "4", "9", "00", "02", "10", "15", "64"))
menus = st.builds(
    menu,
    st.lists(words | st.sampled_from("#*"), max_size=3, unique=True),
    st.lists(st.tuples(ends_of_ranges, ends_of_ranges), max_size=2),
    st.sampled_from((1, 2, 2, 3, 3)),
    strict=st.booleans(),
)
compared = st.builds(InputConstants, st.frozensets(words, max_size=2), st.frozensets(numbers, max_size=2))


@given(menus, compared, st.booleans())
def test_classes_are_those_of_a_naive_search(menu: t.Collect, compared: InputConstants, hash_counts: bool) -> None:
    """In menus of few keys: everything that can be entered, with everything that can follow."""
    entry = MenuAutomaton(menu, compared, hash_counts=hash_counts)
    naive = Naive(menu, compared, hash_counts=hash_counts)
    most = (menu.max_digits or 0) + 1  # a `#` that does not count may come first
    classes: dict[str, set[int]] = {}
    for digits in naive.beginnings(most):
        classes.setdefault(entry.representative(digits), set()).add(naive.behaviour(digits, most))
    assert all(len(behaviours) == 1 for behaviours in classes.values())
    assert len({behaviour for behaviours in classes.values() for behaviour in behaviours}) == len(classes)
    assert classes.keys() <= set(naive.beginnings(most))


@FEW
@given(menus, compared)
def test_classes_of_a_menu_that_takes_any_number_of_keys(limited: t.Collect, compared: InputConstants) -> None:
    menu = replace(limited, max_digits=None)
    entry = MenuAutomaton(menu, compared)
    naive = Naive(menu, compared, hash_counts=False)
    beginnings = naive.beginnings(2)
    alike: dict[str, set[int]] = {}
    for digits in beginnings:
        alike.setdefault(entry.representative(digits), set()).add(naive.behaviour(digits, 2))
    assert all(len(behaviours) == 1 for behaviours in alike.values())
    assert all(apart(naive, one, other) for one in alike for other in alike if one < other)


def apart(naive: Naive, one: str, other: str) -> bool:
    """Whether some keys tell two beginnings apart; a shortest such continuation is as long as the longest constant."""
    return any(naive.behaviour(one, more) != naive.behaviour(other, more) for more in range(4))


@given(menus, compared, st.booleans(), st.sets(st.sampled_from("0123456789"), min_size=2, max_size=2).map(sorted))
def test_digits_are_told_apart_where_some_input_is_another_with_the_other(
    menu: t.Collect, compared: InputConstants, hash_counts: bool, digits: list[str]
) -> None:
    one, other = digits
    entry = MenuAutomaton(menu, compared, hash_counts=hash_counts)
    naive = Naive(menu, compared, hash_counts=hash_counts)
    most = (menu.max_digits or 0) + 1
    differ = [
        each
        for each in naive.beginnings(most)
        if naive.behaviour(each, most) != naive.behaviour(each.replace(one, other), most)
    ]
    assert entry.tells_apart(one, other) == bool(differ)


@given(menus, compared, st.booleans(), st.sets(st.sampled_from(KEYS), max_size=3), st.data())
def test_one_key_is_tried_for_each_class(
    menu: t.Collect, compared: InputConstants, hash_counts: bool, caught: set[str], data: st.DataObject
) -> None:
    entry = MenuAutomaton(menu, compared, hash_counts=hash_counts)
    naive = Naive(menu, compared, hash_counts=hash_counts)
    waiting = [digits for digits in naive.beginnings(2) if not naive.ends(digits)]
    digits = data.draw(st.sampled_from(["", *waiting]))
    letters = entry.letters(entry.representative(digits), caught)
    assert len(set(letters)) == len(letters)
    assert caught | {"*", "#"} <= set(letters)
    for key in KEYS[:10]:
        standing = entry.standing_for(entry.representative(digits), key, caught)
        assert standing in letters
        assert naive.behaviour(digits + key, 2) == naive.behaviour(digits + standing, 2)
        assert (key in caught) is (standing in caught)


@cache
def says(source: str) -> bool | None:
    result = evaluate(source)
    return None if result.error else result.truth


@given(st.text("0123456789", min_size=1, max_size=4), st.integers(0, 999), st.sampled_from(("==", "<", ">=", "!=")))
def test_javascript_reads_digits_as_the_naive_search_does(digits: str, number: int, operator: str) -> None:
    compare = {"==": int.__eq__, "<": int.__lt__, ">=": int.__ge__, "!=": int.__ne__}[operator]
    assert says(f"'{digits}' {operator} {number}") is compare(Naive.size(digits), number)
    assert says(f"{digits} {operator} {number}") is compare(Naive.size(digits, bare=True), number)


@pytest.mark.parametrize(
    ("exact", "ranges", "max_digits", "compared", "expected"),
    [
        ("1", (), 1, InputConstants(), "10*#"),
        ("12", (), 1, InputConstants(), "120*#"),
        ("", (("4", "6"),), 1, InputConstants(), "40*#"),
        ("", (), 1, InputConstants(), "0*#"),
        ("", (), 4, InputConstants(frozenset({"2517"})), "20*#"),
        ("", (), 1, InputConstants(frozenset(), frozenset({"5"})), "056*#"),
        ("", (), None, InputConstants(), "0*#"),
    ],
)
def test_first_keys(exact: str, ranges: Any, max_digits: int | None, compared: InputConstants, expected: str) -> None:
    found = MenuAutomaton(menu(exact, ranges, max_digits), compared).letters("")
    assert "".join(found) == expected


def test_a_code_of_ten_digits_has_few_classes() -> None:
    entry = MenuAutomaton(menu(["2517384960"], max_digits=10))
    digits, seen = "", 0
    while len(digits) < 9:
        letters = entry.letters(digits)
        assert len(letters) == 4  # the right one, another, and the two symbols
        digits, seen = digits + letters[0], seen + 1
    assert (digits, seen) == ("251738496", 9)


def test_a_menu_that_tells_too_much_apart_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MenuAutomaton(menu("1", max_digits=3)).complete
    monkeypatch.setattr("ivrsim.search.entry.MOST_CLASSES", 3)
    assert not MenuAutomaton(menu(["123", "456"], max_digits=3)).complete


def test_what_the_naive_search_presses_is_what_menus_take() -> None:
    """The menus above are made by hand; one that a plan makes is like them."""
    plan = compile_plan(n.Dialplan("Root", body=(n.Menu(max_digits=2, body=(n.Keypress("12"), n.Keypress("4-6"))),)))
    made = next(each for each in plan.table if isinstance(each, t.Collect))
    by_hand = menu(["12"], [("4", "6")], 2)
    for keys in map("".join, product(KEYS[:10], repeat=2)):
        assert (taken(made, keys).exit or made.no_match).label == (taken(by_hand, keys).exit or by_hand.no_match).label
