"""Menus with two branches for one key."""

from collections.abc import Iterator
from typing import Any

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Keypress, NoInput, NoMatch

_WHY = "only one of them can run; the simulator takes the first, which the platform does is not documented"
_FIX = "give it another key, or take one of the two out"


@rule(
    "IVR104",
    "repeated-key",
    WARNING,
    valid=(
        '<menu><keypress pressed="1"><menu><keypress pressed="1"/></menu></keypress></menu>',
        '<menu maxDigits="1"><keypress pressed="1"/></menu><menu maxDigits="1"><keypress pressed="1"/></menu>',
        '<menu maxDigits="2"><keypress pressed="1"/><keypress pressed="01"/><keypress pressed="1-3"/></menu>',
    ),
    invalid=(
        '<menu maxDigits="1"><keypress pressed="default"/><keypress pressed="Default"/></menu>',
        '<menu maxDigits="1"><keypress pressed="timeout"/><keypress pressed="TIMEOUT"/></menu>',
        '<menu maxDigits="1"><keypress pressed="2-4"/><keypress pressed="1"/><keypress pressed="2-4"/></menu>',
        '<menu maxDigits="1"><keypress pressed="#"/><play type="tts">x</play><keypress pressed="#"/></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu has two branches for the same key.

    ## What it does
    Reports each later keypress whose key an earlier one of the same menu has, those for silence and for other keys
    included.

    ## Why is this bad
    Only one of the two can run. What was written into the other one never happens.

    ## Example
    ```xml
    <menu maxDigits="1">
      <keypress pressed="1"><stash varname="answer">yes</stash></keypress>
      <keypress pressed="1"><stash varname="answer">no</stash></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1">
      <keypress pressed="1"><stash varname="answer">yes</stash></keypress>
      <keypress pressed="2"><stash varname="answer">no</stash></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: which of the two is meant is not known.

    ## Source
    One of the vendor's samples has two default branches (observed). Which one runs: assumed, not documented.
    """
    if _is_clean(subject):
        return
    for collect in subject.collects:
        first: dict[str, int] = {}
        for number, node in subject.inside(collect.element, Keypress, NoInput, NoMatch):
            key = _key(node)
            if first.setdefault(key, number) != number:
                yield _hit(subject, collect.element, number, key)


def _is_clean(subject: Subject) -> bool:
    """Whether the engine took every keypress there is: it keeps one branch a key, but all ranges."""
    keys = silent = other = 0
    for collect in subject.collects:
        ranges = collect.ranges
        keys += len(collect.exact) + len(ranges)
        silent += not collect.no_input.assumes
        other += not collect.no_match.assumes
        if len(ranges) > 1 and len({taken.exit.label for taken in ranges}) < len(ranges):
            return False
    return (keys, silent, other) == (subject.count(Keypress), subject.count(NoInput), subject.count(NoMatch))


def _key(node: Any) -> str:
    if isinstance(node, Keypress):
        return node.pressed
    return "timeout" if isinstance(node, NoInput) else "default"


def _hit(subject: Subject, menu: int, number: int, key: str) -> Hit:
    message = f"{subject.label(menu)} has an earlier branch for {quoted(key)}: this one never runs"
    return Hit(number, message, _WHY, _FIX)
