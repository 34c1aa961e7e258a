"""Menus that do not say what other keys do."""

from collections.abc import Iterator

from ivrdsl.checking.facts.onward import act, goes_on
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrsim.core.table import Collect
from ivrsim.graph.silence import has_branch

_FIX = 'add <keypress pressed="default">: a prompt, then a goto back to the menu, or <hangup/>'
_PYTHON = "add NoMatch()[...]: a Say, then a Goto back to the menu, or Hangup()"
_SILENT = '<keypress pressed="timeout"><hangup/></keypress>'
_DIGITS = "0123456789"


@rule(
    "IVR103",
    "menu-without-no-match",
    NOTE,
    valid=(
        f'<menu maxDigits="1"><keypress pressed="1"/><keypress pressed="Default"/>{_SILENT}</menu>',
        f'<menu maxDigits="1"><keypress pressed="0-9"/>{_SILENT}</menu>',
        f'<menu maxDigits="1"><keypress pressed="1-9"/><keypress pressed="0"/>{_SILENT}</menu>',
        "<menu/>",
    ),
    invalid=(
        f'<menu maxDigits="1"><keypress pressed="1"/>{_SILENT}</menu>',
        f'<menu maxDigits="2"><keypress pressed="0-9"/>{_SILENT}</menu>',
        f'<menu maxDigits="1"><keypress pressed="1"/>{_SILENT}</menu><dnc>${{call.phonenumber}}</dnc>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu has no branch for the keys that it does not offer.

    ## What it does
    Reports a menu with branches for keys and without `<keypress pressed="default">`, unless every digit has a branch.
    A menu that takes an entry has none, and `*` and `#` are not looked at; `ivrdsl verify` looks at all of these
    (`no-key-swallowed`).
    It is a warning where such a key has an effect: a transfer, a message, an entry in the report or on the
    do-not-call list.

    ## Why is this bad
    Who mistypes is not asked again, but gets what stands behind the menu, as if the key had been right. It is not
    documented either: the platform may also play the menu again, or end the call.

    ## Example
    ```xml
    <menu name="main" maxDigits="1">
      <play type="tts">Press 1 to talk to us.</play>
      <keypress pressed="1"><transfer timeout="25">15551230100</transfer></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1">
      <play type="tts">Press 1 to talk to us.</play>
      <keypress pressed="1"><transfer timeout="25">15551230100</transfer></keypress>
      <keypress pressed="default"><play type="tts">Please press 1.</play><goto>main</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: what a mistyped key should do is not known.

    ## Source
    That other keys fall through: assumed, not documented (quirk `no_match`). The vendor's samples that ask again say
    so with an explicit branch (observed).
    """
    for collect in subject.collects:
        if collect.no_match.assumes and has_branch(collect) and not _takes_every_digit(collect):
            yield _hit(subject, collect)


def _takes_every_digit(collect: Collect) -> bool:
    if collect.max_digits != 1:
        return False
    taken = {key for key in collect.exact if key in _DIGITS}
    for low, high, lengths, *_ in collect.ranges:
        taken |= {key for key in _DIGITS if 1 in lengths and low <= (int(key != "0"), key.strip("0")) <= high}
    return len(taken) == len(_DIGITS)


def _hit(subject: Subject, collect: Collect) -> Hit:
    menu = subject.label(collect.element)
    done = act(subject, collect.no_match.to)
    if done is None:
        after = goes_on(subject, collect.no_match.to)
        message = f"{menu} has no branch for other keys: after one the call {after}"
    else:
        message = f"{menu} has no branch for other keys: who mistypes {done.words}"
    why = (
        "the callee is not asked again; nor is it documented: the platform may also play the menu again or end the call"
    )
    return Hit(collect.element, message, why, _FIX, _PYTHON, severity=WARNING if done else NOTE)
