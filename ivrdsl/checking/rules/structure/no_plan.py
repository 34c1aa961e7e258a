"""Python files that make no plan."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR


@rule("IVR000", "no-plan", ERROR, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A Python file makes no plan.

    ## What it does
    Reports a Python file that raises an exception, or does not define the plan that was asked for.

    ## Why is this bad
    Without a plan there is no call, and nothing to check.

    ## Example
    A file whose factory divides by zero, or in which `dialplan` is a text.

    ## Use instead
    A file in which `dialplan` is a `Dialplan`, or a function that returns one.

    ## Fix safety
    There is no automatic fix.

    ## Source
    ivrdsl itself.
    """
    return ()
