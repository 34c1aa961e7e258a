"""Plans in which nothing happens."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Amd, Catch, Dialplan, Else, Equal, Goto, If, Live, Machine, NotEqual

_IDLE: Final = frozenset({Dialplan, Amd, Live, Machine, If, Else, Equal, NotEqual, Catch, Goto})
"""What only leads to other tags."""

_WHY = "the call is made and answered, and ends at once without a word"


@rule(
    "IVR009",
    "empty-dialplan",
    WARNING,
    valid=("<hangup/>", '<setvar varname="x">1</setvar>', "<amd><live/><machine><hangup/></machine></amd>"),
    invalid=(
        "<dialplan/>",
        "<dialplan><!-- nothing yet --></dialplan>",
        "<amd><live/><machine/></amd>",
        '<if expr="1 == 1"><else/></if>',
        '<dialplan name="Root"><goto>Root</goto></dialplan>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A plan has no tag that does anything.

    ## What it does
    Reports a plan without tags, or only with tags that lead to others: goto, if, catch, amd and the like.

    ## Why is this bad
    The call is made, answered and paid for, and ends at once: the callee hears nothing.

    ## Example
    ```xml
    <dialplan name="Root"/>
    ```

    ## Use instead
    ```xml
    <dialplan name="Root"><play type="tts">Hello.</play></dialplan>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The vendor's own tests send an empty dialplan (observed), so the platform accepts it.
    """
    if all(type(element.node) in _IDLE for element in subject.elements):
        count = len(subject.elements) - 1
        message = "the plan is empty" if not count else "no tag of the plan does anything; they only lead to others"
        fix = 'write what the callee should hear, e.g. <play type="tts">Hello.</play>'
        yield Hit(0, message, _WHY, fix, 'write what the callee should hear, e.g. Say("Hello.")')
