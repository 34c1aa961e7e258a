"""Menus in which one input belongs to two branches."""

from collections.abc import Iterator
from typing import NamedTuple

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Keypress
from ivrsim.core.table import Collect, size

_WHY = (
    "which of the two runs is not documented; the simulator prefers single keys and numbers to ranges, and of two "
    "ranges the first"
)
_FIX = "write ranges that do not overlap"


class _Taken(NamedTuple):
    """What one keypress takes among the inputs of one length."""

    low: tuple[int, str]
    high: tuple[int, str]
    pressed: str


@rule(
    "IVR105",
    "overlapping-keys",
    WARNING,
    valid=(
        '<menu maxDigits="3"><keypress pressed="0"/><keypress pressed="1"/><keypress pressed="300-315"/></menu>',
        '<menu maxDigits="2"><keypress pressed="1-5"/><keypress pressed="6-9"/><keypress pressed="10-50"/></menu>',
        '<menu maxDigits="2"><keypress pressed="1-9"/><keypress pressed="10-19"/><keypress pressed="05"/></menu>',
        '<menu maxDigits="1"><keypress pressed="0-9"/><keypress pressed="#"/><keypress pressed="*"/></menu>',
        '<menu maxDigits="1"><keypress pressed="1-3"/><keypress pressed="1-3"/></menu>',  # IVR104 says it
        '<menu maxDigits="1"><keypress pressed="1-3"/></menu><menu maxDigits="1"><keypress pressed="2"/></menu>',
    ),
    invalid=(
        '<menu maxDigits="1"><keypress pressed="1-4"/><keypress pressed="4-6"/></menu>',
        '<menu maxDigits="1"><keypress pressed="5"/><keypress pressed="1-9"/></menu>',
        '<menu maxDigits="2"><keypress pressed="5-12"/><keypress pressed="8"/></menu>',
        '<menu maxDigits="3"><keypress pressed="100-900"/><keypress pressed="200-300"/></menu>',
        '<menu maxDigits="2"><keypress pressed="1-12"/><keypress pressed="01-05"/></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """The same input belongs to two branches of a menu.

    ## What it does
    Reports two keypresses of one menu of which at least one is a range, if some input belongs to both. A range takes
    the numbers between its ends that have as many digits as one of the ends.

    ## Why is this bad
    Which of the two branches runs is not documented.

    ## Example
    ```xml
    <menu maxDigits="1">
      <keypress pressed="1-5"><stash varname="stars">${call.lastinput}</stash></keypress>
      <keypress pressed="5"><transfer timeout="25">15551230100</transfer></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1">
      <keypress pressed="1-4"><stash varname="stars">${call.lastinput}</stash></keypress>
      <keypress pressed="5"><transfer timeout="25">15551230100</transfer></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: which of the two is meant is not known.

    ## Source
    Ranges are documented. What wins is not; how many digits an input must have is assumed (quirk `range_digit_count`).
    """
    for collect in subject.collects:
        if collect.ranges and len(collect.ranges) + len(collect.exact) > 1:
            yield from _in_menu(subject, collect)


def _in_menu(subject: Subject, collect: Collect) -> Iterator[Hit]:
    found: dict[tuple[str, str], str] = {}
    for length in sorted({length for taken in collect.ranges for length in taken.lengths}):
        for one, two, both in _overlaps(_takes(collect, length), length):
            found.setdefault((one, two), both)
    if not found:
        return
    number = {node.pressed: child for child, node in reversed(subject.inside(collect.element, Keypress))}
    for (one, two), both in found.items():
        earlier, later = sorted((one, two), key=number.__getitem__)
        menu = subject.label(collect.element)
        message = f'the branches "{earlier}" and "{later}" of {menu} overlap: both take {both}'
        yield Hit(number[later], message, _WHY, _FIX)


def _takes(collect: Collect, length: int) -> list[_Taken]:
    """What takes inputs of some length, by where it begins; a range that ends before it begins takes none."""
    keys = [_Taken(size(key), size(key), key) for key in collect.exact if len(key) == length and key.isdecimal()]
    ranges = [_Taken(each.low, each.high, each.exit.label) for each in collect.ranges if length in each.lengths]
    return sorted(each for each in keys + ranges if each.low <= each.high)


def _overlaps(taken: list[_Taken], length: int) -> Iterator[tuple[str, str, str]]:
    """Pairs that overlap, with an input that both take: each with what reaches furthest of those that begin before."""
    furthest: _Taken | None = None
    for each in taken:
        if furthest is not None and each.low <= furthest.high and each.pressed != furthest.pressed:
            yield furthest.pressed, each.pressed, each.low[1].zfill(length)
        if furthest is None or each.high > furthest.high:
            furthest = each
