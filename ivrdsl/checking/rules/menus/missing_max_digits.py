"""Menus that do not say how many keys they take."""

from collections.abc import Iterator

from ivrdsl.checking.facts.menus import digits_of, set_max_digits
from ivrdsl.checking.facts.onward import duration, input_is_read
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrsim.core.table import Collect

_ENTRY = '<stash varname="pin">${call.lastinput}</stash>'


@rule(
    "IVR109",
    "missing-max-digits",
    WARNING,
    valid=(
        '<menu maxdigits="1"><keypress pressed="1"/></menu>',
        '<menu><play type="tts">Hello.</play></menu>',
        '<menu><keypress pressed="timeout"><hangup/></keypress></menu>',
    ),
    invalid=(
        '<menu><keypress pressed="700"/><keypress pressed="0"/></menu>',
        f'<menu><keypress pressed="default">{_ENTRY}</keypress></menu>',
        '<menu maxDigits=""><keypress pressed="1"/></menu>',
        '<menu><keypress pressed="1-3"/></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu does not say how many keys it takes.

    ## What it does
    Reports a menu with branches for keys and without `maxDigits`.

    ## Why is this bad
    How many keys such a menu takes is not documented. If there is no limit, the callee waits in silence after the
    key, until the menu gives up waiting for another one. If it is one key, longer numbers cannot be entered.

    ## Example
    ```xml
    <menu><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    Unsafe: adds `maxDigits` with the length of the longest key. Where other input is read as an entry, its length is
    not known and nothing is added.

    ## Source
    No limit: assumed, not documented (quirk `default_max_digits`). Somebody's menu without it took numbers of three
    digits (observed).
    """
    for collect in subject.collects:
        if collect.assumes_max_digits and (collect.exact or collect.ranges or not collect.no_match.assumes):
            yield _hit(subject, collect)


def _hit(subject: Subject, collect: Collect) -> Hit:
    menu = subject.label(collect.element)
    message, said = (
        f"{menu} has no {name}: how many keys it takes is not documented" for name in ("maxDigits", "max_digits")
    )
    longest = max([*map(len, collect.exact), *map(digits_of, collect.ranges)], default=0)
    wait = duration(collect.interdigit_ms)
    waits = f"if there is no limit, the callee waits {wait} in silence after the last key"
    if not longest or input_is_read(subject, collect.no_match.to):
        fix = 'write maxDigits with the digits of the longest entry, e.g. maxDigits="4"'
        python = "write max_digits with the digits of the longest entry, e.g. max_digits=4"
        why = f"{waits}; if it is one key, no longer entry is possible"
        return Hit(collect.element, message, why, fix, python, python_message=said)
    why = waits if longest == 1 else f"{waits}; if it is one key, nobody can enter {longest} digits"
    repair = set_max_digits(subject, collect.element, longest)
    fix = f'write maxDigits="{longest}"'
    python = f"write max_digits={longest}"
    return Hit(collect.element, message, why, fix, python, repair=repair, python_message=said)
