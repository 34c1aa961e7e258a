"""Which branch of a menu takes an input: one answer, for calls and for whoever asks about a menu."""

from typing import NamedTuple

from ivrsim import table as t


class Taken(NamedTuple):
    """The answer.

    Attributes:
        exit: the branch, or None where no keypress takes the input.
        leans: whether the quirk `range_digit_count` decided it.
    """

    exit: t.Exit | None
    leans: bool = False


def taken(menu: t.Collect, digits: str) -> Taken:
    """Return the branch for an input: exact first, then ranges in document order [6]."""
    if digits in menu.exact:
        return Taken(menu.exact[digits])
    leans = False
    if digits.isdigit():
        for each in menu.ranges:
            if each.low <= t.size(digits) <= each.high:
                other_length = len(digits) not in each.lengths
                leans |= other_length
                if not (other_length and each.strict):
                    return Taken(each.exit, leans)
    return Taken(None, leans)
