"""Rules that failed."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR


@rule("IVR900", "rule-crashed", ERROR, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A rule failed, so the plan was not fully checked.

    ## What it does
    Reports a rule that ended in an exception. The other rules run all the same.

    ## Why is this bad
    Nothing is known about what that rule would have found. It is a mistake of ivrdsl, never of the plan.

    ## Example
    There is no plan that should lead here.

    ## Use instead
    Report the plan; `--ignore` the rule until it is mended.

    ## Fix safety
    There is no automatic fix.

    ## Source
    ivrdsl itself.
    """
    return ()
