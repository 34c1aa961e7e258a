"""Names that several tags have."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR, WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Goto

_AIMED = "a goto means this name, and it is not documented which of the tags it reaches"
_IDLE = "names should be unique; a goto to this one would have no clear target"


@rule("IVR004", "duplicate-name", WARNING, invalid=('<hangup name="x"/><hangup name="x"/><goto>x</goto>',))
def check(subject: Subject) -> Iterator[Hit]:
    """Two tags have the same name.

    ## What it does
    Reports each later tag with a name that an earlier one has. It is an error where a goto or catch means that
    name, and a warning otherwise. Whether any call comes to the goto is not asked: `ivrdsl verify` knows
    (`no-call-ends-in-error`).

    ## Why is this bad
    It is not documented which of the tags a goto reaches. The simulator ends the call rather than guess.

    ## Example
    ```xml
    <goto name="live">live</goto>
    <menu name="live"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <goto>live</goto>
    <menu name="live"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    There is no automatic fix: which of the two is meant is not known.

    ## Source
    Names should be unique: documented in every attribute table of the vendor. What a goto to a name given twice does:
    assumed, not documented (quirk `duplicate_names`).
    """
    targets: set[str] | None = None
    for name, numbers in subject.names.items():
        for number in numbers[1:]:
            targets = {jump.target for jump in subject.jumps} if targets is None else targets
            yield _hit(subject, name, numbers[0], number, aimed=name in targets)


def _hit(subject: Subject, name: str, first: int, number: int, *, aimed: bool) -> Hit:
    message = f"the name {quoted(name)} is taken: {subject.path(first)} has it too"
    fix = "give one of the two another name"
    if Goto in (type(subject.node(first)), type(subject.node(number))):
        fix += "; the name of a goto is its own, its target is the text inside"
    return Hit(number, message, _AIMED if aimed else _IDLE, fix, severity=ERROR if aimed else WARNING)
