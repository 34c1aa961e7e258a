"""Menus that wait for another key after the callee has chosen."""

from collections.abc import Iterator

from ivrdsl.checking.facts.menus import digits_of, set_max_digits
from ivrdsl.checking.facts.onward import duration, input_is_read
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import one_of
from ivrsim.core.table import Collect

_ENTRY = '<setvar varname="pin">${call.lastinput}</setvar>'
_SHOWN = 4
"""How many keys a message lists."""


@rule(
    "IVR108",
    "slow-single-key",
    NOTE,
    valid=(
        '<menu maxDigits="1"><keypress pressed="1"/><keypress pressed="2-4"/></menu>',
        '<menu maxDigits="3"><keypress pressed="300-315"/><keypress pressed="700"/></menu>',
        '<menu><keypress pressed="1"/></menu>',  # IVR109 says it
        f'<menu maxDigits="4"><keypress pressed="0"/><keypress pressed="default">{_ENTRY}</keypress></menu>',
        f'<menu maxDigits="4"><keypress pressed="0"><hangup/></keypress></menu>{_ENTRY}',
        '<menu maxDigits="4"><keypress pressed="#"/><keypress pressed="default"><goto>keep</goto></keypress></menu>'
        f"<hangup/><wait name='keep'>1</wait>{_ENTRY}",
        '<menu maxDigits="2"><keypress pressed="5-12"/></menu>',
        f'<menu maxDigits="4"><keypress pressed="default">{_ENTRY}</keypress></menu>',
        '<menu maxDigits="2"><keypress pressed="*"/><keypress pressed="10-20"/></menu>',
    ),
    invalid=(
        '<menu maxDigits="2"><keypress pressed="1-3"/></menu>',
        f'<menu maxDigits="2"><keypress pressed="1">{_ENTRY}<hangup/></keypress></menu>',
        '<menu maxDigits="3"><keypress pressed="0"/><keypress pressed="300-315"/></menu>',
        '<menu maxdigits="4"><keypress pressed="0"/><keypress pressed="default"><hangup/></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu waits for further keys although one key is a choice.

    ## What it does
    Reports a menu with `maxDigits` above 1 in which one key is a choice of its own: all of them, or some beside
    longer ones. Where other input is read as an entry, one key beside it is not reported.

    ## Why is this bad
    After the key the menu waits for another one until its time is over. The callee hears nothing for some seconds,
    believes that the key was not heard, and presses it again, which makes it another number.

    ## Example
    ```xml
    <menu maxDigits="2" timeout="5000">
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="2"><transfer timeout="25">15551230100</transfer></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1" timeout="5000">
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="2"><transfer timeout="25">15551230100</transfer></keypress>
    </menu>
    ```

    ## Fix safety
    Unsafe: sets maxDigits="1" where all branches are single keys. Input of several keys, which was no branch's
    before, is then decided by its first key.

    ## Source
    One of the vendor's samples has single keys beside three-digit extensions (observed). How long a menu waits
    between keys: assumed, not documented (quirk `interdigit`).
    """
    for collect in subject.collects:
        if collect.max_digits is None or collect.max_digits == 1 or not (collect.exact or collect.ranges):
            continue
        single, longer = _keys(collect)
        if single and not input_is_read(subject, collect.no_match.to):
            yield _beside(subject, collect, single, longer) if longer else _alone(subject, collect)


def _keys(collect: Collect) -> tuple[list[str], list[str]]:
    """The branches that one key decides, and those that need, or may have, several; `#` and `*` decide at once."""
    single, longer = [], []
    for key in collect.exact:
        if len(key) > 1:
            longer.append(key)
        elif key.isdecimal():
            single.append(key)
    for taken in collect.ranges:
        (longer if digits_of(taken) > 1 else single).append(taken.exit.label)
    return single, longer


def _alone(subject: Subject, collect: Collect) -> Hit:
    wait = duration(collect.interdigit_ms)
    message = f"{subject.label(collect.element)} waits for {collect.max_digits} keys, but every branch is one key"
    why = f"after the key, the callee waits {wait} in silence until the menu gives up waiting for another one"
    repair = set_max_digits(subject, collect.element, 1)
    return Hit(collect.element, message, why, 'write maxDigits="1"', "write max_digits=1", repair=repair)


def _beside(subject: Subject, collect: Collect, single: list[str], longer: list[str]) -> Hit:
    keys = one_of(single if len(single) <= _SHOWN else [*single[:_SHOWN], "another single key"])
    message = f"after {keys}, {subject.label(collect.element)} waits for further keys, because of {longer[0]}"
    why = (
        f"the callee waits {duration(collect.interdigit_ms)} in silence until the menu gives up waiting for another key"
    )
    fix = "give the longer numbers a menu of their own, or let the prompt say that # ends the choice"
    return Hit(collect.element, message, why, fix)
