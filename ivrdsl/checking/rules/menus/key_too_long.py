"""Branches that no callee can reach, because the menu stops listening before."""

from collections.abc import Iterator

from ivrdsl.checking.facts.menus import set_max_digits
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR
from ivrdsl.model.nodes import Keypress
from ivrsim.core.table import Collect


@rule(
    "IVR106",
    "key-too-long",
    ERROR,
    valid=(
        '<menu maxDigits="3"><keypress pressed="300-315"/><keypress pressed="700"/></menu>',
        '<menu maxDigits="1"><keypress pressed="5-12"/></menu>',  # 5 to 9 can be entered
        '<menu maxDigits="1"><keypress pressed="#"/><keypress pressed="default"/><keypress pressed="timeout"/></menu>',
        '<menu><keypress pressed="700"/></menu>',
    ),
    invalid=(
        '<menu maxDigits="2"><keypress pressed="1"/><keypress pressed="300-315"/></menu>',
        '<menu maxdigits="1"><keypress pressed="10"/></menu>',
        '<menu maxDigits="3"><keypress pressed="0000"/></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A branch has more digits than its menu takes.

    ## What it does
    Reports a keypress whose number, or both ends of whose range, have more digits than the menu's `maxDigits`.

    ## Why is this bad
    The menu stops listening after `maxDigits` keys, so nobody can enter the whole number. The first digits alone are
    taken for the input, and go to another branch.

    ## Example
    ```xml
    <menu maxDigits="2">
      <keypress pressed="300-315"><transfer timeout="25">15551230100x${call.lastinput}</transfer></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="3">
      <keypress pressed="300-315"><transfer timeout="25">15551230100x${call.lastinput}</transfer></keypress>
    </menu>
    ```

    ## Fix safety
    Unsafe: sets `maxDigits` to the length of the menu's longest key. After a shorter one the callee then waits.

    ## Source
    That collecting ends at maxDigits keys is observed: prompts of the vendor's samples count on it.
    """
    for collect in subject.collects:
        limit = collect.max_digits
        if limit is None:
            continue
        for key in collect.exact:
            if len(key) > limit:
                yield from _in_menu(subject, collect, limit)
                break
        else:
            if collect.ranges and any(min(each.lengths) > limit for each in collect.ranges):
                yield from _in_menu(subject, collect, limit)


def _in_menu(subject: Subject, collect: Collect, limit: int) -> Iterator[Hit]:
    """One hit for each such branch; the repair of any of them mends all."""
    shortest = [
        (child, node.pressed, min(map(len, node.pressed.split("-"))))
        for child, node in subject.inside(collect.element, Keypress)
    ]
    needed = max(digits for _, _, digits in shortest)
    repair = set_max_digits(subject, collect.element, needed)
    menu = subject.label(collect.element)
    for child, pressed, digits in shortest:
        if digits > limit:
            what = (
                f'"{pressed}" has {digits} digits'
                if "-" not in pressed
                else f'"{pressed}" has numbers of {digits} digits'
            )
            message = f'{what}, but {menu} takes {limit} (maxDigits="{limit}")'
            why = f"the menu stops listening after {limit} of them, so that nobody reaches this branch"
            fix = f'write maxDigits="{needed}" on the menu, or shorter keys'
            python, said = f"write max_digits={needed}, or shorter keys", f"{what}, but {menu} takes {limit}"
            said = f"{said} (max_digits={limit})"
            yield Hit(child, message, why, fix, python, repair=repair, python_message=said)
