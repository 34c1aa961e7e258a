"""Menus that do not say what a silent callee gets."""

from collections.abc import Iterator

from ivrdsl.checking.facts.menus import (
    ADD_NO_INPUT,
    ADD_NO_INPUT_PYTHON,
    acts_on_silence,
    hang_up_on_silence,
)
from ivrdsl.checking.facts.onward import goes_on, is_end
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrsim.core.table import Collect
from ivrsim.graph.silence import has_branch, says_so

_KEY = '<keypress pressed="1"><goto>bye</goto></keypress>'
_BYE = '<play name="bye" type="tts">Goodbye.</play>'
_LINE = "Press 1 for sales, or stay on the line."


@rule(
    "IVR102",
    "menu-without-no-input",
    WARNING,
    valid=(
        f'<menu maxDigits="1">{_KEY}<keypress pressed="Timeout"/></menu>{_BYE}',
        "<menu/>",  # IVR101 says it
        f'<menu maxDigits="1">{_KEY}</menu><transfer name="bye" timeout="25">15551230100</transfer>',  # IVR110 says it
        f'<menu maxDigits="1">{_KEY}<keypress pressed="default"/><keypress pressed="TIMEOUT"/></menu>{_BYE}',
    ),
    invalid=(
        f'<menu maxDigits="1">{_KEY}</menu>{_BYE}',
        f'<menu maxDigits="1">{_KEY}<keypress pressed="default"/></menu>{_BYE}',
        '<menu maxDigits="1"><keypress pressed="1"/></menu>',
        '<menu maxDigits="1"><keypress pressed="default"><hangup/></keypress></menu>',
        '<menu maxDigits="1"><keypress pressed="1"/></menu><hangup/>',
        f'<menu maxDigits="1"><play type="tts">{_LINE}</play>{_KEY}</menu>'
        '<transfer name="bye" timeout="25">15551230100</transfer>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu has no branch for a callee who stays silent.

    ## What it does
    Reports a menu with branches for keys and without `<keypress pressed="timeout">`, and says what silence does
    instead. It is a note where the call only ends. Where silence is transferred, sent a message or written into the
    report, IVR110 says so in its place.

    ## Why is this bad
    Many callees press nothing: they are surprised, or they are an answering machine. They get what stands behind the
    menu, which was written for those who pressed a key. And it is not documented that they do: the platform may also
    take the branch for other keys, or end the call.

    ## Example
    ```xml
    <menu maxDigits="1">
      <play type="tts">Press 1 to keep your appointment.</play>
      <keypress pressed="1"><stash varname="answer">kept</stash></keypress>
    </menu>
    <play type="tts">Thank you for your answer.</play>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1">
      <play type="tts">Press 1 to keep your appointment.</play>
      <keypress pressed="1"><stash varname="answer">kept</stash></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    <play type="tts">Thank you for your answer.</play>
    ```

    ## Fix safety
    Unsafe: adds `<keypress pressed="timeout"><hangup/></keypress>`. Silent callees no longer get what stands behind
    the menu.

    ## Source
    That silence falls through: assumed, not documented (quirk `no_timeout_branch`). Several of the vendor's samples
    have no such branch.
    """
    for collect in subject.collects:
        if collect.no_input.assumes and has_branch(collect) and acts_on_silence(subject, collect) is None:
            yield _promise_hit(subject, collect) if says_so(subject.engine, collect.element) else _hit(subject, collect)


def _promise_hit(subject: Subject, collect: Collect) -> Hit:
    """Silence is a choice here, and the plan leaves it to the platform."""
    after = goes_on(subject, collect.no_input.to)
    message = f"{subject.label(collect.element)} offers silence and has no branch for it: after it the call {after}"
    why = "what silence does without a branch is not documented; the platform may as well end the call"
    xml = 'add <keypress pressed="timeout"><goto>...</goto></keypress> to what the prompt promises'
    python = "add NoInput()[Goto(...)] to what the prompt promises"
    return Hit(collect.element, message, why, xml, python, severity=NOTE)


def _hit(subject: Subject, collect: Collect) -> Hit:
    after = goes_on(subject, collect.no_input.to)
    has_default = not collect.no_match.assumes
    message = f"{subject.label(collect.element)} has no branch for silence: after it the call {after}"
    other = "take the default branch" if has_default else "end the call"
    why = f"what silence does here is not documented; the platform may as well {other}"
    harmless = not has_default and is_end(subject, collect.no_input.to)
    if harmless:
        why = "who is silent hears nothing more; that it was meant so cannot be seen, nor is it documented"
    severity = NOTE if harmless else WARNING
    repair = hang_up_on_silence(collect)
    return Hit(collect.element, message, why, ADD_NO_INPUT, ADD_NO_INPUT_PYTHON, severity=severity, repair=repair)
