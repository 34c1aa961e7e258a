"""Which branch of a menu takes an input, and when it is complete: one answer, for calls and for whoever asks."""

from typing import NamedTuple

from ivrsim.core import table as t


class BranchMatch(NamedTuple):
    """The answer.

    Attributes:
        exit: the branch, or None where no keypress takes the input.
        leans: whether the quirk `range_digit_count` decided it.
    """

    exit: t.Exit | None
    leans: bool = False


def taken(menu: t.Collect, digits: str) -> BranchMatch:
    """Return the branch for an input: exact first, then ranges in document order [6]."""
    if digits in menu.exact:
        return BranchMatch(menu.exact[digits])
    leans = False
    if digits.isdigit():
        for each in menu.ranges:
            if each.low <= t.size(digits) <= each.high:
                other_length = len(digits) not in each.lengths
                leans |= other_length
                if not (other_length and each.strict):
                    return BranchMatch(each.exit, leans)
    return BranchMatch(None, leans)


class Length(NamedTuple):
    """How long an input is.

    Attributes:
        keys: that count towards the menu's max_digits.
        leans: whether the quirk `hash_counts` decided it.
    """

    keys: int
    leans: bool = False

    def completes(self, menu: t.Collect) -> bool:
        """Whether the menu takes no more keys."""
        return menu.max_digits is not None and self.keys >= menu.max_digits


def length(menu: t.Collect, digits: str, *, hash_counts: bool) -> Length:
    """Return how long an input is that has begun; whether a first `#` is a key of it is `hash_counts`."""
    if digits[0] != "#" or menu.max_digits == 1:  # a branch for `#` alone is what such a menu is for
        return Length(len(digits))
    return Length(len(digits) - (not hash_counts), leans=menu.max_digits is not None)
